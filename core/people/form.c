#include "people/form.h"

#include "base/id.h"

enum { DIGEST = 32, KEPT_MS = 48 * 3600 * 1000 };

void yx_form_digest(const struct yx_form *form, unsigned char digest_out[DIGEST])
{
    const struct yx_part parts[] = { { "form", 4 }, { form->body, form->len } };
    yx_digest(NULL, parts, 2, digest_out, DIGEST);
}

/* What it made when it was here before. */
static enum yx_err compare(struct yx_tx *tx, const struct yx_form *form, const unsigned char digest[DIGEST],
    int64_t *object)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx, "SELECT object FROM desk_form WHERE staff = ? AND form = ? AND digest = ?",
        YX_VALUES(yx_int(form->me->id), yx_text(form->id), yx_blob(digest, DIGEST)), &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    if (err == YX_OK)
        *object = yx_rows_int(&rows, 0);
    yx_rows_close(&rows);
    return err == YX_OK ? YX_DUPLICATE : err == YX_EMPTY ? YX_MISMATCH : err;
}

enum yx_err yx_form_take(struct yx_tx *tx, const struct yx_form *form, const unsigned char digest[DIGEST],
    int64_t *object)
{
    enum yx_err err = yx_tx_run(tx, "DELETE FROM desk_form WHERE staff = ? AND at_ms < ?",
        YX_VALUES(yx_int(form->me->id), yx_int(form->now_ms - KEPT_MS)));
    if (err != YX_OK && err != YX_EMPTY)
        return err;
    err = yx_tx_run(tx,
        "INSERT INTO desk_form (staff, form, digest, object, at_ms) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        YX_VALUES(yx_int(form->me->id), yx_text(form->id), yx_blob(digest, DIGEST), yx_int(*object),
            yx_int(form->now_ms)));
    return err == YX_EMPTY ? compare(tx, form, digest, object) : err;
}
