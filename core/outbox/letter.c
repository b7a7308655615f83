#include "outbox/letter.h"

enum yx_err yx_letter_offer(struct yx_tx *tx, const struct yx_letter *l)
{
    return yx_tx_run(tx,
        "INSERT INTO letter (id, conversation, message, state, lease_until_ms, tries)"
        " VALUES (?, ?, ?, ?, ?, 0)",
        YX_VALUES(yx_int(l->id), yx_int(l->conversation), yx_int(l->message),
            yx_int(YX_LETTER_OFFERED), yx_int(l->lease_until_ms)));
}

static enum yx_err mark_answered(struct yx_tx *tx, void *arg)
{
    enum yx_err err = yx_tx_run(tx, "UPDATE letter SET state = ? WHERE id = ? AND state = ?",
        YX_VALUES(yx_int(YX_LETTER_ANSWERED), yx_int(*(int64_t *)arg), yx_int(YX_LETTER_OFFERED)));
    return err == YX_EMPTY ? YX_OK : err;
}

void yx_letter_answered(struct yx_store *store, int64_t letter)
{
    yx_store_later(store, mark_answered, &letter, sizeof letter);
}
