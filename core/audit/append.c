#include <string.h>

#include "audit/audit.h"
#include "base/id.h"

static bool is_act(const char *act)
{
    size_t n = strspn(act, "abcdefghijklmnopqrstuvwxyz0123456789_.");
    return n > 0 && n <= YX_AUDIT_ACT_MOST && act[n] == '\0';
}

enum yx_err yx_audit_append(struct yx_tx *tx, const struct yx_audit_entry *e)
{
    int64_t id = yx_id_next();
    bool has_words = e->words != NULL && strcmp(e->words, "{}") != 0;
    if (!is_act(e->act) || (has_words && strlen(e->words) > YX_AUDIT_WORDS_MOST))
        return YX_INVALID;
    enum yx_err err = yx_tx_run(tx,
        "INSERT INTO audit (id, at_ms, kind, who, act, object, position, sealed_ms) VALUES (?, ?, ?, ?, ?, ?, 0, 0)",
        YX_VALUES(yx_int(id), yx_int(e->at_ms), yx_int(e->kind), yx_int(e->who), yx_text(e->act),
            yx_int(e->object)));
    if (err == YX_OK && has_words)
        err = yx_tx_run(tx, "INSERT INTO audit_content (entry, words) VALUES (?, ?)",
            YX_VALUES(yx_int(id), yx_text(e->words)));
    return err;
}

static enum yx_err count_words(struct yx_tx *tx, int64_t id, int64_t *count_out)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx,
        "SELECT COUNT(*) FROM audit_content WHERE entry IN (SELECT id FROM audit WHERE object = ?"
        " UNION SELECT id FROM audit WHERE who = ?)",
        YX_VALUES(yx_int(id), yx_int(id)), &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    *count_out = err == YX_OK ? yx_rows_int(&rows, 0) : 0;
    yx_rows_close(&rows);
    return err;
}

enum yx_err yx_audit_forget(
    struct yx_tx *tx, int64_t id, enum yx_audit_kind kind, int64_t who, int64_t now_ms, int64_t *count_out)
{
    enum yx_err err = id == 0 ? YX_INVALID : count_words(tx, id, count_out);
    if (err == YX_OK)
        err = yx_tx_run(tx,
            "DELETE FROM audit_content WHERE entry IN (SELECT id FROM audit WHERE object = ?"
            " UNION SELECT id FROM audit WHERE who = ?)",
            YX_VALUES(yx_int(id), yx_int(id)));
    if (err != YX_OK && err != YX_EMPTY)
        return err;
    const struct yx_audit_entry forget = {
        .kind = kind, .who = who, .act = "forget", .object = id, .at_ms = now_ms
    };
    return yx_audit_append(tx, &forget);
}
