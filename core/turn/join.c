#include "turn/join.h"

#include <string.h>

#include "base/clock.h"
#include "base/id.h"
#include "base/text.h"
#include "serve/wake.h"
#include "turn/state.h"
#include "watch/log.h"
#include "watch/metrics.h"

enum { LEASE_MS = 60000, AT_ONCE = 16, ARENA = 8 << 20, KEPT_MS = 48 * 3600 * 1000, FORGET_EVERY_MS = 600000, NAME = 16 };

/* ---- the mark ---- */

/* One of the brackets, in half or full width; its length, 0: none. */
static size_t bracket(const char *at, size_t len, char half, const char *full)
{
    if (len >= 1 && *at == half)
        return 1;
    return len >= 3 && memcmp(at, full, 3) == 0 ? 3 : 0;
}

/* The length of "(1/2)" at the beginning of the bytes; 0: there is none. */
static size_t mark_at(const char *at, size_t len, struct yx_mark *mark)
{
    size_t open = bracket(at, len, '(', "（");
    if (open == 0 || len < open + 4 || at[open + 1] != '/')
        return 0;
    char part = at[open], parts = at[open + 2];
    size_t close = bracket(at + open + 3, len - open - 3, ')', "）");
    if (close == 0 || parts < '2' || parts > '9' || part < '1' || part > parts)
        return 0;
    mark->part = part - '0';
    mark->parts = parts - '0';
    return open + 3 + close;
}

bool yx_mark_read(const char *text, size_t len, struct yx_mark *mark)
{
    size_t from = 0;
    while (from < len && (text[from] == ' ' || text[from] == '\n'))
        from++;
    while (len > from && (text[len - 1] == ' ' || text[len - 1] == '\n'))
        len--;
    size_t n = mark_at(text + from, len - from, mark);
    if (n > 0) {
        mark->begin = from + n;
        mark->end = len;
        return true;
    }
    for (size_t size = 5; size <= 9 && size <= len - from; size += 2) /* each bracket has one byte or three */
        if (mark_at(text + len - size, size, mark) == size) {
            mark->begin = from;
            mark->end = len - size;
            return true;
        }
    return false;
}

/* ---- joining ---- */

/* One text alone is as it was written: the mark may have been meant otherwise. */
static char *joined_text(struct yx_arena *a, const struct yx_fragments *f, size_t *len_out)
{
    struct yx_buf all = yx_buf_new(64 * 1024);
    int next = 1;
    for (size_t i = 0; i < f->count; i++) {
        const char *text = f->at[i].text;
        struct yx_mark mark = { .end = strlen(text) };
        if (f->count > 1)
            yx_mark_read(text, strlen(text), &mark);
        if (f->count > 1 && f->at[i].part != next)
            yx_buf_text(&all, yx_texts_get(yx_turns.texts, "turn.missing_part"));
        yx_buf_add(&all, text + mark.begin, mark.end - mark.begin);
        next = f->at[i].part + 1;
    }
    char *copy = yx_arena_text(a, all.at, all.len);
    *len_out = all.len;
    yx_buf_free(&all);
    return copy;
}

/* The message's own id, from those of its texts. */
static const char *joined_id(struct yx_arena *a, const struct yx_fragments *f)
{
    struct yx_part parts[9];
    unsigned char raw[NAME];
    char hex[2 * NAME + 1];
    for (size_t i = 0; i < f->count; i++)
        parts[i] = (struct yx_part){ f->at[i].external_id, strlen(f->at[i].external_id) };
    yx_digest(NULL, parts, f->count, raw, sizeof raw);
    yx_hex(raw, sizeof raw, hex);
    return yx_arena_print(a, "joined-%s", hex);
}

static enum yx_err mark_taken(struct yx_tx *tx, void *arg)
{
    return yx_fragments_taken(tx, arg);
}

/* The turn of all of them. What may heal is tried again when the lease is over; what never will is let go. */
static void take_joined(struct yx_turn *t, struct yx_fragments *f, struct yx_inbound *in)
{
    size_t len;
    in->text = joined_text(t->arena, f, &len);
    in->text_len = len;
    in->external_id = joined_id(t->arena, f);
    t->fragments = f;
    yx_turn_run(t, in);
    enum yx_err err = t->outcome->err;
    if (err == YX_OK && !t->outcome->duplicate)
        return;
    if (err != YX_OK && (yx_err_heals(err) || err == YX_RATE)) {
        t->outcome->err = YX_OK; /* it is kept: nobody need send it again */
        return;
    }
    yx_log(err == YX_OK ? YX_INFO : YX_WARN, "texts joined, not taken", "channel", t->contact.channel, "err",
        err == YX_OK ? "seen before" : yx_err_words(err), NULL);
    yx_store_commit(yx_turns.store, mark_taken, f);
}

