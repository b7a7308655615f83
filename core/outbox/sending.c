/* Letters on their way: taken, written out, sent, judged, settled. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/id.h"
#include "outbox/parts.h"
#include "cases/cases.h"
#include "outbox/plain.h"
#include "outbox/post.h"
#include "outbox/quiet.h"
#include "watch/log.h"
#include "watch/metrics.h"

enum { CLAIM_MOST = 16, ARENA = 512 * 1024, CLAIM_ARENA = 8 << 20, ANSWER_MAX = 64 * 1024, CHUNK_LEAST = 120,
       RETRY_MOST_MS = 30 * 60000, ORPHAN_MS = 60000, PARK_MS = 3600000 };

struct flight {
    struct yx_post *post;
    struct yx_account *account;
    struct yx_arena *arena;
    struct yx_outgoing letter;
    struct yx_http_call call;
    int64_t conversation, tries;
    int64_t from_byte, to_byte, end_byte; /* of the letter, and of the part under way */
    int64_t chunk;
    int64_t coded; /* the message, when it holds a secret code; else 0 */
    bool renewed; /* a second token was asked for */
};

struct claim {
    struct yx_arena *arena;
    struct yx_claimed *at;
    size_t count;
    int most;
    int64_t now_ms;
};

int64_t yx_retry_ms(const struct yx_post *p, int64_t tries)
{
    int64_t wait_ms = yx_post_int(p, "outbox.retry_first_ms") << (tries < 20 ? tries : 20);
    unsigned char dice;
    yx_random(&dice, 1);
    if (wait_ms > RETRY_MOST_MS)
        wait_ms = RETRY_MOST_MS;
    return wait_ms * (80 + dice % 41) / 100; /* a fifth to either side, so that many do not come at once */
}

static struct yx_settled *settle_as(struct yx_post *p, int64_t letter, int64_t conversation, enum yx_settled_as as,
    const char *reason)
{
    struct yx_settled *s = &p->settled[p->settled_count++];
    *s = (struct yx_settled){ .id = letter, .conversation = conversation, .as = as, .now_ms = yx_clock_ms() };
    snprintf(s->reason, sizeof s->reason, "%s", reason ? reason : "");
    return s;
}

static void land(struct flight *f)
{
    f->post->flights--;
    yx_arena_free(&f->arena);
    free(f);
}

static struct yx_settled *settle(struct flight *f, enum yx_settled_as as, const char *reason)
{
    struct yx_settled *s = settle_as(f->post, f->letter.id, f->conversation, as, reason);
    s->from_byte = f->from_byte;
    s->chunk = f->chunk;
    return s;
}

static void die(struct flight *f, const char *reason)
{
    settle(f, YX_SETTLED_DEAD, reason);
    yx_count(YX_M_LETTERS_DEAD);
    yx_log(YX_ERROR, "letter given up", "letter", yx_num(f->letter.id), "channel", f->account->channel->is->name,
        "reason", reason ? reason : "none said", NULL);
    yx_alert(f->post, "letter given up", f->account->channel->is->name, f->account->name, reason);
}

static void later(struct flight *f, int64_t after_ms, bool tried, const char *reason)
{
    if (tried && f->tries >= yx_post_int(f->post, "outbox.retry_max")) {
        die(f, reason);
        return;
    }
    struct yx_settled *s = settle(f, YX_SETTLED_LATER, reason);
    s->tried = tried;
    s->next_ms = s->now_ms + (after_ms > 0 ? after_ms : yx_retry_ms(f->post, f->tries));
    yx_count(YX_M_LETTERS_RETRIED);
}

static void hold(struct flight *f, const char *reason)
{
    struct yx_settled *s;
    if (f->letter.window_open && f->letter.template != NULL) {
        s = settle(f, YX_SETTLED_LATER, reason); /* at once, as the template that works outside the window */
        s->next_ms = s->now_ms;
    } else {
        s = settle(f, YX_SETTLED_HELD, reason);
        yx_count(YX_M_LETTERS_HELD);
    }
    s->shut = true;
}

/* Half as much at a time, unless that is hardly a sentence. */
static void split(struct flight *f, const char *reason)
{
    int64_t half = (f->end_byte - f->from_byte) / 2;
    if (half < CHUNK_LEAST || f->letter.text == NULL) {
        die(f, reason);
        return;
    }
    f->chunk = half;
    struct yx_settled *s = settle(f, YX_SETTLED_LATER, reason);
    s->next_ms = s->now_ms;
}

