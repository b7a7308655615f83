/* What the core lends to channels/desk beside yx_channel.h, and to nobody else: who works here, who is
 * signed in, what each did. Everything here may be called from any thread of a gate; texts that come out
 * live in the arena that was given. */
#ifndef YX_DESK_H
#define YX_DESK_H

#include "yx_channel.h"

/* What somebody may do here (bits); what each role may call is written in channels/desk/rights.h. */
enum yx_desk_role {
    YX_AGENT = 1,
    YX_HANDLER = 2,
    YX_REVIEWER = 4,
    YX_LEAD = 8,
    YX_EDITOR = 16,
    YX_AUDITOR = 32,
    YX_ADMINISTRATOR = 64,
    YX_ROLES_OF_DESK = 127,
};

/* The bit of a role by its word ("agent", "administrator"), 0 when there is none such. */
YX_API unsigned yx_desk_role_of(const char *word);
/* The n-th role of `roles` as its word, from 0; NULL behind the last. Static. */
YX_API const char *yx_desk_role_word(unsigned roles, size_t n);

/* Somebody who works here. */
struct yx_staff {
    int64_t id;
    const char *name;      /* with which they sign in, folded */
    const char *display;   /* which citizens and colleagues read */
    unsigned roles;
    int64_t team, body;    /* 0: of none */
    const char *team_name, *body_name; /* NULL: of none */
    int capacity;          /* conversations at the same time */
    bool present, disabled;
    bool totp;             /* a second factor is set up */
    bool must_change;      /* the password was given to them: they must choose their own first */
    int64_t rights;        /* counted up when roles or team change */
    int64_t created_ms;
};

/* ---- signing in ---- */

/* What this process needs to let people in; once, at start, before any other function of this file. */
struct yx_desk_setup {
    const void *key;      /* the desk's secret: seals second factors, hashes tokens */
    size_t key_len;
    unsigned totp_roles;  /* who must have a second factor */
    const char *issuer;   /* how an authenticator app calls this house */
};
YX_API enum yx_err yx_desk_open(const struct yx_desk_setup *);
YX_API void yx_desk_close(void);

/* Where a request came from. */
struct yx_door {
    const char *token;   /* of the session, 64 hex digits; anything else is none; never NULL */
    const char *address;
    const char *agent;   /* the browser's name */
    int64_t now_ms;
};

/* How far somebody is signed in; each step is a right more. */
enum yx_session_state {
    YX_SESSION_CODE,     /* the password was right, a code is wanted */
    YX_SESSION_ENROL,    /* a second factor must be set up; the first right code does it */
    YX_SESSION_PASSWORD, /* a password of their own must be chosen */
    YX_SESSION_FULL,
};
enum { YX_TOKEN_HEX = 64 };
struct yx_session {
    enum yx_session_state state;
    struct yx_staff me;
    char token[YX_TOKEN_HEX + 1]; /* a fresh one, to be the cookie from now on; "" leaves it as it is */
    const char *secret;           /* state ENROL: for the authenticator app, base32, and as an otpauth URI */
    const char *uri;
    int64_t wait_ms;              /* with YX_RATE: how long */
};

/* Sign in by name and password: a session of its own, the one that the door brings is ended. YX_DENIED: one of the
 * two is wrong, or the person is disabled (told apart by nothing, not by time either); YX_RATE: too many
 * were wrong, session_out->wait_ms says how long. Slow: Argon2id. */
YX_API enum yx_err yx_desk_login(struct yx_arena *, const struct yx_door *, const char *name,
    const char *password, struct yx_session *session_out);
/* The code of a second factor, six digits, in state CODE or ENROL. YX_DENIED: no such session (five wrong codes end
 * it); YX_INVALID: the code is wrong or was used; YX_RATE. */
YX_API enum yx_err yx_desk_code(struct yx_arena *, const struct yx_door *, const char *code,
    struct yx_session *session_out);
/* Who asks. Looks into the database each time, so that somebody disabled is out at once. `active`: the person did
 * something, which keeps the session for 30 minutes; 12 hours are its end in any case. YX_DENIED: nobody. */
YX_API enum yx_err yx_desk_enter(struct yx_arena *, const struct yx_door *, bool active,
    struct yx_session *session_out);
/* End the door's session; there may be none. */
YX_API enum yx_err yx_desk_logout(const struct yx_door *);
/* Choose a password: in state PASSWORD or FULL. Their other sessions end, this one gets a new token. YX_FORBIDDEN:
 * the old one is wrong; YX_INVALID: the new one is refused, *why_out says why: "short", "long", "name", "common",
 * "same"; YX_RATE. Slow. */
