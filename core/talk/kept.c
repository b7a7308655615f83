#include "talk/kept.h"

enum yx_err yx_kept_list(struct yx_tx *tx, struct yx_arena *a, int64_t conversation,
    const struct yx_kept **list_out)
{
    struct yx_rows rows;
    *list_out = NULL;
    enum yx_err err = yx_tx_query(tx,
        "SELECT plugin, version, json FROM kept_state WHERE conversation = ?",
        YX_VALUES(yx_int(conversation)), &rows);
    if (err != YX_OK)
        return err;
    while ((err = yx_rows_next(&rows)) == YX_OK) {
        struct yx_kept *k = yx_arena_get(a, sizeof *k);
        k->plugin = yx_rows_text(&rows, 0, a);
        k->version = (int)yx_rows_int(&rows, 1);
        k->json = yx_rows_text(&rows, 2, a);
        k->next = *list_out;
        *list_out = k;
    }
    yx_rows_close(&rows);
    return err == YX_EMPTY ? YX_OK : err;
}

enum yx_err yx_kept_put(struct yx_tx *tx, int64_t conversation, const struct yx_kept *k)
{
    return yx_tx_run(tx,
        "INSERT INTO kept_state (conversation, plugin, version, json) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (conversation, plugin) DO UPDATE SET version = excluded.version,"
        " json = excluded.json",
        YX_VALUES(yx_int(conversation), yx_text(k->plugin), yx_int(k->version), yx_text(k->json)));
}

enum yx_err yx_kept_drop(struct yx_tx *tx, int64_t conversation, const char *plugin)
{
    enum yx_err err = yx_tx_run(tx, "DELETE FROM kept_state WHERE conversation = ? AND plugin = ?",
        YX_VALUES(yx_int(conversation), yx_text(plugin)));
    return err == YX_EMPTY ? YX_OK : err;
}
