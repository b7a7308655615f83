#include "outbox/letter.h"

enum yx_err yx_letter_offer(struct yx_tx *tx, const struct yx_letter_name *name,
    int64_t lease_until_ms)
{
    return yx_tx_run(tx,
        "INSERT INTO letter (conversation, message, state, lease_until_ms, tries)"
        " VALUES (?, ?, ?, ?, 0)",
        YX_VALUES(yx_int(name->conversation), yx_int(name->message), yx_int(YX_LETTER_OFFERED),
            yx_int(lease_until_ms)));
}

static enum yx_err mark_answered(struct yx_tx *tx, void *arg)
{
    const struct yx_letter_name *name = arg;
    enum yx_err err = yx_tx_run(tx,
        "UPDATE letter SET state = ? WHERE conversation = ? AND message = ? AND state = ?",
        YX_VALUES(yx_int(YX_LETTER_ANSWERED), yx_int(name->conversation), yx_int(name->message),
            yx_int(YX_LETTER_OFFERED)));
    return err == YX_EMPTY ? YX_OK : err;
}

void yx_letter_answered(struct yx_store *store, const struct yx_letter_name *name)
{
    yx_store_later(store, mark_answered, name, sizeof *name);
}
