/* A case as somebody outside sees it: by what its kind shows, and no more. */
#include <jansson.h>
#include <sodium.h>
#include <string.h>

#include "base/id.h"
#include "cases/inside.h"
#include "cases/turn.h"
#include "gate/limit.h"

/* The reporter, known by their way in, sees what they were told anyway; who has number and code, what the kind shows. */
enum { OWN_MOST = 50, TO_REPORTER = YX_PUBLIC_STATE | YX_PUBLIC_BODY | YX_PUBLIC_DATES | YX_PUBLIC_DUE | YX_PUBLIC_REPLIES | YX_PUBLIC_MISSING };

static const char *titles_of(struct yx_arena *a, const char *json)
{
    json_t *list = json ? json_loads(json, 0, NULL) : NULL;
    const char *words = NULL;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *title = json_string_value(json_object_get(json_array_get(list, i), "title"));
        words = yx_arena_print(a, "%s%s%s", words ? words : "", words ? "、" : "", title ? title : "");
    }
    json_decref(list);
    return words;
}

/* `c`: where it is worked on; `own`: the one whose number somebody holds (itself, unless it was merged). */
static enum yx_err show(struct yx_tx *tx, struct yx_arena *a, const struct case_row *own, const struct case_row *c, unsigned shows,
    int64_t now_ms, struct yx_case_seen *out)
{
    const char *body = NULL, *due;
    enum yx_err err = (shows & YX_PUBLIC_BODY) != 0 ? case_body_name(tx, a, c->body, &body) : YX_OK;
    bool closed = c->state == YX_CASE_CLOSED || c->state == YX_CASE_ERASED;
    *out = (struct yx_case_seen){ .number = own->number, .kind = own->kind_name, .title = own->kind->title, .body = body,
        .open = !closed, .waiting = c->state == YX_CASE_INFO, .rated = own->stars != 0 };
    if ((shows & YX_PUBLIC_STATE) != 0) {
        out->state = yx_case_state_word(c->state);
        out->state_title = c->kind->states[c->state];
        out->outcome = closed ? yx_kind_outcome(c->kind, c->outcome) : NULL;
    }
    if ((shows & YX_PUBLIC_DATES) != 0) {
        out->opened_ms = own->opened_ms;
        out->closed_ms = c->closed_ms;
    }
    due = case_due_words(a, c, now_ms);
    if ((shows & YX_PUBLIC_DUE) != 0 && *due)
        out->due = due;
    if ((shows & YX_PUBLIC_REPLIES) != 0 && closed)
        out->reply = c->reply;
    if ((shows & YX_PUBLIC_MISSING) != 0 && out->waiting)
        out->missing = titles_of(a, c->missing);
    return err;
}

static enum yx_err show_case(struct yx_tx *tx, struct yx_arena *a, const struct case_row *own, unsigned shows, int64_t now_ms,
    struct yx_case_seen *out)
{
    struct case_row target;
    if (own->merged_into == 0)
        return show(tx, a, own, own, shows, now_ms, out);
    enum yx_err err = case_get(tx, a, own->merged_into, &target);
    return err == YX_OK ? show(tx, a, own, &target, shows, now_ms, out) : err;
}

static enum yx_err list_ids(struct yx_tx *tx, int64_t contact, int most, int64_t *ids, size_t *count)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx, "SELECT id FROM cases WHERE contact = ? AND contact <> 0 ORDER BY id DESC LIMIT ?",
        YX_VALUES(yx_int(contact), yx_int(most)), &rows);
    if (err != YX_OK)
        return err;
    while (*count < (size_t)most && (err = yx_rows_next(&rows)) == YX_OK)
        ids[(*count)++] = yx_rows_int(&rows, 0);
    yx_rows_close(&rows);
    return err == YX_EMPTY ? YX_OK : err;
}

static enum yx_err read_own(struct yx_tx *tx, const struct yx_case_scene *s, int most, struct yx_case_seen *list, size_t *count_out)
{
    int64_t ids[OWN_MOST];
    size_t count = 0;
    struct case_row c;
    enum yx_err err = list_ids(tx, s->contact, most, ids, &count);
    for (size_t i = 0; i < count && err == YX_OK; i++) {
        err = case_get(tx, s->arena, ids[i], &c);
        if (err == YX_OK)
            err = show_case(tx, s->arena, &c, TO_REPORTER, s->now_ms, &list[i]);
    }
    *count_out = err == YX_OK ? count : 0;
    return err;
}

