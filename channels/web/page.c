#include <jansson.h>
#include <string.h>

#include "web.h"

enum { PAGE_MOST = 2 << 20 };

/* The page while it is written. */
struct page {
    struct yx_buf out;
    const struct yx_host *host;
    struct yx_arena *arena;
};

static void put(struct page *p, const char *html)
{
    yx_buf_text(&p->out, html);
}

/* Text as text, in elements and in attributes with double quotes. */
static void put_escaped(struct page *p, const char *text)
{
    for (; *text; text++)
        switch (*text) {
        case '&': put(p, "&amp;"); break;
        case '<': put(p, "&lt;"); break;
        case '>': put(p, "&gt;"); break;
        case '"': put(p, "&quot;"); break;
        case '\'': put(p, "&#39;"); break;
        default: yx_buf_add(&p->out, text, 1);
        }
}

static void put_element(struct page *p, const char *open, const char *text, const char *close)
{
    put(p, open);
    put_escaped(p, text);
    put(p, close);
}

static void put_key(struct page *p, const char *open, const char *key, const char *close)
{
    put_element(p, open, yx_text_of(p->host, key), close);
}

/* A line of the house that may be empty, with its name before it. */
static void put_fact(struct page *p, const char *key, const char *option)
{
    const char *value = yx_house_text(p->host, option);
    if (*value == '\0')
        return;
    put_key(p, "<li><b>", key, "</b>");
    put_element(p, "", value, "</li>");
}

/* The meta keeps the Origin of our own forms: with no-referrer, as nginx sets it for all
 * else, a browser would send "null". */
static void put_head(struct page *p, const struct yx_request *req)
{
    const char *name = yx_house_text(p->host, "house.name");
    put_element(p, "<!doctype html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
        "<meta name=\"referrer\" content=\"same-origin\"><title>", name,
        "</title><link rel=\"stylesheet\" href=\"/page.css\">");
    put(p, web_is_framed(req) ? "<script type=\"module\" src=\"/ui/frame.js\"></script></head><body>\n" : "</head><body>\n");
    put_element(p, "<header><h1>", name, "</h1><ul class=\"facts\">");
    put_fact(p, "page.area", "house.area");
    put_fact(p, "page.phone", "house.phone");
    put_fact(p, "page.hours", "house.hours");
    put(p, "</ul>");
    put_key(p, "<p class=\"urgent\">", "page.urgent", "</p></header>\n<main>\n");
}

/* A form of one button that says `text` for the citizen. */
static void put_button(struct page *p, const char *style, const char *text, const char *label)
{
    put_element(p, "<form method=\"post\" action=\"/chat\" class=\"", style, "\">");
    put_element(p, "<input type=\"hidden\" name=\"id\" value=\"", web_form_id(p->arena), "\">");
    put_element(p, "<button name=\"text\" value=\"", text, "\">");
    put_element(p, "", label, "</button></form>");
}

static void put_welcome(struct page *p)
{
    static const char *const examples[] = { "page.example_1", "page.example_2", "page.example_3", "page.example_4" };
    put_key(p, "<section class=\"welcome\"><p>", "page.welcome", "</p>");
    put_key(p, "<p>", "page.ability", "</p><div class=\"choices\">");
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++)
        put_button(p, "choice", yx_text_of(p->host, examples[i]), yx_text_of(p->host, examples[i]));
    put(p, "</div></section>\n");
}

static const char *field(const json_t *row, const char *name)
{
    const char *text = json_string_value(json_object_get(row, name));
    return text ? text : "";
}

static void put_sources(struct page *p, const json_t *sources)
{
    if (json_array_size(sources) == 0)
        return;
    put_key(p, "<div class=\"sources\"><b>", "page.sources", "</b><ul>");
    for (size_t i = 0; i < json_array_size(sources); i++) {
        const json_t *row = json_array_get(sources, i);
        put_element(p, "<li><cite>", yx_text_fill(p->host, p->arena, "page.source", "law", field(row, "law"),
            "article", field(row, "article"), NULL), "</cite>");
        if (*field(row, "since"))
            put_element(p, " <small>", yx_text_fill(p->host, p->arena, "page.since", "date", field(row, "since"), NULL),
                "</small>");
        if (*field(row, "quote"))
            put_element(p, "<q>", field(row, "quote"), "</q>");
        put(p, "</li>");
    }
    put(p, "</ul></div>");
}

