#include "talk/dedupe.h"

#include <string.h>

#include "base/id.h"

#define PART(text) { (text), strlen(text) }

/* Keys of one contact begin alike and so share pages: those who write now have theirs in
 * memory, where a random key would read and write a cold page for every message. */
enum { CONTACT_BYTES = 4 };

void yx_delivery_name(const struct yx_contact *who, const char *external_id, const char *text,
    const char *const *files, size_t file_count, struct yx_delivery *d)
{
    const struct yx_part name[] = {
        PART(who->channel), PART(who->account), PART(who->sender), PART(external_id),
    };
    struct yx_part words[1 + YX_FILES_OF_MESSAGE] = { PART(text) };
    size_t count = 1;
    for (size_t i = 0; i < file_count && count <= YX_FILES_OF_MESSAGE; i++)
        words[count++] = (struct yx_part)PART(files[i]);
    unsigned char contact[YX_DEDUPE_BYTES];
    yx_digest(NULL, name, 3, contact, sizeof contact);
    yx_digest(NULL, name, 4, d->key, sizeof d->key);
    memcpy(d->key, contact, CONTACT_BYTES);
    yx_digest(NULL, words, count, d->digest, sizeof d->digest);
}

enum yx_err yx_delivery_find(struct yx_tx *tx, struct yx_delivery *d)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx,
        "SELECT conversation, message, reply, letter, digest = ? FROM dedupe WHERE key = ?",
        YX_VALUES(yx_blob(d->digest, sizeof d->digest), yx_blob(d->key, sizeof d->key)), &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    if (err == YX_OK) {
        d->conversation = yx_rows_int(&rows, 0);
        d->message = yx_rows_int(&rows, 1);
        d->reply = yx_rows_int(&rows, 2);
        d->letter = yx_rows_int(&rows, 3);
        if (yx_rows_int(&rows, 4) == 0)
            err = YX_MISMATCH;
    }
    yx_rows_close(&rows);
    return err;
}

enum yx_err yx_delivery_add(struct yx_tx *tx, const struct yx_delivery *d, int64_t now_ms)
{
    enum yx_err err = yx_tx_run(tx,
        "INSERT INTO dedupe (key, digest, conversation, message, reply, letter, at_ms)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        YX_VALUES(yx_blob(d->key, sizeof d->key), yx_blob(d->digest, sizeof d->digest),
            yx_int(d->conversation), yx_int(d->message), yx_int(d->reply), yx_int(d->letter),
            yx_int(now_ms)));
    return err == YX_EMPTY ? YX_DUPLICATE : err;
}