enum yx_err yx_case_scene_own(const struct yx_case_scene *s, int most, struct yx_case_seen **list_out, size_t *count_out)
{
    struct yx_tx *tx;
    most = most < 1 ? 1 : most > OWN_MOST ? OWN_MOST : most;
    *list_out = yx_arena_get(s->arena, (size_t)most * sizeof **list_out);
    *count_out = 0;
    if (s->contact == 0)
        return YX_OK;
    enum yx_err err = yx_store_read(yx_cases.store, &tx);
    if (err != YX_OK)
        return err;
    err = read_own(tx, s, most, *list_out, count_out);
    yx_store_done(yx_cases.store, &tx);
    return err;
}

enum yx_err yx_case_scene_look(const struct yx_case_scene *s, const char *number, struct yx_case_seen *out)
{
    struct yx_tx *tx;
    struct case_row c;
    const char *clean = case_number_clean(s->arena, number);
    if (*clean == '\0' || s->contact == 0)
        return YX_NOT_FOUND;
    enum yx_err err = yx_store_read(yx_cases.store, &tx);
    if (err != YX_OK)
        return err;
    err = case_get_number(tx, s->arena, clean, &c);
    if (err == YX_OK && c.contact != s->contact)
        err = YX_NOT_FOUND;
    if (err == YX_OK)
        err = show_case(tx, s->arena, &c, TO_REPORTER, s->now_ms, out);
    yx_store_done(yx_cases.store, &tx);
    return err;
}

/* ---- by number and code ---- */

/* Whether the code is the number's. A number that is not there is compared with a digest that nothing fits. */
static enum yx_err compare(struct yx_tx *tx, struct yx_arena *a, const char *number, const unsigned char digest[YX_CASE_KEY],
    int64_t *id_out)
{
    struct yx_rows rows;
    unsigned char nothing[YX_CASE_KEY];
    size_t len = 0;
    const void *code = NULL;
    randombytes_buf(nothing, sizeof nothing);
    enum yx_err err = yx_tx_query(tx, "SELECT id, code FROM cases WHERE number = ?", YX_VALUES(yx_text(number)), &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    if (err == YX_OK) {
        *id_out = yx_rows_int(&rows, 0);
        code = yx_rows_blob(&rows, 1, a, &len);
    }
    yx_rows_close(&rows);
    if (err != YX_OK && err != YX_EMPTY)
        return err;
    bool fits = sodium_memcmp(code && len == YX_CASE_KEY ? code : nothing, digest, YX_CASE_KEY) == 0;
    return fits ? YX_OK : YX_NOT_FOUND;
}

/* By who guesses alone: counted by number, too, anybody could keep a reporter from their own case; and 53 bits are not
 * guessed from many addresses either. */
static enum yx_err count_guess(const char *who, int64_t now_ms)
{
    unsigned char digest[16];
    uint64_t key;
    const struct yx_part parts[] = { { "guess", 5 }, { who, strlen(who) } };
    yx_digest(yx_cases.code_key, parts, 2, digest, sizeof digest);
    memcpy(&key, digest, sizeof key);
    return yx_limit_take(yx_cases.guesses, key, now_ms);
}

enum yx_err yx_case_status(struct yx_arena *a, const char *who, const char *number, const char *code, int64_t now_ms,
    struct yx_case_seen *out)
{
    struct yx_tx *tx;
    struct case_row c;
    unsigned char digest[YX_CASE_KEY];
    int64_t id = 0;
    const char *clean = case_number_clean(a, number ? number : "");
    bool good = case_code_digest(code ? code : "", digest);
    enum yx_err err = count_guess(who, now_ms);
    if (err == YX_OK)
        err = yx_store_read(yx_cases.store, &tx);
    if (err != YX_OK)
        return err;
    err = compare(tx, a, clean, digest, &id);
    if (err == YX_OK && !good)
        err = YX_NOT_FOUND;
    if (err == YX_OK)
        err = case_get(tx, a, id, &c);
    if (err == YX_OK && c.kind->status_by != YX_STATUS_CODE)
        err = YX_NOT_FOUND;
    if (err == YX_OK)
        err = show_case(tx, a, &c, c.kind->shows, now_ms, out);
    yx_store_done(yx_cases.store, &tx);
    return err;
}
