#include "person/page.h"

#include <string.h>

#include "base/clock.h"

static const char style[] =
    "body{font:16px/1.6 sans-serif;max-width:50em;margin:2em auto;padding:0 1em;color:#222}h3{font-size:.85em;color:#666;margin:0}"
    "div{border-left:4px solid #bbb;padding:.2em 1em;margin:1em 0}div.citizen{border-color:#36c}div.staff{border-color:#393}"
    "p{white-space:pre-wrap;margin:.3em 0}.basis{color:#666}.correction{background:#ffd;padding:.3em}"
    "td{border-bottom:1px solid #ddd;padding:.3em 1em .3em 0;white-space:pre-wrap;vertical-align:top}";

void person_html(struct yx_buf *out, const char *text)
{
    for (const char *at = text; *at != '\0';) {
        size_t n = strcspn(at, "<>&\"'");
        yx_buf_add(out, at, n);
        at += n;
        if (*at != '\0')
            yx_buf_print(out, "&#%d;", *at++);
    }
}

const char *person_when(struct yx_arena *a, int64_t ms)
{
    struct yx_civil t = yx_clock_civil(ms);
    return yx_arena_print(
        a, "%04d-%02d-%02d %02d:%02d:%02d", t.year, t.month, t.day, t.hour, t.minute, t.second);
}

void person_row(struct yx_buf *out, const char *name, const char *value)
{
    yx_buf_text(out, "<tr><td>");
    person_html(out, name);
    yx_buf_text(out, "</td><td>");
    person_html(out, value);
    yx_buf_text(out, "</td></tr>\n");
}

static void paragraph(struct yx_buf *out, const char *tag, const char *text)
{
    yx_buf_print(out, "<%s>", tag);
    person_html(out, text);
    yx_buf_print(out, "</%s>\n", tag);
}

void person_page(struct yx_buf *out, const struct yx_person_work *w, const json_t *copy)
{
    const char *title = yx_texts_get(w->texts, "person.title");
    yx_buf_text(out, "<!doctype html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\">"
                     "<meta name=\"viewport\" content=\"width=device-width\">");
    paragraph(out, "title", title);
    yx_buf_print(out, "<style>%s</style></head><body>\n", style);
    paragraph(out, "h1", title);
    paragraph(out, "p",
        yx_texts_fill(w->texts, w->arena, "person.intro", "house", w->house, "time",
            person_when(w->arena, w->now_ms), NULL));
    for (const struct yx_person_part *part = yx_person_parts; part->name != NULL; part++) {
        const json_t *list = json_object_get(copy, part->name);
        if (json_array_size(list) == 0)
            continue;
        paragraph(out, "h2", yx_texts_get(w->texts, yx_arena_print(w->arena, "person.part.%s", part->name)));
        part->page(out, w, list);
    }
    paragraph(out, "p",
        yx_texts_get(
            w->texts, json_object_get(copy, "notes") ? "person.rights" : "person.rights_without_notes"));
    yx_buf_text(out, "</body></html>\n");
}
