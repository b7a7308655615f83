#include "people/staff.h"

#include <string.h>

#define COLUMNS \
    "s.id, s.name, s.display, s.roles, s.team, s.body, t.name, b.name, s.capacity, s.present, s.disabled_ms, s.totp," \
    " s.must_change, s.rights, s.created_ms, s.password, s.totp_step" \
    " FROM staff s LEFT JOIN team t ON t.id = s.team LEFT JOIN body b ON b.id = s.body"

static void read_row(struct yx_rows *rows, struct yx_arena *a, struct yx_staff *s, struct yx_staff_secrets *secrets)
{
    size_t totp_len = 0;
    const void *totp = yx_rows_blob(rows, 11, a, &totp_len);
    *s = (struct yx_staff){
        .id = yx_rows_int(rows, 0), .name = yx_rows_text(rows, 1, a), .display = yx_rows_text(rows, 2, a),
        .roles = (unsigned)yx_rows_int(rows, 3), .team = yx_rows_int(rows, 4), .body = yx_rows_int(rows, 5),
        .team_name = yx_rows_text(rows, 6, a), .body_name = yx_rows_text(rows, 7, a),
        .capacity = (int)yx_rows_int(rows, 8), .present = yx_rows_int(rows, 9) != 0,
        .disabled = yx_rows_int(rows, 10) != 0, .totp = totp != NULL && totp_len > 0,
        .must_change = yx_rows_int(rows, 12) != 0, .rights = yx_rows_int(rows, 13),
        .created_ms = yx_rows_int(rows, 14),
    };
    if (secrets)
        *secrets = (struct yx_staff_secrets){ yx_rows_text(rows, 15, a), s->totp ? totp : NULL, totp_len,
            yx_rows_int(rows, 16) };
}