YX_API enum yx_err yx_desk_password(struct yx_arena *, const struct yx_door *, const char *old, const char *fresh,
    struct yx_session *session_out, const char **why_out);

/* The channels in nchan by which a page of this person hears: of theirs alone, which ends when they are
 * disabled or sign out everywhere, and of everybody at the desk. 32 hex digits each. */
YX_API void yx_desk_push_channels(struct yx_arena *, int64_t staff, const char **own_out, const char **all_out);

/* ---- staff, teams, bodies, areas ---- */

/* A form as a page sent it: the same id of the same person counts once. */
struct yx_form {
    const struct yx_staff *me;
    const char *id;    /* the page's own, 1 to 64 of A-Z a-z 0-9 . _ - */
    const void *body;  /* the same id with other bytes is YX_MISMATCH */
    size_t len;
    int64_t now_ms;
};

/* All of them by name, the disabled ones too. */
YX_API enum yx_err yx_desk_staff_list(struct yx_arena *, struct yx_staff **staff_out, size_t *count_out);

/* What is to be changed of somebody (bits). */
enum yx_staff_set {
    YX_SET_DISPLAY = 1,
    YX_SET_ROLES = 2,
    YX_SET_TEAM = 4,
    YX_SET_BODY = 8,
    YX_SET_CAPACITY = 16,
    YX_SET_DISABLED = 32, /* draft.disabled: out at once, or in again */
    YX_SET_PASSWORD = 64, /* a new one is drawn; all their sessions end */
    YX_SET_TOTP = 128,    /* the second factor is taken away */
};
struct yx_staff_draft {
    unsigned set;
    const char *name, *display;
    unsigned roles;
    int64_t team, body;
    int capacity;
    bool disabled;
};
/* Add somebody (draft.set does not count), change somebody. *password_out: drawn, to be shown once; NULL when none
 * was, or the form came a second time. YX_INVALID: *why_out names the field; YX_DUPLICATE: the name is taken; YX_CONFLICT: nobody would be
 * left to administer; YX_NOT_FOUND; YX_MISMATCH. Slow when a password is drawn. */
YX_API enum yx_err yx_desk_staff_add(struct yx_arena *, const struct yx_form *, const struct yx_staff_draft *,
    int64_t *id_out, const char **password_out, const char **why_out);
YX_API enum yx_err yx_desk_staff_change(struct yx_arena *, const struct yx_form *, int64_t id,
    const struct yx_staff_draft *, const char **password_out, const char **why_out);

/* A team (link: its body), a body (link: the one above it), an area (link: the team that answers for it). */
enum yx_unit_kind { YX_UNIT_TEAM, YX_UNIT_BODY, YX_UNIT_AREA };
struct yx_unit {
    int64_t id;
    const char *name;
    int64_t link; /* 0: none */
};
YX_API enum yx_err yx_desk_unit_list(struct yx_arena *, enum yx_unit_kind, struct yx_unit **units_out,
    size_t *count_out);
/* unit.id 0: add, else rename or link anew. YX_INVALID: *why_out names the field; YX_DUPLICATE: the name is taken;
 * YX_NOT_FOUND; YX_MISMATCH. */
YX_API enum yx_err yx_desk_unit_put(struct yx_arena *, const struct yx_form *, enum yx_unit_kind,
    const struct yx_unit *, int64_t *id_out, const char **why_out);

/* ---- supervisors of enforcement: appointed people who report by text message ---- */

enum { YX_SUPERVISORS_MOST = 5000, YX_SUPERVISOR_PHONES = 4 };

/* A term holds from its first day to its last in China, both included, unless it is ended before. */
enum yx_supervisor_term { YX_TERM_AHEAD, YX_TERM_HOLDS, YX_TERM_OVER };

