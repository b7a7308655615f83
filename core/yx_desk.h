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

/* ---- who did what ---- */

struct yx_act {
    int64_t id, at_ms;
    int64_t staff;       /* 0: nobody known */
    const char *display; /* of staff, or NULL */
    const char *what;    /* "login", "claim", … */
    int64_t object;      /* of what; 0: of nothing */
    const char *detail;  /* a JSON object of texts */
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

/* ---- conversations ---- */

#endif
