/* A turn: one message in, at most one reply out, everything it changes in one commit. */
#ifndef YX_TURN_TURN_H
#define YX_TURN_TURN_H

#include "base/arena.h"
#include "base/err.h"
#include "config/config.h"
#include "config/faults.h"
#include "config/texts.h"
#include "gate/limit.h"
#include "load/load.h"
#include "store/store.h"
#include "yx_channel.h"

/* What turns in this process work with; all of it outlives the turns. */
struct yx_turn_house {
    struct yx_store *store;
    const struct yx_registry *registry;
    const struct yx_texts *texts;
    struct yx_limit *limit;
    const char *name, *hours, *phone; /* of the house, for texts */
};

/* Get ready: reads the commands (a file of core/turn). One per process, before any turn. */
enum yx_err yx_turns_start(const struct yx_turn_house *, const char *commands_file,
    struct yx_faults *);
void yx_turns_stop(void);

/* Where the commands stand among the data (yx_config_data). */
#define YX_COMMANDS_FILE "core/turn/commands.yaml"

/* Fill in core/serve/house.h, so that a gate serves channels and plugins. Before yx_role_main. */
void yx_turns_furnish(void);

/* Read commands.yaml, so that `yixian check` can say what is wrong with it. */
enum yx_err yx_commands_check(const char *commands_file, struct yx_faults *);

/* Take one message of a channel. What *outcome_out points to lives in the arena;
 * *carried_out: the letter that the reply is, id 0 when it is none.
 * Any thread. */
struct yx_carried {
    int64_t letter;
    bool followed; /* others wait until it was written */
    bool pushes;   /* it can be pushed when it was not */
};
void yx_turn_take(const struct yx_loaded_channel *, struct yx_arena *, const struct yx_inbound *,
    int64_t now_ms, struct yx_outcome *outcome_out, struct yx_carried *carried_out);

/* A request on a channel's route without handler: verify, decode, take, encode. */
void yx_turn_request(const struct yx_loaded_channel *, struct yx_request *, struct yx_response *);

/* The response of that request was handed to nginx, or could not be. */
void yx_turn_written(struct yx_request *, bool written);

#endif