struct arrival {
    struct yx_arena *arena;
    struct yx_fragment fragment;
    int64_t now_ms;
    bool whole;
    struct yx_fragments claimed;
};

static enum yx_err claim(struct yx_tx *tx, struct arrival *a)
{
    enum yx_err err = yx_fragments_claim(tx, a->arena, &a->fragment.who, a->fragment.parts, a->whole, a->now_ms, LEASE_MS,
        &a->claimed);
    if (err == YX_EMPTY)
        a->claimed.count = 0;
    return err == YX_EMPTY ? YX_OK : err;
}

static enum yx_err arrive(struct yx_tx *tx, void *arg)
{
    struct arrival *a = arg;
    enum yx_err err = yx_fragment_add(tx, &a->fragment);
    return err == YX_OK ? claim(tx, a) : err;
}

bool yx_join_takes(struct yx_turn *t, const struct yx_inbound *in)
{
    struct yx_mark mark;
    if (t->limits.join_s == 0 || in->event != NULL || in->machine || in->text_len > (size_t)t->channel->is->text_max * 4 ||
        !yx_text_valid(in->text, in->text_len) || !yx_mark_read(in->text, in->text_len, &mark))
        return false;
    struct arrival a = {
        .arena = t->arena, .now_ms = t->now_ms, .whole = true,
        .fragment = { .id = yx_id_next(), .who = t->contact, .external_id = in->external_id, .part = mark.part,
            .parts = mark.parts, .text = yx_arena_text(t->arena, in->text, in->text_len), .at_ms = t->now_ms,
            .due_ms = t->now_ms + (int64_t)t->limits.join_s * 1000 },
    };
    yx_count(YX_M_TURNS_APART);
    enum yx_err err = yx_store_commit(yx_turns.store, arrive, &a);
    t->outcome->duplicate = err == YX_DUPLICATE;
    t->outcome->err = err == YX_DUPLICATE ? YX_OK : err;
    struct yx_inbound joined = *in;
    if (err == YX_OK && a.claimed.count > 0)
        take_joined(t, &a.claimed, &joined);
    return true;
}

/* ---- what has waited ---- */

static enum yx_err claim_due(struct yx_tx *tx, void *arg)
{
    return claim(tx, arg);
}

static const struct yx_loaded_channel *channel_named(const char *name)
{
    for (size_t i = 0; i < yx_turns.registry->channel_count; i++)
        if (strcmp(yx_turns.registry->channels[i].is->name, name) == 0)
            return &yx_turns.registry->channels[i];
    return NULL;
}

static void go_on(const struct yx_fragment *due, int64_t now_ms)
{
    const struct yx_loaded_channel *channel = channel_named(due->who.channel);
    struct yx_arena *arena = channel ? yx_arena_new(ARENA) : NULL;
    if (arena == NULL)
        return;
    struct arrival a = { .arena = arena, .fragment = *due, .now_ms = now_ms };
    struct yx_inbound in = { .account = due->who.account, .sender = due->who.sender, .external_id = due->external_id };
    struct yx_outcome outcome = { .err = YX_OK };
    struct yx_turn *t = yx_turn_new(channel, arena, &in, now_ms, &outcome);
    if (yx_store_commit(yx_turns.store, claim_due, &a) == YX_OK && a.claimed.count > 0) {
        take_joined(t, &a.claimed, &in);
        if (t->letter_count > 0)
            yx_wake_tell(YX_WAKE_OUTBOX, t->conversation.id, 0, NULL);
    }
    yx_arena_free(&arena);
}

static enum yx_err forget(struct yx_tx *tx, void *arg)
{
    return yx_fragments_forget(tx, *(int64_t *)arg);
}

void yx_joins_tick(int64_t now_ms)
{
    static int64_t forget_ms;
    struct yx_arena *arena = yx_arena_new(ARENA);
    struct yx_fragments due = { 0 };
    struct yx_tx *tx;
    if (arena != NULL && yx_store_read(yx_turns.store, &tx) == YX_OK) {
        if (yx_fragments_due(tx, arena, AT_ONCE, now_ms, &due) != YX_OK)
            due.count = 0;
        yx_store_done(yx_turns.store, &tx);
    }
    for (size_t i = 0; i < due.count; i++)
        go_on(&due.at[i], now_ms);
    yx_arena_free(&arena);
    if (now_ms >= forget_ms && due.count == 0) {
        int64_t before_ms = now_ms - KEPT_MS;
        forget_ms = now_ms + FORGET_EVERY_MS;
        yx_store_commit(yx_turns.store, forget, &before_ms);
    }
}
