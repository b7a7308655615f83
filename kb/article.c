#include "kb/article.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/id.h"
#include "base/text.h"

static const char fence[] = "---";

/* The length of a line and, in *next_out, where the next begins. */
static size_t line_length(const char *at, const char *end, const char **next_out)
{
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    *next_out = stop ? stop + 1 : end;
    size_t n = (size_t)((stop ? stop : end) - at);
    return n > 0 && at[n - 1] == '\r' ? n - 1 : n;
}

static bool is_fence(const char *at, size_t n)
{
    while (n > 0 && at[n - 1] == ' ')
        n--;
    return n == 3 && memcmp(at, fence, 3) == 0;
}

struct parts {
    const char *front, *front_end, *body;
    int body_line;
};

/* Find the two fences; false when they are not there. */
static bool split(const char *bytes, const char *end, struct parts *p)
{
    const char *at;
    int line = 2;
    if (!is_fence(bytes, line_length(bytes, end, &at)))
        return false;
    p->front = at;
    for (; at < end; line++) {
        const char *next;
        if (is_fence(at, line_length(at, end, &next))) {
            p->front_end = at;
            p->body = next;
            p->body_line = line + 1;
            return true;
        }
        at = next;
    }
    return false;
}

static void take_body(struct yx_arena *a, const struct parts *p, const char *end, struct yx_kb_source *s)
{
    const char *at = p->body;
    s->body_line = p->body_line;
    for (; at < end && (*at == '\n' || *at == '\r'); at++)
        s->body_line += *at == '\n';
    while (end > at && (end[-1] == '\n' || end[-1] == '\r' || end[-1] == ' '))
        end--;
    s->body = yx_arena_text(a, at, (size_t)(end - at));
}

/* A text of the front matter; a list or a map there is a fault. */
static const char *text_of(struct yx_kb_source *s, const char *key, struct yx_faults *faults)
{
    const struct yx_node *n = yx_node_get(s->front, key);
    if (n == NULL)
        return "";
    if (n->kind == YX_NODE_TEXT)
        return n->text;
    yx_fault_add(faults, s->file, n->line, n->column, key, "is not a text");
    return "";
}

static const struct yx_node *list_of(struct yx_kb_source *s, const char *key, struct yx_faults *faults)
{
    static const struct yx_node nothing = { .kind = YX_NODE_LIST };
    const struct yx_node *n = yx_node_get(s->front, key);
    if (n == NULL)
        return &nothing;
    if (n->kind == YX_NODE_LIST)
        return n;
    yx_fault_add(faults, s->file, n->line, n->column, key, "is not a list");
    return &nothing;
}

static void take_ask(struct yx_arena *a, struct yx_kb_source *s, struct yx_faults *faults)
{
    const struct yx_node *list = list_of(s, "ask", faults);
    const char **ask = yx_arena_get(a, (list->count + 1) * sizeof *ask);
    for (const struct yx_node *n = list->first; n != NULL; n = n->next) {
        if (n->kind == YX_NODE_TEXT)
            ask[s->ask_count++] = n->text;
        else
            yx_fault_add(faults, s->file, n->line, n->column, "ask", "holds something that is not a text");
    }
    s->ask = ask;
}

static void take_basis(struct yx_arena *a, struct yx_kb_source *s, struct yx_faults *faults)
{
    static const char *const keys[] = { "law", "article", NULL };
    const struct yx_node *list = list_of(s, "basis", faults);
    struct yx_kb_source_basis *basis = yx_arena_get(a, (list->count + 1) * sizeof *basis);
    for (const struct yx_node *n = list->first; n != NULL; n = n->next) {
        if (n->kind != YX_NODE_MAP) {
            yx_fault_add(faults, s->file, n->line, n->column, "basis", "is not a law with an article");
            continue;
        }
        yx_node_only(n, s->file, faults, keys);
        basis[s->basis_count++] = (struct yx_kb_source_basis){
            .law = yx_node_text(n, "law", ""),
            .article = yx_node_text(n, "article", ""),
            .line = n->line,
        };
    }
    s->basis = basis;
}

