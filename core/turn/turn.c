/* The table of contents of the program: what happens to a message, step by step. */
#include "turn/turn.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "cases/cases.h"
#include "serve/poison.h"
#include "serve/wake.h"
#include "turn/state.h"
#include "watch/log.h"
#include "watch/metrics.h"

enum { TRIES_MAX = 5, SENDER_MAX = 128, EXTERNAL_ID_MAX = 128, SAME_WITHIN_MS = 600000 };

struct yx_turn_house yx_turns;

/* What a step wants next. */
enum next { NEXT, RECALL_AGAIN, DELIVER };

enum step_name { ADMIT, RECALL, ROUTE, ANSWER, RECORD, DELIVERED };

/* ---- admit: size, form, rate ---- */

static bool is_name(const char *text, size_t max)
{
    size_t len = text ? strlen(text) : 0;
    return len >= 1 && len <= max && yx_text_valid(text, len);
}

static uint64_t sender_key(const struct yx_turn *t)
{
    uint64_t key;
    memcpy(&key, t->who, sizeof key);
    return key;
}

static enum next refuse(struct yx_turn *t, enum yx_err err)
{
    t->outcome->err = err;
    return DELIVER;
}

static enum next admit(struct yx_turn *t, const struct yx_inbound *in)
{
    if (in->file_count > YX_FILES_OF_MESSAGE)
        return refuse(t, YX_INVALID);
    if (in->text_len > (size_t)t->channel->is->text_max * 4)
        return refuse(t, YX_TOO_LARGE);
    enum yx_err err = yx_text_clean(t->arena, in->text, in->text_len, &t->text);
    if (err == YX_OK)
        err = yx_text_fold(t->arena, t->text, strlen(t->text), &t->folded);
    if (err != YX_OK)
        return refuse(t, err);
    if (*t->text == '\0')
        return refuse(t, YX_INVALID);
    if (yx_text_count(t->text) > (size_t)t->channel->is->text_max)
        return refuse(t, YX_TOO_LARGE);
    err = yx_limit_take(yx_turns.limit, sender_key(t), t->now_ms);
    if (err != YX_OK) {
        yx_count(YX_M_TURNS_RATE);
        return refuse(t, err);
    }
    yx_delivery_name(&t->contact, in->external_id, t->text, in->files, in->file_count, &t->delivery);
    return NEXT;
}

/* ---- recall: seen before? else the conversation ---- */

static enum yx_err recall_seen(struct yx_turn *t, struct yx_tx *tx)
{
    t->outcome->duplicate = true;
    t->outcome->message_id = t->delivery.message;
    if (t->delivery.reply == 0)
        return YX_OK;
    struct yx_message *said = yx_arena_get(t->arena, sizeof *said);
    struct yx_letter *letter = &t->letters[0];
    enum yx_err err = yx_message_get(tx, t->arena, t->delivery.conversation, t->delivery.reply, said);
    if (err == YX_OK) {
        said->text = yx_case_unmask(tx, t->arena, t->delivery.conversation, said->id, said->text);
        err = yx_letter_get(tx, t->delivery.letter, letter);
    }
    if (err != YX_OK)
        return err == YX_EMPTY ? YX_CORRUPT : err;
    if (letter->state > YX_LETTER_ANSWERED)
        return YX_OK; /* it comes, or came, by another way */
    t->letter_count = 1;
    t->outcome->reply = yx_turn_part(t, said, letter);
    return YX_OK;
}

/* What waited for them to write, and can only be said in this reply. */
static enum yx_err recall_held(struct yx_turn *t, struct yx_tx *tx)
{
    struct yx_held *held;
    enum yx_err err = yx_letter_held(tx, t->arena, t->conversation.contact, YX_HELD_MAX, &held, &t->held_count);
    t->held = held;
    return err;
}

static enum yx_err recall_from(struct yx_turn *t, struct yx_tx *tx)
{
    enum yx_err seen = yx_delivery_find(tx, &t->delivery);
    if (seen != YX_OK && seen != YX_EMPTY)
        return seen;
    memset(&t->conversation, 0, sizeof t->conversation);
    enum yx_err err = yx_conversation_find(tx, t->arena, &t->contact, &t->conversation);
    if (err != YX_OK && err != YX_EMPTY)
        return err;
    t->outcome->owner = t->conversation.owner;
    if (seen == YX_OK)
        return recall_seen(t, tx);
    if (err == YX_EMPTY)
        return YX_OK;
    err = yx_kept_list(tx, t->arena, t->conversation.id, &t->kept);
    t->held_count = 0;
    if (err == YX_OK && t->conversation.held > 0 && !t->limits.pushes)
        err = recall_held(t, tx);
    return err;
}

