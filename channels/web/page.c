#include "page.h"

#include <string.h>

enum { PAGE_MOST = 2 << 20 };

/* What the script has kept of a person's wishes: "dark", "light", "large" with - between. */
static bool wants(const struct yx_request *req, const char *what)
{
    const char *look = yx_request_cookie(req, "yx_look");
    return look != NULL && strstr(look, what) != NULL;
}

/* Asked for beside page.js, not only once it has come and names them: a phone's way to the
 * house and back is long. */
static void put_modules(struct page *p)
{
    static const char *const modules[] = { "after", "api", "blocks", "bubbles", "compose", "dom", "files", "keep", "kiosk", "leave",
        "look", "message", "news", "outbox", "phrases", "sources", "talk" };
    for (size_t i = 0; i < sizeof modules / sizeof *modules; i++)
        page_element(p, "<link rel=\"modulepreload\" href=\"/ui/", modules[i], ".js\">");
}

/* The meta keeps the Origin of our own forms: with no-referrer, as nginx sets it for all
 * else, a browser would send "null". */
static void put_head(struct page *p, const struct yx_request *req)
{
    page_put(p, "<!doctype html>\n<html lang=\"zh-CN\"");
    page_put(p, wants(req, "dark")    ? " data-theme=\"dark\""
                : wants(req, "light") ? " data-theme=\"light\""
                                      : "");
    page_put(p, wants(req, "large") ? " data-large" : "");
    page_put(p, p->kiosk ? " data-kiosk" : "");
    page_put(p, web_is_framed(req) ? " data-framed" : ""); /* the name stands around the frame */
    page_element(p,
        "><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
        "<meta name=\"referrer\" content=\"same-origin\"><meta name=\"format-detection\" content=\"telephone=no\"><title>",
        yx_house_text(p->host, "house.name"),
        "</title><link rel=\"stylesheet\" href=\"/theme.css\">"
        "<link rel=\"stylesheet\" href=\"/ui/page.css\"><link rel=\"stylesheet\" href=\"/ui/print.css\" media=\"print\">"
        "<script type=\"module\" src=\"/ui/page.js\"></script>");
    put_modules(p);
    page_put(p, web_is_framed(req) ? "<script type=\"module\" src=\"/ui/frame.js\"></script></head><body>\n"
                                   : "</head><body>\n");
}

/* A switch that only a script can turn. */
static void put_switch(struct page *p, const char *id, const char *name, const char *label)
{
    page_element(p, "<button type=\"button\" data-script hidden aria-pressed=\"false\" id=\"", id, "\"");
    page_key(p, " aria-label=\"", name, "\">");
    page_key(p, "", label, "</button>");
}

static void put_header(struct page *p)
{
    page_key(p, "<a class=\"skip\" href=\"#text\">", "page.skip", "</a>\n<header class=\"top\">");
    page_key(p, "<span class=\"seal\" aria-hidden=\"true\">", "page.seal", "</span>");
    page_element(p, "<h1>", yx_house_text(p->host, "house.name"), "</h1>");
    put_switch(p, "large", "page.large_name", "page.large");
    put_switch(p, "dark", "page.dark_name", "page.dark");
    page_put(p, "</header>\n");
}

/* What went wrong, in words; any other error is told as "try again". */
static const char *error_key(enum yx_err err)
{
    switch (err) {
    case YX_INVALID: return "error.invalid";
    case YX_TOO_LARGE: return "error.too_large";
    case YX_FORBIDDEN: return "error.forbidden";
    case YX_MISMATCH: return "error.mismatch";
    case YX_RATE: return "error.rate";
    default: return "error.other";
    }
}

static void put_number(struct page *p, const char *number, const char *key)
{
    page_put(p, "<li>");
    if (!p->kiosk)
        page_element(p, "<a href=\"tel:", number, "\">");
    page_element(p, "<b>", number, "</b>");
    page_key(p, " <span>", key, "</span>");
    page_put(p, p->kiosk ? "</li>" : "</a></li>");
}

/* A person and the urgent numbers: always in sight, above the field. */
static void put_ways(struct page *p, enum yx_owner owner)
{
    bool with_machine = owner == YX_BOT;
    page_put(p, "<div class=\"ways\">");
    page_button(p, "person", yx_text_of(p->host, with_machine ? "page.person_command" : "page.back_command"),
        yx_text_of(p->host, with_machine ? "page.person" : "page.back"));
    page_put(p, p->kiosk ? "<ul class=\"urgent\" data-plain" : "<ul class=\"urgent\"");
    page_key(p, " aria-label=\"", "page.urgent", "\">");
    put_number(p, "110", "page.emergency");
    put_number(p, "120", "page.ambulance");
    put_number(p, "12348", "page.legal");
    page_put(p, "</ul></div>");
}

