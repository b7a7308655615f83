/* The inside of cases, for the files of this room only. */
#ifndef YX_CASES_INSIDE_H
#define YX_CASES_INSIDE_H

#include "cases/cases.h"
#include "outbox/parts.h"
#include "talk/conversation.h"
#include "talk/message.h"
#include "yx_desk.h"

/* The one house of this process. */
extern struct yx_cases_house yx_cases;

enum { CASE_EVENTS_MOST = 3, CASE_JOINED_MOST = 20 };
/* Stands for the number of whoever is told; no text that anybody writes holds it. */
#define CASE_TOKEN "\2"

/* ---- a case as a row ---- */

enum case_limit_state { CASE_LIMIT_NONE = -1, CASE_LIMIT_RUNS, CASE_LIMIT_STANDS, CASE_LIMIT_OVER };
enum case_mark { CASE_GREEN, CASE_YELLOW, CASE_RED };

/* One limit of a case; which of its kind's is its place in the list. */
struct case_limit {
    enum case_limit_state state; /* NONE: it has not begun */
    int64_t began_ms, due_ms, bare_ms;
    bool provisional;
    int64_t remains, ended_ms;
    enum case_mark marked; /* what was told */
};

struct case_row {
    int64_t id;
    const char *number, *kind_name, *kind_hash;
    const struct yx_kind *kind;
    int64_t version; /* grows with each act; an act that saw an older one is planned again */
    enum yx_case_state state, back;
    const void *code; /* YX_CASE_KEY bytes, or NULL */
    size_t code_len;
    int64_t contact, conversation;
    const char *fields, *missing, *about, *proxy; /* see core/store/sql/0006_cases.sql */
    const char *proposal, *outcome, *reply, *refer_to;
    int64_t proposed_by, area, body, team, handler, from_body, from_handler, intake, merged_into;
    int64_t urges, urged_ms, extended, reopened, asked_reopen_ms, stars, rated_ms;
    const char *rating_why;
    int64_t kept, mark, due_ms, yellow_ms, red_ms, look_ms, last_event;
    int64_t opened_ms, accepted_ms, asked_ms, closed_ms, erase_ms, updated_ms;
    struct case_limit limits[YX_KIND_LIMITS_MOST];
    int64_t joined[CASE_JOINED_MOST]; /* staff beside the handler */
    size_t joined_count;
};

struct case_event_row {
    int64_t seq;
    enum yx_case_event event;
    enum yx_case_state from, to;
    enum yx_case_by by;
    int64_t staff, contact;           /* of a reporter who did it, or 0 */
    const char *note, *text, *detail; /* for colleagues; for the reporter; JSON */
    int64_t at_ms;
};

/* ---- record.c: rows; all of it inside a transaction ---- */

/* A case with its kind, limits and who was joined. YX_NOT_FOUND. Texts in the arena. */
enum yx_err case_get(struct yx_tx *, struct yx_arena *, int64_t id, struct case_row *out);
enum yx_err case_get_number(struct yx_tx *, struct yx_arena *, const char *number, struct case_row *out);
/* A new one, and one that was read with its version, which counts up. YX_CONFLICT: it changed meanwhile. */
enum yx_err case_insert(struct yx_tx *, const struct case_row *);
enum yx_err case_save(struct yx_tx *, const struct case_row *);
/* Every event of every case comes through here, in the commit that it belongs to. */
enum yx_err case_event_write(struct yx_tx *, int64_t id, const struct case_event_row *);
/* The last events before `before` (INT64_MAX: of all), oldest first: at most `most`, and not much more than `bytes` of words. */
enum yx_err case_events(struct yx_tx *, struct yx_arena *, int64_t id, int64_t before, size_t most, size_t bytes,
    struct case_event_row **rows_out, size_t *count_out);

/* ---- number.c ---- */

/* The next number of a kind on the day of now_ms, "TS26112701". In a commit: a commit that fails gives it back. */
enum yx_err case_number_next(struct yx_tx *, const char *prefix, int64_t now_ms, char number_out[YX_CASE_NUMBER_MOST]);
/* 16 random digits, and their keyed digest; the same of what somebody types, blanks and dashes dropped (false: it is
 * no code; the digest is made all the same). Not in a commit. */
void case_code_draw(char code_out[YX_CASE_CODE + 1], unsigned char digest_out[YX_CASE_KEY]);
bool case_code_digest(const char *typed, unsigned char digest_out[YX_CASE_KEY]);
/* A number as somebody types it: folded, upper case, blanks dropped; in the arena. "" when it can be none. */
const char *case_number_clean(struct yx_arena *, const char *typed);

