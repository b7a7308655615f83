#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk.h"

static enum yx_err write_out(struct desk_call *call, int status, json_t *root)
{
    char *text = root ? json_dumps(root, JSON_COMPACT) : NULL;
    json_decref(root);
    if (text == NULL)
        return YX_MEMORY;
    yx_respond_header(call->resp, "Cache-Control", "no-store");
    yx_respond_json(call->resp, status, yx_arena_copy(call->req->arena, text));
    free(text);
    return YX_OK;
}

enum yx_err desk_answer_text(struct desk_call *call, const char *json)
{
    yx_respond_header(call->resp, "Cache-Control", "no-store");
    yx_respond_json(call->resp, 200, json);
    return YX_OK;
}

enum yx_err desk_answer(struct desk_call *call, json_t *root)
{
    return write_out(call, 200, root);
}

/* The house's words for an error, unless ours are better. */
static const char *key_of(enum yx_err err)
{
    switch (err) {
    case YX_DENIED: return "error.denied";
    case YX_FORBIDDEN: return "error.forbidden";
    case YX_NOT_FOUND: return "error.not_found";
    case YX_CONFLICT: return "error.conflict";
    case YX_DUPLICATE: return "error.duplicate";
    case YX_MISMATCH: return "error.mismatch";
    case YX_INVALID: return "error.invalid";
    default: return NULL;
    }
}

static int status_of(enum yx_err err)
{
    return err == YX_DUPLICATE ? 409 : yx_http_status(err);
}

enum yx_err desk_refuse_with(struct desk_call *call, enum yx_err err, const char *key, json_t *extra)
{
    const char *own = key ? key : key_of(err);
    if (own == NULL) {
        json_decref(extra);
        yx_respond_header(call->resp, "Cache-Control", "no-store");
        yx_respond_error(call->req, call->resp, err);
        return YX_OK;
    }
    json_t *root = json_pack("{s:{s:s, s:s}}", "error", "code", yx_err_name(err), "message",
        yx_text_of(call->desk->host, own));
    if (root && extra)
        json_object_update(root, extra);
    json_decref(extra);
    return write_out(call, status_of(err), root);
}

enum yx_err desk_refuse_wait(struct desk_call *call, int64_t wait_ms)
{
    const char *seconds = yx_arena_print(call->req->arena, "%" PRId64, (wait_ms + 999) / 1000);
    json_t *root = json_pack("{s:{s:s, s:s}, s:I}", "error", "code", yx_err_name(YX_RATE), "message",
        yx_text_fill(call->desk->host, call->req->arena, "error.wait", "seconds", seconds, NULL), "wait_ms",
        (json_int_t)wait_ms);
    yx_respond_header(call->resp, "Retry-After", seconds);
    return write_out(call, 429, root);
}

const char *desk_text(const struct desk_call *call, const char *name)
{
    return json_string_value(json_object_get(call->body, name));
}

bool desk_read_id(const char *text, size_t len, int64_t *id_out)
{
    if (len == 0 || len > 19 || strspn(text, "0123456789") < len || text[0] == '0')
        return false;
    uint64_t n = 0;
    for (size_t i = 0; i < len; i++)
        n = n * 10 + (uint64_t)(text[i] - '0');
    *id_out = n <= INT64_MAX ? (int64_t)n : 0;
    return n <= INT64_MAX;
}

bool desk_id(const struct desk_call *call, const char *name, int64_t *id_out)
{
    const char *text = desk_text(call, name);
    return text && desk_read_id(text, strlen(text), id_out);
}

json_t *desk_id_json(int64_t id)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRId64, id);
    return id ? json_string(text) : json_null();
}

bool desk_query_id(const struct desk_call *call, const char *name, int64_t *id_out)
{
    const char *text = yx_request_query(call->req, name);
    *id_out = 0;
    return text == NULL || *text == '\0' || desk_read_id(text, strlen(text), id_out);
}

bool desk_form(const struct desk_call *call, struct yx_form *form_out)
{
    const char *id = desk_text(call, "id");
    size_t n = id ? strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") : 0;
    if (n < 1 || n > 64 || id[n] != '\0')
        return false;
    *form_out = (struct yx_form){ .me = call->me, .id = id, .body = call->req->body, .len = call->req->body_len,
        .now_ms = call->req->now_ms };
    return true;
}
