/* Cases, as other rooms of the core know them. What the desk's channel may call stands in yx_desk.h, what plugins may
 * call in yx.h. */
#ifndef YX_CASES_CASES_H
#define YX_CASES_CASES_H

#include "cases/kind.h"
#include "config/texts.h"
#include "gate/limit.h"
#include "load/load.h"
#include "store/store.h"

enum { YX_CASE_CODE = 16, YX_CASE_KEY = 32, YX_CASE_NUMBER_MOST = 24, YX_CASE_TEXT_MOST = 4000, YX_CASE_NOTE_MOST = 2000 };

struct yx_cases_house {
    struct yx_store *store;
    const struct yx_registry *registry;
    const struct yx_texts *texts; /* of the core */
    struct yx_kinds kinds;
    bool keyed;                   /* cases.key was given to this role: */
    unsigned char code_key[YX_CASE_KEY], seal_key[YX_CASE_KEY];
    struct yx_limit *guesses;     /* of number and code, by who guesses */
};

/* Read the kinds (YX_INVALID: faults) and keep each one's bytes in the store under its hash; take the key. One per process, before
 * any thread; free with yx_cases_stop. */
enum yx_err yx_cases_start(const struct yx_config *, struct yx_store *, const struct yx_registry *,
    const struct yx_texts *, struct yx_faults *);
void yx_cases_stop(void);

/* The clock's, each second: marks that were passed, reporters whose time is over, cases whose time of keeping is. What
 * fails is tried again the next second. */
void yx_cases_due(int64_t now_ms);

/* Prove that cases hold together: each has its events, without a gap, the last of which leads to its state; its kind; no
 * two numbers alike; what is merged leads to a case. YX_CORRUPT with the first finding in the arena. */
enum yx_err yx_cases_check(struct yx_tx *, struct yx_arena *, char **finding_out);

/* ---- secret codes in what is said ----
 * In the transcript a code stands masked; sealed beside it, so that the reply can be said again until it was
 * delivered, a day at most. */

/* The text of a message as its reader may have it: with the code, while that is kept. `tx` may be any snapshot. */
const char *yx_case_unmask(struct yx_tx *, struct yx_arena *, int64_t conversation, int64_t message, const char *text);
/* Whether a text may hold one. Pure. */
bool yx_case_is_masked(const char *text);
/* In a commit: it was delivered, the code goes. */
enum yx_err yx_case_delivered(struct yx_tx *, int64_t conversation, int64_t message);

#endif
