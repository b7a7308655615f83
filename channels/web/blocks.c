#include <string.h>

#include "page.h"

/* What plugins say is plain text: 【a title】, short lines above lists as headings, "1. "
 * and "· " items, paragraphs between empty lines. These five blocks are all there is. */

enum { LINE_HEADING_MOST = 16 };
enum line_kind { NOTHING, TITLE, HEADING, NUMBERED, DOTTED, WORDS };

struct line {
    const char *at; /* the words, without the mark of a list */
    size_t len;
    enum line_kind kind;
};

static bool ends_sentence(const char *at, size_t len)
{
    static const char *const ends[] = { "。", "！", "？", "；", "，", "：" };
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (len >= 3 && memcmp(at + len - 3, ends[i], 3) == 0)
            return true;
    return false;
}

static size_t characters(const char *at, size_t len)
{
    size_t n = 0;
    for (size_t i = 0; i < len; i++)
        n += ((unsigned char)at[i] & 0xc0) != 0x80;
    return n;
}

/* How many bytes of "12. " stand at the beginning; 0: none. */
static size_t number_of(const char *at, size_t len)
{
    size_t n = 0;
    while (n < len && n < 3 && at[n] >= '0' && at[n] <= '9')
        n++;
    return n > 0 && n + 1 < len && at[n] == '.' && at[n + 1] == ' ' ? n + 2 : 0;
}

static struct line line_judge(const char *at, size_t len)
{
    struct line l = { at, len, WORDS };
    size_t mark = number_of(at, len);
    if (len == 0)
        l.kind = NOTHING;
    else if (mark > 0)
        l = (struct line){ at + mark, len - mark, NUMBERED };
    else if (len > 3 && memcmp(at, "· ", 3) == 0)
        l = (struct line){ at + 3, len - 3, DOTTED };
    else if (len > 6 && memcmp(at, "【", 3) == 0 && memcmp(at + len - 3, "】", 3) == 0)
        l = (struct line){ at + 3, len - 6, TITLE };
    return l;
}

static struct line line_take(const char **at)
{
    size_t len = strcspn(*at, "\n");
    struct line l = line_judge(*at, len);
    *at += len + ((*at)[len] == '\n');
    return l;
}

static bool is_list(enum line_kind kind)
{
    return kind == NUMBERED || kind == DOTTED;
}

/* A short line that ends no sentence and has a list behind it, one empty line between. */
static bool is_heading(const struct line *l, const char *rest)
{
    if (l->kind != WORDS || characters(l->at, l->len) > LINE_HEADING_MOST || ends_sentence(l->at, l->len))
        return false;
    struct line next = line_take(&rest);
    if (next.kind == NOTHING)
        next = line_take(&rest);
    return is_list(next.kind);
}

static void put_close(struct page *p, enum line_kind open)
{
    static const char *const ends[] = {
        [NUMBERED] = "</li></ol>", [DOTTED] = "</li></ul>", [WORDS] = "</p>"
    };
    if (open == NUMBERED || open == DOTTED || open == WORDS)
        page_put(p, ends[open]);
}

/* Go from the open block to a line of `kind`. */
static void put_open(struct page *p, enum line_kind open, enum line_kind kind)
{
    static const char *const begins[] = { [NUMBERED] = "<ol><li>", [DOTTED] = "<ul><li>", [WORDS] = "<p>" };
    if (open == kind) {
        page_put(p, kind == WORDS ? "<br>" : "</li><li>");
        return;
    }
    put_close(p, open);
    page_put(p, begins[kind]);
}

static void put_heading(struct page *p, const struct line *l)
{
    page_put(p, l->kind == TITLE ? "<h3>" : "<h4>");
    page_escape(p, l->at, l->len);
    page_put(p, l->kind == TITLE ? "</h3>" : "</h4>");
}

void page_blocks(struct page *p, const char *text)
{
    enum line_kind open = NOTHING;
    while (*text) {
        struct line l = line_take(&text);
        if (is_heading(&l, text))
            l.kind = HEADING;
        if (l.kind == NOTHING || l.kind == TITLE || l.kind == HEADING) {
            put_close(p, open);
            open = NOTHING;
            if (l.kind != NOTHING)
                put_heading(p, &l);
        } else {
            put_open(p, open, l.kind);
            page_escape(p, l.at, l.len);
            open = l.kind;
        }
    }
    put_close(p, open);
}
