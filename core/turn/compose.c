/* From who speaks and what a plugin wants to what will be recorded. */
#include <math.h>
#include <string.h>

#include "base/id.h"
#include "base/json.h"
#include "schedule/roster.h"
#include "talk/rating.h"
#include "turn/state.h"

enum { EXTRA_MAX = 256 * 1024 };

static const char *fill(struct yx_turn *t, const char *key)
{
    return yx_texts_fill(yx_turns.texts, t->arena, key, "name", yx_turns.name, "hours",
        yx_turns.hours, "phone", yx_turns.phone, NULL);
}

/* What is said of waiting for a person: while nobody is there, when somebody will be. */
static const char *fill_waiting(struct yx_turn *t, const char *key)
{
    struct yx_hours hours;
    const struct yx_calendar *calendar = yx_roster_calendar();
    yx_roster_hours(&hours, NULL);
    int64_t next_ms = yx_hours_next(&hours, calendar, t->now_ms);
    if (next_ms == t->now_ms || next_ms == 0) /* there; or not within a year, of which only the sentence knows more */
        return fill(t, key);
    return yx_texts_fill(yx_turns.texts, t->arena, yx_arena_print(t->arena, "%s_closed", key), "when",
        yx_hours_when(calendar, yx_turns.texts, t->arena, t->now_ms, next_ms), "phone", yx_turns.phone, NULL);
}

/* The JSON as a text in the arena; NULL when it did not fit. Frees the buffer. */
static const char *printed(struct yx_turn *t, struct yx_buf *json)
{
    char *copy = json->over ? NULL : yx_arena_text(t->arena, json->at, json->len);
    yx_buf_free(json);
    return copy;
}

/* {"sources": [{"law", "article", "since"?, "quote"?}], "choices": [{"number", "label"}]} */
static const char *extra_of(struct yx_turn *t)
{
    const struct yx_effects *e = &t->effects;
    if (e->source_count == 0 && e->choice_count == 0 && e->few == NULL)
        return NULL;
    struct yx_buf b = yx_buf_new(EXTRA_MAX);
    yx_buf_text(&b, "{\"sources\":[");
    for (size_t i = 0; i < e->source_count; i++) {
        yx_buf_text(&b, i > 0 ? ",{" : "{");
        yx_json_member(&b, "law", e->sources[i].law);
        yx_json_member(&b, "article", e->sources[i].article);
        yx_json_member(&b, "since", e->sources[i].since);
        yx_json_member(&b, "quote", e->sources[i].quote);
        yx_buf_text(&b, "}");
    }
    yx_buf_text(&b, "],\"choices\":[");
    for (size_t i = 0; i < e->choice_count; i++) {
        yx_buf_print(&b, "%s{\"number\":%zu", i > 0 ? "," : "", i + 1);
        yx_json_member(&b, "label", e->choices[i].label);
        yx_buf_text(&b, "}");
    }
    yx_buf_text(&b, "]");
    yx_json_member(&b, "short", e->few);
    yx_buf_text(&b, "}");
    return printed(t, &b);
}

/* {"plugin", "decision"?, "generation"?, "article"?, "revision"?, "score"?} */
static const char *provenance_of(struct yx_turn *t)
{
    const struct yx_provenance *p = t->effects.provenance;
    if (t->plugin == NULL)
        return NULL;
    struct yx_buf b = yx_buf_new(EXTRA_MAX);
    yx_buf_text(&b, "{");
    yx_json_member(&b, "plugin", t->plugin->is->name);
    if (p != NULL) {
        yx_json_member(&b, "decision", p->decision);
        yx_json_member(&b, "generation", p->generation);
        yx_json_member(&b, "article", p->article);
        yx_json_member(&b, "revision", p->revision);
        yx_buf_print(&b, ",\"score\":%.6f", isfinite(p->score) ? p->score : 0);
    }
    yx_buf_text(&b, "}");
    return printed(t, &b);
}

static const char *event_of(struct yx_turn *t, const char *event)
{
    struct yx_buf b = yx_buf_new(EXTRA_MAX);
    yx_buf_text(&b, "{");
    yx_json_member(&b, "event", event);
    yx_buf_text(&b, "}");
    return printed(t, &b);
}

