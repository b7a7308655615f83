#include <inttypes.h>
#include <jansson.h>

#include "audit/lines.h"
#include "audit/rows.h"
#include "base/id.h"

enum { PIECE = 1000, ARENA = 128 << 20, HEX = 2 * 64 + 1 };

static const char *hex(char *room, const unsigned char *bytes, size_t len)
{
    yx_hex(bytes, len, room);
    return room;
}

/* Prints and lets go of it. */
static enum yx_err put(FILE *to, json_t *line)
{
    bool good = line != NULL && json_dumpf(line, to, JSON_COMPACT) == 0 && fputc('\n', to) != EOF;
    json_decref(line);
    return good ? YX_OK : YX_IO;
}

static json_t *number_text(int64_t n)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRId64, n);
    return json_string(text);
}

static enum yx_err put_link(FILE *to, const struct yx_audit_link *l, bool personal)
{
    char content[HEX], hash[HEX], salt[HEX];
    const char *by = yx_audit_kind_word(l->kind);
    json_t *line = json_pack("{s:I, s:o, s:I, s:o, s:o, s:s, s:o, s:s?, s:I, s:s}", "position",
        (json_int_t)l->position, "id", number_text(l->id), "at", (json_int_t)l->at_ms, "by",
        by ? json_string(by) : number_text(l->kind), "who", number_text(l->who), "act", l->act, "object",
        number_text(l->object), "content",
        l->has_content ? hex(content, l->content, sizeof l->content) : NULL, "sealed",
        (json_int_t)l->sealed_ms, "hash", hex(hash, l->hash, sizeof l->hash));
    if (personal && l->words != NULL && l->salt != NULL && l->salt_len == YX_AUDIT_SALT) {
        json_object_set_new(line, "salt", json_string(hex(salt, l->salt, l->salt_len)));
        json_object_set_new(line, "words", json_string(l->words));
    }
    return put(to, line);
}

enum yx_err yx_audit_print_head(FILE *to, const struct yx_audit_head *h)
{
    char hash[HEX], public[HEX], signature[HEX];
    return put(to, json_pack("{s:I, s:I, s:I, s:s, s:I, s:s, s:s}", "head", (json_int_t)h->number, "day",
                       (json_int_t)h->day, "position", (json_int_t)h->position, "hash",
                       hex(hash, h->hash, sizeof h->hash), "at", (json_int_t)h->at_ms, "public",
                       hex(public, h->public, sizeof h->public), "signature",
                       hex(signature, h->signature, sizeof h->signature)));
}

static enum yx_err export_links(
    struct yx_tx *tx, struct yx_arena *a, FILE *to, bool personal, int64_t *count_out)
{
    struct yx_audit_link *links;
    size_t count = PIECE;
    int64_t after = 0;
    enum yx_err err = YX_OK;
    for (*count_out = 0; err == YX_OK && count == PIECE;) {
        yx_arena_wipe(a);
        err = yx_audit_links(tx, a, after, PIECE, &links, &count);
        for (size_t i = 0; err == YX_OK && i < count; i++, (*count_out)++)
            err = put_link(to, &links[i], personal);
        after = count > 0 ? links[count - 1].position : after;
    }
    return err;
}

static enum yx_err export_heads(struct yx_tx *tx, struct yx_arena *a, FILE *to)
{
    struct yx_audit_head *heads;
    size_t count = PIECE;
    int64_t from = INT64_MIN;
    enum yx_err err = YX_OK;
    while (err == YX_OK && count == PIECE) {
        yx_arena_wipe(a);
        err = yx_audit_heads(tx, a, from, PIECE, &heads, &count);
        for (size_t i = 0; err == YX_OK && i < count; i++)
            err = yx_audit_print_head(to, &heads[i]);
        from = count > 0 ? heads[count - 1].number + 1 : from;
    }
    return err;
}

enum yx_err yx_audit_export(struct yx_store *store, FILE *to, bool personal, int64_t *count_out)
{
    struct yx_tx *tx;
    struct yx_arena *a = yx_arena_new(ARENA);
    *count_out = 0;
    enum yx_err err = a ? yx_store_read(store, &tx) : YX_MEMORY;
    if (err == YX_OK) {
        err = export_links(tx, a, to, personal, count_out);
        if (err == YX_OK)
            err = export_heads(tx, a, to);
        yx_store_done(store, &tx);
    }
    yx_arena_free(&a);
    return err == YX_OK && fflush(to) != 0 ? YX_IO : err;
}
