/* A request as the rooms see it: checked once at the gate, no FastCGI in it. */
#ifndef YX_GATE_REQUEST_H
#define YX_GATE_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/api.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

enum yx_method { YX_GET = 1, YX_POST = 2, YX_PUT = 4, YX_DELETE = 8, YX_OTHER = 16 };

struct yx_request {
    enum yx_method method;
    const char *path;  /* without query, as sent, starts with '/', printable ASCII */
    const char *query; /* raw, "" when there is none */
    const char *body;  /* NUL behind body_len; never longer than its route allows */
    size_t body_len;
    const char *content_type; /* "" when there is none */
    const char *remote;       /* the client's address as nginx saw it */
    const char *id;           /* nginx's $request_id: the same on its second try; "" outside nginx */
    bool https;
    bool operator_side; /* came from loopback, without having been forwarded */
    int64_t now_ms;     /* when it was read */
    struct yx_arena *arena;
    /* a header or CGI parameter by its CGI name ("HTTP_COOKIE"), NULL when absent */
    const char *(*param)(const void *wire, const char *name);
    const void *wire;
    const void *carries; /* the core's own, from handle to written; see core/turn */
};

struct yx_response {
    int status;
    struct yx_buf head; /* header lines beside status, content type and length */
    const char *content_type;
    const char *body; /* lives in the request's arena or is static */
    size_t body_len;
};

/* The bounds of a request's head; past them it is malformed. */
enum { YX_PATH_MAX = 512, YX_QUERY_MAX = 15 * 1024 };

/* What nginx says of a request, as it says it; NULL where it says nothing. */
struct yx_head {
    const char *method, *uri, *content_type, *content_length, *remote, *id, *https;
    bool forwarded; /* the request passed another proxy before nginx */
};

/* Check a head and fill method, path, query, content_type, remote, id, https and
 * operator_side of `req`; copies live in req->arena. *body_len_out: the length it announces.
 * YX_INVALID: a path that is no path or too long, a bad percent-escape, control characters,
 * a length that is no number. `req` can be answered in either case. */
enum yx_err yx_request_read(struct yx_request *req, const struct yx_head *, size_t *body_len_out);

/* A header by its name in HTTP ("Accept-Language"), or NULL. */
YX_API const char *yx_request_header(const struct yx_request *, const char *name);

/* A parameter of the query, percent-decoded into the arena; NULL when absent.
 * Bad escapes, NUL and bytes that are not UTF-8 make it absent. */
YX_API const char *yx_request_query(const struct yx_request *, const char *name);

/* A field of an application/x-www-form-urlencoded body, likewise. */
YX_API const char *yx_request_field(const struct yx_request *, const char *name);

/* A cookie's value (RFC 6265: the octets as sent), or NULL; the first when it is sent twice. */
YX_API const char *yx_request_cookie(const struct yx_request *, const char *name);

/* Answer. Body bytes must live in the request's arena or be static. */
YX_API void yx_respond(struct yx_response *, int status, const char *content_type,
    const char *body, size_t len);
YX_API void yx_respond_json(struct yx_response *, int status, const char *json);
/* Add a header line; a value with control characters ends the process: it is a fault of ours. */
YX_API void yx_respond_header(struct yx_response *, const char *name, const char *value);
/* 303 to `path`. */
YX_API void yx_respond_see_other(struct yx_response *, const char *path);

/* {"error": {"code", "message"}} with the status that belongs to the error; the code
 * is the error's name, the message Chinese from the catalogue. 429 and 503 carry
 * Retry-After. */
YX_API void yx_respond_error(const struct yx_request *, struct yx_response *, enum yx_err);

/* The sentence for an error that a citizen reads; set once at start from the catalogue,
 * English words until then. */
extern const char *(*yx_error_text)(enum yx_err);

/* The HTTP status of an error: TOO_LARGE 413, INVALID 400, DENIED 401, FORBIDDEN 403,
 * NOT_FOUND 404, METHOD 405, MISMATCH, LEASE and CONFLICT 409, RATE 429, BUSY, TIMEOUT, FULL,
 * READ_ONLY and IO 503, else 500. */
YX_API int yx_http_status(enum yx_err);

#endif
