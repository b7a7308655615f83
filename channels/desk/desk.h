/* The desk inside: what its files share. */
#ifndef DESK_H
#define DESK_H

#include <jansson.h>

#include "yx_desk.h"

enum { DESK_BODY_MOST = 64 * 1024, DESK_SMALL_BODY_MOST = 4096, DESK_PIECE_MOST = 1 << 20, DESK_COOKIE_S = 12 * 3600 };

struct desk {
    const struct yx_host *host;
};

/* One request of somebody at the desk, from its route to its answer. */
struct desk_call {
    struct desk *desk;
    struct yx_request *req;
    struct yx_response *resp;
    struct yx_door door;
    struct yx_session session; /* whose request it is */
    const struct yx_staff *me; /* of the session; NULL: nobody signed in */
    int64_t object;            /* the {id} of the path, 0: it has none */
    json_t *body;              /* of a POST: an object; borrowed */
};

/* What a route does: answers with desk_answer, or returns an error, which is then said in its usual words. */
typedef enum yx_err desk_do(struct desk_call *);

/* ---- enter.c: from a request to a call that may be made ---- */

struct desk_right;
/* Check where it comes from, who asks, and that they may; then call. What every route's handle does. */
enum yx_err desk_serve(struct desk *, const struct desk_right *, struct yx_request *, struct yx_response *);

/* ---- answer.c ---- */

/* 200 with this JSON, which no cache keeps; the reference is taken. NULL: YX_MEMORY. */
enum yx_err desk_answer(struct desk_call *, json_t *);
/* {"error": {code, message}} with the status of the error and the words of our catalogue at `key`, else the house's own;
 * `extra` (taken, may be NULL) are members beside "error". YX_OK, so that a route can return it. */
enum yx_err desk_refuse_with(struct desk_call *, enum yx_err, const char *key, json_t *extra);
/* 429 that says when to come again. */
enum yx_err desk_refuse_wait(struct desk_call *, int64_t wait_ms);

/* Members of the body. A number of ours is a text of decimal digits in JSON; false or NULL: absent, or something else. */
const char *desk_text(const struct desk_call *, const char *name);
bool desk_id(const struct desk_call *, const char *name, int64_t *id_out);
/* The decimal digits of an id, 1 to 19 of them and not 0. */
bool desk_read_id(const char *text, size_t len, int64_t *id_out);
/* An id as JSON has it. 0: null. */
json_t *desk_id_json(int64_t id);
/* What a query says of a number, or `dflt`; false: it says something else. */
bool desk_query_id(const struct desk_call *, const char *name, int64_t *id_out);

/* The form of this call, for what must happen once. false: it brings no id that may be one. */
bool desk_form(const struct desk_call *, struct yx_form *form_out);

/* ---- texts.c ---- */

/* What pages say: every text of our catalogue below "page.", by the rest of its key. */
json_t *desk_texts_json(const struct desk *);
/* The house as pages name it: {name, area, phone, hours}. */
json_t *desk_house_json(const struct desk *);

/* ---- words that several files write ---- */

/* {id, NAME: …} of somebody or something, null when there is none. */
json_t *desk_who_json(const struct yx_desk_who *, const char *name);
/* Milliseconds; 0 or less: null. */
json_t *desk_time_json(int64_t ms);
/* "citizen", "machine", "staff" */
const char *desk_author(enum yx_author);

/* 200 with JSON that the core has written. */
enum yx_err desk_answer_text(struct desk_call *, const char *json);

/* ---- signin.c ---- */

/* The session's cookie; "" deletes it. */
void desk_set_cookie(struct desk_call *, const char *token);
/* Somebody as pages know them: {id, name, display, roles, team, …}. */
json_t *desk_staff_json(const struct yx_staff *);

#endif
