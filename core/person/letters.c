/* How what was said went out, and the pictures and voices that were fetched. */
#include <inttypes.h>
#include <string.h>

#include "person/parts.h"

static const char *const states[] = { "offered", "answered", "queued", "sent", "held", "dead", "dropped" };
enum { STATES = sizeof states / sizeof *states, ROWS_MOST = 100000 };

static json_t *letter(struct yx_rows *rows, struct yx_arena *a)
{
    int64_t state = yx_rows_int(rows, 1);
    (void)a;
    return json_pack("{s:I, s:s, s:I}", "message", (json_int_t)yx_rows_int(rows, 0), "state",
        state >= 0 && state < STATES ? states[state] : "dead", "done_ms", (json_int_t)yx_rows_int(rows, 2));
}

enum yx_err person_copy_letters(struct yx_tx *tx, struct yx_arena *a, const struct yx_person *p, json_t *list)
{
    return person_list(tx, a, "SELECT message, state, done_ms FROM letter WHERE conversation = ? ORDER BY id",
        p->conversation.id, letter, list);
}

void person_page_letters(struct yx_buf *out, const struct yx_person_work *w, const json_t *list)
{
    yx_buf_text(out, "<table>");
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *one = json_array_get(list, i);
        const char *state = json_string_value(json_object_get(one, "state"));
        int64_t done_ms = json_integer_value(json_object_get(one, "done_ms"));
        person_row(out,
            yx_arena_print(w->arena, "%lld", (long long)json_integer_value(json_object_get(one, "message"))),
            yx_arena_print(w->arena, "%s%s%s",
                yx_texts_get(w->texts, yx_arena_print(w->arena, "person.letter.%s", state)),
                done_ms ? " " : "", done_ms ? person_when(w->arena, done_ms) : ""));
    }
    yx_buf_text(out, "</table>");
}

/* What waits would go out empty: it is let go. */
enum yx_err person_erase_letters(struct yx_tx *tx, const struct yx_person *p,
    const struct yx_person_rows *rows, const char *tombstone, struct yx_person_erased *erased)
{
    enum yx_err err = YX_OK;
    (void)p;
    (void)tombstone;
    (void)erased;
    for (size_t i = 0; i < rows->letter_count && (err == YX_OK || err == YX_EMPTY); i++)
        err = yx_tx_run(tx,
            "UPDATE letter SET state = CASE WHEN state IN (0, 2, 4) THEN 6 ELSE state END, template = NULL, params = NULL,"
            " reason = NULL, platform_id = NULL WHERE id = ?",
            YX_VALUES(yx_int(rows->letters[i])));
    return err == YX_EMPTY ? YX_OK : err;
}

/* ---- what the platforms kept of pictures and voices, until files took it over ---- */

static json_t *media(struct yx_rows *rows, struct yx_arena *a)
{
    static const char *const words[] = { "wanted", "kept", "lost" };
    int64_t state = yx_rows_int(rows, 3);
    const char *name = yx_arena_print(a, "media/%" PRId64, yx_rows_int(rows, 0));
    return json_pack("{s:I, s:I, s:s, s:s, s:I, s:s*, s:s*, s:I}", "id", (json_int_t)yx_rows_int(rows, 0),
        "message", (json_int_t)yx_rows_int(rows, 1), "kind", yx_rows_text(rows, 2, a), "state",
        state >= 0 && state <= 2 ? words[state] : "lost", "bytes", (json_int_t)yx_rows_int(rows, 4),
        "content_type", yx_rows_text(rows, 5, a), "name", state == 1 ? name : NULL, "at_ms",
        (json_int_t)yx_rows_int(rows, 6));
}

enum yx_err person_copy_media(struct yx_tx *tx, struct yx_arena *a, const struct yx_person *p, json_t *list)
{
    return person_list(tx, a,
        "SELECT id, message, kind, state, bytes, content_type, at_ms FROM media WHERE conversation = ? ORDER BY id",
        p->conversation.id, media, list);
}

