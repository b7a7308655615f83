#include "audit/audit.h"
#include "base/id.h"
#include "desk/inside.h"
#include "people/form.h"

enum { CANNED_MOST = 500, TITLE_MOST = 40 };

static enum yx_err list(struct yx_tx *tx, struct yx_arena *a, const struct yx_staff *me, struct yx_desk_canned *at,
    size_t *count)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx,
        "SELECT c.id, c.title, c.body, c.team, t.name FROM canned c LEFT JOIN team t ON t.id = c.team WHERE c.gone_ms = 0"
        " AND (c.team = 0 OR c.team = ? OR ? <> 0) ORDER BY c.title, c.id LIMIT ?",
        YX_VALUES(yx_int(me->team), yx_int(me->roles & YX_LEAD), yx_int(CANNED_MOST)), &rows);
    if (err != YX_OK)
        return err;
    while (*count < CANNED_MOST && (err = yx_rows_next(&rows)) == YX_OK)
        at[(*count)++] = (struct yx_desk_canned){ .id = yx_rows_int(&rows, 0), .title = yx_rows_text(&rows, 1, a),
            .text = yx_rows_text(&rows, 2, a), .team = { yx_rows_int(&rows, 3), yx_rows_text(&rows, 4, a) } };
    yx_rows_close(&rows);
    return err == YX_EMPTY ? YX_OK : err;
}

enum yx_err yx_desk_canned_list(struct yx_arena *a, const struct yx_staff *me, struct yx_desk_canned **list_out,
    size_t *count_out)
{
    struct yx_tx *tx;
    *list_out = yx_arena_get(a, CANNED_MOST * sizeof **list_out);
    *count_out = 0;
    enum yx_err err = yx_store_read(yx_desk.store, &tx);
    if (err != YX_OK)
        return err;
    err = list(tx, a, me, *list_out, count_out);
    yx_store_done(yx_desk.store, &tx);
    return err;
}

struct put {
    const struct yx_form *form;
    unsigned char digest[32];
    struct yx_desk_canned is;
    bool adds, gone;
    int64_t object;
};

static enum yx_err write_row(struct yx_tx *tx, const struct put *p)
{
    const struct yx_desk_canned *c = &p->is;
    if (p->adds)
        return yx_tx_run(tx, "INSERT INTO canned (id, title, body, team, staff, gone_ms, at_ms) VALUES (?, ?, ?, ?, ?, 0, ?)",
            YX_VALUES(yx_int(c->id), yx_text(c->title), yx_text(c->text), yx_int(c->team.id), yx_int(p->form->me->id),
                yx_int(p->form->now_ms)));
    enum yx_err err = yx_tx_run(tx,
        "UPDATE canned SET title = ?, body = ?, team = ?, staff = ?, gone_ms = ?, at_ms = ? WHERE id = ? AND gone_ms = 0",
        YX_VALUES(yx_text(c->title), yx_text(c->text), yx_int(c->team.id), yx_int(p->form->me->id),
            yx_int(p->gone ? p->form->now_ms : 0), yx_int(p->form->now_ms), yx_int(c->id)));
    return err == YX_EMPTY ? YX_NOT_FOUND : err;
}

static enum yx_err put(struct yx_tx *tx, void *arg)
{
    struct put *p = arg;
    p->object = p->is.id;
    enum yx_err err = yx_form_take(tx, p->form, p->digest, &p->object);
    if (err == YX_OK)
        err = write_row(tx, p);
    const struct yx_audit_entry entry = { .kind = YX_AUDIT_BY_STAFF, .who = p->form->me->id, .act = "canned", .object = p->is.id,
        .at_ms = p->form->now_ms };
    return err == YX_OK ? yx_audit_append(tx, &entry) : err;
}

static const char *fault_of(struct put *p, struct yx_arena *a)
{
    if ((p->is.title = desk_clean(a, p->is.title, TITLE_MOST)) == NULL)
        return "title";
    return (p->is.text = desk_clean(a, p->is.text, YX_DESK_TEXT_MOST)) == NULL ? "text" : NULL;
}

enum yx_err yx_desk_canned_put(struct yx_arena *a, const struct yx_form *form, const struct yx_desk_canned *canned,
    bool gone, int64_t *id_out, const char **why_out)
{
    struct put p = { .form = form, .is = *canned, .adds = canned->id == 0, .gone = gone };
    *why_out = fault_of(&p, a);
    if (*why_out != NULL)
        return YX_INVALID;
    if (p.adds)
        p.is.id = yx_id_next();
    yx_form_digest(form, p.digest);
    enum yx_err err = yx_store_commit(yx_desk.store, put, &p);
    *id_out = p.object;
    return err == YX_DUPLICATE ? YX_OK : err;
}
