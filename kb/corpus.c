#include "kb/corpus.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "kb/numeral.h"

enum { LINE_FIRST = 1 << 16, LINE_MAX_BYTES = 4 << 20, READ_AHEAD = 1 << 17 };

struct reader {
    gzFile file;
    char *line;
    size_t room, len;
    long number;
};

static bool line_grow(struct reader *r)
{
    char *line = realloc(r->line, r->room * 2);
    if (line == NULL)
        return false;
    r->line = line;
    r->room *= 2;
    return true;
}

/* The next line without its end: YX_OK, YX_EMPTY at the end of the file. */
static enum yx_err next_line(struct reader *r)
{
    int fault = Z_OK;
    r->len = 0;
    for (;;) {
        if (gzgets(r->file, r->line + r->len, (int)(r->room - r->len)) == NULL)
            break;
        r->len += strlen(r->line + r->len);
        if (r->len > 0 && r->line[r->len - 1] == '\n')
            break;
        if (r->len + 1 < r->room)
            continue; /* the last line has no end, or a NUL stands in it */
        if (r->room >= LINE_MAX_BYTES)
            return YX_TOO_LARGE;
        if (!line_grow(r))
            return YX_MEMORY;
    }
    gzerror(r->file, &fault);
    if (fault != Z_OK && fault != Z_STREAM_END)
        return fault == Z_DATA_ERROR || fault == Z_BUF_ERROR ? YX_CORRUPT : YX_IO;
    if (r->len == 0)
        return YX_EMPTY;
    r->number++;
    while (r->len > 0 && (r->line[r->len - 1] == '\n' || r->line[r->len - 1] == '\r'))
        r->line[--r->len] = '\0';
    return YX_OK;
}

/* A text of the object; "" when absent, NULL when it is something else. */
static const char *text_of(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return value == NULL ? "" : json_string_value(value);
}

static enum yx_err take_line(const struct reader *r, yx_kb_take_line take, void *arg)
{
    json_error_t why;
    json_t *object = json_loadb(r->line, r->len, JSON_REJECT_DUPLICATES, &why);
    struct yx_kb_line line = {
        .id = text_of(object, "id"),
        .title = text_of(object, "title"),
        .text = text_of(object, "text"),
        .keywords = text_of(object, "keywords"),
        .number = r->number,
    };
    enum yx_err err = YX_INVALID;
    if (json_is_object(object) && line.id != NULL && line.id[0] != '\0' && line.title != NULL && line.text != NULL &&
        line.keywords != NULL)
        err = take(arg, &line);
    json_decref(object);
    return err;
}

static enum yx_err read_lines(struct reader *r, yx_kb_take_line take, void *arg)
{
    enum yx_err err;
    while ((err = next_line(r)) == YX_OK)
        if (r->len > 0 && (err = take_line(r, take, arg)) != YX_OK)
            return err;
    return err == YX_EMPTY ? YX_OK : err;
}

enum yx_err yx_kb_corpus_read(const char *path, yx_kb_take_line take, void *arg, long *line_out)
{
    struct reader r = { .file = gzopen(path, "rbe"), .room = LINE_FIRST };
    *line_out = 0;
    if (r.file == NULL)
        return errno == ENOENT ? YX_NOT_FOUND : YX_IO;
    gzbuffer(r.file, READ_AHEAD);
    r.line = malloc(r.room);
    enum yx_err err = r.line == NULL ? YX_MEMORY : read_lines(&r, take, arg);
    *line_out = r.number;
    free(r.line);
    gzclose(r.file);
    return err;
}

/* 中华人民共和国劳动法第五十条: a title that is a place, not words about something. */
static bool is_citation(const char *title)
{
    const char *mark = title;
    for (const char *at = title; (at = strstr(at, "第")) != NULL; at += strlen("第"))
        mark = at;
    return yx_kb_article_number(mark) > 0;
}

static enum yx_err look_at_first(void *arg, const struct yx_kb_line *line)
{
    if (is_citation(line->title))
        *(const struct yx_kb_weights **)arg = &yx_kb_weights_statutes;
    return YX_EMPTY; /* one is enough */
}

enum yx_err yx_kb_corpus_weights(const char *path, const struct yx_kb_weights **weights_out)
{
    long line;
    *weights_out = &yx_kb_weights_entries;
    enum yx_err err = yx_kb_corpus_read(path, look_at_first, weights_out, &line);
    return err == YX_EMPTY ? YX_OK : err;
}

static enum yx_err add_line(void *arg, const struct yx_kb_line *line)
{
    struct yx_kb_draft draft = { line->id, line->title, line->keywords, line->text, "", "", "", NULL, 0 };
    return yx_kb_builder_add(arg, &draft);
}

enum yx_err yx_kb_corpus_build(const char *path, struct yx_kb_builder *b, long *line_out)
{
    return yx_kb_corpus_read(path, add_line, b, line_out);
}
