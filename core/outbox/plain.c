#include "outbox/plain.h"

#include <jansson.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"

enum { PLAIN_MAX = 64 * 1024, SHORT_SOURCES = 2 };

static const char *text_of(const json_t *row, const char *name)
{
    const char *text = json_string_value(json_object_get(row, name));
    return text ? text : "";
}

/* Whether the law of the n-th source was named before it. */
static bool was_named(const json_t *sources, size_t n)
{
    const char *law = text_of(json_array_get(sources, n), "law");
    for (size_t i = 0; i < n; i++)
        if (strcmp(text_of(json_array_get(sources, i), "law"), law) == 0)
            return true;
    return false;
}

/* Each law once, with all of its articles: 《…》第二条、第三条；《…》第十八条; at most so many of them. */
static void add_sources(struct yx_buf *out, const struct yx_texts *texts, const json_t *sources, size_t most)
{
    size_t count = json_array_size(sources), left = most < count ? most : count;
    for (size_t i = 0; i < count && left > 0; i++) {
        const json_t *s = json_array_get(sources, i);
        if (was_named(sources, i))
            continue;
        yx_buf_print(out, "%s《%s》%s", i == 0 ? yx_texts_get(texts, "plain.sources") : "；", text_of(s, "law"),
            text_of(s, "article"));
        left--;
        for (size_t k = i + 1; k < count && left > 0; k++)
            if (strcmp(text_of(json_array_get(sources, k), "law"), text_of(s, "law")) == 0) {
                yx_buf_print(out, "、%s", text_of(json_array_get(sources, k), "article"));
                left--;
            }
    }
    if (count > most)
        yx_buf_text(out, yx_texts_get(texts, "plain.more_sources"));
}

static void add_choices(struct yx_buf *out, const json_t *choices)
{
    for (size_t i = 0; i < json_array_size(choices); i++)
        yx_buf_print(out, "\n%zu. %s", i + 1, text_of(json_array_get(choices, i), "label"));
}

/* `gap`: what stands between what was said, its basis and its choices. */
static char *written(struct yx_arena *a, const struct yx_texts *texts, const char *text, const json_t *extra,
    const char *gap, size_t sources_most)
{
    const json_t *sources = json_object_get(extra, "sources"), *choices = json_object_get(extra, "choices");
    struct yx_buf out = yx_buf_new(PLAIN_MAX);
    yx_buf_text(&out, text);
    if (json_array_size(sources) > 0)
        yx_buf_text(&out, gap);
    add_sources(&out, texts, sources, sources_most);
    if (json_array_size(choices) > 0)
        yx_buf_text(&out, gap + 1);
    add_choices(&out, choices);
    char *copy = yx_arena_text(a, out.at, out.len);
    yx_buf_free(&out);
    return copy;
}

static json_t *extra_of(const struct yx_message *m)
{
    return m->extra ? json_loads(m->extra, 0, NULL) : NULL;
}

char *yx_plain(struct yx_arena *a, const struct yx_texts *texts, const struct yx_message *m)
{
    json_t *extra = extra_of(m);
    char *text = written(a, texts, m->text, extra, "\n\n", SIZE_MAX);
    json_decref(extra);
    return text;
}

char *yx_plain_short(struct yx_arena *a, const struct yx_texts *texts, const struct yx_message *m)
{
    json_t *extra = extra_of(m);
    const char *words = json_string_value(json_object_get(extra, "short"));
    char *text = words ? written(a, texts, words, extra, "\n", SHORT_SOURCES) : NULL;
    json_decref(extra);
    return text;
}

char *yx_plain_hint(struct yx_arena *a, const struct yx_texts *texts, const struct yx_message *m, bool is_short)
{
    json_t *extra = extra_of(m);
    const char *number = yx_arena_print(a, "%zu", json_array_size(json_object_get(extra, "choices")) + 1);
    json_decref(extra);
    return yx_texts_fill(texts, a, is_short ? "plain.whole" : "plain.rest", "number", number, NULL);
}

/* What a bound leaves when something stands behind it; never so little that nothing would go out. */
static size_t less(size_t bound, size_t behind)
{
    enum { LEAST = 16 };
    return bound > behind + LEAST ? bound - behind : LEAST;
}

size_t yx_part_room(const char *text, size_t from, const struct yx_limits *limits, const char *hint)
{
    size_t bytes = limits->reply_bytes, units = limits->reply_units;
    if (hint && bytes > 0)
        bytes = less(bytes, strlen(hint) + 1);
    if (units == 0)
        return bytes;
    size_t room = yx_text_cut_units(text + from, hint ? less(units, yx_text_units(hint) + 1) : units);
    return bytes > 0 && bytes < room ? bytes : room;
}

/* The last end of `mark` in text[from, to), or 0. */
static size_t last_behind(const char *text, size_t from, size_t to, const char *mark)
{
    size_t len = strlen(mark);
    for (size_t at = to; at >= from + len; at--)
        if (memcmp(text + at - len, mark, len) == 0)
            return at;
    return 0;
}

size_t yx_part_end(const char *text, size_t from, size_t max)
{
    static const char *const marks[] = { "\n\n", "\n", "。", "！", "？", "；", "，", " " };
    size_t len = strlen(text);
    if (max == 0 || len - from <= max)
        return len;
    size_t to = from + yx_text_cut(text + from, len - from, max);
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t end = last_behind(text, from + (to - from) / 2, to, marks[i]);
        if (end > 0)
            return end;
    }
    return to;
}

size_t yx_part_begin(const char *text, size_t end)
{
    return end + strspn(text + end, "\n ");
}

/* The offset, moved into the text and to the beginning of a character. */
static size_t whole(const char *text, size_t len, int64_t offset)
{
    size_t at = offset < 0 ? 0 : (uint64_t)offset > len ? len : (size_t)offset;
    while (at > 0 && at < len && ((unsigned char)text[at] & 0xc0) == 0x80)
        at--;
    return at;
}

char *yx_part_of(struct yx_arena *a, const char *text, int64_t from, int64_t to)
{
    size_t len = strlen(text), begin = whole(text, len, from), end = to > 0 ? whole(text, len, to) : len;
    if (end < begin)
        end = begin;
    while (end > begin && (text[end - 1] == '\n' || text[end - 1] == ' '))
        end--;
    return yx_arena_text(a, text + begin, end - begin);
}
