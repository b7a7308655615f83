#include "person/parts.h"

#include "base/clock.h"
#include "talk/fragment.h"

/* ---- who ---- */

static enum yx_err copy_contact(struct yx_tx *tx, struct yx_arena *a, const struct yx_person *p, json_t *list)
{
    (void)tx;
    (void)a;
    json_array_append_new(
        list, json_pack("{s:s, s:s, s:s, s:I, s:I}", "channel", p->who.channel, "account", p->who.account,
                  "address", p->who.sender, "since_ms", (json_int_t)p->conversation.created_ms,
                  "no_letters_since_ms", (json_int_t)p->conversation.left_ms));
    return YX_OK;
}

static const char *member(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : "";
}

static int64_t number(const json_t *object, const char *name)
{
    return json_integer_value(json_object_get(object, name));
}

static void page_contact(struct yx_buf *out, const struct yx_person_work *w, const json_t *list)
{
    const json_t *c = json_array_get(list, 0);
    yx_buf_text(out, "<table>");
    person_row(out, yx_texts_get(w->texts, "person.channel"), member(c, "channel"));
    if (*member(c, "account") != '\0')
        person_row(out, yx_texts_get(w->texts, "person.account"), member(c, "account"));
    person_row(out, yx_texts_get(w->texts, "person.address"), member(c, "address"));
    person_row(out, yx_texts_get(w->texts, "person.since"), person_when(w->arena, number(c, "since_ms")));
    if (number(c, "no_letters_since_ms") != 0)
        person_row(out, yx_texts_get(w->texts, "person.no_letters"), person_when(w->arena, number(c, "no_letters_since_ms")));
    yx_buf_text(out, "</table>");
}

/* Whoever writes next by the same way is somebody new. The version counts up: a turn, or staff, under way
 * reads again. */
static enum yx_err erase_contact(struct yx_tx *tx, const struct yx_person *p,
    const struct yx_person_rows *rows, const char *tombstone, struct yx_person_erased *erased)
{
    (void)rows;
    (void)tombstone;
    (void)erased;
    struct yx_conversation c = p->conversation;
    c.floor = c.pending = c.queue_why = NULL;
    c.floor_until_ms = c.window_until_ms = c.window_sends = c.held = 0;
    enum yx_err err = yx_conversation_save(tx, &c);
    char sender[32];
    snprintf(sender, sizeof sender, "erased-%lld", (long long)c.contact);
    return err == YX_OK ? yx_tx_run(tx, "UPDATE contact SET sender = ? WHERE id = ?",
                              YX_VALUES(yx_text(sender), yx_int(c.contact)))
                        : err;
}

/* ---- texts that wait for the others of their message ---- */

static json_t *fragment(struct yx_rows *rows, struct yx_arena *a)
{
    return json_pack("{s:s*, s:I}", "text", yx_rows_text(rows, 0, a), "at_ms", (json_int_t)yx_rows_int(rows, 1));
}

/* Those that were taken stand among the messages. */
static enum yx_err copy_fragments(struct yx_tx *tx, struct yx_arena *a, const struct yx_person *p, json_t *list)
{
    return person_list(tx, a,
        "SELECT f.body, f.at_ms FROM fragment f JOIN contact c ON c.channel = f.channel AND c.account = f.account"
        " AND c.sender = f.sender WHERE c.id = ? AND f.state = 0 ORDER BY f.id",
        p->conversation.contact, fragment, list);
}

static void page_fragments(struct yx_buf *out, const struct yx_person_work *w, const json_t *list)
{
    yx_buf_text(out, "<table>");
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *one = json_array_get(list, i);
        person_row(out, person_when(w->arena, number(one, "at_ms")), member(one, "text"));
    }
    yx_buf_text(out, "</table>");
}

static enum yx_err erase_fragments(struct yx_tx *tx, const struct yx_person *p, const struct yx_person_rows *rows,
    const char *tombstone, struct yx_person_erased *erased)
{
    (void)rows;
    (void)tombstone;
    (void)erased;
    return yx_fragments_erase(tx, &p->who);
}

/* ---- what readers said of answers, and how services were ---- */

static json_t *feedback(struct yx_rows *rows, struct yx_arena *a)
{
    (void)a;
    return json_pack("{s:I, s:b, s:I}", "message", (json_int_t)yx_rows_int(rows, 0), "useful",
        yx_rows_int(rows, 1) != 0, "at_ms", (json_int_t)yx_rows_int(rows, 2));
}

static enum yx_err copy_feedback(
    struct yx_tx *tx, struct yx_arena *a, const struct yx_person *p, json_t *list)
{
    return person_list(tx, a,
        "SELECT message, useful, at_ms FROM feedback WHERE conversation = ? ORDER BY message",
        p->conversation.id, feedback, list);
}

static void page_feedback(struct yx_buf *out, const struct yx_person_work *w, const json_t *list)
{
    yx_buf_text(out, "<table>");
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *one = json_array_get(list, i);
        person_row(out, yx_arena_print(w->arena, "%lld", (long long)number(one, "message")),
            yx_texts_get(
                w->texts, json_is_true(json_object_get(one, "useful")) ? "person.useful" : "person.useless"));
    }
    yx_buf_text(out, "</table>");
}

static json_t *service(struct yx_rows *rows, struct yx_arena *a)
{
    (void)a;
    return json_pack("{s:I, s:I, s:I}", "asked_ms", (json_int_t)yx_rows_int(rows, 0), "ended_ms",
        (json_int_t)yx_rows_int(rows, 1), "stars", (json_int_t)yx_rows_int(rows, 2));
}