static void to_queue(struct yx_turn *t, const char *why, bool urgent)
{
    struct yx_conversation *c = &t->conversation;
    if (c->owner == YX_BOT) {
        c->owner = YX_QUEUE;
        c->queued_ms = t->now_ms;
        c->service = yx_id_next();
        t->asks = true;
    }
    c->urgent = c->urgent || urgent;
    c->queue_why = why;
}

static void leave(struct yx_turn *t)
{
    struct yx_conversation *c = &t->conversation;
    t->drop = c->floor != NULL;
    t->keep.plugin = c->floor;
    t->left = c->service;
    yx_conversation_to_machine(c);
    c->floor = NULL;
    c->floor_until_ms = 0;
    c->pending = NULL;
}

/* A plugin's answer ends what was asked before, but for the question how a service was. */
static const char *still_asked(const struct yx_turn *t)
{
    int64_t service;
    return yx_rating_read(t->conversation.pending, t->now_ms, &service) ? t->conversation.pending : NULL;
}

/* They want no letters any more, or take them again. A machine that says so again and again is not answered. */
static const char *change_letters(struct yx_turn *t, bool leave_us)
{
    t->conversation.left_ms = leave_us ? t->now_ms : 0;
    t->leaves = true;
    return t->repeats ? NULL : fill(t, leave_us ? "turn.left" : "turn.back");
}

static const char *compose_plugin(struct yx_turn *t)
{
    struct yx_effects *e = &t->effects;
    struct yx_conversation *c = &t->conversation;
    const char *name = t->plugin->is->name;
    t->out.message.extra = extra_of(t);
    t->out.provenance = provenance_of(t);
    if (e->floor_s > 0) {
        c->floor = name;
        c->floor_until_ms = t->now_ms + (int64_t)e->floor_s * 1000;
    } else if (e->leave_floor || (c->floor && strcmp(c->floor, name) == 0)) {
        c->floor = NULL; /* held again by each turn that wants it */
        c->floor_until_ms = 0;
    }
    c->pending = e->choice_count > 0 ? yx_pending_print(t) : still_asked(t);
    t->keep = (struct yx_kept){ .plugin = name, .json = e->keep, .version = e->keep_version };
    t->drop = e->forget;
    if (e->unanswered)
        t->decision = e->provenance ? e->provenance->decision : "none";
    bool joins = e->hand_over && c->owner == YX_BOT;
    if (e->hand_over)
        to_queue(t, e->why, e->urgent);
    if (joins)
        yx_say(t, fill_waiting(t, "turn.queued"));
    return e->text.len > 0 ? yx_arena_text(t->arena, e->text.at, e->text.len) : NULL;
}

/* The text of the reply, NULL for none; changes the conversation on the way. */
static const char *compose_text(struct yx_turn *t)
{
    switch (t->speaker) {
    case YX_SPEAKER_NOBODY:
        return NULL;
    case YX_SPEAKER_PLUGIN:
        if (!t->effects.failed)
            return compose_plugin(t);
        t->decision = "failed";
        return fill(t, "turn.failed");
    case YX_SPEAKER_HUMAN:
        to_queue(t, fill(t, "why.asked"), false);
        return fill_waiting(t, "turn.queued");
    case YX_SPEAKER_MENU:
        return fill(t, "turn.menu");
    case YX_SPEAKER_EXIT:
        leave(t);
        return fill(t, "turn.exit");
    case YX_SPEAKER_STOP:
        return change_letters(t, true);
    case YX_SPEAKER_RESUME:
        return change_letters(t, false);
    case YX_SPEAKER_WAITING:
        return fill_waiting(t, "turn.waiting");
    case YX_SPEAKER_POISON:
        to_queue(t, fill(t, "why.poison"), false);
        return yx_arena_print(t->arena, "%s\n\n%s", fill(t, "turn.poison"), fill_waiting(t, "turn.queued"));
    case YX_SPEAKER_RATED:
        t->conversation.pending = NULL;
        return fill(t, "turn.rated");
    case YX_SPEAKER_EVENT:
        return t->conversation.owner == YX_HUMAN ? NULL : t->inbound->answer;
    case YX_SPEAKER_UNKNOWN:
    case YX_SPEAKER_REST: /* said elsewhere */
        break;
    }
    t->decision = "none";
    return fill(t, "turn.unknown");
}

static void open_conversation(struct yx_turn *t)
{
    struct yx_conversation *c = &t->conversation;
    c->id = yx_id_next();
    c->contact = yx_id_next();
    c->created_ms = t->now_ms;
}

