#include <ctype.h>
#include <string.h>

#include "base/id.h"
#include "desk/inside.h"
#include "people/staff.h"

enum { PHONE_LEAST = 7, PHONE_MOST = 15 };

/* 13800138000, +8613800138000: digits alone, as many as a number has. */
static bool is_phone(const char *sender)
{
    size_t plus = *sender == '+', len = strlen(sender) - plus;
    return len >= PHONE_LEAST && len <= PHONE_MOST && strspn(sender + plus, "0123456789") == len;
}

const char *desk_mask(struct yx_arena *a, const struct yx_contact *who)
{
    unsigned char name[YX_CONTACT_BYTES];
    char hex[2 * YX_CONTACT_BYTES + 1];
    if (!is_phone(who->sender)) {
        yx_contact_digest(who, name);
        yx_hex(name, sizeof name, hex);
        return yx_arena_text(a, hex, 6);
    }
    return yx_contact_masked(a, strncmp(who->sender, "+86", 3) == 0 ? who->sender + 3 : who->sender);
}

const char *desk_clean(struct yx_arena *a, const char *text, size_t most)
{
    char *clean;
    if (text == NULL || yx_text_clean(a, text, strlen(text), &clean) != YX_OK || *clean == '\0')
        return NULL;
    return yx_text_count(clean) > most ? NULL : clean;
}

static enum yx_err name_in(struct yx_tx *tx, struct yx_arena *a, const char *sql, int64_t id, const char **name_out)
{
    struct yx_rows rows;
    *name_out = NULL;
    if (id <= 0)
        return YX_OK;
    enum yx_err err = yx_tx_query(tx, sql, YX_VALUES(yx_int(id)), &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    if (err == YX_OK)
        *name_out = yx_rows_text(&rows, 0, a);
    yx_rows_close(&rows);
    return err == YX_EMPTY ? YX_OK : err;
}

enum yx_err desk_name_of(struct yx_tx *tx, struct yx_arena *a, int64_t staff, const char **name_out)
{
    return name_in(tx, a, "SELECT display FROM staff WHERE id = ?", staff, name_out);
}

enum yx_err desk_team_of(struct yx_tx *tx, struct yx_arena *a, int64_t team, const char **name_out)
{
    return name_in(tx, a, "SELECT name FROM team WHERE id = ?", team, name_out);
}

enum yx_err desk_area_of(struct yx_tx *tx, struct yx_arena *a, int64_t area, const char **name_out)
{
    return name_in(tx, a, "SELECT name FROM area WHERE id = ?", area, name_out);
}
