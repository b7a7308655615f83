#include "cases/tool.h"

#include <string.h>

#include "base/clock.h"
#include "cases/export.h"
#include "cases/view.h"
#include "audit/audit.h"
#include "schedule/roster.h"

/* More events than any case has; more words than an archive takes. */
enum { EVENTS_MOST = 100000, EVENTS_BYTES = 24 << 20 };

/* Whoever may read the database may read all cases. */
static const struct yx_staff everybody = { .roles = YX_LEAD };

enum yx_err yx_cases_tool(const struct yx_config *c, struct yx_store *store, const struct yx_texts *texts, struct yx_faults *faults)
{
    static const struct yx_registry none;
    enum yx_err err = yx_roster_open(c, faults);
    if (err == YX_OK)
        err = yx_cases_start(c, store, &none, texts, faults);
    if (err == YX_OK)
        yx_roster_refresh(store);
    return err;
}

enum yx_err yx_case_tool_list(struct yx_arena *a, const struct yx_desk_case_filter *f, int64_t now_ms, const char **json_out)
{
    return yx_desk_case_list(a, &everybody, f, now_ms, json_out);
}

static enum yx_err find(struct yx_arena *a, const char *number, struct case_row *c)
{
    struct yx_tx *tx;
    enum yx_err err = yx_store_read(yx_cases.store, &tx);
    if (err != YX_OK)
        return err;
    err = case_get_number(tx, a, case_number_clean(a, number), c);
    yx_store_done(yx_cases.store, &tx);
    return err;
}

enum yx_err yx_case_tool_show(struct yx_arena *a, const char *number, int64_t now_ms, const char **json_out)
{
    struct case_row c;
    enum yx_err err = find(a, number, &c);
    return err == YX_OK ? yx_desk_case(a, &everybody, c.id, 0, now_ms, json_out) : err;
}

/* ---- archives ---- */

struct exporting {
    int64_t id, now_ms;
};

static enum yx_err note_export(struct yx_tx *tx, void *arg)
{
    const struct exporting *e = arg;
    return yx_audit_append(tx, &(struct yx_audit_entry){ .kind = YX_AUDIT_BY_COMMAND, .act = "case.export", .object = e->id,
        .at_ms = e->now_ms });
}

static enum yx_err read_record(struct yx_tx *tx, struct yx_arena *a, const char *number, int64_t now_ms, struct case_record *out)
{
    static const struct view_page all = { INT64_MAX, EVENTS_MOST, EVENTS_BYTES };
    enum yx_err err = case_get_number(tx, a, case_number_clean(a, number), &out->c);
    if (err == YX_OK)
        err = view_case(tx, a, &out->c, now_ms, &out->is);
    if (err == YX_OK)
        err = view_events(tx, a, &out->c, &all, &out->events);
    if (err == YX_OK) {
        out->fields = view_fields(a, &out->c);
        out->limits = view_limits(&out->c, now_ms);
    }
    return err;
}

static void free_record(struct case_record *r)
{
    json_decref(r->is);
    json_decref(r->events);
    json_decref(r->fields);
    json_decref(r->limits);
}

enum yx_err yx_case_tool_export(struct yx_arena *a, const char *number, int64_t now_ms, struct yx_buf *tar_out)
{
    struct yx_tx *tx;
    struct case_record r = { .is = NULL };
    enum yx_err err = yx_store_read(yx_cases.store, &tx);
    if (err != YX_OK)
        return err;
    err = read_record(tx, a, number, now_ms, &r);
    yx_store_done(yx_cases.store, &tx);
    if (err == YX_OK)
        err = case_archive(a, &r, tar_out);
    struct exporting e = { r.c.id, now_ms };
    free_record(&r);
    return err == YX_OK ? yx_store_commit(yx_cases.store, note_export, &e) : err;
}

/* ---- legal hold ---- */

enum yx_err yx_case_tool_keep(struct yx_arena *a, const char *number, bool keep, const char *reason, int64_t now_ms)
{
    struct case_row c;
    char *clean = NULL;
    enum yx_err err = find(a, number, &c);
    if (err == YX_OK && (yx_text_clean(a, reason, strlen(reason), &clean) != YX_OK || yx_text_count(clean) > YX_CASE_NOTE_MOST))
        err = YX_INVALID;
    if (err != YX_OK)
        return err;
    struct case_plan p = { .arena = a, .actor = { .by = YX_HAT_TOOL }, .id = c.id, .now_ms = now_ms,
        .wish = { .event = keep ? YX_CASE_DO_KEEP : YX_CASE_DO_RELEASE, .reason = *clean ? clean : NULL } };
    return case_do(&p, case_plan_act);
}