struct yx_supervisor_phone {
    const char *phone; /* 11 digits */
    bool proven;       /* a code that was sent to it came back */
};
struct yx_supervisor {
    int64_t id;
    const char *number;    /* of their certificate, folded */
    const char *name;
    int64_t area;          /* 0: the whole county */
    const char *area_name; /* NULL: the whole county */
    const char *body;      /* who appointed them; "": not said */
    int64_t from_day, until_day; /* 20261122; until 0: no last day */
    int64_t ended_ms;      /* 0: not ended before */
    enum yx_supervisor_term term;     /* today */
    struct yx_supervisor_phone phones[YX_SUPERVISOR_PHONES];
    size_t phone_count;
};
/* All by number, also those whose term is over. */
YX_API enum yx_err yx_desk_supervisors(struct yx_arena *, int64_t now_ms, struct yx_supervisor **list_out, size_t *count_out);
/* A day as it is written, 2026-11-22; 0: it is none. */
YX_API int64_t yx_desk_day(const char *text);
/* id 0: add, else write all of it anew (a telephone that stays keeps its proof; another last day takes an end back).
 * YX_INVALID: *why_out names the field; YX_DUPLICATE: the number is taken; YX_CONFLICT: a telephone is somebody else's,
 * *why_out is the telephone; YX_NOT_FOUND; YX_MISMATCH. */
YX_API enum yx_err yx_desk_supervisor_put(struct yx_arena *, const struct yx_form *, const struct yx_supervisor *,
    int64_t *id_out, const char **why_out);
/* End a term now; over already: nothing changes. YX_NOT_FOUND; YX_MISMATCH. */
YX_API enum yx_err yx_desk_supervisor_end(struct yx_arena *, const struct yx_form *, int64_t id);

/* ---- who did what ---- */

struct yx_act {
    int64_t id, at_ms;
    const char *by;      /* "staff", "citizen", "supervisor", "clock", "command", "nobody" */
    int64_t staff;       /* whose id, by `by`; 0: nobody's */
    const char *display; /* of staff, or NULL */
    const char *what;    /* "login", "claim", … */
    int64_t object;      /* of what; 0: of nothing */
    const char *detail;  /* a JSON object of texts */
    bool erased;         /* what it said was erased */
    int64_t position;    /* in the chain; 0: not yet */
};
struct yx_act_filter {
    int64_t before; /* older than this act; 0: from the newest */
    int64_t staff;  /* 0: of all */
    const char *what; /* NULL: of every kind */
    int most;       /* 1 to 500 */
};
/* The newest first. */
YX_API enum yx_err yx_desk_acts(struct yx_arena *, const struct yx_act_filter *, struct yx_act **acts_out,
    size_t *count_out);

/* How the chain of acts stands. */
struct yx_desk_chain {
    int64_t position, sealed_ms; /* the last act that is in it; 0: none */
    int64_t waiting;             /* acts that are not in it yet: of the last second or two */
    int64_t checked_ms, checked; /* when the clock last looked through all of it, and how many acts then; 0: never yet */
    const char *finding;         /* what it found then (for the administrator, in English); NULL: whole */
};
YX_API enum yx_err yx_desk_chain(struct yx_arena *, struct yx_desk_chain *chain_out);

/* ---- conversations ----
 * What staff do with them. Each act is one commit that looks at whose the conversation is: YX_LEASE, it is not theirs
 * (any more), and nothing happened; YX_CONFLICT, somebody was faster; YX_NOT_FOUND; YX_FORBIDDEN; YX_INVALID. A form that
 * comes a second time does nothing and gives what the first one gave; with other content it is YX_MISMATCH. */

enum { YX_DESK_TEXT_MOST = 4000, YX_DESK_NOTE_MOST = 2000, YX_DESK_WAITING_MOST = 200, YX_DESK_MINE_MOST = 100 };

struct yx_desk_who {
    int64_t id; /* 0: nobody */
    const char *name; /* NULL: nobody */
};

/* A conversation that waits. */
struct yx_desk_waiting {
    int64_t id, since_ms, from_ms; /* from_ms: handed to the next shift, not before; 0: now */
    const char *channel, *first, *why; /* first: their words; why may be NULL */
    bool urgent;
    struct yx_desk_who area, team;
    int64_t unread;
    const char *lost; /* whose lease ended, or NULL */
};
/* One that is somebody's. */
struct yx_desk_mine {
    int64_t id, since_ms, lease_until_ms, unread;
    const char *channel, *who; /* who: masked */
    bool urgent;
    struct yx_message last; /* text NULL: none */
    struct yx_desk_who staff;
};
struct yx_desk_queue {
    struct yx_desk_waiting *waiting;
    size_t waiting_count;
    int64_t waiting_total, others; /* others: owned by colleagues */
    struct yx_desk_mine *mine, *owned; /* owned: by colleagues, for a lead */
    size_t mine_count, owned_count;
};
YX_API enum yx_err yx_desk_queue(struct yx_arena *, const struct yx_staff *me, int64_t now_ms,
    struct yx_desk_queue *queue_out);

