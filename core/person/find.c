#include <stdlib.h>
#include <string.h>

#include "audit/audit.h"
#include "person/parts.h"

static bool is_number(const char *text)
{
    size_t n = strspn(text, "0123456789");
    return n > 0 && n < 19 && text[n] == '\0';
}

/* CHANNEL[/ACCOUNT]:ADDRESS */
static bool read_contact(struct yx_arena *a, const char *named, struct yx_contact *who_out)
{
    const char *colon = strchr(named, ':');
    if (colon == NULL || colon == named || colon[1] == '\0')
        return false;
    char *channel = yx_arena_text(a, named, (size_t)(colon - named)), *slash = strchr(channel, '/');
    *who_out = (struct yx_contact){ channel, slash ? slash + 1 : "", yx_arena_copy(a, colon + 1) };
    if (slash != NULL)
        *slash = '\0';
    return *channel != '\0';
}

enum yx_err yx_person_find(
    struct yx_tx *tx, struct yx_arena *a, const char *named, struct yx_person *person_out)
{
    *person_out = (struct yx_person){ 0 };
    if (is_number(named))
        return yx_conversation_get(
            tx, a, strtoll(named, NULL, 10), &person_out->conversation, &person_out->who);
    if (!read_contact(a, named, &person_out->who))
        return YX_INVALID;
    enum yx_err err = yx_conversation_find(tx, a, &person_out->who, &person_out->conversation);
    return err == YX_EMPTY ? YX_NOT_FOUND : err;
}

enum yx_err person_record(struct yx_tx *tx, const char *act, int64_t conversation, int64_t now_ms)
{
    const struct yx_audit_entry entry = {
        .kind = YX_AUDIT_BY_COMMAND, .act = act, .object = conversation, .at_ms = now_ms
    };
    return yx_audit_append(tx, &entry);
}

enum yx_err person_list(
    struct yx_tx *tx, struct yx_arena *a, const char *sql, int64_t id, person_object *each, json_t *list)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx, sql, YX_VALUES(yx_int(id)), &rows);
    if (err != YX_OK)
        return err;
    while ((err = yx_rows_next(&rows)) == YX_OK)
        json_array_append_new(list, each(&rows, a));
    yx_rows_close(&rows);
    return err == YX_EMPTY ? YX_OK : err;
}