static void sent(struct flight *f, const struct yx_verdict *v)
{
    bool whole = f->letter.text == NULL || f->end_byte >= f->to_byte;
    f->from_byte = f->end_byte;
    struct yx_settled *s = settle(f, whole ? YX_SETTLED_SENT : YX_SETTLED_PART, NULL);
    s->spent = f->account->limits.windowed && f->letter.text != NULL;
    snprintf(s->platform_id, sizeof s->platform_id, "%s", v->platform_id ? v->platform_id : "");
    if (whole) {
        s->message = f->coded;
        yx_count(YX_M_LETTERS_SENT);
    }
}

/* The account rests; the letter waits with it and is none the worse for it. */
static void rest(struct flight *f, int64_t rest_ms, const char *reason)
{
    yx_account_park(f->post, f->account, rest_ms, reason ? reason : "refused");
    struct yx_settled *s = settle(f, YX_SETTLED_LATER, reason);
    s->next_ms = s->now_ms;
}

static void begin_sending(void *arg, const char *token, const struct yx_verdict *why);

static void judge(struct flight *f, const struct yx_verdict *v)
{
    int64_t rest_ms = yx_post_int(f->post, "outbox.rest_minutes") * 60000;
    switch (v->is) {
    case YX_SENT:
        sent(f, v);
        break;
    case YX_SENT_RETRY:
        later(f, v->after_ms, true, v->reason);
        break;
    case YX_SENT_TOKEN:
        if (!f->renewed) {
            f->renewed = true;
            yx_token_refused(f->account, f->letter.token);
            yx_token_want(f->post, f->account, begin_sending, f);
            return;
        }
        rest(f, rest_ms, v->reason);
        break;
    case YX_SENT_HOLD:
        hold(f, v->reason);
        break;
    case YX_SENT_SPLIT:
        split(f, v->reason);
        break;
    case YX_SENT_PARK:
        rest(f, v->after_ms > 0 ? v->after_ms : PARK_MS, v->reason);
        break;
    case YX_SENT_OPERATOR:
        rest(f, rest_ms, v->reason);
        break;
    case YX_SENT_NEVER:
    case YX_SENT_BROKEN:
        die(f, v->reason);
        break;
    }
    land(f);
}

static void answered(void *arg, const struct yx_http_answer *answer)
{
    struct flight *f = arg;
    struct yx_verdict v = { .is = YX_SENT_RETRY };
    f->account->channel->is->sent(f->account->channel->self, f->arena, &f->letter, answer, &v);
    judge(f, &v);
}

static void begin_sending(void *arg, const char *token, const struct yx_verdict *why)
{
    static const struct yx_http_how how = { .body_max = ANSWER_MAX };
    struct flight *f = arg;
    const struct yx_loaded_channel *c = f->account->channel;
    struct yx_verdict v = { .is = YX_SENT_BROKEN, .reason = "cannot be written as a request" };
    if (why != NULL) {
        judge(f, why);
        return;
    }
    f->letter.token = token ? yx_arena_copy(f->arena, token) : NULL;
    f->letter.now_ms = yx_clock_ms();
    f->call = (struct yx_http_call){ 0 };
    enum yx_err err = c->is->send(c->self, f->arena, &f->letter, &f->call);
    if (err == YX_OK)
        err = yx_http_begin(f->post->http, &f->call, &how, answered, f);
    if (err == YX_OK)
        return;
    if (err == YX_EMPTY)
        v = (struct yx_verdict){ .is = YX_SENT_HOLD, .reason = "the person must write first" };
    else if (yx_err_heals(err))
        v = (struct yx_verdict){ .is = YX_SENT_RETRY, .reason = yx_err_words(err) };
    judge(f, &v);
}

/* The part that goes now, as the channel writes a message out. */
static void write_out(struct flight *f, const struct yx_claimed *c)
{
    const struct yx_limits *limits = &f->account->limits;
    const struct yx_texts *texts = f->post->rooms.texts;
    const char *all = yx_letter_form(f->arena, texts, &c->message, c->is_short);
    int64_t len = (int64_t)strlen(all);
    f->from_byte = c->from_byte < len ? c->from_byte : len;
    f->to_byte = c->to_byte > 0 && c->to_byte < len ? c->to_byte : len;
    size_t most = c->chunk > 0 ? (size_t)c->chunk : yx_part_room(all, (size_t)f->from_byte, limits, NULL);
    f->end_byte = (int64_t)yx_part_begin(all, yx_part_end(all, (size_t)f->from_byte, most));
    if (f->end_byte > f->to_byte)
        f->end_byte = f->to_byte;
    const struct yx_letter part = { .from_byte = f->from_byte, .to_byte = f->end_byte, .is_short = c->is_short };
    bool ends = f->end_byte >= f->to_byte && c->to_byte > 0;
    f->letter.text = yx_letter_text(f->arena, texts, &c->message, &part, ends && (c->is_short || limits->asked));
}

