/* Who speaks: urgent words first, then commands, then the person who owns the
 * conversation, the open question, the plugin on the floor, a trigger, the best bid. */
#include <string.h>

#include "turn/state.h"

static bool takes_trigger(struct yx_turn *t, bool urgent)
{
    const struct yx_registry *r = yx_turns.registry;
    size_t len = strlen(t->folded);
    for (size_t i = 0; i < r->plugin_count; i++) {
        for (size_t j = 0; j < r->plugins[i].trigger_count; j++) {
            const struct yx_trigger *trigger = &r->plugins[i].triggers[j];
            if (trigger->urgent == urgent && yx_pattern_matches(trigger->pattern, t->folded, len)) {
                t->plugin = &r->plugins[i];
                t->trigger = trigger->name;
                return true;
            }
        }
    }
    return false;
}

static bool holds_floor(struct yx_turn *t)
{
    const struct yx_registry *r = yx_turns.registry;
    if (t->conversation.floor == NULL || t->now_ms >= t->conversation.floor_until_ms)
        return false;
    for (size_t i = 0; i < r->plugin_count; i++) {
        if (strcmp(r->plugins[i].is->name, t->conversation.floor) == 0) {
            t->plugin = &r->plugins[i];
            return true;
        }
    }
    return false; /* the plugin is not loaded any more: the floor is free */
}

static bool takes_bid(struct yx_turn *t)
{
    const struct yx_registry *r = yx_turns.registry;
    const struct yx_loaded_plugin *best_plugin = NULL;
    int best = 0;
    for (size_t i = 0; i < r->plugin_count; i++) {
        if (r->plugins[i].is->bid == NULL)
            continue;
        t->plugin = &r->plugins[i]; /* so that it reads its own state */
        struct yx_bid bid = r->plugins[i].is->bid(r->plugins[i].self, t);
        if (bid.sure > best) {
            best = bid.sure;
            best_plugin = &r->plugins[i];
        }
    }
    t->plugin = best_plugin;
    return best_plugin != NULL;
}

/* “No more letters”, and back: heard whoever owns the conversation. */
static bool is_about_letters(enum yx_speaker command)
{
    return command == YX_SPEAKER_STOP || command == YX_SPEAKER_RESUME;
}

/* Nobody waits for an answer: a machine wrote, or what may be one, the same again and again. */
static bool is_unheard(struct yx_turn *t)
{
    return t->inbound->machine || (t->repeats && !(t->conversation.owner == YX_BOT && yx_pending_takes(t)));
}

static enum yx_speaker speaker_of(struct yx_turn *t)
{
    enum yx_speaker command = t->inbound->event ? YX_SPEAKER_NOBODY : yx_command_of(t->folded);
    if (is_about_letters(command) && t->limits.leaves)
        return command;
    if (is_about_letters(command))
        command = YX_SPEAKER_NOBODY;
    if (is_unheard(t))
        return YX_SPEAKER_NOBODY;
    t->urgent = t->inbound->event == NULL && takes_trigger(t, true);
    if (t->urgent)
        return YX_SPEAKER_PLUGIN;
    if (t->inbound->event != NULL)
        return YX_SPEAKER_EVENT;
    if (t->conversation.owner == YX_HUMAN)
        return YX_SPEAKER_NOBODY;
    if (command != YX_SPEAKER_NOBODY)
        return command == YX_SPEAKER_HUMAN && t->conversation.owner == YX_QUEUE ? YX_SPEAKER_WAITING
                                                                               : command;
    if (t->conversation.owner == YX_QUEUE)
        return YX_SPEAKER_WAITING;
    if (yx_pending_takes(t))
        return t->rated.stars > 0 ? YX_SPEAKER_RATED : t->rest.message != 0 ? YX_SPEAKER_REST : YX_SPEAKER_PLUGIN;
    if (holds_floor(t) || takes_trigger(t, false) || takes_bid(t))
        return YX_SPEAKER_PLUGIN;
    return YX_SPEAKER_UNKNOWN;
}

void yx_turn_route(struct yx_turn *t)
{
    t->plugin = NULL;
    t->trigger = NULL;
    t->choice = NULL;
    t->urgent = false;
    t->rest = (struct yx_rest){ 0 };
    t->rated = (struct yx_rated){ 0 };
    t->speaker = speaker_of(t);
}
