/* The web channel inside: what its files share. */
#ifndef YX_WEB_H
#define YX_WEB_H

#include <jansson.h>

#include "yx_channel.h"

enum { WEB_TEXT_MOST = 4000, WEB_ID_MOST = 64, WEB_BODY_MOST = 64 * 1024, WEB_SMALL_BODY_MOST = 1024, WEB_PIECE_MOST = 1 << 20, WEB_VISITOR_HEX = 32,
       WEB_FRAME_ANCESTORS_MOST = 20, WEB_FRAME_RULE_MOST = 2100 };

struct web {
    const struct yx_host *host;
    unsigned char key[32]; /* of the visitors' cookie */
    unsigned colour;       /* the county's, 0xrrggbb */
    char frame_rule[WEB_FRAME_RULE_MOST]; /* which sites may put the page into a frame */
    struct yx_arena *arena; /* of what lives as long as the channel: */
    const char *widget;     /* /widget.js */
    char *widget_tag;       /* and what names this one of it */
};

/* ---- visitor.c: who writes, by a cookie that only we can make ---- */

enum web_visit {
    WEB_KNOWN,  /* the cookie is ours */
    WEB_NEW,    /* there was none; `id` is a fresh one */
    WEB_FORGED, /* there was one, and it is not ours */
};
struct web_visitor {
    enum web_visit visit;
    char id[WEB_VISITOR_HEX + 1];
};

/* Who sends this request. A new visitor's id follows from nginx's request id, so that
 * nginx's second try of one request is the same visitor. */
void web_visitor_read(const struct web *, const struct yx_request *, struct web_visitor *visitor_out);

/* Set the visitor's cookie, that of frames inside a frame; or delete a forged one. */
void web_visitor_write(const struct web *, const struct yx_request *, struct yx_response *,
    const struct web_visitor *);

/* Delete the visitor's cookies that the request brought. */
void web_visitor_forget(const struct yx_request *, struct yx_response *);

/* Whether a page of another site sent this (Sec-Fetch-Site, else Origin against Host). */
bool web_is_foreign(const struct yx_request *);

/* Who asks for something of a conversation they have. YX_DENIED: no cookie; YX_FORBIDDEN: a
 * forged one, which is deleted, or a page of another site asks. */
enum yx_err web_visitor_known(const struct web *, const struct yx_request *, struct yx_response *,
    struct web_visitor *visitor_out);

/* A fresh id for a form: resent, it is the same message. In the arena. */
char *web_form_id(struct yx_arena *);

/* ---- api.c: /api/chat ---- */

enum yx_err web_verify(void *self, struct yx_exchange *);
enum yx_err web_decode(void *self, struct yx_exchange *, struct yx_inbound *inbound_out);
void web_encode(void *self, struct yx_exchange *, const struct yx_outcome *);
/* GET /api/chat?after=ID */
enum yx_err web_list(void *self, struct yx_request *, struct yx_response *);

/* The JSON object that a request brings, nested no deeper than a message; NULL when it is
 * none. json_decref it. */
json_t *web_body(const struct yx_request *);
/* An error that no cache keeps. */
void web_refuse(const struct yx_request *, struct yx_response *, enum yx_err);

/* The number of a message as we write it, decimal from 0; false when it is anything else. */
bool web_read_number(const char *text, int64_t *number_out);
/* Whether an id of a message may be one: 1 to 64 of A-Z a-z 0-9 . _ - */
bool web_is_id(const char *id);
/* Whether a text may be sent on: YX_INVALID when nothing but blanks, YX_TOO_LARGE. */
enum yx_err web_judge_text(const char *text, size_t len);

/* ---- events.c: GET /api/chat/events, which nginx keeps open ---- */

enum yx_err web_events(void *self, struct yx_request *, struct yx_response *);

/* ---- leave.c: POST /api/chat/leave, the browser forgets its visitor ---- */

enum yx_err web_leave(void *self, struct yx_request *, struct yx_response *);

/* ---- frame.c: the page inside another site's page, at /chat/ ---- */

/* Read and judge option frame_ancestors. YX_INVALID: the administrator was told. */
enum yx_err web_frame_open(struct web *);
/* "https://www.example.gov.cn" or with a port, and nothing behind it. */
bool web_is_origin(const char *text);
/* Whether the page that this request loads will stand in a frame. */
bool web_is_framed(const struct yx_request *);
/* Say who may frame the page, where somebody may: nginx forbids it for all but /chat. */
void web_frame_allow(const struct web *, const struct yx_request *, struct yx_response *);

/* ---- widget.c: /widget.js, which other sites include ---- */

/* Read ui/widget.js and give it its words. YX_INVALID: the administrator was told. */
enum yx_err web_widget_open(struct web *);
enum yx_err web_get_widget(void *self, struct yx_request *, struct yx_response *);

/* ---- feedback.c: POST /api/chat/feedback, whether an answer helped ---- */

enum yx_err web_post_feedback(void *self, struct yx_request *, struct yx_response *);

/* ---- files.c: /api/files ---- */

enum yx_err web_file_begin(void *self, struct yx_request *, struct yx_response *);
enum yx_err web_file_append(void *self, struct yx_request *, struct yx_response *);
enum yx_err web_file_state(void *self, struct yx_request *, struct yx_response *);
enum yx_err web_file_get(void *self, struct yx_request *, struct yx_response *);

/* ---- page.c: the page, whole without a script; form.c: what its forms send ---- */

struct web_notice {
    enum yx_err err;     /* YX_OK: nothing to tell */
    const char *text;    /* what they had written, given back to them, or NULL */
    const char *form_id; /* of the form, or NULL for a fresh one */
};
enum yx_err web_page(struct web *, struct yx_request *, struct yx_response *,
    const struct web_visitor *, const struct web_notice *);
enum yx_err web_get_page(void *self, struct yx_request *, struct yx_response *);
enum yx_err web_post_form(void *self, struct yx_request *, struct yx_response *);

/* ---- style.c: the county's colour ---- */

/* "#rrggbb". YX_INVALID: it is none; YX_TOO_LARGE: so light that white on it cannot be read. */
enum yx_err web_colour_read(const char *text, unsigned *rgb_out);
enum yx_err web_get_style(void *self, struct yx_request *, struct yx_response *);

/* ---- history.c: the transcript, in bounded memory ---- */

/* A part of the transcript. Free with web_history_free. */
struct web_history {
    struct yx_arena *arenas[2];
    const struct yx_message **messages;
    size_t count;
    bool more; /* behind the last of them */
    enum yx_owner owner;
};
/* The first messages behind `after`: at most 200, and not much more than 512 KiB. */
enum yx_err web_history_after(const struct web *, const char *visitor,
    int64_t after, struct web_history *history_out);
/* The last ones, for the page: at most 60, and not much more than 64 KiB. */
enum yx_err web_history_last(const struct web *, const char *visitor,
    struct web_history *history_out);
void web_history_free(struct web_history *);

#endif
