#include <jansson.h>
#include <string.h>

#include "page.h"

enum { DAY_KEY_MOST = 40 };

static const char *field(const json_t *row, const char *name)
{
    const char *text = json_string_value(json_object_get(row, name));
    return text ? text : "";
}

/* How many rows from `from` on are of the same law. */
static size_t same_law(const json_t *sources, size_t from)
{
    size_t n = 1;
    const char *law = field(json_array_get(sources, from), "law");
    while (from + n < json_array_size(sources) &&
           strcmp(law, field(json_array_get(sources, from + n), "law")) == 0)
        n++;
    return n;
}

static char *articles_of(const struct page *p, const json_t *sources, size_t from, size_t n)
{
    char *list = yx_arena_copy(p->arena, field(json_array_get(sources, from), "article"));
    for (size_t i = 1; i < n; i++)
        list = yx_arena_print(p->arena, "%s%s%s", list, yx_text_of(p->host, "page.article_between"),
            field(json_array_get(sources, from + i), "article"));
    return list;
}

/* A law as a card: its articles in sight, since when it is in force and its words unfold. */
static void put_law(struct page *p, const json_t *sources, size_t from, size_t n)
{
    const json_t *first = json_array_get(sources, from);
    page_element(p, "<details class=\"law\"><summary><cite>",
        yx_text_fill(p->host, p->arena, "page.source", "law", field(first, "law"), "article",
            articles_of(p, sources, from, n), NULL),
        "</cite></summary>");
    if (*field(first, "since"))
        page_element(p, "<p>",
            yx_text_fill(p->host, p->arena, "page.since", "date", field(first, "since"), NULL), "</p>");
    for (size_t i = 0; i < n; i++) {
        const json_t *row = json_array_get(sources, from + i);
        if (*field(row, "quote") == '\0')
            continue;
        page_element(p, "<blockquote><b>", field(row, "article"), "</b> ");
        page_element(p, "", field(row, "quote"), "</blockquote>");
    }
    page_key(p, "<p class=\"lookup\">", "page.lookup", "</p></details>");
}

static void put_sources(struct page *p, const json_t *sources)
{
    if (json_array_size(sources) == 0)
        return;
    page_key(p, "<div class=\"sources\"><h4>", "page.sources", "</h4>");
    for (size_t i = 0, n = 0; i < json_array_size(sources); i += n) {
        n = same_law(sources, i);
        put_law(p, sources, i, n);
    }
    page_put(p, "</div>");
}

/* Choices of older messages are told, not offered: only the last question is pending. */
static void put_choices(struct page *p, const json_t *choices, bool pending)
{
    if (json_array_size(choices) == 0)
        return;
    page_put(p, "<ol class=\"choices\">");
    for (size_t i = 0; i < json_array_size(choices); i++) {
        const json_t *row = json_array_get(choices, i);
        char number[24];
        snprintf(number, sizeof number, "%d", (int)json_integer_value(json_object_get(row, "number")));
        page_put(p, "<li>");
        if (pending)
            page_button(p, "ask", number, yx_arena_print(p->arena, "%s. %s", number, field(row, "label")));
        else
            page_element(p, "", yx_arena_print(p->arena, "%s. %s", number, field(row, "label")), "");
        page_put(p, "</li>");
    }
    page_put(p, "</ol>");
}

static void put_size(struct page *p, int64_t bytes)
{
    const int64_t mb = 1024 * 1024;
    page_put(p, bytes < mb ? yx_arena_print(p->arena, " <span>%lld KB</span>", (long long)((bytes + 1023) / 1024))
                           : yx_arena_print(p->arena, " <span>%.1f MB</span>", (double)bytes / (double)mb));
}

/* A picture shows itself, of other files their name is shown; one that is not here (yet) says why. ui/files.js makes the
 * same. */
