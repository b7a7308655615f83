/* What a plugin may read of its turn, and what it says should happen: collected here,
 * applied by record, dropped when the turn runs again. */
#include <jansson.h>
#include <string.h>

#include "turn/state.h"

enum { FLOOR_MAX_S = 7 * 24 * 3600 };

const char *yx_turn_text(const struct yx_turn *t)
{
    return t->text;
}

const char *yx_turn_folded(const struct yx_turn *t)
{
    return t->folded;
}

const char *yx_turn_choice(const struct yx_turn *t)
{
    return t->choice;
}

const char *yx_turn_trigger(const struct yx_turn *t)
{
    return t->trigger;
}

const char *yx_turn_channel(const struct yx_turn *t)
{
    return t->contact.channel;
}

int64_t yx_turn_now_ms(const struct yx_turn *t)
{
    return t->now_ms;
}

struct yx_arena *yx_turn_arena(const struct yx_turn *t)
{
    return t->arena;
}

const char *yx_turn_state(const struct yx_turn *t, int *version_out)
{
    for (const struct yx_kept *k = t->kept; k != NULL && t->plugin != NULL; k = k->next) {
        if (strcmp(k->plugin, t->plugin->is->name) == 0) {
            *version_out = k->version;
            return k->json;
        }
    }
    return NULL;
}

void yx_say(struct yx_turn *t, const char *text)
{
    if (t->effects.text.len > 0)
        yx_buf_text(&t->effects.text, "\n\n");
    yx_buf_text(&t->effects.text, text);
}

void yx_say_short(struct yx_turn *t, const char *text)
{
    if (strlen(text) > YX_SHORT_MAX)
        t->effects.failed = true;
    else
        t->effects.few = yx_arena_copy(t->arena, text);
}

static const char *keep_text(struct yx_turn *t, const char *text)
{
    return text ? yx_arena_copy(t->arena, text) : NULL;
}

void yx_cite(struct yx_turn *t, const struct yx_source *s)
{
    if (t->effects.source_count == YX_SOURCES_MAX)
        return;
    t->effects.sources[t->effects.source_count++] = (struct yx_source){
        .law = keep_text(t, s->law),
        .article = keep_text(t, s->article),
        .since = keep_text(t, s->since),
        .quote = keep_text(t, s->quote),
    };
}

void yx_offer(struct yx_turn *t, const char *label, const char *value)
{
    if (t->effects.choice_count == YX_CHOICES_MAX) {
        t->effects.failed = true;
        return;
    }
    t->effects.choices[t->effects.choice_count++] =
        (struct yx_choice){ keep_text(t, label), keep_text(t, value) };
}

void yx_keep(struct yx_turn *t, int version, const char *json)
{
    json_t *checked = strlen(json) <= YX_STATE_MAX ? json_loads(json, 0, NULL) : NULL;
    if (checked == NULL) { /* too long, or not JSON: the plugin's fault */
        t->effects.failed = true;
        return;
    }
    json_decref(checked);
    t->effects.keep = yx_arena_copy(t->arena, json);
    t->effects.keep_version = version;
    t->effects.forget = false;
}

void yx_forget(struct yx_turn *t)
{
    t->effects.keep = NULL;
    t->effects.forget = true;
}

void yx_hold_floor(struct yx_turn *t, int seconds)
{
    t->effects.floor_s = seconds < 1 ? 1 : seconds > FLOOR_MAX_S ? FLOOR_MAX_S : seconds;
    t->effects.leave_floor = false;
}

void yx_leave_floor(struct yx_turn *t)
{
    t->effects.floor_s = 0;
    t->effects.leave_floor = true;
}

void yx_hand_over(struct yx_turn *t, const char *why, bool urgent)
{
    t->effects.hand_over = true;
    t->effects.why = keep_text(t, why);
    t->effects.urgent = urgent;
}

void yx_because(struct yx_turn *t, const struct yx_provenance *p)
{
    struct yx_provenance *mine = yx_arena_get(t->arena, sizeof *mine);
    *mine = (struct yx_provenance){
        .decision = keep_text(t, p->decision),
        .generation = keep_text(t, p->generation),
        .article = keep_text(t, p->article),
        .revision = keep_text(t, p->revision),
        .score = p->score,
    };
    t->effects.provenance = mine;
}

void yx_unanswered(struct yx_turn *t)
{
    t->effects.unanswered = true;
}