/* ---- versions.c: kinds by the hash with which a case was opened ---- */

/* Keep the bytes of all present kinds. */
enum yx_err case_kinds_keep(struct yx_store *, const struct yx_kinds *, int64_t now_ms);
/* The kind of that name and hash: a present one, or read from the store and remembered. YX_CORRUPT: it is in neither. */
enum yx_err case_kind_of(struct yx_tx *, const char *name, const char *hash, const struct yx_kind **kind_out);
void case_kinds_forget(void);

/* ---- values.c ---- */

/* {"name": "value"} both ways. Read: texts in the arena, what the kind does not know is dropped. */
void case_values_read(struct yx_arena *, const struct yx_kind *, const char *json, struct yx_values *out);
const char *case_values_print(struct yx_arena *, const struct yx_values *);
/* What a case is about, in lists: the title of its first choice that is not sensitive; NULL: it has none. */
const char *case_values_about(const struct yx_kind *, const struct yx_values *);
/* Put fresh values over old ones. YX_INVALID: *field_out names the one that is wrong, *why_out says how. */
enum yx_err case_values_put(struct yx_arena *, const struct yx_kind *, struct yx_values *, const struct yx_values *fresh,
    const char **field_out, const char **why_out);

/* ---- limits.c ---- */

/* What an event does to the limits, and so to due_ms, the marks and when the clock looks again. */
void case_limits_move(struct case_row *, enum yx_case_event, enum yx_case_state from, int64_t now_ms);
/* Whether a limit that runs can be extended; do it. */
bool case_limits_can_extend(const struct case_row *);
void case_limits_extend(struct case_row *, int64_t now_ms);
/* The marks that were passed by now_ms are told from now on; the worst of the new ones. */
enum case_mark case_limits_mark(struct case_row *, int64_t now_ms, const char **clock_out);
/* When the reporter's time to supply is over; 0: never. */
int64_t case_supply_due(const struct case_row *);
struct yx_working case_working(void);

/* ---- judge.c ---- */

/* Who acts. Of staff: me; of a reporter: contact; by: YX_HAT_CLOCK or YX_HAT_TOOL for those. */
struct case_actor {
    const struct yx_staff *me;
    int64_t contact;
    enum yx_case_by by;
};

/* What somebody wants. All texts are clean. */
struct case_wish {
    enum yx_case_event event;
    const char *note, *reason, *text, *outcome, *refer_to;
    int64_t staff, body; /* a colleague; a body of the house */
    const char *missing; /* JSON [{"name", "title"}] */
    const struct yx_values *values; /* of supply, or NULL */
    int64_t target;      /* another case */
    int stars;
    int64_t version;     /* which the page saw, 0: any */
    enum case_mark mark; /* of escalate */
    const char *clock;   /* of escalate */
};

/* The hats somebody wears towards a case (bits of enum yx_case_by). Pure. */
unsigned case_hats(const struct case_row *, const struct case_actor *);
/* May it be done? Pure. *by_out: as whom. Not YX_OK: *why_out is a word for it: "who", "state", "need_…", "own",
 * "extended", "late", "asked", "urged", "referred", "withdrawn", "sent", "kind", "kept", "version". */
enum yx_err case_judge(const struct case_row *, const struct case_actor *, const struct case_wish *,
    const struct case_row *target, int64_t now_ms, enum yx_case_by *by_out, const char **why_out);
/* Whether it may be done as things are, whatever it would have to bring: for a page that offers it. */
bool case_may(const struct case_row *, const struct case_actor *, enum yx_case_event, int64_t now_ms);
/* Whether staff may see a case at all. */
bool case_visible(const struct case_row *, const struct yx_staff *);

/* ---- plan.c: an act, prepared from a snapshot, done in one commit ---- */

/* Something said unasked to somebody, with its letters. */
struct case_notice {
    const char *sealed; /* a code that the text shows masked, sealed for its reader; or NULL */
    struct yx_conversation c;
    struct yx_contact who;
    struct yx_message_record record;
    struct yx_letter letters[YX_LETTERS_MOST];
    size_t letter_count;
};

struct case_plan {
    struct yx_arena *arena; /* of this try */
    struct yx_tx *tx;       /* the snapshot, while planning */
    struct case_actor actor;
    const struct yx_form *form; /* NULL: the act has none */
    int64_t id, now_ms;
    struct case_wish wish;
    const char *why;  /* of a refusal, a word; static */
    bool silent;      /* the reporter is told by whoever calls */
    const struct case_draft *draft; /* of one that is opened */
    const char *field;              /* of a refusal: which of its values is wrong */