static enum yx_err copy_services(
    struct yx_tx *tx, struct yx_arena *a, const struct yx_person *p, json_t *list)
{
    return person_list(tx, a,
        "SELECT asked_ms, ended_ms, stars FROM service WHERE conversation = ? ORDER BY id",
        p->conversation.id, service, list);
}

static void page_services(struct yx_buf *out, const struct yx_person_work *w, const json_t *list)
{
    yx_buf_text(out, "<table>");
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *one = json_array_get(list, i);
        person_row(out, person_when(w->arena, number(one, "asked_ms")),
            number(one, "stars") > 0 ? yx_texts_get(w->texts, yx_arena_print(w->arena, "desk.stars%lld",
                                                                  (long long)number(one, "stars")))
                                     : yx_texts_get(w->texts, "person.not_rated"));
    }
    yx_buf_text(out, "</table>");
}

/* ---- what plugins keep ---- */

static json_t *kept(struct yx_rows *rows, struct yx_arena *a)
{
    json_t *state = json_loads(yx_rows_text(rows, 1, a), JSON_DECODE_ANY, NULL);
    return json_pack("{s:s, s:o}", "plugin", yx_rows_text(rows, 0, a), "state", state ? state : json_null());
}

static enum yx_err copy_kept(struct yx_tx *tx, struct yx_arena *a, const struct yx_person *p, json_t *list)
{
    return person_list(tx, a, "SELECT plugin, json FROM kept_state WHERE conversation = ? ORDER BY plugin",
        p->conversation.id, kept, list);
}

static void page_kept(struct yx_buf *out, const struct yx_person_work *w, const json_t *list)
{
    yx_buf_text(out, "<table>");
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *one = json_array_get(list, i);
        char *state = json_dumps(json_object_get(one, "state"), JSON_ENCODE_ANY);
        person_row(out, member(one, "plugin"), state ? yx_arena_copy(w->arena, state) : "");
        free(state);
    }
    yx_buf_text(out, "</table>");
}

/* ---- what staff wrote of them ---- */

static json_t *note(struct yx_rows *rows, struct yx_arena *a)
{
    return json_pack("{s:s*, s:s*, s:I}", "staff", yx_rows_text(rows, 0, a), "text", yx_rows_text(rows, 1, a),
        "at_ms", (json_int_t)yx_rows_int(rows, 2));
}

static enum yx_err copy_notes(struct yx_tx *tx, struct yx_arena *a, const struct yx_person *p, json_t *list)
{
    static const char *const sql[] = {
        "SELECT s.display, n.body, n.at_ms FROM note n LEFT JOIN staff s ON s.id = n.staff WHERE n.conversation = ? ORDER BY n.id",
        "SELECT s.display, h.note, h.at_ms FROM handover h LEFT JOIN staff s ON s.id = h.from_staff WHERE h.conversation = ?"
        " AND h.note IS NOT NULL ORDER BY h.id",
        "SELECT s.display, v.summary, v.ended_ms FROM service v LEFT JOIN staff s ON s.id = v.staff WHERE v.conversation = ?"
        " AND v.summary IS NOT NULL ORDER BY v.id",
    };
    enum yx_err err = YX_OK;
    for (size_t i = 0; i < sizeof sql / sizeof *sql && err == YX_OK; i++)
        err = person_list(tx, a, sql[i], p->conversation.id, note, list);
    return err;
}

static void page_notes(struct yx_buf *out, const struct yx_person_work *w, const json_t *list)
{
    yx_buf_text(out, "<table>");
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *one = json_array_get(list, i);
        person_row(out,
            yx_arena_print(
                w->arena, "%s %s", person_when(w->arena, number(one, "at_ms")), member(one, "staff")),
            member(one, "text"));
    }
    yx_buf_text(out, "</table>");
}

static enum yx_err count_notes(struct yx_tx *tx, int64_t conversation, int64_t *count_out)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(
        tx, "SELECT COUNT(*) FROM note WHERE conversation = ?", YX_VALUES(yx_int(conversation)), &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    *count_out = err == YX_OK ? yx_rows_int(&rows, 0) : 0;
    yx_rows_close(&rows);
    return err;
}

static enum yx_err erase_notes(struct yx_tx *tx, const struct yx_person *p, const struct yx_person_rows *rows,
    const char *tombstone, struct yx_person_erased *erased)
{
    static const char *const sql[] = { "UPDATE note SET body = ? WHERE conversation = ?",
        "UPDATE handover SET note = ? WHERE conversation = ? AND note IS NOT NULL",
        "UPDATE service SET summary = ? WHERE conversation = ? AND summary IS NOT NULL" };
    (void)rows;
    enum yx_err err = count_notes(tx, p->conversation.id, &erased->notes);
    for (size_t i = 0; i < sizeof sql / sizeof *sql && (err == YX_OK || err == YX_EMPTY); i++)
        err = yx_tx_run(tx, sql[i], YX_VALUES(yx_text(tombstone), yx_int(p->conversation.id)));
    return err == YX_EMPTY ? YX_OK : err;
}

const struct yx_person_part yx_person_parts[] = {
    { "contact", false, copy_contact, page_contact, erase_contact },
    { "fragments", false, copy_fragments, page_fragments, erase_fragments },
    { "messages", false, person_copy_messages, person_page_messages, person_erase_messages },
    { "files", false, person_copy_files, person_page_files, person_erase_files },
    { "media", false, person_copy_media, person_page_media, person_erase_media },
    { "cases", false, person_copy_cases, person_page_cases, NULL },
    { "letters", false, person_copy_letters, person_page_letters, person_erase_letters },
    { "services", false, copy_services, page_services, NULL },
    { "feedback", false, copy_feedback, page_feedback, NULL },
    { "kept", false, copy_kept, page_kept, NULL }, /* erased with the messages */
    { "notes", true, copy_notes, page_notes, erase_notes },
    { 0 },
};
