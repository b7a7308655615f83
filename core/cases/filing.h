/* What plugins may do with cases; a part of yx.h. Kinds and their questions may be asked at any time behind start;
 * texts of kinds live as long as the process, all others in the arena of the turn, or the one that was given. */
#ifndef YX_CASES_FILING_H
#define YX_CASES_FILING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/api.h"
#include "base/arena.h"
#include "base/err.h"

struct yx_turn;

/* ---- kinds, and what they ask ---- */

struct yx_case_kind {
    const char *name, *prefix, *title, *summary; /* "complaint", "TS", 投诉 */
};
/* The n-th kind, from 0; false behind the last. */
YX_API bool yx_case_kind(size_t n, struct yx_case_kind *kind_out);

struct yx_case_value {
    const char *name, *value;
};
struct yx_case_choice {
    const char *value, *title;
};
struct yx_case_question {
    const char *name, *title, *prompt;
    const char *help, *example; /* may be NULL */
    const char *type;           /* "text", "line", "choice", "date", "phone", "amount", "yes", "files" */
    const struct yx_case_choice *choices; /* of a choice; of yes: none */
    size_t choice_count;
    int most;                   /* characters */
    bool required, sensitive;
    bool applies;               /* as the values are; ask it only then */
    bool answered;              /* there is a value */
};
/* The n-th question of a kind in the order in which they are asked; false behind the last, or no such kind. */
YX_API bool yx_case_question(const char *kind, size_t n, const struct yx_case_value *values, size_t count,
    struct yx_case_question *question_out);
/* What is wrong with a value: NULL nothing, else "empty", "long", "short", "line", "pattern", "choice", "date", "phone",
 * "amount", "unknown" (no such kind or question). The value must be clean (yx_turn_text is). */
YX_API const char *yx_case_value_fault(const char *kind, const char *name, const char *value);

/* ---- what a turn does: effects, applied in the turn's commit ---- */

struct yx_case_filing {
    const char *kind;
    const struct yx_case_value *values;
    size_t count;
    const char *area; /* by name, or NULL: found in the values */
};
struct yx_case_filed {
    const char *number; /* to be said; the commit puts the number in its place */
    const char *code;   /* to be said with it once, or NULL: this kind has none; stands masked in the transcript */
    const char *due;    /* the end of its first limit in words, "" when it has none */
    const char *missing; /* titles of what is required and not there yet, "时间、地点"; "" when nothing */
    const char *field, *why; /* with YX_INVALID: which value is wrong, and how (see yx_case_value_fault) */
};
/* Open a case with this turn, whose sender is its reporter. Gaps are accepted. YX_NOT_FOUND: no such kind; YX_INVALID;
 * YX_FORBIDDEN: this kind is opened by staff alone; YX_CONFLICT: this turn opens one already. */
YX_API enum yx_err yx_case_open(struct yx_turn *, const struct yx_case_filing *, struct yx_case_filed *filed_out);

/* A case as somebody outside sees it: its reporter, all that they were told; who has number and code, what its kind shows;
 * what is not shown is NULL or 0. */
struct yx_case_seen {
    const char *number, *kind, *title; /* 投诉 */
    const char *state, *state_title;   /* "open", 办理中 */
    const char *outcome, *body, *due, *reply, *missing;
    int64_t opened_ms, closed_ms;
    bool open;    /* under way */
    bool waiting; /* for what the reporter was asked for */
    bool rated;
};

enum yx_case_deed { YX_DEED_SUPPLY, YX_DEED_ADD, YX_DEED_WITHDRAW, YX_DEED_URGE, YX_DEED_RATE, YX_DEED_ASK_REOPEN };
struct yx_case_words {
    const char *text;                   /* supply, add, ask_reopen: what they say; rate: why, or NULL */
    const struct yx_case_value *values; /* supply: what was asked for, or NULL */
    size_t count;
    int stars;                          /* rate: 1 not satisfied, 2 satisfied */
};
/* Do something with a case of this sender. YX_NOT_FOUND: none of theirs has this number; YX_CONFLICT: it is not in a state for
 * that, or too late; YX_RATE: urged a short while ago; YX_FORBIDDEN: its kind does without; YX_INVALID. */
YX_API enum yx_err yx_case_do(struct yx_turn *, const char *number, enum yx_case_deed, const struct yx_case_words *);

/* The cases of this sender, the newest first, at most `most`; one of them by its number (YX_NOT_FOUND). */
YX_API enum yx_err yx_case_own(struct yx_turn *, int most, struct yx_case_seen **list_out, size_t *count_out);
YX_API enum yx_err yx_case_look(struct yx_turn *, const char *number, struct yx_case_seen *seen_out);

/* By number and code, for anybody. `who`: whose guesses are counted (an address, a sender). YX_NOT_FOUND: there is no such
 * number, or the code is another's, or the kind shows itself to its reporter alone; told apart by nothing, not by time
 * either. YX_RATE. */
YX_API enum yx_err yx_case_status(struct yx_arena *, const char *who, const char *number, const char *code, int64_t now_ms,
    struct yx_case_seen *seen_out);

#endif