static void put_field(struct page *p, const struct web_notice *notice)
{
    page_put(p, "<form method=\"post\" action=\"/chat\" class=\"write\">");
    page_element(p, "<input type=\"hidden\" name=\"id\" value=\"",
        notice->form_id ? notice->form_id : web_form_id(p->arena), "\">");
    page_key(p, "<label for=\"text\">", "page.ask", "</label>");
    page_key(p,
        "<textarea id=\"text\" name=\"text\" rows=\"2\" maxlength=\"4000\" required aria-describedby=\"note\" placeholder=\"",
        "page.placeholder", "\">\n"); /* HTML drops this first line end, and no other */
    page_element(p, "", notice->text ? notice->text : "", "</textarea>");
    page_key(p, "<button>", "page.send", "</button></form>");
}

static void put_compose(struct page *p, const struct web_notice *notice, enum yx_owner owner)
{
    static const char *const owners[] = { "page.bot", "page.queue", "page.human" };
    page_key(p, "<section class=\"compose\" id=\"end\" aria-label=\"", "page.ask", "\">");
    if (notice->err != YX_OK)
        page_key(p, "<p class=\"error\" role=\"alert\">", error_key(notice->err), "</p>");
    page_key(p, "<p id=\"owner\" role=\"status\">", owners[owner], "</p>");
    page_put(p, "<p id=\"state\" class=\"state\" role=\"status\"></p>");
    put_ways(p, owner);
    put_field(p, notice);
    page_put(p, "<p id=\"note\" class=\"note\" role=\"status\"></p>");
    page_key(p, "<noscript><p class=\"note\">", p->kiosk ? "page.kiosk_scriptless" : "page.scriptless",
        "</p></noscript>");
    page_put(p, "</section>\n");
}

static void put_footer(struct page *p)
{
    const char *icp = yx_house_text(p->host, "house.icp");
    page_key(p, "<footer><p>", "page.disclaimer", "</p>");
    if (*icp && p->kiosk) {
        page_element(p, "<p>", icp, "</p>");
    } else if (*icp) {
        page_key(p, "<p><a rel=\"noopener\" target=\"_blank\" href=\"", "page.icp_link", "\">");
        page_element(p, "", icp, "</a></p>");
    }
    page_put(p, "</footer>\n");
}

static void finish(struct page *p, struct yx_response *resp, enum yx_err err)
{
    yx_respond_header(resp, "Cache-Control", "no-store");
    yx_respond(resp, yx_http_status(err), "text/html; charset=utf-8",
        yx_arena_text(p->arena, p->out.at, p->out.len), p->out.len);
}

static void put_page(struct page *p, const struct yx_request *req, const struct web_history *h,
    const struct web_notice *notice)
{
    put_head(p, req);
    put_header(p);
    page_put(p, "<main>\n");
    page_welcome(p);
    page_transcript(p, h);
    put_compose(p, notice, h->owner);
    page_put(p, "</main>\n");
    put_footer(p);
    page_phrases(p);
    page_put(p, "</body></html>\n");
}

enum yx_err web_page(struct web *web, struct yx_request *req, struct yx_response *resp,
    const struct web_visitor *v, const struct web_notice *notice)
{
    struct page p = { yx_buf_new(PAGE_MOST), web->host, req->arena, yx_request_query(req, "kiosk") != NULL };
    struct web_history h = { .owner = YX_BOT };
    enum yx_err err = v->visit == WEB_KNOWN ? web_history_last(web, v->id, &h) : YX_OK;
    struct web_notice shown = *notice;
    if (err != YX_OK)
        shown.err = err;
    put_page(&p, req, &h, &shown);
    web_visitor_write(web, req, resp, v);
    web_frame_allow(web, req, resp);
    bool whole = !p.out.over; /* history.c keeps the page far below its bound */
    if (whole)
        finish(&p, resp, shown.err);
    web_history_free(&h);
    yx_buf_free(&p.out);
    return whole ? YX_OK : YX_INTERNAL;
}

enum yx_err web_get_page(void *self, struct yx_request *req, struct yx_response *resp)
{
    static const struct web_notice none = { .err = YX_OK };
    struct web_visitor v, anew;
    web_visitor_read(self, req, &v);
    if (v.visit == WEB_FORGED) { /* the page starts anew, as if nothing had been sent */
        struct yx_request bare = *req;
        bare.param = NULL;
        web_visitor_read(self, &bare, &anew);
        v = anew;
    }
    return web_page(self, req, resp, &v, &none);
}
