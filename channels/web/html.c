#include <string.h>

#include "page.h"

void page_put(struct page *p, const char *html)
{
    yx_buf_text(&p->out, html);
}

static const char *entity(char c)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return NULL;
    }
}

void page_escape(struct page *p, const char *text, size_t len)
{
    size_t plain = 0;
    for (size_t i = 0; i < len; i++) {
        const char *as = entity(text[i]);
        if (as == NULL)
            continue;
        yx_buf_add(&p->out, text + plain, i - plain);
        page_put(p, as);
        plain = i + 1;
    }
    yx_buf_add(&p->out, text + plain, len - plain);
}

void page_element(struct page *p, const char *open, const char *text, const char *close)
{
    page_put(p, open);
    page_escape(p, text, strlen(text));
    page_put(p, close);
}

void page_key(struct page *p, const char *open, const char *key, const char *close)
{
    page_element(p, open, yx_text_of(p->host, key), close);
}

void page_button(struct page *p, const char *style, const char *text, const char *label)
{
    page_element(p, "<form method=\"post\" action=\"/chat\" class=\"", style, "\">");
    page_element(p, "<input type=\"hidden\" name=\"id\" value=\"", web_form_id(p->arena), "\">");
    page_element(p, "<button name=\"text\" value=\"", text, "\">");
    page_element(p, "", label, "</button></form>");
}
