/* Files of a visitor: announced, brought in pieces, and fetched back. The page goes on where the house says that it is, so
 * that a bad line loses no more than the piece under way. */
#include <stdlib.h>
#include <string.h>

#include "web.h"

/* The {id} of /api/files/{id} and /api/files/{id}/state. */
static const char *id_of(const struct yx_request *req)
{
    const char *at = req->path + strlen("/api/files/");
    return yx_arena_text(req->arena, at, strcspn(at, "/"));
}

static enum yx_err answer(const struct yx_request *req, struct yx_response *resp, int status, const char *file)
{
    yx_respond_header(resp, "Cache-Control", "no-store");
    yx_respond_json(resp, status, yx_arena_print(req->arena, "{\"file\":%s}", file));
    return YX_OK;
}

static enum yx_err refuse(const struct yx_request *req, struct yx_response *resp, enum yx_err err)
{
    web_refuse(req, resp, err);
    return YX_OK;
}

/* Of a file that is not begun the usual words would be wrong: they are of messages. */
static enum yx_err refuse_begin(const struct web *web, const struct yx_request *req, struct yx_response *resp,
    enum yx_err err)
{
    const char *key = err == YX_TOO_LARGE ? "files.too_large" : err == YX_RATE ? "files.too_many" : NULL;
    if (key == NULL)
        return refuse(req, resp, err);
    json_t *root = json_pack("{s:{s:s, s:s}}", "error", "code", yx_err_name(err), "message", yx_text_of(web->host, key));
    char *text = json_dumps(root, JSON_COMPACT);
    json_decref(root);
    if (text == NULL)
        return YX_MEMORY;
    yx_respond_header(resp, "Cache-Control", "no-store");
    yx_respond_json(resp, yx_http_status(err), yx_arena_copy(req->arena, text));
    free(text);
    return YX_OK;
}

/* {"id": the page's own, "name": …, "size": …} */
static enum yx_err begin(const struct web *web, const struct yx_request *req, const char *visitor, const char **file_out)
{
    json_t *root = web_body(req);
    const json_t *id = json_object_get(root, "id"), *name = json_object_get(root, "name"),
                 *size = json_object_get(root, "size");
    enum yx_err err = YX_INVALID;
    if (json_is_string(id) && json_is_string(name) && json_is_integer(size))
        err = yx_file_begin(web->host, req, "", visitor, json_string_value(id), json_string_value(name),
            json_integer_value(size), file_out);
    json_decref(root);
    return err;
}

/* A first file is a first visit, too: it gives the cookie. */
enum yx_err web_file_begin(void *self, struct yx_request *req, struct yx_response *resp)
{
    const struct web *web = self;
    struct web_visitor v;
    const char *file = NULL;
    web_visitor_read(web, req, &v);
    enum yx_err err = v.visit == WEB_FORGED || web_is_foreign(req) ? YX_FORBIDDEN : begin(web, req, v.id, &file);
    if (v.visit == WEB_FORGED || (v.visit == WEB_NEW && err == YX_OK))
        web_visitor_write(web, req, resp, &v);
    return err == YX_OK ? answer(req, resp, 200, file) : refuse_begin(web, req, resp, err);
}

enum yx_err web_file_append(void *self, struct yx_request *req, struct yx_response *resp)
{
    const struct web *web = self;
    struct web_visitor v;
    const char *file = NULL, *given = yx_request_query(req, "from");
    int64_t from = 0;
    enum yx_err err = web_visitor_known(web, req, resp, &v);
    if (err == YX_OK && (given == NULL || !web_read_number(given, &from)))
        err = YX_INVALID;
    if (err == YX_OK)
        err = yx_file_append(web->host, req, "", v.id, id_of(req), from, &file);
    if (err == YX_CONFLICT)
        return answer(req, resp, 409, file);
    return err == YX_OK ? answer(req, resp, 200, file) : refuse(req, resp, err);
}

enum yx_err web_file_state(void *self, struct yx_request *req, struct yx_response *resp)
{
    const struct web *web = self;
    struct web_visitor v;
    const char *file = NULL;
    enum yx_err err = web_visitor_known(web, req, resp, &v);
    if (err == YX_OK)
        err = yx_file_look(web->host, req, "", v.id, id_of(req), &file);
    return err == YX_OK ? answer(req, resp, 200, file) : refuse(req, resp, err);
}

enum yx_err web_file_get(void *self, struct yx_request *req, struct yx_response *resp)
{
    const struct web *web = self;
    struct web_visitor v;
    enum yx_err err = web_visitor_known(web, req, resp, &v);
    if (err == YX_OK)
        err = yx_file_serve(web->host, req, resp, "", v.id, id_of(req));
    return err == YX_OK ? YX_OK : refuse(req, resp, err);
}