static void put_file(struct page *p, const json_t *file)
{
    const char *id = field(file, "id"), *type = field(file, "type"), *state = field(file, "state");
    bool picture = strcmp(type, "jpg") == 0 || strcmp(type, "png") == 0 || strcmp(type, "webp") == 0;
    page_put(p, yx_arena_print(p->arena, "<li data-file=\"%s\" data-state=\"%s\">", id, state));
    if (strcmp(state, "clean") != 0) {
        page_element(p, "<b>", field(file, "name"), "</b> ");
        page_element(p, "<span>", field(file, "words"), "</span></li>");
        return;
    }
    page_put(p, yx_arena_print(p->arena, "<a href=\"/api/files/%s\" download=\"\">", id));
    if (picture) {
        page_put(p, yx_arena_print(p->arena, "<img src=\"/api/files/%s\" alt=\"", id));
        page_element(p, "", field(file, "name"), "\"></a></li>");
        return;
    }
    page_element(p, "", field(file, "name"), "</a>");
    put_size(p, json_integer_value(json_object_get(file, "size")));
    page_put(p, "</li>");
}

static void put_files(struct page *p, const struct yx_message *m)
{
    json_t *files = m->files ? json_loads(m->files, 0, NULL) : NULL;
    if (json_array_size(files) > 0) {
        page_put(p, "<ul class=\"files\">");
        for (size_t i = 0; i < json_array_size(files); i++)
            put_file(p, json_array_get(files, i));
        page_put(p, "</ul>");
    }
    json_decref(files);
}

static void put_day(struct page *p, const struct yx_civil *at)
{
    char month[16], day[16], key[DAY_KEY_MOST];
    snprintf(month, sizeof month, "%d", at->month);
    snprintf(day, sizeof day, "%d", at->day);
    snprintf(key, sizeof key, "page.weekday_%d", at->weekday);
    page_element(p, "<p class=\"day\">",
        yx_text_fill(p->host, p->arena, "page.date", "month", month, "day", day, "weekday",
            yx_text_of(p->host, key), NULL),
        "</p>");
}

static void put_message(struct page *p, const struct yx_message *m, const struct yx_civil *at, bool last)
{
    static const char *const authors[] = { "citizen", "machine", "staff" };
    static const char *const names[] = { "page.citizen", "page.machine", "page.staff" };
    json_t *extra = m->extra ? json_loads(m->extra, 0, NULL) : NULL;
    page_put(p, yx_arena_print(p->arena, "<article class=\"%s\" data-id=\"%lld\" data-at=\"%lld\">",
                    authors[m->author], (long long)m->id, (long long)m->at_ms));
    page_key(p, "<header><b>", names[m->author], "</b> ");
    page_element(
        p, "<time>", yx_arena_print(p->arena, "%02d:%02d", at->hour, at->minute), "</time></header>");
    page_put(p, "<div class=\"text\">");
    if (m->author == YX_MACHINE)
        page_blocks(p, m->text);
    else
        page_element(p, "<p>", m->text, "</p>");
    page_put(p, "</div>");
    put_files(p, m);
    put_sources(p, json_object_get(extra, "sources"));
    put_choices(p, json_object_get(extra, "choices"), last);
    page_put(p, "</article>\n");
    json_decref(extra);
}

void page_transcript(struct page *p, const struct web_history *h)
{
    static const char *const owners[] = { "bot", "queue", "human" };
    struct yx_civil before = { .day = 0 };
    page_put(p, "<div class=\"talk\">");
    page_put(
        p, yx_arena_print(p->arena, "<section id=\"talk\" role=\"log\" data-owner=\"%s\"", owners[h->owner]));
    page_key(p, " aria-label=\"", "page.talk", "\">\n");
    for (size_t i = 0; i < h->count; i++) {
        struct yx_civil at = yx_clock_civil(h->messages[i]->at_ms);
        if (at.day != before.day || at.month != before.month)
            put_day(p, &at);
        before = at;
        put_message(p, h->messages[i], &at, i + 1 == h->count);
    }
    page_put(p, "</section>");
    if (h->count == 0)
        page_key(p, "<p class=\"empty\">", "page.empty", "</p>");
    page_put(p, "</div>\n");
}
