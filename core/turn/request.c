/* From a channel's request to its response: verify, decode, take, encode; and what
 * channels may ask of the transcript, and say of it. */
#include <string.h>

#include "cases/cases.h"
#include "base/id.h"
#include "desk/tell.h"
#include "files/files.h"
#include "talk/feedback.h"
#include "base/clock.h"
#include "serve/listeners.h"
#include "serve/wake.h"
#include "turn/state.h"
#include "watch/metrics.h"

void yx_turn_written(struct yx_request *req, bool written)
{
    const struct yx_carried *c = req->carries;
    if (c == NULL)
        return;
    if (written && c->followed)
        yx_letter_answered_now(yx_turns.store, c->letter);
    else if (written)
        yx_letter_answered(yx_turns.store, c->letter);
    else if (c->pushes)
        yx_letter_missed(yx_turns.store, c->letter);
    if (c->followed || (!written && c->pushes))
        yx_wake_tell(YX_WAKE_OUTBOX, 0, 0, NULL);
}

static void take(const struct yx_loaded_channel *channel, struct yx_request *req,
    const struct yx_inbound *in, struct yx_outcome *outcome)
{
    struct yx_carried *carried = yx_arena_get(req->arena, sizeof *carried);
    yx_turn_take(channel, req->arena, in, req->now_ms, outcome, carried);
    req->carries = carried->letter != 0 ? carried : NULL; /* until the response is written */
}

void yx_turn_request(const struct yx_loaded_channel *channel, struct yx_request *req,
    struct yx_response *resp)
{
    const struct yx_channel *c = channel->is;
    struct yx_exchange exchange = { .request = req, .response = resp };
    struct yx_inbound in = { .account = "" };
    struct yx_outcome outcome = { .err = c->verify(channel->self, &exchange) };
    if (outcome.err == YX_OK)
        outcome.err = c->decode(channel->self, &exchange, &in);
    if (outcome.err == YX_OK)
        take(channel, req, &in, &outcome);
    else
        yx_count(YX_M_MESSAGES_REFUSED);
    c->encode(channel->self, &exchange, &outcome);
}

const struct yx_loaded_channel *yx_channel_of(const struct yx_host *host)
{
    const struct yx_registry *r = yx_turns.registry;
    for (size_t i = 0; i < r->channel_count; i++)
        if (r->channels[i].host == host)
            return &r->channels[i];
    return NULL;
}

void yx_take(const struct yx_host *host, struct yx_request *req, const struct yx_inbound *in,
    struct yx_outcome *outcome_out)
{
    take(yx_channel_of(host), req, in, outcome_out);
}

static enum yx_err mark_seen(struct yx_tx *tx, void *arg)
{
    const int64_t *seen = arg;
    return yx_conversation_seen(tx, seen[0], seen[1]);
}

/* A page has the messages up to `last` now. Only staff ask, so that only what they wrote is marked. */
static void see(const struct yx_conversation *c, int64_t last)
{
    const int64_t seen[] = { c->id, last };
    if (c->staff_message <= c->seen_message || last <= c->seen_message)
        return;
    yx_store_later(yx_turns.store, mark_seen, seen, sizeof seen);
    yx_desk_tell(c, false, yx_clock_ms());
}

static enum yx_err list(struct yx_tx *tx, struct yx_arena *a, const struct yx_contact *who,
    int64_t after, int most, struct yx_message **messages_out, size_t *count_out,
    struct yx_conversation *c)
{
    enum yx_err err = yx_conversation_find(tx, a, who, c);
    if (err == YX_OK)
        err = yx_message_list(tx, a, c->id, after, most, messages_out, count_out);
    if (err != YX_OK)
        return err;
    struct yx_message **each = yx_arena_get(a, (*count_out + 1) * sizeof *each);
    for (size_t i = 0; i < *count_out; i++)
        each[i] = &(*messages_out)[i];
    return yx_files_of(tx, a, c->id, each, *count_out);
}

enum yx_err yx_transcript(const struct yx_host *host, struct yx_arena *a, const char *account,
    const char *sender, int64_t after, int most, struct yx_message **messages_out,
    size_t *count_out, enum yx_owner *owner_out)
{
    const struct yx_contact who = { yx_channel_of(host)->is->name, account, sender };
    struct yx_tx *tx;
    struct yx_conversation c = { .owner = YX_BOT };
    *count_out = 0;
    *owner_out = YX_BOT;
    enum yx_err err = yx_store_read(yx_turns.store, &tx);
    if (err != YX_OK)
        return err;
    err = list(tx, a, &who, after, most, messages_out, count_out, &c);
    for (size_t i = 0; err == YX_OK && i < *count_out; i++)
        (*messages_out)[i].text = yx_case_unmask(tx, a, c.id, (*messages_out)[i].id, (*messages_out)[i].text);
    yx_store_done(yx_turns.store, &tx);
    *owner_out = c.owner;
    if (err == YX_OK)
        see(&c, *count_out > 0 ? (*messages_out)[*count_out - 1].id : after < c.last_message ? after : c.last_message);
    return err;
}

const char *yx_push_channel(const struct yx_host *host, struct yx_arena *a, const char *account,
    const char *sender)
{
    const struct yx_contact who = { yx_channel_of(host)->is->name, account, sender };
    unsigned char name[YX_CONTACT_BYTES];
    char *hex = yx_arena_get(a, 2 * sizeof name + 1);
    yx_contact_digest(&who, name);
    yx_listeners_add(name, yx_clock_ms());
    yx_hex(name, sizeof name, hex);
    return hex;
}

/* The machine's message that the sender means; they see no other conversation. */
static enum yx_err find_reply(struct yx_tx *tx, struct yx_arena *a, const struct yx_contact *who,
    struct yx_feedback *f)
{
    struct yx_conversation c;
    struct yx_message m;
    enum yx_err err = yx_conversation_find(tx, a, who, &c);
    if (err == YX_OK)
        err = yx_message_get(tx, a, c.id, f->message, &m);
    if (err == YX_EMPTY || (err == YX_OK && m.author != YX_MACHINE))
        return YX_NOT_FOUND;
    f->conversation = c.id;
    return err;
}

/* Saying something of a message is limited as saying something. */
static enum yx_err admit(const struct yx_contact *who, int64_t now_ms)
{
    unsigned char name[YX_CONTACT_BYTES];
    uint64_t key;
    yx_contact_digest(who, name);
    memcpy(&key, name, sizeof key);
    return yx_limit_take(yx_turns.limit, key, now_ms);
}

static enum yx_err put_feedback(struct yx_tx *tx, void *arg)
{
    return yx_feedback_put(tx, arg);
}

enum yx_err yx_rate_reply(const struct yx_host *host, struct yx_arena *a, const char *account,
    const char *sender, int64_t message, bool useful, int64_t now_ms)
{
    const struct yx_contact who = { yx_channel_of(host)->is->name, account, sender };
    struct yx_feedback f = { .message = message, .useful = useful, .at_ms = now_ms };
    struct yx_tx *tx;
    enum yx_err err = admit(&who, now_ms);
    if (err == YX_OK)
        err = yx_store_read(yx_turns.store, &tx);
    if (err != YX_OK)
        return err;
    err = find_reply(tx, a, &who, &f);
    yx_store_done(yx_turns.store, &tx);
    return err == YX_OK ? yx_store_commit(yx_turns.store, put_feedback, &f) : err;
}