/* Take one that waits; 0: the next for me. YX_CONFLICT: *by_out (NULL: nobody) has it; YX_EMPTY: nothing waits for me. */
YX_API enum yx_err yx_desk_claim(struct yx_arena *, const struct yx_staff *me, int64_t conversation, int64_t now_ms,
    int64_t *conversation_out, const char **by_out);

/* Say something to the citizen. `sources`: a JSON array as a message's, or NULL. `files`: ids of files that the same
 * person brought (yx_desk_file_begin), at most YX_FILES_OF_MESSAGE; with some the text may be empty. YX_INVALID, too, where
 * the channel carries text alone; YX_NOT_FOUND: not theirs, not whole, refused, or sent already. */
YX_API enum yx_err yx_desk_reply(struct yx_arena *, const struct yx_form *, int64_t conversation, const char *text,
    const char *sources, const char *const *files, size_t file_count, int64_t *message_out, int64_t *lease_until_out);
/* Say something to colleagues. */
YX_API enum yx_err yx_desk_note(struct yx_arena *, const struct yx_form *, int64_t conversation, const char *text,
    int64_t *note_out);

enum yx_desk_to { YX_TO_STAFF, YX_TO_TEAM, YX_TO_SHIFT, YX_TO_MACHINE };
/* Hand over, with a note for the one who receives it. YX_CONFLICT: the colleague is not on duty; YX_INVALID: there is
 * no such colleague or team, or no note. A lead may hand over what waits, and what is a colleague's. */
YX_API enum yx_err yx_desk_hand_over(struct yx_arena *, const struct yx_form *, int64_t conversation, enum yx_desk_to,
    int64_t whom, const char *note);
/* End the service; the citizen is asked how it was. */
YX_API enum yx_err yx_desk_close_conversation(struct yx_arena *, const struct yx_form *, int64_t conversation,
    const char *summary);

/* I am still there: the leases of those that are mine begin anew. */
struct yx_desk_lease {
    int64_t conversation, until_ms;
};
YX_API enum yx_err yx_desk_heartbeat(struct yx_arena *, const struct yx_staff *me, const int64_t *conversations,
    size_t count, int64_t now_ms, struct yx_desk_lease **leases_out, size_t *lease_count_out);
/* I write, or not any more: those who look at it see that, and the citizen where the channel can show it. */
YX_API enum yx_err yx_desk_typing(struct yx_arena *, const struct yx_staff *me, int64_t conversation, bool on,
    int64_t now_ms);
/* Who it is, unmasked; recorded. */
YX_API enum yx_err yx_desk_reveal(struct yx_arena *, const struct yx_staff *me, int64_t conversation, int64_t now_ms,
    const char **who_out);

/* Whether the conversation is one that somebody may work with: it waits, is theirs, or was theirs in its last service. */
YX_API enum yx_err yx_desk_is_own(struct yx_arena *, const struct yx_staff *me, int64_t conversation, bool *own_out);

struct yx_desk_past {
    int64_t id, from_ms, to_ms, stars; /* a service; stars 0: not rated */
    const char *staff, *summary;       /* or NULL */
};
struct yx_desk_viewer {
    const char *name;
    bool writing;
};
struct yx_desk_head {
    int64_t id, since_ms, lease_until_ms, stars, last_message;
    const char *channel, *account, *who, *why;
    enum yx_owner owner;
    bool urgent;
    struct yx_desk_who staff, team, area;
    struct yx_limits limits;
    int64_t window_until_ms, window_left; /* of a windowed account */
    bool opted_out;         /* they want no letters: what is said now is not sent */
    int64_t quiet_until_ms; /* what is said now waits until then; 0: it does not */
    struct yx_desk_past *past; /* the latest first */
    size_t past_count;
    struct yx_desk_viewer *viewers; /* without me */
    size_t viewer_count;
};
/* One conversation; that I look at it is noted for a minute. */
YX_API enum yx_err yx_desk_look(struct yx_arena *, const struct yx_staff *me, int64_t conversation, int64_t now_ms,
    struct yx_desk_head *head_out);

