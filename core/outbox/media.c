#include "outbox/media.h"

enum yx_err yx_media_want(struct yx_tx *tx, const struct yx_media *m, int64_t now_ms)
{
    return yx_tx_run(tx,
        "INSERT INTO media (id, conversation, message, channel, account, kind, platform_id, state, tries,"
        " next_ms, lease_until_ms, bytes, at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, ?, 0, 0, ?)",
        YX_VALUES(yx_int(m->id), yx_int(m->conversation), yx_int(m->message), yx_text(m->channel),
            yx_text(m->account), yx_text(m->kind), yx_text(m->platform_id), yx_int(now_ms), yx_int(now_ms)));
}

static enum yx_err list(struct yx_tx *tx, struct yx_arena *a, int most, int64_t now_ms, struct yx_media *media,
    size_t *count)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx,
        "SELECT id, conversation, message, channel, account, kind, platform_id, tries FROM media"
        " WHERE state = 0 AND next_ms <= ? AND lease_until_ms <= ? ORDER BY next_ms, id LIMIT ?",
        YX_VALUES(yx_int(now_ms), yx_int(now_ms), yx_int(most)), &rows);
    if (err != YX_OK)
        return err;
    while (*count < (size_t)most && (err = yx_rows_next(&rows)) == YX_OK)
        media[(*count)++] = (struct yx_media){
            .id = yx_rows_int(&rows, 0), .conversation = yx_rows_int(&rows, 1), .message = yx_rows_int(&rows, 2),
            .channel = yx_rows_text(&rows, 3, a), .account = yx_rows_text(&rows, 4, a),
            .kind = yx_rows_text(&rows, 5, a), .platform_id = yx_rows_text(&rows, 6, a),
            .tries = yx_rows_int(&rows, 7),
        };
    yx_rows_close(&rows);
    return err == YX_EMPTY ? YX_OK : err;
}

enum yx_err yx_media_claim(struct yx_tx *tx, struct yx_arena *a, int most, int64_t now_ms, int64_t lease_ms,
    struct yx_media **media_out, size_t *count_out)
{
    struct yx_media *media = yx_arena_get(a, (size_t)most * sizeof *media);
    *media_out = media;
    *count_out = 0;
    enum yx_err err = list(tx, a, most, now_ms, media, count_out);
    for (size_t i = 0; i < *count_out && err == YX_OK; i++)
        err = yx_tx_run(tx, "UPDATE media SET lease_until_ms = ?, tries = tries + 1 WHERE id = ?",
            YX_VALUES(yx_int(now_ms + lease_ms), yx_int(media[i].id)));
    return err;
}

enum yx_err yx_media_kept(struct yx_tx *tx, int64_t id, int64_t bytes, const char *content_type)
{
    return yx_tx_run(tx, "UPDATE media SET state = 1, bytes = ?, content_type = ?, reason = NULL WHERE id = ?",
        YX_VALUES(yx_int(bytes), yx_text(content_type), yx_int(id)));
}

enum yx_err yx_media_lost(struct yx_tx *tx, int64_t id, const char *reason)
{
    return yx_tx_run(tx, "UPDATE media SET state = 2, reason = ? WHERE id = ?", YX_VALUES(yx_text(reason), yx_int(id)));
}

enum yx_err yx_media_later(struct yx_tx *tx, int64_t id, int64_t next_ms, const char *reason)
{
    return yx_tx_run(tx, "UPDATE media SET next_ms = ?, lease_until_ms = 0, reason = ? WHERE id = ?",
        YX_VALUES(yx_int(next_ms), yx_text(reason), yx_int(id)));
}

enum yx_err yx_media_used(struct yx_tx *tx, int64_t *bytes_out)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx, "SELECT COALESCE(SUM(bytes), 0) FROM media WHERE state = 1", NULL, 0, &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    *bytes_out = err == YX_OK ? yx_rows_int(&rows, 0) : 0;
    yx_rows_close(&rows);
    return err;
}
