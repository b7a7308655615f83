/* What was said, and what the person says is right instead. */
#include <string.h>

#include "person/parts.h"

static const char *const authors[] = { "citizen", "machine", "staff" };

static json_t *message(struct yx_rows *rows, struct yx_arena *a)
{
    int64_t author = yx_rows_int(rows, 1);
    const char *extra = yx_rows_text(rows, 3, a);
    json_t *more = extra ? json_loads(extra, 0, NULL) : NULL;
    json_t *sources = json_object_get(more, "sources");
    json_t *made = json_pack("{s:I, s:s, s:s, s:I, s:s*, s:O*, s:[]}", "number",
        (json_int_t)yx_rows_int(rows, 0), "author", author >= 0 && author <= 2 ? authors[author] : "machine",
        "text", yx_rows_text(rows, 2, a), "at_ms", (json_int_t)yx_rows_int(rows, 4), "staff",
        yx_rows_text(rows, 5, a), "sources", json_array_size(sources) > 0 ? sources : NULL, "corrections");
    json_decref(more);
    return made;
}

static json_t *correction(struct yx_rows *rows, struct yx_arena *a)
{
    return json_pack("{s:I, s:s, s:I}", "number", (json_int_t)yx_rows_int(rows, 0), "text",
        yx_rows_text(rows, 1, a), "at_ms", (json_int_t)yx_rows_int(rows, 2));
}

/* Beside the message it is about; messages count from 1 without a gap. */
static void put_beside(json_t *messages, json_t *corrections)
{
    for (size_t i = 0; i < json_array_size(corrections); i++) {
        json_t *one = json_array_get(corrections, i);
        json_int_t number = json_integer_value(json_object_get(one, "number"));
        json_t *about = number > 0 ? json_array_get(messages, (size_t)number - 1) : NULL;
        json_object_del(one, "number");
        json_array_append(json_object_get(about, "corrections"), one);
    }
}

enum yx_err person_copy_messages(
    struct yx_tx *tx, struct yx_arena *a, const struct yx_person *p, json_t *list)
{
    json_t *corrections = json_array();
    enum yx_err err = person_list(tx, a,
        "SELECT m.id, m.author, m.body, m.extra, m.at_ms, s.display FROM message m LEFT JOIN staff s ON s.id = m.staff"
        " WHERE m.conversation = ? ORDER BY m.id",
        p->conversation.id, message, list);
    if (err == YX_OK)
        err = person_list(tx, a,
            "SELECT message, body, at_ms FROM correction WHERE conversation = ? ORDER BY id",
            p->conversation.id, correction, corrections);
    put_beside(list, corrections);
    json_decref(corrections);
    return err;
}

/* ---- for a reader ---- */

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : "";
}

static void page_sources(struct yx_buf *out, const json_t *sources)
{
    for (size_t i = 0; i < json_array_size(sources); i++) {
        json_t *one = json_array_get(sources, i);
        yx_buf_text(out, "<p class=\"basis\">《");
        person_html(out, text_of(one, "law"));
        yx_buf_text(out, "》");
        person_html(out, text_of(one, "article"));
        yx_buf_text(out, "</p>");
    }
}

static void page_corrections(struct yx_buf *out, const struct yx_person_work *w, const json_t *corrections)
{
    for (size_t i = 0; i < json_array_size(corrections); i++) {
        json_t *one = json_array_get(corrections, i);
        yx_buf_text(out, "<p class=\"correction\">");
        person_html(out, yx_texts_fill(w->texts, w->arena, "person.corrected", "time",
                             person_when(w->arena, json_integer_value(json_object_get(one, "at_ms"))), "text",
                             text_of(one, "text"), NULL));
        yx_buf_text(out, "</p>");
    }
}

void person_page_messages(struct yx_buf *out, const struct yx_person_work *w, const json_t *list)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *m = json_array_get(list, i);
        const char *author = text_of(m, "author"), *staff = text_of(m, "staff");
        yx_buf_print(out, "<div class=\"%s\"><h3>%lld · ", author,
            (long long)json_integer_value(json_object_get(m, "number")));
        person_html(out, yx_texts_get(w->texts, yx_arena_print(w->arena, "person.author.%s", author)));
        yx_buf_text(out, " ");
        person_html(out, staff);
        yx_buf_print(
            out, " · %s</h3><p>", person_when(w->arena, json_integer_value(json_object_get(m, "at_ms"))));
        person_html(out, text_of(m, "text"));
        yx_buf_text(out, "</p>");
        page_sources(out, json_object_get(m, "sources"));
        page_corrections(out, w, json_object_get(m, "corrections"));
        yx_buf_text(out, "</div>\n");
    }
}

/* ---- erasing ---- */

static enum yx_err count(struct yx_tx *tx, int64_t conversation, int64_t *count_out)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(
        tx, "SELECT COUNT(*) FROM message WHERE conversation = ?", YX_VALUES(yx_int(conversation)), &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    *count_out = err == YX_OK ? yx_rows_int(&rows, 0) : 0;
    yx_rows_close(&rows);
    return err;
}

/* Deliveries are known by digests of addresses and texts, which could be guessed. */
static enum yx_err erase_deliveries(struct yx_tx *tx, const struct yx_person_rows *rows)
{
    enum yx_err err = YX_OK;
    for (size_t i = 0; i < rows->delivery_count && (err == YX_OK || err == YX_EMPTY); i++)
        err = yx_tx_run(tx, "DELETE FROM dedupe WHERE key = ?",
            YX_VALUES(yx_blob(rows->deliveries[i], sizeof rows->deliveries[i])));
    return err == YX_EMPTY ? YX_OK : err;
}

enum yx_err person_erase_messages(struct yx_tx *tx, const struct yx_person *p,
    const struct yx_person_rows *rows, const char *tombstone, struct yx_person_erased *erased)
{
    static const char *const gone[] = { "DELETE FROM unanswered WHERE conversation = ?",
        "DELETE FROM correction WHERE conversation = ?", "DELETE FROM kept_state WHERE conversation = ?" };
    int64_t id = p->conversation.id;
    enum yx_err err = count(tx, id, &erased->messages);
    if (err == YX_OK)
        err = yx_tx_run(tx,
            "UPDATE message SET body = ?, extra = NULL, provenance = NULL WHERE conversation = ?",
            YX_VALUES(yx_text(tombstone), yx_int(id)));
    for (size_t i = 0; i < sizeof gone / sizeof *gone && (err == YX_OK || err == YX_EMPTY); i++)
        err = yx_tx_run(tx, gone[i], YX_VALUES(yx_int(id)));
    return err == YX_OK || err == YX_EMPTY ? erase_deliveries(tx, rows) : err;
}