void person_page_media(struct yx_buf *out, const struct yx_person_work *w, const json_t *list)
{
    yx_buf_text(out, "<table>");
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *one = json_array_get(list, i);
        const char *name = json_string_value(json_object_get(one, "name"));
        person_row(out, person_when(w->arena, json_integer_value(json_object_get(one, "at_ms"))),
            name ? name : yx_texts_get(w->texts, "person.file.lost"));
    }
    yx_buf_text(out, "</table>");
}

enum yx_err person_erase_media(struct yx_tx *tx, const struct yx_person *p, const struct yx_person_rows *rows,
    const char *tombstone, struct yx_person_erased *erased)
{
    enum yx_err err = YX_OK;
    (void)p;
    (void)tombstone;
    erased->files += (int64_t)rows->media_count;
    for (size_t i = 0; i < rows->media_count && (err == YX_OK || err == YX_EMPTY); i++)
        err = yx_tx_run(tx,
            "UPDATE media SET state = 2, platform_id = '', content_type = NULL, bytes = 0, reason = 'erased' WHERE id = ?",
            YX_VALUES(yx_int(rows->media[i])));
    return err == YX_EMPTY ? YX_OK : err;
}

/* ---- what only a look through whole tables finds ---- */

static enum yx_err gather_ids(
    struct yx_tx *tx, struct yx_arena *a, const char *sql, int64_t id, int64_t **ids_out, size_t *count_out)
{
    json_t *list = json_array();
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx, sql, YX_VALUES(yx_int(id), yx_int(ROWS_MOST)), &rows);
    if (err == YX_OK) {
        while ((err = yx_rows_next(&rows)) == YX_OK)
            json_array_append_new(list, json_integer((json_int_t)yx_rows_int(&rows, 0)));
        yx_rows_close(&rows);
    }
    *count_out = json_array_size(list);
    *ids_out = yx_arena_get(a, (*count_out + 1) * sizeof **ids_out);
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *one = json_array_get(list, i);
        (*ids_out)[i] = json_integer_value(one);
    }
    json_decref(list);
    return err == YX_EMPTY ? YX_OK : err;
}

static enum yx_err gather_deliveries(
    struct yx_tx *tx, struct yx_arena *a, int64_t id, struct yx_person_rows *out)
{
    struct yx_rows rows;
    size_t room = 64, len;
    unsigned char(*keys)[16] = yx_arena_get(a, room * sizeof *keys);
    enum yx_err err =
        yx_tx_query(tx, "SELECT key FROM dedupe WHERE conversation = ?", YX_VALUES(yx_int(id)), &rows);
    if (err != YX_OK)
        return err;
    while ((err = yx_rows_next(&rows)) == YX_OK) {
        const unsigned char *key = yx_rows_blob(&rows, 0, a, &len);
        if (out->delivery_count == room) {
            unsigned char(*more)[16] = yx_arena_get(a, 2 * room * sizeof *more);
            memcpy(more, keys, room * sizeof *keys);
            keys = more;
            room *= 2;
        }
        if (len == sizeof *keys)
            memcpy(keys[out->delivery_count++], key, sizeof *keys);
    }
    yx_rows_close(&rows);
    out->deliveries = (const unsigned char(*)[16])keys;
    return err == YX_EMPTY ? YX_OK : err;
}

enum yx_err person_gather(
    struct yx_tx *tx, struct yx_arena *a, const struct yx_person *p, struct yx_person_rows *out)
{
    int64_t id = p->conversation.id;
    *out = (struct yx_person_rows){ 0 };
    enum yx_err err = gather_ids(
        tx, a, "SELECT id FROM letter WHERE conversation = ? LIMIT ?", id, &out->letters, &out->letter_count);
    if (err == YX_OK)
        err = gather_ids(
            tx, a, "SELECT id FROM media WHERE conversation = ? LIMIT ?", id, &out->media, &out->media_count);
    return err == YX_OK ? gather_deliveries(tx, a, id, out) : err;
}
