/* The files that they sent and were sent, and the cases that they filed. */
#include <string.h>

#include "person/parts.h"

static json_t *file(struct yx_rows *rows, struct yx_arena *a)
{
    static const char *const words[] = { "coming", "checking", "clean", "refused" };
    int64_t state = yx_rows_int(rows, 3);
    const char *id = yx_rows_text(rows, 0, a), *hash = yx_rows_text(rows, 5, a);
    return json_pack("{s:s, s:I, s:s*, s:s, s:I, s:s*, s:s*, s:I}", "id", id, "message",
        (json_int_t)yx_rows_int(rows, 1), "title", yx_rows_text(rows, 2, a), "state",
        state >= 0 && state <= 3 ? words[state] : "refused", "bytes", (json_int_t)yx_rows_int(rows, 4), "sha256", hash,
        "name", hash ? yx_arena_print(a, "files/%s", id) : NULL, "at_ms", (json_int_t)yx_rows_int(rows, 6));
}

enum yx_err person_copy_files(struct yx_tx *tx, struct yx_arena *a, const struct yx_person *p, json_t *list)
{
    return person_list(tx, a,
        "SELECT id, message, name, state, bytes, hash, at_ms FROM file WHERE conversation = ? AND message > 0 ORDER BY at_ms, id",
        p->conversation.id, file, list);
}

void person_page_files(struct yx_buf *out, const struct yx_person_work *w, const json_t *list)
{
    yx_buf_text(out, "<table>");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        const char *name = json_string_value(json_object_get(one, "name"));
        const char *title = json_string_value(json_object_get(one, "title"));
        const char *said = name ? yx_arena_print(w->arena, "%s (%s)", name, title ? title : "")
                                : yx_texts_get(w->texts, "person.file.lost");
        person_row(out, person_when(w->arena, json_integer_value(json_object_get(one, "at_ms"))), said);
    }
    yx_buf_text(out, "</table>");
}

/* As if they had never been sent on: the clock's next sweep takes the rows and what no other row needs. */
enum yx_err person_erase_files(struct yx_tx *tx, const struct yx_person *p, const struct yx_person_rows *rows,
    const char *tombstone, struct yx_person_erased *erased)
{
    (void)rows;
    (void)tombstone;
    struct yx_rows count;
    enum yx_err err = yx_tx_query(tx, "SELECT count(*) FROM file WHERE conversation = ? AND message > 0",
        YX_VALUES(yx_int(p->conversation.id)), &count);
    if (err != YX_OK)
        return err;
    if (yx_rows_next(&count) == YX_OK)
        erased->files += yx_rows_int(&count, 0);
    yx_rows_close(&count);
    err = yx_tx_run(tx, "UPDATE file SET message = 0, conversation = 0, name = '', at_ms = 0 WHERE conversation = ?",
        YX_VALUES(yx_int(p->conversation.id)));
    return err == YX_EMPTY ? YX_OK : err;
}

/* ---- cases: they stay as long as the law wants them kept ---- */

static json_t *a_case(struct yx_rows *rows, struct yx_arena *a)
{
    const char *fields = yx_rows_text(rows, 2, a);
    json_t *given = fields ? json_loads(fields, 0, NULL) : NULL;
    return json_pack("{s:s, s:s, s:o, s:s*, s:s*, s:I}", "number", yx_rows_text(rows, 0, a), "kind", yx_rows_text(rows, 1, a),
        "fields", given ? given : json_object(), "outcome", yx_rows_text(rows, 3, a), "reply", yx_rows_text(rows, 4, a), "at_ms",
        (json_int_t)yx_rows_int(rows, 5));
}

enum yx_err person_copy_cases(struct yx_tx *tx, struct yx_arena *a, const struct yx_person *p, json_t *list)
{
    return person_list(tx, a,
        "SELECT number, kind, fields, outcome, reply, opened_ms FROM cases WHERE conversation = ? ORDER BY id",
        p->conversation.id, a_case, list);
}

static void print_fields(struct yx_buf *out, json_t *fields)
{
    for (void *at = json_object_iter(fields); at != NULL; at = json_object_iter_next(fields, at)) {
        const char *value = json_string_value(json_object_iter_value(at));
        person_row(out, json_object_iter_key(at), value ? value : "");
    }
}

void person_page_cases(struct yx_buf *out, const struct yx_person_work *w, const json_t *list)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        const char *reply = json_string_value(json_object_get(one, "reply"));
        yx_buf_text(out, "<table>");
        person_row(out, json_string_value(json_object_get(one, "number")),
            person_when(w->arena, json_integer_value(json_object_get(one, "at_ms"))));
        print_fields(out, json_object_get(one, "fields"));
        if (reply != NULL)
            person_row(out, yx_texts_get(w->texts, "case.record.reply"), reply);
        yx_buf_text(out, "</table>");
    }
}