/* Two machines that answer each other say the same again and again. */
static enum yx_err recall_same(struct yx_turn *t, struct yx_tx *tx)
{
    int count = 0;
    if (t->limits.same_most == 0 || t->conversation.id == 0)
        return YX_OK;
    enum yx_err err = yx_message_same(tx, t->conversation.id, t->conversation.last_message, t->text,
        t->now_ms - SAME_WITHIN_MS, &count);
    t->repeats = count >= t->limits.same_most;
    return err;
}

static enum next recall(struct yx_turn *t, const struct yx_inbound *in)
{
    (void)in;
    bool known = yx_recent_get(t->who, &t->delivery, t->arena, &t->conversation);
    if (known && t->limits.same_most == 0)
        return NEXT;
    struct yx_tx *tx;
    enum yx_err err = yx_store_read(yx_turns.store, &tx);
    if (err == YX_OK) {
        err = known ? YX_OK : recall_from(t, tx);
        if (err == YX_OK)
            err = recall_same(t, tx);
        yx_store_done(yx_turns.store, &tx);
    }
    if (err != YX_OK)
        return refuse(t, err);
    if (!t->outcome->duplicate)
        return NEXT;
    yx_count(YX_M_TURNS_DUPLICATE);
    return DELIVER;
}

/* ---- route, answer: read only, may crash at any line ---- */

static uint64_t poison_key(const struct yx_turn *t)
{
    uint64_t key;
    memcpy(&key, t->delivery.key + sizeof t->delivery.key - sizeof key, sizeof key); /* it begins with the sender */
    return key ? key : 1;
}

static enum next route(struct yx_turn *t, const struct yx_inbound *in)
{
    (void)in;
    memset(&t->effects, 0, sizeof t->effects);
    t->effects.text = yx_buf_new(YX_REPLY_MAX);
    if (yx_poison_crashes(poison_key(t)) >= 2) {
        t->speaker = YX_SPEAKER_POISON;
        return NEXT;
    }
    yx_poison_enter(poison_key(t));
    yx_turn_route(t);
    yx_poison_leave();
    return NEXT;
}

static enum next answer(struct yx_turn *t, const struct yx_inbound *in)
{
    (void)in;
    if (t->speaker == YX_SPEAKER_PLUGIN) {
        yx_poison_enter(poison_key(t));
        enum yx_err err = t->plugin->is->answer(t->plugin->self, t);
        yx_poison_leave();
        if (err != YX_OK || t->effects.text.over)
            t->effects.failed = true;
        if (t->effects.failed)
            t->effects.cases = NULL;
        if (t->effects.failed)
            yx_log(YX_ERROR, "plugin failed", "plugin", t->plugin->is->name, "err",
                yx_err_words(err), NULL);
    }
    yx_turn_compose(t);
    yx_buf_free(&t->effects.text);
    return NEXT;
}

/* ---- record: one durable commit, or run again ---- */

static enum next record(struct yx_turn *t, const struct yx_inbound *in)
{
    (void)in;
    enum yx_err err = yx_turn_record(t);
    if (err == YX_OK) {
        yx_count(YX_M_TURNS);
        t->outcome->message_id = t->in.message.id;
        t->outcome->reply = t->reply;
        t->outcome->owner = t->conversation.owner;
        return NEXT;
    }
    if (err != YX_DUPLICATE && err != YX_CONFLICT)
        return refuse(t, err);
    t->case_digits = yx_case_turn_digits(t->effects.cases);
    yx_recent_drop(t->who);
    yx_count(YX_M_TURNS_RERUN);
    return ++t->tries < TRIES_MAX ? RECALL_AGAIN : refuse(t, YX_BUSY);
}

/* ---- deliver: into this response, if its deadline allows ---- */

