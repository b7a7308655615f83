/* What core/turn does with cases: the effects of plugins are plans, which ride in the turn's commit. */
#ifndef YX_CASES_TURN_H
#define YX_CASES_TURN_H

#include "cases/filing.h"
#include "store/store.h"

/* What was wanted; in the turn's arena. NULL: nothing. */
struct yx_case_turn;

/* Where a turn stands, for what plugins ask of cases. */
struct yx_case_scene {
    struct yx_arena *arena;
    int64_t contact, conversation; /* ids, 0: not there yet */
    int64_t now_ms;
    int digits;                    /* which the number of a case that is opened will have behind the day, 0: 2 */
};

/* See yx_case_open, yx_case_do, yx_case_own, yx_case_look. *turn: NULL before the first one. */
enum yx_err yx_case_turn_open(struct yx_case_turn **turn, const struct yx_case_scene *, const struct yx_case_filing *,
    struct yx_case_filed *);
enum yx_err yx_case_turn_do(struct yx_case_turn **turn, const struct yx_case_scene *, const char *number, enum yx_case_deed,
    const struct yx_case_words *);
enum yx_err yx_case_scene_own(const struct yx_case_scene *, int most, struct yx_case_seen **list_out, size_t *count_out);
enum yx_err yx_case_scene_look(const struct yx_case_scene *, const char *number, struct yx_case_seen *seen_out);

/* Behind the answer, before the commit: ids that the turn may have made, and the reply that will be kept. */
void yx_case_turn_settle(struct yx_case_turn *, int64_t contact, int64_t conversation, int64_t reply, const char *text);
/* In the turn's commit. *text: the reply, in which the number takes its token's place. YX_CONFLICT: a case changed, or
 * the number is longer than its token (yx_case_turn_digits says how long): the turn runs again. */
enum yx_err yx_case_turn_apply(struct yx_tx *, struct yx_case_turn *, const char **text);
int yx_case_turn_digits(const struct yx_case_turn *);
/* Behind the commit: the reply as its reader sees it, with number and code, in the turn's arena. Pages of staff are told. */
const char *yx_case_turn_shown(const struct yx_case_turn *, const char *text);
void yx_case_turn_told(const struct yx_case_turn *);

#endif
