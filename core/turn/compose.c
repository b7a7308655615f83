/* From who speaks and what a plugin wants to what will be recorded. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/id.h"
#include "turn/state.h"

static const char *fill(struct yx_turn *t, const char *key)
{
    return yx_texts_fill(yx_turns.texts, t->arena, key, "name", yx_turns.name, "hours",
        yx_turns.hours, "phone", yx_turns.phone, NULL);
}

/* JSON as a text in the arena; takes the reference. */
static char *printed(struct yx_turn *t, json_t *json)
{
    char *text = json_dumps(json, JSON_COMPACT);
    char *copy = text ? yx_arena_copy(t->arena, text) : NULL;
    free(text);
    json_decref(json);
    return copy;
}

static const char *extra_of(struct yx_turn *t)
{
    const struct yx_effects *e = &t->effects;
    if (e->source_count == 0 && e->choice_count == 0)
        return NULL;
    json_t *sources = json_array(), *choices = json_array();
    for (size_t i = 0; i < e->source_count; i++)
        json_array_append_new(sources, json_pack("{s:s, s:s, s:s*, s:s*}", "law", e->sources[i].law,
            "article", e->sources[i].article, "since", e->sources[i].since, "quote",
            e->sources[i].quote));
    for (size_t i = 0; i < e->choice_count; i++)
        json_array_append_new(choices,
            json_pack("{s:i, s:s}", "number", (int)i + 1, "label", e->choices[i].label));
    return printed(t, json_pack("{s:o, s:o}", "sources", sources, "choices", choices));
}

static const char *provenance_of(struct yx_turn *t)
{
    const struct yx_provenance *p = t->effects.provenance;
    if (p == NULL)
        return t->plugin ? printed(t, json_pack("{s:s}", "plugin", t->plugin->is->name)) : NULL;
    return printed(t, json_pack("{s:s, s:s*, s:s*, s:s*, s:s*, s:f}", "plugin",
        t->plugin->is->name, "decision", p->decision, "generation", p->generation, "article",
        p->article, "revision", p->revision, "score", p->score));
}

static void to_queue(struct yx_turn *t, const char *why, bool urgent)
{
    struct yx_conversation *c = &t->conversation;
    if (c->owner == YX_BOT) {
        c->owner = YX_QUEUE;
        c->queued_ms = t->now_ms;
    }
    c->urgent = c->urgent || urgent;
    c->queue_why = why;
}

static void leave(struct yx_turn *t)
{
    struct yx_conversation *c = &t->conversation;
    t->drop = c->floor != NULL;
    t->keep.plugin = c->floor;
    c->owner = YX_BOT;
    c->queued_ms = 0;
    c->urgent = false;
    c->queue_why = NULL;
    c->floor = NULL;
    c->floor_until_ms = 0;
    c->pending = NULL;
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
    c->pending = e->choice_count > 0 ? yx_pending_print(t) : NULL;
    t->keep = (struct yx_kept){ .plugin = name, .json = e->keep, .version = e->keep_version };
    t->drop = e->forget;
    if (e->unanswered)
        t->decision = e->provenance ? e->provenance->decision : "none";
    bool joins = e->hand_over && c->owner == YX_BOT;
    if (e->hand_over)
        to_queue(t, e->why, e->urgent);
    if (joins)
        yx_say(t, fill(t, "turn.queued"));
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
        return fill(t, "turn.queued");
    case YX_SPEAKER_MENU:
        return fill(t, "turn.menu");
    case YX_SPEAKER_EXIT:
        leave(t);
        return fill(t, "turn.exit");
    case YX_SPEAKER_WAITING:
        return fill(t, "turn.waiting");
    case YX_SPEAKER_POISON:
        to_queue(t, fill(t, "why.poison"), false);
        return yx_arena_print(t->arena, "%s\n\n%s", fill(t, "turn.poison"), fill(t, "turn.queued"));
    case YX_SPEAKER_UNKNOWN:
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

void yx_turn_compose(struct yx_turn *t)
{
    struct yx_conversation *c = &t->conversation;
    if (c->id == 0)
        open_conversation(t);
    t->decision = NULL;
    t->letter = 0;
    t->drop = false;
    t->keep = (struct yx_kept){ 0 };
    t->in = (struct yx_message_record){ .conversation = c->id };
    t->out = t->in;
    t->in.message = (struct yx_message){
        .id = c->last_message + 1, .author = YX_CITIZEN, .text = t->text, .at_ms = t->now_ms,
    };
    const char *text = compose_text(t);
    if (text != NULL) {
        t->out.reply_to = t->in.message.id;
        t->out.message.id = t->in.message.id + 1;
        t->out.message.author = YX_MACHINE;
        t->out.message.text = text;
        t->out.message.at_ms = t->now_ms;
        t->letter = yx_id_next();
    }
    c->last_message += text ? 2 : 1;
    c->updated_ms = t->now_ms;
    t->delivery.conversation = c->id;
    t->delivery.message = t->in.message.id;
    t->delivery.reply = t->out.message.id;
    t->delivery.letter = t->letter;
}