static bool window_is_open(const struct yx_account *a, const struct yx_claimed *c, int64_t now_ms)
{
    return !a->limits.windowed || (c->window_until_ms > now_ms && c->window_sends > 0);
}

static const char *copy(struct yx_arena *a, const char *text)
{
    return text ? yx_arena_copy(a, text) : NULL;
}

/* The message as its reader sees it, where it holds a secret code. */
static struct yx_claimed shown(struct yx_post *p, struct yx_arena *a, const struct yx_claimed *c)
{
    struct yx_claimed shown = *c;
    struct yx_tx *tx;
    if (yx_case_is_masked(c->message.text) && yx_store_read(p->rooms.store, &tx) == YX_OK) {
        shown.message.text = yx_case_unmask(tx, a, c->conversation, c->message.id, c->message.text);
        yx_store_done(p->rooms.store, &tx);
    }
    return shown;
}

static struct flight *prepare(struct yx_post *p, struct yx_account *a, const struct yx_claimed *c, int64_t now_ms)
{
    struct flight *f = calloc(1, sizeof *f);
    if (f == NULL || (f->arena = yx_arena_new(ARENA)) == NULL) {
        free(f);
        return NULL;
    }
    f->post = p;
    f->account = a;
    f->conversation = c->conversation;
    f->tries = c->tries;
    f->chunk = c->chunk;
    f->letter = (struct yx_outgoing){
        .id = c->id, .account = a->name, .recipient = copy(f->arena, c->recipient),
        .template = copy(f->arena, c->template), .params = copy(f->arena, c->params),
        .window_open = window_is_open(a, c, now_ms),
    };
    const struct yx_claimed out = shown(p, f->arena, c);
    f->coded = out.message.text != c->message.text ? c->message.id : 0;
    write_out(f, &out);
    return f;
}

static void put_off(struct yx_post *p, const struct yx_claimed *c, int64_t next_ms, bool quiet, const char *reason)
{
    struct yx_settled *s = settle_as(p, c->id, c->conversation, YX_SETTLED_LATER, reason);
    s->from_byte = c->from_byte;
    s->chunk = c->chunk;
    s->next_ms = next_ms;
    s->quiet = quiet;
}

/* Whether it is not to be sent at all, or not at this hour. */
static bool is_settled(struct yx_post *p, const struct yx_account *a, const struct yx_claimed *c, int64_t now_ms)
{
    if (c->urgent)
        return false;
    if (c->left_ms > 0) {
        settle_as(p, c->id, c->conversation, YX_SETTLED_DROPPED, "its reader wants no letters");
        yx_count(YX_M_LETTERS_DROPPED);
        return true;
    }
    int64_t until_ms = yx_quiet_answers(c->answers_ms, now_ms) ? 0
        : yx_quiet_until(a->limits.quiet_from, a->limits.quiet_to, now_ms);
    if (until_ms > 0)
        put_off(p, c, until_ms, true, "waits for the morning");
    return until_ms > 0;
}

static void dispatch(struct yx_post *p, const struct yx_claimed *c, int64_t now_ms)
{
    struct yx_account *a = yx_account_of(p, c->channel, c->account);
    if (a && is_settled(p, a, c, now_ms))
        return;
    int64_t pace_ms = a ? yx_account_pace_ms(a, now_ms) : 0;
    struct flight *f = a && a->channel->is->send && pace_ms == 0 ? prepare(p, a, c, now_ms) : NULL;
    if (f == NULL) {
        put_off(p, c, now_ms + (pace_ms > 0 ? pace_ms : ORPHAN_MS), false, a ? NULL : "its channel is not there");
        return;
    }
    p->flights++;
    yx_token_want(p, a, begin_sending, f);
}

static enum yx_err claim(struct yx_tx *tx, void *arg)
{
    struct claim *c = arg;
    yx_arena_wipe(c->arena);
    return yx_queue_claim(tx, c->arena, c->most, c->now_ms, YX_POST_LEASE_MS, &c->at, &c->count);
}

void yx_sending_begin(struct yx_post *p, int64_t now_ms)
{
    int room = (int)yx_post_int(p, "outbox.flights") - p->flights;
    struct claim c = { .arena = yx_arena_new(CLAIM_ARENA), .most = room < CLAIM_MOST ? room : CLAIM_MOST,
        .now_ms = now_ms };
    if (c.arena != NULL && room > 0) {
        enum yx_err err = yx_store_commit(p->rooms.store, claim, &c);
        if (err != YX_OK)
            yx_log(YX_ERROR, "letters not taken", "err", yx_err_words(err), NULL);
        for (size_t i = 0; i < c.count && err == YX_OK; i++)
            dispatch(p, &c.at[i], now_ms);
        p->look = p->look || (err == YX_OK && (int)c.count == c.most); /* there may be more */
    }
    yx_arena_free(&c.arena);
}
