#include <string.h>

#include "files/inside.h"

#define COLUMNS "id, name, size, have, state, kind, reason, bytes, hash, conversation, message, tries"

static void read_row(struct yx_rows *rows, struct yx_arena *a, struct yx_file_row *f)
{
    const char *id = yx_rows_text(rows, 0, a);
    *f = (struct yx_file_row){
        .name = yx_rows_text(rows, 1, a), .size = yx_rows_int(rows, 2), .have = yx_rows_int(rows, 3),
        .state = (enum yx_file_state)yx_rows_int(rows, 4), .kind = (enum yx_file_kind)yx_rows_int(rows, 5),
        .reason = (enum yx_file_reason)yx_rows_int(rows, 6), .bytes = yx_rows_int(rows, 7),
        .hash = yx_rows_text(rows, 8, a), .conversation = yx_rows_int(rows, 9), .message = yx_rows_int(rows, 10),
        .tries = yx_rows_int(rows, 11),
    };
    memcpy(f->id, id, strnlen(id, YX_FILE_ID_HEX));
}

enum yx_err yx_row_get(struct yx_tx *tx, struct yx_arena *a, const char *id, unsigned char who_out[YX_CONTACT_BYTES],
    struct yx_file_row *row_out)
{
    struct yx_rows rows;
    size_t len = 0;
    if (!yx_place_is_id(id))
        return YX_NOT_FOUND;
    enum yx_err err = yx_tx_query(tx, "SELECT " COLUMNS ", who FROM file WHERE id = ?", YX_VALUES(yx_text(id)), &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    if (err == YX_OK) {
        read_row(&rows, a, row_out);
        const void *who = yx_rows_blob(&rows, 12, a, &len);
        memset(who_out, 0, YX_CONTACT_BYTES);
        memcpy(who_out, who, len < YX_CONTACT_BYTES ? len : YX_CONTACT_BYTES);
    }
    yx_rows_close(&rows);
    return err == YX_EMPTY ? YX_NOT_FOUND : err;
}

enum yx_err yx_row_get_for(struct yx_tx *tx, struct yx_arena *a, const struct yx_file_who *who, const char *id,
    struct yx_file_row *row_out)
{
    unsigned char brought_by[YX_CONTACT_BYTES];
    enum yx_err err = yx_row_get(tx, a, id, brought_by, row_out);
    if (err != YX_OK)
        return err;
    bool theirs = memcmp(brought_by, who->who, sizeof brought_by) == 0;
    bool read = who->conversation != 0 && row_out->message != 0 && row_out->conversation == who->conversation;
    return theirs || read ? YX_OK : YX_NOT_FOUND;
}

enum yx_err yx_files_attach(struct yx_tx *tx, const unsigned char who[YX_CONTACT_BYTES], const char *id,
    int64_t conversation, int64_t message)
{
    enum yx_err err = yx_tx_run(tx,
        "UPDATE file SET conversation = ?, message = ? WHERE id = ? AND who = ? AND message = 0 AND state IN (1, 2)",
        YX_VALUES(yx_int(conversation), yx_int(message), yx_text(id), yx_blob(who, YX_CONTACT_BYTES)));
    return err == YX_EMPTY ? YX_NOT_FOUND : err;
}

static struct yx_message *find(struct yx_message **messages, size_t count, int64_t id)
{
    for (size_t i = 0; i < count; i++)
        if (messages[i]->id == id)
            return messages[i];
    return NULL;
}

/* One more file behind those that the message has already: "[{…}" until all are there. */
static void add(struct yx_arena *a, struct yx_message *m, const struct yx_file_row *f)
{
    m->files = yx_arena_print(a, "%s%s%s", m->files ? m->files : "[", m->files ? "," : "", yx_files_json(a, f));
}

enum yx_err yx_files_of(struct yx_tx *tx, struct yx_arena *a, int64_t conversation, struct yx_message **messages,
    size_t count)
{
    struct yx_rows rows;
    if (count == 0)
        return YX_OK;
    enum yx_err err = yx_tx_query(tx,
        "SELECT " COLUMNS " FROM file WHERE conversation = ? AND message > 0 AND message BETWEEN ? AND ?"
        " ORDER BY message, at_ms, id",
        YX_VALUES(yx_int(conversation), yx_int(messages[0]->id), yx_int(messages[count - 1]->id)), &rows);
    if (err != YX_OK)
        return err;
    while ((err = yx_rows_next(&rows)) == YX_OK) {
        struct yx_file_row f;
        read_row(&rows, a, &f);
        struct yx_message *of = find(messages, count, f.message);
        if (of != NULL)
            add(a, of, &f);
    }
    yx_rows_close(&rows);
    for (size_t i = 0; i < count; i++)
        if (messages[i]->files != NULL)
            messages[i]->files = yx_arena_print(a, "%s]", messages[i]->files);
    return err == YX_EMPTY ? YX_OK : err;
}
