#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "gate/request.h"

static const char *english_words(enum yx_err err)
{
    return yx_err_words(err);
}

const char *(*yx_error_text)(enum yx_err) = english_words;

void yx_respond(struct yx_response *resp, int status, const char *content_type, const char *body,
    size_t len)
{
    resp->status = status;
    resp->content_type = content_type;
    resp->body = body;
    resp->body_len = len;
}

void yx_respond_json(struct yx_response *resp, int status, const char *json)
{
    yx_respond(resp, status, "application/json; charset=utf-8", json, strlen(json));
}

/* What may stand in a header's value: visible bytes and blanks. */
static bool is_plain(const char *value)
{
    for (; *value; value++)
        if ((unsigned char)*value < ' ' || *value == 0x7f)
            return false;
    return true;
}

void yx_respond_header(struct yx_response *resp, const char *name, const char *value)
{
    if (!is_plain(name) || !is_plain(value))
        abort(); /* would let its author write headers of their own */
    yx_buf_print(&resp->head, "%s: %s\r\n", name, value);
    if (resp->head.over)
        abort(); /* half a header would be worse than none */
}

void yx_respond_see_other(struct yx_response *resp, const char *path)
{
    yx_respond(resp, 303, NULL, "", 0);
    yx_respond_header(resp, "Location", path);
}

int yx_http_status(enum yx_err err)
{
    switch (err) {
    case YX_OK: return 200;
    case YX_INVALID: return 400;
    case YX_DENIED: return 401;
    case YX_FORBIDDEN: return 403;
    case YX_NOT_FOUND: return 404;
    case YX_METHOD: return 405;
    case YX_MISMATCH:
    case YX_LEASE:
    case YX_CONFLICT: return 409;
    case YX_TOO_LARGE: return 413;
    case YX_RATE: return 429;
    case YX_BUSY:
    case YX_TIMEOUT:
    case YX_FULL:
    case YX_READ_ONLY:
    case YX_IO: return 503;
    default: return 500;
    }
}

void yx_respond_error(const struct yx_request *req, struct yx_response *resp, enum yx_err err)
{
    int status = yx_http_status(err);
    json_t *root = json_pack("{s:{s:s, s:s}}", "error", "code", yx_err_name(err), "message",
        yx_error_text(err));
    char *json = root != NULL ? json_dumps(root, JSON_COMPACT) : NULL;
    yx_respond_json(resp, status,
        json != NULL ? yx_arena_copy(req->arena, json) : "{\"error\":{\"code\":\"internal\"}}");
    free(json);
    json_decref(root);
    if (status == 429)
        yx_respond_header(resp, "Retry-After", "60");
    else if (status == 503)
        yx_respond_header(resp, "Retry-After", "2");
}
