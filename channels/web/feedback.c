#include "web.h"

/* {"message": "ID", "useful": true or false}, and nothing of another type. */
static bool read_feedback(const json_t *root, int64_t *message_out, bool *useful_out)
{
    const json_t *message = json_object_get(root, "message"), *useful = json_object_get(root, "useful");
    *useful_out = json_is_true(useful);
    return json_is_string(message) && json_is_boolean(useful) &&
           web_read_number(json_string_value(message), message_out);
}

static enum yx_err keep(const struct web *web, const struct yx_request *req, const struct web_visitor *v)
{
    int64_t message = 0;
    bool useful = false;
    json_t *root = web_body(req);
    bool good = root && read_feedback(root, &message, &useful);
    json_decref(root);
    return good ? yx_rate_reply(web->host, req->arena, "", v->id, message, useful, req->now_ms) : YX_INVALID;
}

enum yx_err web_post_feedback(void *self, struct yx_request *req, struct yx_response *resp)
{
    const struct web *web = self;
    struct web_visitor v;
    enum yx_err err = web_visitor_known(web, req, resp, &v);
    if (err == YX_OK)
        err = keep(web, req, &v);
    if (err != YX_OK) {
        web_refuse(req, resp, err);
        return YX_OK;
    }
    yx_respond_header(resp, "Cache-Control", "no-store");
    yx_respond_json(resp, 200, "{\"kept\":true}");
    return YX_OK;
}
