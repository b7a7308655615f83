/* Reading what was printed. Whoever hands in a file may have written anything into it: each line is judged. */
#include "audit/lines.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MOST = 1 << 20 };

struct line {
    bool is_head;
    struct yx_audit_link link;
    struct yx_audit_head head;
    unsigned char salt[YX_AUDIT_SALT];
};

static bool read_number(const char *text, int64_t *out)
{
    char *end = NULL;
    errno = 0;
    *out = strtoll(text, &end, 10);
    return *text != '\0' && *end == '\0' && errno == 0;
}

static bool read_kind(const char *word, int64_t *kind_out)
{
    for (int64_t kind = 0; kind < YX_AUDIT_BY_COUNT; kind++)
        if (strcmp(yx_audit_kind_word(kind), word) == 0) {
            *kind_out = kind;
            return true;
        }
    return read_number(word, kind_out);
}

static bool read_words(const json_t *root, struct line *l)
{
    const json_t *words = json_object_get(root, "words"), *salt = json_object_get(root, "salt");
    if (words == NULL && salt == NULL)
        return true;
    if (!json_is_string(words) || !json_is_string(salt) ||
        !yx_audit_unhex(json_string_value(salt), l->salt, sizeof l->salt))
        return false;
    l->link.words = json_string_value(words);
    l->link.words_len = json_string_length(words);
    l->link.salt = l->salt;
    l->link.salt_len = sizeof l->salt;
    return true;
}

static bool read_link(json_t *root, struct line *l)
{
    const char *id, *by, *who, *object, *hash;
    json_int_t position, at, sealed;
    json_t *content;
    if (json_unpack(root, "{s:I, s:s, s:I, s:s, s:s, s:s, s:s, s:o, s:I, s:s}", "position", &position, "id",
            &id, "at", &at, "by", &by, "who", &who, "act", &l->link.act, "object", &object, "content",
            &content, "sealed", &sealed, "hash", &hash) != 0)
        return false;
    l->link.position = position;
    l->link.at_ms = at;
    l->link.sealed_ms = sealed;
    l->link.has_content = json_is_string(content);
    return (json_is_null(content) || (l->link.has_content && yx_audit_unhex(json_string_value(content),
                                                                 l->link.content, YX_AUDIT_HASH))) &&
           read_number(id, &l->link.id) && read_kind(by, &l->link.kind) && read_number(who, &l->link.who) &&
           read_number(object, &l->link.object) && yx_audit_unhex(hash, l->link.hash, YX_AUDIT_HASH) &&
           read_words(root, l);
}

static bool read_head(json_t *root, struct line *l)
{
    const char *hash, *public, *signature;
    json_int_t number, day, position, at;
    if (json_unpack(root, "{s:I, s:I, s:I, s:s, s:I, s:s, s:s}", "head", &number, "day", &day, "position",
            &position, "hash", &hash, "at", &at, "public", &public, "signature", &signature) != 0)
        return false;
    l->head.number = number;
    l->head.day = day;
    l->head.position = position;
    l->head.at_ms = at;
    return yx_audit_unhex(hash, l->head.hash, sizeof l->head.hash) &&
           yx_audit_unhex(public, l->head.public, sizeof l->head.public) &&
           yx_audit_unhex(signature, l->head.signature, sizeof l->head.signature);
}

static bool read_line(json_t *root, struct line *l)
{
    *l = (struct line){ .is_head = json_object_get(root, "head") != NULL };
    return l->is_head ? read_head(root, l) : read_link(root, l);
}

/* Hand each line to `each`; it returns false to see no more. */
typedef bool each_line(struct yx_audit_judge *, const struct line *, int64_t number, const char *file);

static enum yx_err walk(struct yx_audit_judge *j, const char *file, each_line *each, const char **why_out)
{
    char *text = NULL;
    size_t room = 0;
    ssize_t len;
    enum yx_err err = YX_OK;
    FILE *from = fopen(file, "re");
    if (from == NULL) {
        *why_out = yx_arena_print(j->arena, "%s: %s", file, strerror(errno));
        return yx_err_of_errno(errno);
    }
    bool more = true;
    for (int64_t n = 1; more && err == YX_OK && (len = getline(&text, &room, from)) > 0; n++) {
        struct line line;
        json_t *root = len <= LINE_MOST ? json_loadb(text, (size_t)len, JSON_REJECT_DUPLICATES, NULL) : NULL;
        if (root == NULL || !read_line(root, &line)) {
            *why_out = yx_arena_print(
                j->arena, "%s: line %" PRId64 " is none of `yixian audit export` or `audit head`", file, n);
            err = YX_INVALID;
        } else {
            more = each(j, &line, n, file);
        }
        json_decref(root);
    }
    free(text);
    fclose(from);
    return err;
}

static bool take_head(struct yx_audit_judge *j, const struct line *l, int64_t number, const char *file)
{
    (void)number;
    (void)file;
    if (l->is_head)
        yx_audit_judge_head(j, &l->head);
    return true;
}

static bool take_link(struct yx_audit_judge *j, const struct line *l, int64_t number, const char *file)
{
    (void)number;
    (void)file;
    return l->is_head || yx_audit_judge_link(j, &l->link);
}

enum yx_err yx_audit_lines_verify(struct yx_audit_judge *j, const char *file, const char **why_out)
{
    enum yx_err err = walk(j, file, take_head, why_out);
    if (err != YX_OK)
        return err;
    yx_audit_judge_ready(j);
    err = walk(j, file, take_link, why_out);
    if (err == YX_OK && j->report.finding == NULL)
        yx_audit_judge_end(j);
    return err;
}

static bool take_point(struct yx_audit_judge *j, const struct line *l, int64_t number, const char *file)
{
    struct yx_audit_point p = { .position = l->is_head ? l->head.position : l->link.position };
    p.from = yx_arena_print(j->arena, "%s, line %" PRId64 ",", file, number);
    memcpy(p.hash, l->is_head ? l->head.hash : l->link.hash, sizeof p.hash);
    const char *fault = l->is_head ? yx_audit_judge_signature(j, &l->head) : NULL;
    if (fault != NULL)
        p.fault = yx_arena_print(j->arena, "%s %s", p.from, fault);
    yx_audit_judge_point(j, &p);
    return true;
}

enum yx_err yx_audit_lines_points(struct yx_audit_judge *j, const char *file, const char **why_out)
{
    return walk(j, file, take_point, why_out);
}
