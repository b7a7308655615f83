/* The one table of the desk: every route, and who may call it on which object. Tests walk all of it as every role
 * (tests/stack/desk_rights.test.mjs, tests/unit/desk/rights_test.c); a row changed here is changed in the latter, too,
 * or it fails. */
#ifndef DESK_RIGHTS_H
#define DESK_RIGHTS_H

#include "desk.h"

/* How far somebody must be signed in. */
enum desk_least {
    DESK_STRANGER,  /* not at all */
    DESK_BEGUN,     /* at least with a right password: they finish signing in, or give up */
    DESK_SIGNED_IN,
};

/* What the {id} of a path is, and so whose it is. */
enum desk_object {
    DESK_NO_OBJECT,
    DESK_STAFF,        /* one's own: oneself */
    DESK_CONVERSATION, /* one's own: it waits, one has it, or had it in its last service */
    DESK_CASE,         /* one's own: it concerns one, see case_visible in core/cases */
};

enum { DESK_ALL = YX_ROLES_OF_DESK, DESK_CHIEFS = YX_LEAD | YX_ADMINISTRATOR, DESK_TALKERS = YX_AGENT | YX_LEAD,
       DESK_WORKERS = YX_AGENT | YX_HANDLER | YX_REVIEWER, DESK_READERS = DESK_WORKERS | YX_LEAD | YX_AUDITOR };

/* X(path, method, largest body, slow, how far signed in, roles that may, roles that may on their own object, object,
 *   desk_…: what it does) */
