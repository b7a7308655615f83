/* A kind of case, as data: core/cases/kinds/NAME.yaml, or COUNTY/core/cases/kinds/NAME.yaml instead of it or beside it.
 * A kind does not change once it is read; a case keeps the one that it was opened with. */
#ifndef YX_CASES_KIND_H
#define YX_CASES_KIND_H

#include "cases/clock.h"
#include "cases/filing.h"
#include "cases/table.h"
#include "config/config.h"
#include "yx.h"

enum { YX_KIND_HASH = 32, YX_KINDS_MOST = 64, YX_KIND_FIELDS_MOST = 40, YX_KIND_CHOICES_MOST = 40,
       YX_KIND_OUTCOMES_MOST = 24, YX_KIND_LIMITS_MOST = 8, YX_KIND_ROUTES_MOST = 200 };

enum yx_field_type {
    YX_FIELD_TEXT,   /* several lines */
    YX_FIELD_LINE,
    YX_FIELD_CHOICE, /* one of choices, by its value */
    YX_FIELD_DATE,   /* 2026-11-20 */
    YX_FIELD_PHONE,
    YX_FIELD_AMOUNT, /* of money: 200, 200.50 */
    YX_FIELD_YES,    /* yes or no */
    YX_FIELD_FILES,  /* ids of files */
};

/* Only when another field, which stands before, has one of these values. field NULL: always. */
struct yx_condition {
    const char *field;
    const char *values[YX_KIND_CHOICES_MOST];
    size_t value_count;
};

struct yx_field {
    const char *name, *title;
    const char *prompt, *help, *example; /* help, example: may be NULL */
    enum yx_field_type type;
    const char *pattern; /* of the folded value, or NULL */
    struct yx_pattern *compiled;
    struct yx_case_choice choices[YX_KIND_CHOICES_MOST];
    size_t choice_count;
    bool required, sensitive; /* sensitive: staff see it masked in lists and archives say so */
    int least, most;          /* characters */
    struct yx_condition when;
};

/* How a case may end, beside the engine's own: declined, referred, withdrawn, abandoned. */
struct yx_outcome_row {
    const char *value, *title;
};

/* One limit of a case. */
struct yx_kind_limit {
    const char *clock, *title; /* "acceptance", 受理 */
    bool promised;             /* else it is the law's */
    struct yx_term term;
    struct yx_term extension;  /* n 0: it cannot be extended */
    uint64_t starts_on, ends_on; /* events (YX_CASE_BIT) */
    unsigned pauses_in;        /* states (bits) in which it stands still */
    bool restarts;             /* behind such a pause it begins anew */
    const char *basis;         /* where it is written, 信访工作条例第二十二条 */
    bool verified;             /* a person has confirmed the basis */
};

/* To whom a case goes: the first row whose conditions hold. */
struct yx_kind_route {
    const char *area;          /* NULL: any */
    struct yx_condition when;  /* field NULL: any */
    const char *body, *team;   /* by name, NULL: none */
};

/* What somebody who is not staff sees (bits). */
enum yx_public { YX_PUBLIC_STATE = 1, YX_PUBLIC_BODY = 2, YX_PUBLIC_DATES = 4, YX_PUBLIC_DUE = 8, YX_PUBLIC_REPLIES = 16,
                 YX_PUBLIC_MISSING = 32 };
/* And who that is. */
enum yx_status_by { YX_STATUS_CODE, /* who has number and code */ YX_STATUS_REPORTER /* the reporter alone */ };

struct yx_kind {
    const char *name, *prefix, *title, *summary;
    char hash[2 * YX_KIND_HASH + 1]; /* of its bytes, hex */
    const char *source;              /* its bytes */
    size_t source_len;
    struct yx_field fields[YX_KIND_FIELDS_MOST];
    size_t field_count;
    unsigned who[YX_CASE_EVENTS];    /* actors (bits) that may; 0: the kind does without the event */
    const char *states[YX_CASE_STATES]; /* as citizens read them */
    struct yx_outcome_row outcomes[YX_KIND_OUTCOMES_MOST];
    size_t outcome_count;
    struct yx_kind_limit limits[YX_KIND_LIMITS_MOST];
    size_t limit_count;
    int yellow;                      /* percent of a limit, 1 to 99; red is its end */
    unsigned yellow_to, red_to;      /* who is told (bits of enum yx_case_by) */
    struct yx_term supply;           /* how long the reporter has to supply; n 0: no end */
    bool lapses;                     /* the case is closed then */
    int urge_hours, reopen_days, rate_days, retention_days;
    unsigned shows;                  /* bits of enum yx_public */
    enum yx_status_by status_by;
    struct yx_kind_route routes[YX_KIND_ROUTES_MOST];
    size_t route_count;
};

/* All kinds of a house, as they are read at the start of a process. */
struct yx_kinds {
    struct yx_arena *arena;
    const struct yx_kind *at[YX_KINDS_MOST];
    size_t count;
};

/* Read all of them. YX_INVALID: faults say why, with file and line. kinds_out: free with yx_kinds_free. One thread. */
enum yx_err yx_kinds_open(const struct yx_config *, struct yx_faults *, struct yx_kinds *kinds_out);
void yx_kinds_free(struct yx_kinds *);

/* By its name ("complaint"), NULL: there is none. */
const struct yx_kind *yx_kinds_find(const struct yx_kinds *, const char *name);

/* One kind from bytes; `name`: how it is called, `file`: for messages. It lives in the arena but for its patterns: free
 * those with yx_kind_close. */
enum yx_err yx_kind_read(struct yx_arena *, const char *bytes, size_t len, const char *name, const char *file,
    struct yx_faults *, struct yx_kind **kind_out);
void yx_kind_close(struct yx_kind *);

/* The field of that name, the outcome of that value, NULL: none. */
const struct yx_field *yx_kind_field(const struct yx_kind *, const char *name);
const char *yx_kind_outcome(const struct yx_kind *, const char *value);

/* Whether an outcome is one of the engine's (declined, referred, withdrawn, abandoned), which nobody proposes. */
bool yx_kind_is_own_outcome(const char *value);

/* The values of a case, {"name": "value"}. */
struct yx_values {
    const char *names[YX_KIND_FIELDS_MOST], *values[YX_KIND_FIELDS_MOST];
    size_t count;
};
const char *yx_values_get(const struct yx_values *, const char *name);

bool yx_condition_holds(const struct yx_condition *, const struct yx_values *);
/* Whether a field is to be asked, as the values are. */
bool yx_field_applies(const struct yx_field *, const struct yx_values *);
/* What is wrong with a value: NULL nothing, else "empty", "long", "short", "line", "pattern", "choice", "date",
 * "phone", "amount". Any thread. */
const char *yx_field_fault(const struct yx_field *, const char *value);
/* The fields that are required, apply and have no value yet, in order; at most `most`. */
size_t yx_kind_missing(const struct yx_kind *, const struct yx_values *, const struct yx_field **missing_out, size_t most);

#endif