enum yx_err yx_staff_open(struct yx_tx *tx, struct yx_arena *a, int64_t id, const char *name,
    struct yx_staff *staff_out, struct yx_staff_secrets *secrets_out)
{
    struct yx_rows rows;
    enum yx_err err = id ? yx_tx_query(tx, "SELECT " COLUMNS " WHERE s.id = ?", YX_VALUES(yx_int(id)), &rows)
                         : yx_tx_query(tx, "SELECT " COLUMNS " WHERE s.name = ?", YX_VALUES(yx_text(name)), &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    if (err == YX_OK)
        read_row(&rows, a, staff_out, secrets_out);
    yx_rows_close(&rows);
    return err;
}

enum yx_err yx_staff_get(struct yx_tx *tx, struct yx_arena *a, int64_t id, struct yx_staff *staff_out)
{
    return id ? yx_staff_open(tx, a, id, NULL, staff_out, NULL) : YX_EMPTY;
}

enum yx_err yx_staff_list(struct yx_tx *tx, struct yx_arena *a, struct yx_staff **staff_out, size_t *count_out)
{
    struct yx_rows rows;
    *count_out = 0;
    *staff_out = yx_arena_get(a, YX_STAFF_MOST * sizeof **staff_out);
    enum yx_err err = yx_tx_query(tx, "SELECT " COLUMNS " ORDER BY s.name LIMIT ?", YX_VALUES(yx_int(YX_STAFF_MOST)), &rows);
    if (err != YX_OK)
        return err;
    while ((err = yx_rows_next(&rows)) == YX_OK)
        read_row(&rows, a, &(*staff_out)[(*count_out)++], NULL);
    yx_rows_close(&rows);
    return err == YX_EMPTY ? YX_OK : err;
}

enum yx_err yx_staff_insert(struct yx_tx *tx, const struct yx_staff *s, const char *password, int64_t now_ms)
{
    enum yx_err err = yx_tx_run(tx,
        "INSERT INTO staff (id, name, display, password, must_change, roles, team, body, capacity, present, rights,"
        " disabled_ms, totp_step, created_ms, updated_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 1, 0, 0, ?, ?)"
        " ON CONFLICT DO NOTHING",
        YX_VALUES(yx_int(s->id), yx_text(s->name), yx_text(s->display), yx_text(password), yx_int(s->must_change),
            yx_int(s->roles), yx_int(s->team), yx_int(s->body), yx_int(s->capacity), yx_int(now_ms), yx_int(now_ms)));
    return err == YX_EMPTY ? YX_DUPLICATE : err;
}

enum yx_err yx_staff_update(struct yx_tx *tx, const struct yx_staff *s, bool counted, int64_t now_ms)
{
    return yx_tx_run(tx,
        "UPDATE staff SET display = ?, roles = ?, team = ?, body = ?, capacity = ?, disabled_ms = ?, present = ?,"
        " rights = rights + ?, updated_ms = ? WHERE id = ?",
        YX_VALUES(yx_text(s->display), yx_int(s->roles), yx_int(s->team), yx_int(s->body), yx_int(s->capacity),
            yx_int(s->disabled ? now_ms : 0), yx_int(s->present && !s->disabled), yx_int(counted), yx_int(now_ms),
            yx_int(s->id)));
}

enum yx_err yx_staff_set_password(struct yx_tx *tx, int64_t id, const char *password, bool must_change, int64_t now_ms)
{
    return yx_tx_run(tx, "UPDATE staff SET password = ?, must_change = ?, updated_ms = ? WHERE id = ?",
        YX_VALUES(yx_text(password), yx_int(must_change), yx_int(now_ms), yx_int(id)));
}

enum yx_err yx_staff_set_totp(struct yx_tx *tx, int64_t id, const void *sealed, size_t len, int64_t step)
{
    return yx_tx_run(tx, "UPDATE staff SET totp = ?, totp_step = ? WHERE id = ?",
        YX_VALUES(sealed ? yx_blob(sealed, len) : yx_text(NULL), yx_int(step), yx_int(id)));
}

enum yx_err yx_staff_use_step(struct yx_tx *tx, int64_t id, int64_t step)
{
    return yx_tx_run(tx, "UPDATE staff SET totp_step = ? WHERE id = ? AND totp_step < ?",
        YX_VALUES(yx_int(step), yx_int(id), yx_int(step)));
}

enum yx_err yx_staff_set_present(struct yx_tx *tx, int64_t id, bool present)
{
    return yx_tx_run(tx, "UPDATE staff SET present = ? WHERE id = ?", YX_VALUES(yx_int(present), yx_int(id)));
}

enum yx_err yx_staff_other_administrators(struct yx_tx *tx, int64_t id, int64_t *count_out)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx, "SELECT count(*) FROM staff WHERE (roles & 64) <> 0 AND disabled_ms = 0 AND id <> ?",
        YX_VALUES(yx_int(id)), &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    *count_out = err == YX_OK ? yx_rows_int(&rows, 0) : 0;
    yx_rows_close(&rows);
    return err;
}

/* Letters of any script, digits, . _ - : nothing that hides or breaks a line. */
static bool is_name_character(uint32_t c)
{
    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    return c > 0xa0 && !(c >= 0x2000 && c <= 0x2bff) && !(c >= 0x3000 && c <= 0x3004) &&
        !(c >= 0x3008 && c <= 0x3020) && !(c >= 0xe000 && c <= 0xf8ff) && c < 0xe0000;
}

const char *yx_staff_fold_name(struct yx_arena *a, const char *name)
{
    char *folded;
    uint32_t c;
    size_t n;
    if (yx_text_fold(a, name, strlen(name), &folded) != YX_OK)
        return NULL;
    for (const char *at = folded; (n = yx_text_next(at, &c)) > 0; at += n)
        if (!is_name_character(c))
            return NULL;
    size_t count = yx_text_count(folded);
    return count >= 1 && count <= YX_STAFF_NAME_MOST ? folded : NULL;
}

const char *yx_staff_clean_display(struct yx_arena *a, const char *display)
{
    char *clean;
    if (yx_text_clean(a, display, strlen(display), &clean) != YX_OK || strpbrk(clean, "\n\t<>"))
        return NULL;
    size_t count = yx_text_count(clean);
    return count >= 1 && count <= YX_STAFF_DISPLAY_MOST ? clean : NULL;
}
