#include "talk/feedback.h"

enum yx_err yx_feedback_put(struct yx_tx *tx, const struct yx_feedback *f)
{
    return yx_tx_run(tx,
        "INSERT INTO feedback (conversation, message, useful, at_ms) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (conversation, message) DO UPDATE SET useful = excluded.useful,"
        " at_ms = excluded.at_ms",
        YX_VALUES(yx_int(f->conversation), yx_int(f->message), yx_int(f->useful), yx_int(f->at_ms)));
}