struct yx_desk_message {
    struct yx_message is;
    struct yx_desk_who staff;      /* who wrote it */
    const char *correction;        /* what the citizen says is right instead, or NULL */
    const char *letter, *reason;   /* "offered", "answered", "queued", "sent", "delivered", "held", "dead"; NULL: nothing to say */
};
struct yx_desk_messages {
    struct yx_desk_message *at; /* oldest first */
    size_t count;
    bool more; /* later ones with after, earlier ones without */
};
/* With `after` (-1: not): those behind it. Else those before `before`, 0: the last ones. At most 50, and not much more
 * than 512 KiB. */
YX_API enum yx_err yx_desk_messages(struct yx_arena *, int64_t conversation, int64_t after,
    int64_t before, struct yx_desk_messages *messages_out);

struct yx_desk_note_row {
    int64_t id, at_ms;
    struct yx_desk_who staff;
    const char *text;
};
struct yx_desk_hand_row {
    int64_t id, at_ms;
    struct yx_desk_who from, to; /* to: a person, or else a team */
    const char *kind, *note;     /* "taken", "colleague", "team", "shift", "machine", "lost", "closed"; note may be NULL */
};
/* The last 100 of each, oldest first. */
YX_API enum yx_err yx_desk_notes(struct yx_arena *, int64_t conversation, struct yx_desk_note_row **notes_out,
    size_t *note_count_out, struct yx_desk_hand_row **hands_out, size_t *hand_count_out);

/* Go on duty, or off: YX_CONFLICT, *open_out still are mine. */
YX_API enum yx_err yx_desk_present(struct yx_arena *, const struct yx_staff *me, bool present, int64_t now_ms,
    struct yx_desk_mine **open_out, size_t *open_count_out);

struct yx_desk_colleague {
    struct yx_staff is;
    int64_t open; /* conversations that are theirs */
};
/* Those who may take conversations. */
YX_API enum yx_err yx_desk_colleagues(struct yx_arena *, struct yx_desk_colleague **list_out, size_t *count_out);

/* ---- files ----
 * *json_out as in yx_channel.h; errors likewise. */

/* Staff bring one, to send it with a reply. */
YX_API enum yx_err yx_desk_file_begin(const struct yx_request *, const struct yx_staff *me, const char *form,
    const char *name, int64_t size, const char **json_out);
YX_API enum yx_err yx_desk_file_append(const struct yx_request *, const struct yx_staff *me, const char *id, int64_t from,
    const char **json_out);
/* One of a conversation that `me` may read, or that they have brought. */
YX_API enum yx_err yx_desk_file_look(const struct yx_request *, const struct yx_staff *me, int64_t conversation,
    const char *id, const char **json_out);
YX_API enum yx_err yx_desk_file_serve(const struct yx_request *, struct yx_response *, const struct yx_staff *me,
    int64_t conversation, const char *id);

/* ---- replies kept to be sent again ---- */

struct yx_desk_canned {
    int64_t id;
    const char *title, *text;
    struct yx_desk_who team; /* 0: for everybody */
};
YX_API enum yx_err yx_desk_canned_list(struct yx_arena *, const struct yx_staff *me, struct yx_desk_canned **list_out,
    size_t *count_out);
/* id 0: add, else change; `gone`: not used any more. YX_INVALID: *why_out names the field. */
YX_API enum yx_err yx_desk_canned_put(struct yx_arena *, const struct yx_form *, const struct yx_desk_canned *,
    bool gone, int64_t *id_out, const char **why_out);

/* ---- working hours ---- */

struct yx_desk_hours {
    const char *json; /* {"shifts", "closed"} */
    bool from_desk, open;
    int64_t next_ms, next_shift_ms; /* 0: not within a year */
    const char *next;               /* in words, "" when open or never */
    int years[32];
    size_t year_count; /* whose holidays are known */
};
YX_API enum yx_err yx_desk_hours(struct yx_arena *, int64_t now_ms, struct yx_desk_hours *hours_out);
/* Set them for the whole house. YX_INVALID: faults_out, lines "where: what". */
YX_API enum yx_err yx_desk_hours_put(struct yx_arena *, const struct yx_form *, const char *json,
    const char ***faults_out, size_t *fault_count_out);

/* ---- the board ---- */