/* What the message does to the time in which free text may be sent. */
static void move_window(struct yx_turn *t)
{
    const struct yx_window *w = &t->inbound->window;
    struct yx_conversation *c = &t->conversation;
    bool open = c->window_until_ms > t->now_ms;
    if (w->open_ms < 0) {
        c->window_until_ms = c->window_sends = 0;
    } else if (w->open_ms > 0) {
        int64_t until_ms = t->now_ms + w->open_ms;
        c->window_sends = open && c->window_sends > w->sends ? c->window_sends : w->sends;
        c->window_until_ms = open && c->window_until_ms > until_ms ? c->window_until_ms : until_ms;
    }
}

/* What waited for this message of theirs is said before the reply. */
static const char *with_held(struct yx_turn *t, const char *text)
{
    if (t->held_count == 0)
        return text;
    struct yx_buf all = yx_buf_new(4 * YX_REPLY_MAX);
    yx_buf_text(&all, fill(t, "plain.held"));
    for (size_t i = 0; i < t->held_count; i++) {
        const struct yx_held *h = &t->held[i];
        yx_buf_text(&all, "\n");
        yx_buf_text(&all, yx_part_of(t->arena, yx_plain(t->arena, yx_turns.texts, &h->message), h->from_byte, h->to_byte));
    }
    if (text != NULL)
        yx_buf_print(&all, "\n\n%s", text);
    char *copy = yx_arena_text(t->arena, all.at, all.len);
    yx_buf_free(&all);
    return copy;
}

static void say(struct yx_turn *t, const char *text)
{
    t->out.reply_to = t->in.message.id;
    t->out.message.id = t->in.message.id + 1;
    t->out.message.author = YX_MACHINE;
    t->out.message.text = text;
    t->out.message.at_ms = t->now_ms;
    t->conversation.last_message = t->out.message.id;
    yx_turn_write_out(t, &t->out.message, 0, false);
}

/* A message that was said before, from where its last part ended: it is not said anew. */
static void say_rest(struct yx_turn *t)
{
    struct yx_message *said = yx_arena_get(t->arena, sizeof *said);
    struct yx_tx *tx;
    enum yx_err err = yx_store_read(yx_turns.store, &tx);
    if (err == YX_OK) {
        err = yx_message_get(tx, t->arena, t->conversation.id, t->rest.message, said);
        yx_store_done(yx_turns.store, &tx);
    }
    if (err == YX_OK)
        yx_turn_write_out(t, said, (size_t)t->rest.from_byte, true);
    else
        say(t, fill(t, "turn.failed"));
}

static void begin(struct yx_turn *t)
{
    struct yx_conversation *c = &t->conversation;
    if (c->id == 0)
        open_conversation(t);
    t->decision = NULL;
    t->letter_count = 0;
    t->reply = NULL;
    t->drop = t->asks = t->leaves = false;
    t->left = 0;
    t->keep = (struct yx_kept){ 0 };
    t->in = (struct yx_message_record){ .conversation = c->id };
    t->out = t->in;
    t->in.message = (struct yx_message){
        .id = c->last_message + 1, .author = YX_CITIZEN, .text = t->text, .at_ms = t->now_ms,
        .extra = t->inbound->event ? event_of(t, t->inbound->event) : NULL,
    };
    c->last_message = t->in.message.id;
    c->updated_ms = t->now_ms;
    move_window(t);
}

/* They have written: what was held for them goes by itself now, or was said with the reply. */
static void settle_held(struct yx_turn *t)
{
    struct yx_conversation *c = &t->conversation;
    t->released = c->held > 0 && t->limits.pushes && c->window_until_ms > t->now_ms;
    if (t->released)
        c->held = 0;
    else if (t->out.message.id != 0)
        c->held -= (int64_t)t->held_count;
}

void yx_turn_compose(struct yx_turn *t)
{
    begin(t);
    if (t->speaker == YX_SPEAKER_REST) {
        say_rest(t);
    } else {
        const char *text = with_held(t, compose_text(t));
        if (text != NULL)
            say(t, text);
    }
    settle_held(t);
    t->media = t->inbound->media ? yx_id_next() : 0;
    t->delivery.conversation = t->conversation.id;
    t->delivery.message = t->in.message.id;
    t->delivery.reply = t->letter_count > 0 ? t->letters[0].message : 0;
    t->delivery.letter = t->letter_count > 0 ? t->letters[0].id : 0;
}