#define DESK_TABLE(X) \
    X("/api/desk/texts", YX_GET, 0, false, DESK_STRANGER, 0, 0, DESK_NO_OBJECT, texts) \
    X("/api/desk/login", YX_POST, DESK_SMALL_BODY_MOST, true, DESK_STRANGER, 0, 0, DESK_NO_OBJECT, login) \
    X("/api/desk/totp", YX_POST, DESK_SMALL_BODY_MOST, true, DESK_BEGUN, DESK_ALL, 0, DESK_NO_OBJECT, totp) \
    X("/api/desk/logout", YX_POST, DESK_SMALL_BODY_MOST, false, DESK_STRANGER, 0, 0, DESK_NO_OBJECT, logout) \
    X("/api/desk/me", YX_GET, 0, false, DESK_BEGUN, DESK_ALL, 0, DESK_NO_OBJECT, me) \
    X("/api/desk/password", YX_POST, DESK_SMALL_BODY_MOST, true, DESK_BEGUN, DESK_ALL, 0, DESK_NO_OBJECT, password) \
    X("/api/desk/events", YX_GET, 0, false, DESK_SIGNED_IN, DESK_ALL, 0, DESK_NO_OBJECT, events) \
    X("/api/desk/staff", YX_GET, 0, false, DESK_SIGNED_IN, DESK_CHIEFS, 0, DESK_NO_OBJECT, staff) \
    X("/api/desk/staff", YX_POST, DESK_SMALL_BODY_MOST, true, DESK_SIGNED_IN, YX_ADMINISTRATOR, 0, DESK_NO_OBJECT, staff_add) \
    X("/api/desk/staff/{id}", YX_POST, DESK_SMALL_BODY_MOST, true, DESK_SIGNED_IN, YX_ADMINISTRATOR, 0, DESK_STAFF, staff_change) \
    X("/api/desk/teams", YX_GET, 0, false, DESK_SIGNED_IN, DESK_CHIEFS, 0, DESK_NO_OBJECT, teams) \
    X("/api/desk/teams", YX_POST, DESK_SMALL_BODY_MOST, false, DESK_SIGNED_IN, YX_ADMINISTRATOR, 0, DESK_NO_OBJECT, team_put) \
    X("/api/desk/bodies", YX_POST, DESK_SMALL_BODY_MOST, false, DESK_SIGNED_IN, YX_ADMINISTRATOR, 0, DESK_NO_OBJECT, body_put) \
    X("/api/desk/areas", YX_POST, DESK_SMALL_BODY_MOST, false, DESK_SIGNED_IN, YX_ADMINISTRATOR, 0, DESK_NO_OBJECT, area_put) \
    X("/api/desk/supervisors", YX_GET, 0, false, DESK_SIGNED_IN, DESK_CHIEFS, 0, DESK_NO_OBJECT, supervisors) \
    X("/api/desk/supervisors", YX_POST, DESK_SMALL_BODY_MOST, false, DESK_SIGNED_IN, DESK_CHIEFS, 0, DESK_NO_OBJECT, supervisor_put) \
    X("/api/desk/supervisors/{id}/end", YX_POST, DESK_SMALL_BODY_MOST, false, DESK_SIGNED_IN, DESK_CHIEFS, 0, DESK_NO_OBJECT, supervisor_end) \
    X("/api/desk/acts", YX_GET, 0, false, DESK_SIGNED_IN, YX_AUDITOR, 0, DESK_NO_OBJECT, acts) \
    X("/api/desk/queue", YX_GET, 0, false, DESK_SIGNED_IN, DESK_TALKERS, 0, DESK_NO_OBJECT, queue) \
    X("/api/desk/claim", YX_POST, DESK_SMALL_BODY_MOST, false, DESK_SIGNED_IN, DESK_TALKERS, 0, DESK_NO_OBJECT, claim) \
    X("/api/desk/heartbeat", YX_POST, DESK_SMALL_BODY_MOST, false, DESK_SIGNED_IN, DESK_TALKERS, 0, DESK_NO_OBJECT, heartbeat) \
    X("/api/desk/present", YX_POST, DESK_SMALL_BODY_MOST, false, DESK_SIGNED_IN, DESK_TALKERS, 0, DESK_NO_OBJECT, present) \
    X("/api/desk/colleagues", YX_GET, 0, false, DESK_SIGNED_IN, DESK_TALKERS, 0, DESK_NO_OBJECT, colleagues) \
    X("/api/desk/conversations/{id}", YX_GET, 0, false, DESK_SIGNED_IN, YX_LEAD | YX_AUDITOR, YX_AGENT, DESK_CONVERSATION, conversation) \
    X("/api/desk/conversations/{id}/reply", YX_POST, DESK_BODY_MOST, false, DESK_SIGNED_IN, 0, DESK_TALKERS, DESK_CONVERSATION, reply) \
    X("/api/desk/conversations/{id}/note", YX_POST, DESK_BODY_MOST, false, DESK_SIGNED_IN, YX_LEAD, YX_AGENT, DESK_CONVERSATION, note) \
    X("/api/desk/conversations/{id}/handover", YX_POST, DESK_BODY_MOST, false, DESK_SIGNED_IN, YX_LEAD, YX_AGENT, DESK_CONVERSATION, handover) \
    X("/api/desk/conversations/{id}/close", YX_POST, DESK_BODY_MOST, false, DESK_SIGNED_IN, 0, DESK_TALKERS, DESK_CONVERSATION, close) \
    X("/api/desk/conversations/{id}/typing", YX_POST, DESK_SMALL_BODY_MOST, false, DESK_SIGNED_IN, 0, DESK_TALKERS, DESK_CONVERSATION, typing) \
    X("/api/desk/conversations/{id}/reveal", YX_POST, DESK_SMALL_BODY_MOST, false, DESK_SIGNED_IN, YX_LEAD, YX_AGENT, DESK_CONVERSATION, reveal) \
    X("/api/desk/kinds", YX_GET, 0, false, DESK_SIGNED_IN, DESK_READERS, 0, DESK_NO_OBJECT, kinds) \
    X("/api/desk/handlers", YX_GET, 0, false, DESK_SIGNED_IN, DESK_READERS, 0, DESK_NO_OBJECT, handlers) \
    X("/api/desk/cases", YX_GET, 0, false, DESK_SIGNED_IN, DESK_READERS, 0, DESK_NO_OBJECT, cases) \
    X("/api/desk/cases", YX_POST, DESK_BODY_MOST, false, DESK_SIGNED_IN, DESK_TALKERS, 0, DESK_NO_OBJECT, case_open) \
    X("/api/desk/cases/{id}", YX_GET, 0, false, DESK_SIGNED_IN, YX_LEAD | YX_AUDITOR, DESK_WORKERS, DESK_CASE, case) \
    X("/api/desk/cases/{id}/act", YX_POST, DESK_BODY_MOST, false, DESK_SIGNED_IN, YX_LEAD, DESK_WORKERS, DESK_CASE, case_act) \
    X("/api/desk/conversations/{id}/files", YX_POST, DESK_SMALL_BODY_MOST, false, DESK_SIGNED_IN, 0, DESK_TALKERS, DESK_CONVERSATION, file_begin) \
    X("/api/desk/conversations/{id}/file", YX_PUT, DESK_PIECE_MOST, true, DESK_SIGNED_IN, 0, DESK_TALKERS, DESK_CONVERSATION, file_append) \
    X("/api/desk/conversations/{id}/file", YX_GET, 0, false, DESK_SIGNED_IN, YX_LEAD | YX_AUDITOR, YX_AGENT, DESK_CONVERSATION, file) \
    X("/api/desk/conversations/{id}/file-state", YX_GET, 0, false, DESK_SIGNED_IN, YX_LEAD | YX_AUDITOR, YX_AGENT, DESK_CONVERSATION, file_state) \
    X("/api/desk/canned", YX_GET, 0, false, DESK_SIGNED_IN, DESK_TALKERS, 0, DESK_NO_OBJECT, canned) \
    X("/api/desk/canned", YX_POST, DESK_BODY_MOST, false, DESK_SIGNED_IN, YX_LEAD, 0, DESK_NO_OBJECT, canned_put) \
    X("/api/desk/kb", YX_GET, 0, false, DESK_SIGNED_IN, DESK_TALKERS, 0, DESK_NO_OBJECT, kb) \
    X("/api/desk/hours", YX_GET, 0, false, DESK_SIGNED_IN, DESK_CHIEFS, 0, DESK_NO_OBJECT, hours) \
    X("/api/desk/hours", YX_POST, DESK_BODY_MOST, false, DESK_SIGNED_IN, YX_ADMINISTRATOR, 0, DESK_NO_OBJECT, hours_put) \
    X("/api/desk/board", YX_GET, 0, false, DESK_SIGNED_IN, YX_LEAD, 0, DESK_NO_OBJECT, board) \
    X("/api/desk/board.csv", YX_GET, 0, false, DESK_SIGNED_IN, YX_LEAD, 0, DESK_NO_OBJECT, board_csv)

/* A row, as the handler of its route has it. */
struct desk_right {
    enum desk_least least;
    unsigned any, own; /* roles (bits) */
    enum desk_object object;
    const char *path;
    unsigned method;
    desk_do *act;
};

#define X(path, method, body, slow, least, any, own, object, name) desk_do desk_##name;
DESK_TABLE(X)
#undef X

/* The same as the core wants them, ended by one without path. */
extern const struct yx_route desk_routes[];

/* Whether somebody with these roles may, `owns`: the object is theirs. */
bool desk_may(const struct desk_right *, unsigned roles, bool owns);
/* Whose the object of a call is, a staff id; 0: nobody's, or it is not there. */
enum yx_err desk_owner_of(struct desk_call *, enum desk_object, int64_t *staff_out);

#endif