static enum next deliver(struct yx_turn *t, const struct yx_inbound *in)
{
    (void)in;
    int64_t took_ms = (yx_clock_mono_us() - t->started_us) / 1000;
    if (t->outcome->err != YX_OK && yx_http_status(t->outcome->err) >= 500) {
        yx_count(YX_M_TURNS_FAILED);
        yx_log(YX_ERROR, "turn failed", "channel", t->contact.channel, "err",
            yx_err_words(t->outcome->err), NULL);
    }
    if (took_ms > t->limits.deadline_ms && t->outcome->reply != NULL) {
        yx_log(YX_WARN, "reply late", "channel", t->contact.channel, "ms", yx_num(took_ms), NULL);
        t->outcome->reply = NULL; /* pushed; or it stays offered: the next delivery or fetch gets it */
        yx_letter_missed(yx_turns.store, t->letters[0].id);
    }
    return NEXT;
}

static enum next (*const steps[])(struct yx_turn *, const struct yx_inbound *) = {
    [ADMIT] = admit,   [RECALL] = recall, [ROUTE] = route,
    [ANSWER] = answer, [RECORD] = record, [DELIVERED] = deliver,
};

static void run(struct yx_turn *t, const struct yx_inbound *in)
{
    for (int step = ADMIT; step <= DELIVERED;) {
        enum next next = steps[step](t, in);
        step = next == NEXT ? step + 1 : next == RECALL_AGAIN ? RECALL : DELIVERED;
    }
}

static enum yx_err record_receipt(struct yx_tx *tx, void *arg)
{
    return yx_letter_receipt(tx, arg, yx_clock_ms());
}

/* What became of a letter of ours. One that nobody knows, or that says nothing new, is fine: platforms repeat them. */
static enum yx_err take_receipt(const struct yx_receipt *receipt)
{
    yx_count(YX_M_RECEIPTS);
    enum yx_err err = yx_store_commit(yx_turns.store, record_receipt, (void *)(uintptr_t)receipt);
    return err == YX_EMPTY ? YX_OK : err;
}

struct yx_turn *yx_turn_new(const struct yx_loaded_channel *channel, struct yx_arena *arena, const struct yx_inbound *in,
    int64_t now_ms, struct yx_outcome *outcome)
{
    struct yx_turn *t = yx_arena_get(arena, sizeof *t);
    t->channel = channel;
    t->arena = arena;
    if (channel->is->limits != NULL)
        channel->is->limits(channel->self, in->account, &t->limits);
    if (t->limits.deadline_ms == 0)
        t->limits.deadline_ms = channel->is->deadline_ms;
    t->contact = (struct yx_contact){ channel->is->name, in->account, in->sender };
    t->now_ms = now_ms;
    t->started_us = yx_clock_mono_us();
    t->outcome = outcome;
    yx_contact_digest(&t->contact, t->who);
    return t;
}

void yx_turn_run(struct yx_turn *t, const struct yx_inbound *in)
{
    uint64_t lane = sender_key(t);
    t->inbound = in;
    t->outcome->err = yx_lane_enter(lane);
    if (t->outcome->err != YX_OK)
        return;
    run(t, in);
    yx_lane_leave(lane);
}

void yx_turn_take(const struct yx_loaded_channel *channel, struct yx_arena *arena,
    const struct yx_inbound *in, int64_t now_ms, struct yx_outcome *outcome_out,
    struct yx_carried *carried_out)
{
    *outcome_out = (struct yx_outcome){ .err = YX_OK };
    *carried_out = (struct yx_carried){ 0 };
    if (in->receipt.status != YX_RECEIPT_NONE) {
        outcome_out->err = take_receipt(&in->receipt);
        return;
    }
    if (!is_name(in->sender, SENDER_MAX) || !is_name(in->external_id, EXTERNAL_ID_MAX)) {
        outcome_out->err = YX_INVALID;
        return;
    }
    struct yx_turn *t = yx_turn_new(channel, arena, in, now_ms, outcome_out);
    if (!yx_join_takes(t, in))
        yx_turn_run(t, in);
    if (t->outcome->err == YX_OK && t->outcome->reply != NULL)
        *carried_out = (struct yx_carried){ t->letters[0].id, t->letter_count > 1,
            yx_letter_ways(&t->limits) == YX_WAY_PUSH };
    else if (t->letter_count > 0 && t->outcome->err == YX_OK)
        yx_wake_tell(YX_WAKE_OUTBOX, t->conversation.id, 0, NULL);
}

enum yx_err yx_turns_start(const struct yx_turn_house *house, const char *commands_file,
    struct yx_faults *faults)
{
    yx_turns = *house;
    return yx_commands_open(commands_file, faults);
}

void yx_turns_stop(void)
{
    yx_commands_close();
}