static void take_front(struct yx_arena *a, struct yx_kb_source *s, struct yx_faults *faults)
{
    static const char *const keys[] = { "id", "title", "ask", "topic", "area", "basis", "document", "status",
        "valid_from", "valid_to", "reviewed_on", "verified", NULL };
    yx_node_only(s->front, s->file, faults, keys);
    s->id = text_of(s, "id", faults);
    s->title = text_of(s, "title", faults);
    s->topic = text_of(s, "topic", faults);
    s->area = text_of(s, "area", faults);
    s->status = text_of(s, "status", faults);
    s->document = text_of(s, "document", faults);
    s->valid_from = text_of(s, "valid_from", faults);
    s->valid_to = text_of(s, "valid_to", faults);
    s->reviewed_on = text_of(s, "reviewed_on", faults);
    s->verified = text_of(s, "verified", faults);
    take_ask(a, s, faults);
    take_basis(a, s, faults);
}

enum yx_err yx_kb_source_parse(struct yx_arena *a, const char *bytes, size_t len, const char *file,
    struct yx_faults *faults, struct yx_kb_source *source_out)
{
    struct parts p;
    size_t before = faults->count;
    *source_out = (struct yx_kb_source){ .file = file };
    if (!yx_text_valid(bytes, len)) {
        yx_fault_add(faults, file, 0, 0, "", "is not UTF-8 text");
        return YX_INVALID;
    }
    if (!split(bytes, bytes + len, &p)) {
        yx_fault_add(faults, file, 1, 0, "", "does not begin with front matter between two lines of ---");
        return YX_INVALID;
    }
    enum yx_err err = yx_yaml_bytes(a, p.front, (size_t)(p.front_end - p.front), file, 2, faults, &source_out->front);
    if (err != YX_OK)
        return YX_INVALID;
    if (source_out->front->kind != YX_NODE_MAP) {
        yx_fault_add(faults, file, 2, 0, "", "the front matter is not a map of keys and values");
        return YX_INVALID;
    }
    take_front(a, source_out, faults);
    take_body(a, &p, bytes + len, source_out);
    unsigned char digest[16];
    yx_digest(NULL, &(struct yx_part){ bytes, len }, 1, digest, sizeof digest);
    yx_hex(digest, 8, source_out->revision);
    return faults->count == before ? YX_OK : YX_INVALID;
}

enum yx_err yx_kb_source_read(struct yx_arena *a, const char *file, struct yx_faults *faults,
    struct yx_kb_source *source_out)
{
    FILE *f = fopen(file, "re");
    char *bytes = f ? malloc(YX_KB_ARTICLE_BYTES_MAX + 1) : NULL;
    enum yx_err err = f == NULL ? YX_IO : bytes == NULL ? YX_MEMORY : YX_OK;
    if (err == YX_OK) {
        size_t len = fread(bytes, 1, YX_KB_ARTICLE_BYTES_MAX + 1, f);
        err = ferror(f) ? YX_IO : len > YX_KB_ARTICLE_BYTES_MAX ? YX_TOO_LARGE : YX_OK;
        if (err == YX_OK)
            err = yx_kb_source_parse(a, bytes, len, file, faults, source_out);
    }
    if (err != YX_OK && err != YX_INVALID)
        yx_fault_add(faults, file, 0, 0, "", "%s", f == NULL ? strerror(errno) : yx_err_words(err));
    free(bytes);
    if (f != NULL)
        fclose(f);
    return err;
}

bool yx_kb_source_is_current(const struct yx_kb_source *s, const char *today)
{
    return strcmp(s->status, "current") == 0 && strcmp(s->valid_from, today) <= 0 &&
        (s->valid_to[0] == '\0' || strcmp(today, s->valid_to) <= 0);
}
