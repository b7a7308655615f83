/* Everything a turn changes, in one commit: the delivery's unique key and the
 * conversation's version first, so that a slower turn is stopped before it writes. */
#include "desk/tell.h"
#include "files/files.h"
#include "outbox/media.h"
#include "serve/listeners.h"
#include "serve/wake.h"
#include "turn/state.h"
#include "watch/metrics.h"

static enum yx_err keep(struct yx_tx *tx, const struct yx_turn *t)
{
    if (t->drop)
        return yx_kept_drop(tx, t->conversation.id, t->keep.plugin);
    return t->keep.json ? yx_kept_put(tx, t->conversation.id, &t->keep) : YX_OK;
}

static enum yx_err want_media(struct yx_tx *tx, const struct yx_turn *t)
{
    const struct yx_media media = {
        .id = t->media, .conversation = t->conversation.id, .message = t->in.message.id,
        .channel = t->contact.channel, .account = t->contact.account,
        .kind = t->inbound->media_kind ? t->inbound->media_kind : "file", .platform_id = t->inbound->media,
    };
    return yx_media_want(tx, &media, t->now_ms);
}

/* One that is not theirs, or of a message already, and the message is not recorded. */
static enum yx_err attach_files(struct yx_tx *tx, const struct yx_turn *t)
{
    enum yx_err err = YX_OK;
    for (size_t i = 0; i < t->inbound->file_count && err == YX_OK; i++)
        err = yx_files_attach(tx, t->who, t->inbound->files[i], t->conversation.id, t->in.message.id);
    return err;
}

/* What the message does to the times that a person was asked for. */
static enum yx_err move_service(struct yx_tx *tx, const struct yx_turn *t)
{
    const struct yx_conversation *c = &t->conversation;
    enum yx_err err = YX_OK;
    if (t->asks)
        err = yx_service_open(tx, c->service, c->id, t->in.message.id, t->now_ms);
    if (err == YX_OK && t->left != 0)
        err = yx_service_end(tx, t->left, YX_SERVICE_LEFT, t->in.message.id, NULL, t->now_ms);
    if (err == YX_OK && t->rated.stars > 0)
        err = yx_service_rate(tx, t->rated.service, t->rated.stars, t->now_ms);
    return err == YX_EMPTY ? YX_OK : err; /* it was rated before: that word stays */
}

static enum yx_err apply(struct yx_tx *tx, void *arg)
{
    const struct yx_turn *t = arg;
    const struct yx_conversation *c = &t->conversation;
    enum yx_err err = yx_delivery_add(tx, &t->delivery, t->now_ms);
    if (err == YX_OK)
        err = c->version == 0 ? yx_conversation_open(tx, &t->contact, c) : yx_conversation_save(tx, c);
    if (err == YX_OK)
        err = yx_message_add(tx, &t->in);
    if (err == YX_OK)
        err = attach_files(tx, t);
    if (err == YX_OK)
        err = keep(tx, t);
    if (err == YX_OK)
        err = move_service(tx, t);
    if (err == YX_OK && t->decision != NULL)
        err = yx_message_unanswered(tx, &t->in, t->decision);
    if (err == YX_OK && t->leaves)
        err = yx_contact_left(tx, c->contact, c->left_ms);
    if (err == YX_OK && t->fragments != NULL)
        err = yx_fragments_taken(tx, t->fragments);
    if (err == YX_OK && t->inbound->media != NULL)
        err = want_media(tx, t);
    struct yx_message_record out = t->out;
    if (err == YX_OK)
        err = yx_case_turn_apply(tx, t->effects.cases, &out.message.text);
    if (err == YX_OK && out.message.id != 0)
        err = yx_message_add(tx, &out);
    if (err == YX_OK && t->released)
        err = yx_letter_release(tx, c->contact, t->now_ms);
    for (size_t i = 0; i < t->held_count && err == YX_OK && t->out.message.id != 0; i++)
        err = yx_letter_said(tx, t->held[i].letter, t->now_ms);
    for (size_t i = 0; i < t->letter_count && err == YX_OK; i++)
        err = yx_letter_add(tx, &t->letters[i]);
    return err;
}

/* Nothing that core/talk/recent.h would not remember: the next turn need not read it. */
static bool is_plain(const struct yx_turn *t)
{
    const struct yx_conversation *c = &t->conversation;
    return c->owner == YX_BOT && c->floor == NULL && t->kept == NULL && t->keep.json == NULL && c->held == 0 &&
           c->area == 0 && c->staff_message == 0 && c->left_ms == 0;
}

/* Staff, pages of the same person that listen, and post, when it has something to do now. */
static void tell_others(const struct yx_turn *t, enum yx_owner before)
{
    const struct yx_conversation *c = &t->conversation;
    if (before != YX_BOT || c->owner != YX_BOT)
        yx_desk_tell(c, c->owner != YX_HUMAN, t->now_ms);
    if (yx_listeners_has(t->who, t->now_ms))
        yx_wake_tell(YX_WAKE_NEWS, c->id, c->last_message, t->who);
    if (t->inbound->media != NULL || t->released)
        yx_wake_tell(YX_WAKE_OUTBOX, c->id, 0, NULL);
}

/* The reply as this response carries it, with the number and the code of a case that was opened. */
static void show_case(struct yx_turn *t)
{
    if (t->effects.cases == NULL)
        return;
    yx_case_turn_told(t->effects.cases);
    if (t->reply == NULL)
        return;
    struct yx_message *shown = yx_arena_get(t->arena, sizeof *shown);
    *shown = *t->reply;
    shown->text = yx_case_turn_shown(t->effects.cases, shown->text);
    t->reply = shown;
}

enum yx_err yx_turn_record(struct yx_turn *t)
{
    enum yx_owner before = t->outcome->owner;
    yx_case_turn_settle(t->effects.cases, t->conversation.contact, t->conversation.id, t->out.message.id, t->out.message.text);
    enum yx_err err = yx_store_commit(yx_turns.store, apply, t);
    if (err != YX_OK)
        return err;
    yx_recent_put(t->who, &t->delivery, &t->conversation, is_plain(t));
    tell_others(t, before);
    show_case(t);
    if (t->decision != NULL)
        yx_count(YX_M_TURNS_UNANSWERED);
    if (before == YX_BOT && t->conversation.owner == YX_QUEUE)
        yx_count(YX_M_TURNS_QUEUED);
    if (t->inbound->machine || t->repeats)
        yx_count(YX_M_TURNS_SILENT);
    if (t->speaker == YX_SPEAKER_POISON)
        yx_count(YX_M_TURNS_POISON);
    return YX_OK;
}
