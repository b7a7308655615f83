#include <string.h>

#include "audit/audit.h"
#include "desk/inside.h"
#include "people/form.h"
#include "schedule/roster.h"

enum { JSON_MOST = 32 << 10 };

enum yx_err yx_desk_hours(struct yx_arena *a, int64_t now_ms, struct yx_desk_hours *h)
{
    struct yx_hours hours;
    const struct yx_calendar *calendar = yx_roster_calendar();
    struct yx_buf json = yx_buf_new(JSON_MOST);
    *h = (struct yx_desk_hours){ .next = "" };
    yx_roster_hours(&hours, &h->from_desk);
    yx_hours_print(&hours, &json);
    h->json = yx_arena_text(a, json.at, json.len);
    h->next_ms = yx_hours_next(&hours, calendar, now_ms);
    h->next_shift_ms = yx_hours_next_shift(&hours, calendar, now_ms);
    h->open = h->next_ms == now_ms;
    if (!h->open && h->next_ms != 0)
        h->next = yx_hours_when(calendar, yx_desk.texts, a, now_ms, h->next_ms);
    for (int i = 0; i < calendar->count; i++)
        h->years[h->year_count++] = calendar->years[i].year;
    enum yx_err err = json.over ? YX_TOO_LARGE : YX_OK;
    yx_buf_free(&json);
    return err;
}

struct put {
    const struct yx_form *form;
    unsigned char digest[32];
    const char *json;
    int64_t object;
};

static enum yx_err put(struct yx_tx *tx, void *arg)
{
    struct put *p = arg;
    p->object = 1;
    enum yx_err err = yx_form_take(tx, p->form, p->digest, &p->object);
    if (err == YX_OK)
        err = yx_roster_put(tx, p->json, p->form->me->id, p->form->now_ms);
    const struct yx_audit_entry entry = { .kind = YX_AUDIT_BY_STAFF, .who = p->form->me->id, .act = "hours",
        .at_ms = p->form->now_ms };
    return err == YX_OK ? yx_audit_append(tx, &entry) : err;
}

static void list_faults(struct yx_arena *a, const struct yx_faults *faults, const char ***lines_out, size_t *count_out)
{
    *lines_out = yx_arena_get(a, (faults->count + 1) * sizeof **lines_out);
    for (const struct yx_fault *f = faults->first; f != NULL; f = f->next)
        (*lines_out)[(*count_out)++] = yx_arena_print(a, "%s: %s", f->path, f->message);
}

enum yx_err yx_desk_hours_put(struct yx_arena *a, const struct yx_form *form, const char *json,
    const char ***faults_out, size_t *fault_count_out)
{
    struct yx_faults faults = { .arena = a };
    struct yx_hours hours;
    struct yx_buf clean = yx_buf_new(JSON_MOST);
    struct put p = { .form = form };
    *fault_count_out = 0;
    enum yx_err err = yx_hours_read(json, strlen(json), "hours", &faults, &hours);
    if (err == YX_INVALID)
        list_faults(a, &faults, faults_out, fault_count_out);
    if (err != YX_OK)
        return err;
    yx_hours_print(&hours, &clean);
    p.json = yx_arena_text(a, clean.at, clean.len);
    yx_buf_free(&clean);
    yx_form_digest(form, p.digest);
    err = yx_store_commit(yx_desk.store, put, &p);
    if (err == YX_OK)
        yx_roster_refresh(yx_desk.store);
    return err == YX_DUPLICATE ? YX_OK : err;
}
