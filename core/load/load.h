/* The guests of the house: opened, judged, started, stopped. */
#ifndef YX_LOAD_LOAD_H
#define YX_LOAD_LOAD_H

#include <stdbool.h>
#include <stddef.h>

#include "config/config.h"
#include "config/texts.h"
#include "load/host.h"
#include "yx_channel.h"
#include "yx_plugin.h"

/* A pattern that brings a message to its plugin before anybody bids. It is matched
 * against the folded text. */
struct yx_trigger {
    const char *name;
    struct yx_pattern *pattern;
    bool urgent; /* also while another holds the floor or a person owns the conversation */
};

struct yx_loaded_plugin {
    const struct yx_plugin *is;
    void *self; /* what start made */
    struct yx_host *host;
    struct yx_trigger *triggers; /* in the order of the file */
    size_t trigger_count;
    bool started;
};

struct yx_loaded_channel {
    const struct yx_channel *is;
    void *self;
    struct yx_host *host;
    bool started;
};

/* In the order of guests.plugins and guests.channels; unchanging after start. */
struct yx_registry {
    struct yx_arena *arena;
    struct yx_loaded_plugin *plugins;
    size_t plugin_count;
    struct yx_loaded_channel *channels;
    size_t channel_count;
};

/* Open every guest that the configuration lists (yx_core_options must be taken),
 * judge its contract, take its options, read its texts and triggers. Each thing that
 * is wrong becomes a fault; with one or more: YX_INVALID and no registry.
 * Call yx_config_check after it. The configuration must outlive the registry.
 * *registry_out: free with yx_load_free. Single-threaded. */
enum yx_err yx_load_open(struct yx_config *, struct yx_faults *, struct yx_registry **registry_out);

/* Which guests a role starts: all of them answer turns, channels alone send letters. */
enum yx_load_which { YX_LOAD_ALL, YX_LOAD_CHANNELS };

/* Start them. kb may be NULL; `house` is handed on as it is to what core/turn lends
 * channels (host->house). One that fails: its reasons are faults, those started
 * before are stopped, and its error is returned. Single-threaded. */
enum yx_err yx_load_start(struct yx_registry *, enum yx_load_which, struct yx_kb *kb, void *house, struct yx_faults *);

/* Start one plugin, for its filters: no knowledge base, no house. yx_load_stop stops it. */
enum yx_err yx_load_start_alone(struct yx_loaded_plugin *, struct yx_faults *);

/* Stop all that were started, the last first. Nobody may be inside a guest any more. */
void yx_load_stop(struct yx_registry *);

/* Stops, frees. The code of guests stays mapped until the process ends: rows of the
 * configuration and stacks of late threads may still point into it. */
void yx_load_free(struct yx_registry **);

/* What an account of a channel can do; all 0: the channel has no bounds, or is not there. Any thread, once started. */
struct yx_limits yx_load_limits(const struct yx_registry *, const char *channel, const char *account);

/* ---- the judgement, apart so that it can be tested without a file ---- */

/* Whether a descriptor keeps the contract; each breach is a fault that names the
 * member. `name`: how the configuration calls it. */
bool yx_load_judge_plugin(const struct yx_plugin *, const char *name, const char *file, struct yx_faults *);
bool yx_load_judge_channel(const struct yx_channel *, const char *name, const char *file, struct yx_faults *);

/* Read a triggers file, a list of {name, pattern, urgent}; an absent one is empty. */
enum yx_err yx_load_triggers(struct yx_arena *, const char *file, struct yx_faults *,
    struct yx_trigger **triggers_out, size_t *count_out);

#endif