/* Choices of older messages are told, not offered: only the last question is pending. */
static void put_choices(struct page *p, const json_t *choices, bool pending)
{
    if (json_array_size(choices) == 0)
        return;
    put(p, pending ? "<div class=\"choices\">" : "<ol class=\"past\">");
    for (size_t i = 0; i < json_array_size(choices); i++) {
        const json_t *row = json_array_get(choices, i);
        char number[24];
        snprintf(number, sizeof number, "%d", (int)json_integer_value(json_object_get(row, "number")));
        if (pending)
            put_button(p, "choice", number, yx_arena_print(p->arena, "%s. %s", number, field(row, "label")));
        else
            put_element(p, "<li>", field(row, "label"), "</li>");
    }
    put(p, pending ? "</div>" : "</ol>");
}

static void put_message(struct page *p, const struct yx_message *m, bool last)
{
    static const char *const styles[] = { "citizen", "machine", "staff" };
    static const char *const names[] = { "page.citizen", "page.machine", "page.staff" };
    struct yx_civil at = yx_clock_civil(m->at_ms);
    json_t *extra = m->extra ? json_loads(m->extra, 0, NULL) : NULL;
    put_element(p, "<article class=\"", styles[m->author], "\">");
    put_key(p, "<h2>", names[m->author], "");
    put_element(p, " <time>", yx_arena_print(p->arena, "%02d-%02d %02d:%02d", at.month, at.day, at.hour, at.minute),
        "</time></h2>");
    put_element(p, "<p>", m->text, "</p>");
    put_sources(p, json_object_get(extra, "sources"));
    put_choices(p, json_object_get(extra, "choices"), last);
    put(p, "</article>\n");
    json_decref(extra);
}

static void put_history(struct page *p, const struct web_history *h)
{
    for (size_t i = 0; i < h->count; i++)
        put_message(p, h->messages[i], i + 1 == h->count);
    if (h->owner == YX_QUEUE)
        put_key(p, "<p class=\"notice\">", "page.queue", "</p>\n");
    else if (h->owner == YX_HUMAN)
        put_key(p, "<p class=\"notice\">", "page.human", "</p>\n");
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

static void put_form(struct page *p, const struct web_notice *notice)
{
    put(p, "<section id=\"end\">");
    if (notice->err != YX_OK)
        put_key(p, "<p class=\"error\" role=\"alert\">", error_key(notice->err), "</p>");
    put(p, "<form method=\"post\" action=\"/chat\" class=\"write\">");
    put_element(p, "<input type=\"hidden\" name=\"id\" value=\"",
        notice->form_id ? notice->form_id : web_form_id(p->arena), "\">");
    put_key(p, "<label for=\"text\">", "page.ask", "</label>");
    put_key(p, "<textarea id=\"text\" name=\"text\" rows=\"3\" maxlength=\"4000\" required placeholder=\"",
        "page.placeholder", "\">\n"); /* HTML drops this first line end, and no other */
    put_escaped(p, notice->text ? notice->text : "");
    put_key(p, "</textarea><button>", "page.send", "</button></form>");
    put_button(p, "person", yx_text_of(p->host, "page.person_command"), yx_text_of(p->host, "page.person"));
    put_key(p, "</section></main>\n<footer><p>", "page.disclaimer", "</p>");
    if (*yx_house_text(p->host, "house.icp"))
        put_element(p, "<p>", yx_house_text(p->host, "house.icp"), "</p>");
    put(p, "</footer></body></html>\n");
}

static void finish(struct page *p, struct yx_response *resp, enum yx_err err)
{
    yx_respond_header(resp, "Cache-Control", "no-store");
    yx_respond(resp, yx_http_status(err), "text/html; charset=utf-8",
        yx_arena_text(p->arena, p->out.at, p->out.len), p->out.len);
}

enum yx_err web_page(struct web *web, struct yx_request *req, struct yx_response *resp,
    const struct web_visitor *v, const struct web_notice *notice)
{
    struct page p = { yx_buf_new(PAGE_MOST), web->host, req->arena };
    struct web_history h = { .owner = YX_BOT };
    enum yx_err err = v->visit == WEB_KNOWN ? web_history_last(web, v->id, &h) : YX_OK;
    struct web_notice shown = *notice;
    if (err != YX_OK)
        shown.err = err;
    put_head(&p, req);
    if (h.count == 0)
        put_welcome(&p);
    put_history(&p, &h);
    put_form(&p, &shown);
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