    struct case_row c; /* as it was read, then as it will be */
    enum yx_case_state before;
    bool opens;        /* it is inserted; its number is given by the commit */
    const char *token; /* what stands for it until then */
    char number[YX_CASE_NUMBER_MOST];
    size_t number_len; /* of the token, where others count on it; 0: any */
    struct case_event_row events[CASE_EVENTS_MOST];
    size_t event_count;
    struct case_row other; /* of merge and unmerge: the target, which gets an event, too */
    struct case_event_row other_event; /* seq 0: none */
    int64_t join, part; /* staff who is joined, who leaves; 0: nobody */
    bool says;         /* to the reporter, in their conversation: */
    struct case_notice notice;
    const char *merged_told; /* what those whose cases were merged will be told; NULL: nothing */
    bool erases;
};

/* Decide from what was read. May run more than once. */
typedef enum yx_err case_planner(struct case_plan *);
/* Read, plan, commit; again when something changed meanwhile. Then pages and post are told. */
enum yx_err case_do(struct case_plan *, case_planner *);
/* The parts of it, for a turn, which commits by itself: plan from a snapshot of its own; write in its commit; tell. */
enum yx_err case_plan_once(struct case_plan *, case_planner *);
enum yx_err case_write(struct yx_tx *, struct case_plan *);
void case_told(const struct case_plan *);

/* ---- act.c ---- */

/* Any event of the table but submit. */
enum yx_err case_plan_act(struct case_plan *);
/* A new case, from p->draft. */
struct case_draft {
    const struct yx_kind *kind;
    const struct yx_values *values;
    const char *area, *proxy;  /* area: by name; both may be NULL */
    int64_t contact, conversation;
    const char *code;          /* the secret one, and its digest; NULL: none is issued */
    const unsigned char *digest;
};
enum yx_err case_plan_open(struct case_plan *);
/* Add an event to the plan, which moves state and limits. detail: JSON or NULL. */
void case_happen(struct case_plan *, enum yx_case_by, enum yx_case_state to, const char *detail);
/* {"name": "value"} */
const char *case_detail(struct yx_arena *, const char *name, const char *value);

/* ---- route.c: where a new case goes ---- */

/* Set area, body and team from the kind's routes and the house's areas. */
enum yx_err case_route(struct yx_tx *, struct yx_arena *, const struct case_draft *, const struct yx_values *,
    struct case_row *);
/* The name of a body, NULL: of none. */
enum yx_err case_body_name(struct yx_tx *, struct yx_arena *, int64_t body, const char **name_out);

/* ---- seal.c: codes in what is said ---- */

/* A code as its reader sees it, and as it stands in the transcript: of the same length. In the arena. */
const char *case_code_shown(struct yx_arena *, const char *code);
const char *case_code_masked(void);
/* Sealed for the store, as hex in the arena; put beside a message in its commit. */
const char *case_seal(struct yx_arena *, const char *code);
enum yx_err case_seal_put(struct yx_tx *, int64_t conversation, int64_t message, const char *sealed, int64_t now_ms);
/* Those older than a day go. In a commit. */
enum yx_err case_seal_sweep(struct yx_tx *, int64_t now_ms);

/* What stands for the number of a case that is being opened, `digits` behind the day; replaced in its commit. */
const char *case_number_token(struct yx_arena *, const char *prefix, int64_t now_ms, int digits);
/* `text` with the number instead of its token; itself when it has none. In the arena. */
const char *case_number_fill(struct yx_arena *, const char *text, const char *token, const char *number);

/* ---- notice.c ---- */

/* Something to be said in a conversation with the plan's commit; sealed: a code that it holds masked, or NULL. */
enum yx_err case_say(struct case_plan *, int64_t conversation, const char *text, const char *sealed);
/* The same in a commit. */
enum yx_err case_notice_write(struct yx_tx *, const struct case_plan *);
/* Tell the reporter of what has just been planned, and, by and by, those whose cases were merged into it. */
enum yx_err case_notify(struct case_plan *, enum yx_case_event);
/* A day as people read it: 11月27日, with the year when it is another, and that it is provisional. */
const char *case_day(struct yx_arena *, int64_t due_ms, bool provisional, int64_t now_ms);
/* The earliest end of a limit that runs, in words; "" when none does. promised first. */
const char *case_due_words(struct yx_arena *, const struct case_row *, int64_t now_ms);

#endif
