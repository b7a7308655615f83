#include <string.h>

#include "web.h"

/* What the form holds, judged. The id is kept even when the text is not right. */
static enum yx_err read_form(struct yx_request *req, struct yx_inbound *in, struct web_notice *notice)
{
    const char *text = yx_request_field(req, "text"), *id = yx_request_field(req, "id");
    if (id && web_is_id(id))
        in->external_id = notice->form_id = id;
    notice->text = text;
    if (text == NULL || in->external_id == NULL)
        return YX_INVALID;
    in->text = text;
    in->text_len = strlen(text);
    return web_judge_text(text, in->text_len);
}

/* An error is told on the page itself, with their words still in the field. */
static enum yx_err show_again(struct web *web, struct yx_request *req, struct yx_response *resp,
    struct web_visitor *v, struct web_notice *notice, enum yx_err err)
{
    notice->err = err;
    if (err == YX_MISMATCH)
        notice->form_id = NULL; /* this id is another message's */
    return web_page(web, req, resp, v, notice);
}

enum yx_err web_post_form(void *self, struct yx_request *req, struct yx_response *resp)
{
    struct web *web = self;
    struct web_visitor v;
    struct web_notice notice = { .err = YX_OK };
    web_visitor_read(web, req, &v);
    struct yx_inbound in = { .account = "", .sender = yx_arena_copy(req->arena, v.id) };
    if (web_is_foreign(req))
        return YX_FORBIDDEN;
    enum yx_err err = read_form(req, &in, &notice);
    if (err == YX_OK && v.visit == WEB_FORGED)
        err = YX_FORBIDDEN;
    if (err != YX_OK)
        return show_again(web, req, resp, &v, &notice, err);
    struct yx_outcome outcome = { .err = YX_INTERNAL };
    yx_take(web->host, req, &in, &outcome);
    if (outcome.err != YX_OK)
        return show_again(web, req, resp, &v, &notice, outcome.err);
    yx_respond_header(resp, "Cache-Control", "no-store");
    web_visitor_write(web, req, resp, &v);
    yx_respond_see_other(resp, web_is_framed(req) ? "/chat/#end" : "/#end");
    return YX_OK;
}
