#include "schedule/roster.h"

#include <pthread.h>
#include <string.h>

#include "watch/log.h"

enum { ARENA = 1 << 20 };

static struct yx_calendar calendar;
static struct yx_hours shipped, in_force;
static int64_t version; /* of what was set in the desk; 0: hours.yaml counts */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void enforce(const struct yx_hours *h, int64_t from_version)
{
    pthread_mutex_lock(&lock);
    in_force = *h;
    version = from_version;
    pthread_mutex_unlock(&lock);
}

enum yx_err yx_roster_open(const struct yx_config *c, struct yx_faults *faults)
{
    struct yx_arena *a = yx_arena_new(ARENA);
    if (a == NULL)
        return YX_MEMORY;
    enum yx_err err = yx_calendar_open(c, faults, &calendar);
    enum yx_err read = yx_hours_file(yx_config_data(c, a, YX_HOURS_FILE), faults, &shipped);
    yx_arena_free(&a);
    enforce(&shipped, 0);
    return err == YX_OK ? read : err;
}

static enum yx_err read_row(struct yx_tx *tx, struct yx_arena *a, int64_t *version_out, const char **json_out)
{
    struct yx_rows rows;
    *version_out = 0;
    enum yx_err err = yx_tx_query(tx, "SELECT version, json FROM desk_hours WHERE id = 1", NULL, 0, &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    if (err == YX_OK) {
        *version_out = yx_rows_int(&rows, 0);
        *json_out = yx_rows_text(&rows, 1, a);
    }
    yx_rows_close(&rows);
    return err == YX_EMPTY ? YX_OK : err;
}

static void take(struct yx_arena *a, int64_t fresh, const char *json)
{
    struct yx_faults faults = { .arena = a };
    struct yx_hours hours;
    if (fresh == 0) {
        enforce(&shipped, 0);
    } else if (yx_hours_read(json, strlen(json), "the desk's hours", &faults, &hours) == YX_OK) {
        enforce(&hours, fresh);
    } else {
        yx_log(YX_ERROR, "the hours set in the desk cannot be read, the old ones go on", NULL);
        pthread_mutex_lock(&lock);
        version = fresh; /* said once */
        pthread_mutex_unlock(&lock);
    }
}

void yx_roster_refresh(struct yx_store *store)
{
    struct yx_tx *tx;
    struct yx_arena *a = yx_arena_new(ARENA);
    int64_t fresh = 0;
    const char *json = NULL;
    if (a != NULL && yx_store_read(store, &tx) == YX_OK) {
        enum yx_err err = read_row(tx, a, &fresh, &json);
        yx_store_done(store, &tx);
        if (err == YX_OK && fresh != version)
            take(a, fresh, json);
    }
    yx_arena_free(&a);
}

void yx_roster_hours(struct yx_hours *hours_out, bool *from_desk_out)
{
    pthread_mutex_lock(&lock);
    *hours_out = in_force;
    if (from_desk_out != NULL)
        *from_desk_out = version > 0;
    pthread_mutex_unlock(&lock);
}

const struct yx_calendar *yx_roster_calendar(void)
{
    return &calendar;
}

enum yx_err yx_roster_put(struct yx_tx *tx, const char *json, int64_t staff, int64_t now_ms)
{
    return yx_tx_run(tx,
        "INSERT INTO desk_hours (id, version, json, staff, at_ms) VALUES (1, 1, ?, ?, ?) ON CONFLICT (id) DO UPDATE"
        " SET version = desk_hours.version + 1, json = excluded.json, staff = excluded.staff, at_ms = excluded.at_ms",
        YX_VALUES(yx_text(json), yx_int(staff), yx_int(now_ms)));
}

void yx_roster_set(const struct yx_hours *h)
{
    enforce(h, 0);
}