struct yx_desk_agent_row {
    struct yx_desk_colleague is;
    int64_t closed, answers, first_p50_ms, rated;
    double stars; /* on average; 0: not rated */
};
struct yx_desk_load {
    int64_t hour_ms, count; /* messages of citizens in the hour that begins then */
    const char *channel;
};
struct yx_desk_board {
    int64_t waiting, waiting_longest_ms, open;
    int64_t by_machine, by_staff; /* answers */
    int64_t asked, taken, left;   /* services that began; were taken; were left by the citizen */
    int64_t first_p50_ms, first_p90_ms; /* from being asked for to the first answer; -1: none */
    int64_t handovers, lost;
    int64_t stars[5], rated;
    double stars_average;
    struct yx_desk_agent_row *agents;
    size_t agent_count;
    struct yx_desk_load *load;
    size_t load_count;
};
enum { YX_DESK_BOARD_DAYS = 92 };
/* Now, and of the time [from_ms, to_ms), at most YX_DESK_BOARD_DAYS (YX_INVALID). */
YX_API enum yx_err yx_desk_board(struct yx_arena *, int64_t from_ms, int64_t to_ms, int64_t now_ms,
    struct yx_desk_board *board_out);

/* Questions without a sure answer, the same words once, the most frequent first. */
struct yx_desk_unanswered {
    const char *text, *folded; /* as written, the latest; folded to compare */
    int64_t count, last_ms;
};
YX_API enum yx_err yx_desk_unanswered(struct yx_arena *, int64_t from_ms, int64_t to_ms, int most,
    struct yx_desk_unanswered **list_out, size_t *count_out);

/* ---- cases ----
 * What comes out is JSON as api/openapi.yaml describes it. Who may see a case, and what they may do with it, is decided
 * here. */

/* To whom a case may go: {staff: [{id, display, body}], bodies: [{id, name}]}. */
YX_API enum yx_err yx_desk_case_handlers(struct yx_arena *, const char **json_out);

enum { YX_DESK_CASES_MOST = 50 };

/* The kinds of case, for forms: {kinds: […]}. */
YX_API enum yx_err yx_desk_case_kinds(struct yx_arena *, const char **json_out);

enum yx_desk_case_view { YX_CASES_OPEN, YX_CASES_CLOSED, YX_CASES_REOPEN /* the reporter has asked for it */ };
struct yx_desk_case_filter {
    enum yx_desk_case_view view;
    const char *kind, *state, *mark; /* words, NULL: any. mark: "green", "yellow", "red" */
    const char *number;              /* this one alone, as somebody types it; NULL: all */
    bool mine;                       /* whose handler is me, or to which I was joined */
    const char *after;               /* where the last page ended (its "next"), or NULL */
};
/* {cases: […], next}: those that are open by what is due first, closed ones the newest first. YX_INVALID: no such word. */
YX_API enum yx_err yx_desk_case_list(struct yx_arena *, const struct yx_staff *me, const struct yx_desk_case_filter *,
    int64_t now_ms, const char **json_out);
/* One case with the last 200 events before `before` (0: of all), and what I may do: {case, fields, limits, events, acts,
 * outcomes}. YX_NOT_FOUND. */
YX_API enum yx_err yx_desk_case(struct yx_arena *, const struct yx_staff *me, int64_t id, int64_t before, int64_t now_ms,
    const char **json_out);
/* Whether it concerns somebody. */
YX_API enum yx_err yx_desk_case_is_own(struct yx_arena *, const struct yx_staff *me, int64_t id, bool *own_out);

/* Open a case of the person of a conversation, which must be mine (a lead's: any). fields: a JSON object of texts. YX_INVALID:
 * *field_out and *why_out (words, may be NULL). The reporter is told number and code in the conversation. */
struct yx_desk_case_draft {
    const char *kind, *fields, *area, *proxy; /* area: by name; area, proxy: may be NULL */
    int64_t conversation;
};
YX_API enum yx_err yx_desk_case_open(struct yx_arena *, const struct yx_form *, const struct yx_desk_case_draft *,
    int64_t *id_out, const char **number_out, const char **field_out, const char **why_out);

/* Do something with a case. Texts may be NULL. why_out: a word for a refusal ("state", "version", "need_note", …). */
struct yx_desk_case_wish {
    const char *event; /* "accept", "transfer", … */
    const char *note, *reason, *text, *outcome, *refer_to;
    const char *target; /* the number of another case */
    const char *fields; /* of supply: a JSON object of texts */
    const char *const *missing; /* of ask: names of fields, or what else is wanted in words */
    size_t missing_count;
    int64_t staff, body, version;
};
YX_API enum yx_err yx_desk_case_act(struct yx_arena *, const struct yx_form *, int64_t id, const struct yx_desk_case_wish *,
    int64_t *version_out, const char **why_out);

#endif
