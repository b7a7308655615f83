/* The porter: takes each file that came in whole, has the sieve look into it, shows it to the scanner where one is
 * configured, and puts it where it is served from, or refuses it. One thread beside post's loop: it may wait for them. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "files/adopt.h"
#include "files/inside.h"
#include "files/sieve.h"
#include "watch/log.h"
#include "watch/metrics.h"

enum { ARENA = 64 << 10, ANSWER_MS = 60000, TRIES_MOST = 3, AGAIN_MS = 200, REST_MS = 5000 };
/* Longer than the sieve and the scanner together take: whoever holds it then is gone. */
enum { LEASE_MS = 180000 };

static struct {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    int hatch;
    const char *clamd; /* "" without */
    bool running, nudged, leaving, unscanned;
} porter = { .lock = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER, .hatch = -1 };

/* A file in hand, and what becomes of it. */
struct carried {
    struct yx_arena *arena;
    struct yx_file_row row;
    char hash[YX_FILE_HASH_HEX + 1], came_hash[YX_FILE_HASH_HEX + 1];
    enum yx_file_state to; /* YX_FILE_COMING: not decided yet; YX_FILE_CHECKING: later */
    struct yx_sieved sieved;
    int in; /* what came, locked: another porter (during a reload) leaves it alone; -1: not open */
    int64_t now_ms, next_ms;
    bool counts; /* this try was its own fault, perhaps */
};

/* ---- taking one ---- */

static enum yx_err find_next(struct yx_tx *tx, struct yx_arena *a, int64_t now_ms, struct yx_file_row *row_out)
{
    struct yx_rows rows;
    unsigned char who[YX_CONTACT_BYTES];
    enum yx_err err = yx_tx_query(tx,
        "SELECT id FROM file WHERE state = 1 AND next_ms <= ? AND lease_until_ms <= ? ORDER BY next_ms, id LIMIT 1",
        YX_VALUES(yx_int(now_ms), yx_int(now_ms)), &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    const char *id = err == YX_OK ? yx_rows_text(&rows, 0, a) : NULL;
    yx_rows_close(&rows);
    return err == YX_OK ? yx_row_get(tx, a, id, who, row_out) : err;
}

static enum yx_err take(struct yx_tx *tx, void *arg)
{
    struct carried *c = arg;
    yx_arena_wipe(c->arena);
    enum yx_err err = find_next(tx, c->arena, c->now_ms, &c->row);
    return err == YX_OK ? yx_tx_run(tx, "UPDATE file SET lease_until_ms = ?, tries = tries + 1 WHERE id = ?",
                              YX_VALUES(yx_int(c->now_ms + LEASE_MS), yx_text(c->row.id)))
                        : err;
}

/* A commit only when there is something: the clock ticks each second. */
static bool something_waits(struct carried *c)
{
    struct yx_tx *tx;
    if (yx_store_read(yx_files.store, &tx) != YX_OK)
        return false;
    enum yx_err err = find_next(tx, c->arena, c->now_ms, &c->row);
    yx_store_done(yx_files.store, &tx);
    return err == YX_OK;
}

/* ---- looking into it ---- */

static void later(struct carried *c, int64_t wait_ms, bool counts)
{
    c->to = YX_FILE_CHECKING;
    c->next_ms = c->now_ms + wait_ms;
    c->counts = counts;
}

static void refuse(struct carried *c, enum yx_file_reason reason)
{
    c->to = YX_FILE_REFUSED;
    c->sieved.reason = reason;
}

static void judge(struct carried *c, enum yx_err err)
{
    if (err == YX_OK && c->sieved.reason == YX_REASON_FINE)
        c->to = YX_FILE_CLEAN;
    else if (err == YX_OK && c->sieved.reason != YX_REASON_LOST)
        refuse(c, c->sieved.reason);
    else if (err == YX_OK || err == YX_BUSY)
        later(c, REST_MS, false); /* no room for what is left of it, or too much to do */
    else if (c->row.tries + 1 >= TRIES_MOST)
        refuse(c, YX_REASON_UNREADABLE);
    else
        later(c, AGAIN_MS, true);
    if (err == YX_IO || err == YX_TIMEOUT) {
        yx_count(YX_M_FILES_AGAIN);
        yx_log(YX_WARN, "the sieve did not answer", "err", yx_err_words(err), "try", yx_num(c->row.tries + 1), NULL);
    }
}

/* One that was never shown to the scanner is never shown to people. */
static void scan(struct carried *c, int fd)
{
    bool found = false;
    enum yx_err err = *porter.clamd ? yx_clamd_scan(porter.clamd, fd, &found) : YX_OK;
    if (err != YX_OK)
        later(c, REST_MS, false);
    else if (found)
        refuse(c, YX_REASON_VIRUS);
    if (err != YX_OK && !porter.unscanned)
        yx_log(YX_ERROR, "clamd cannot be asked, files wait", "socket", porter.clamd, "err", yx_err_words(err), NULL);
    porter.unscanned = err != YX_OK;
}

static void look_into(struct carried *c, int in, int out)
{
    judge(c, yx_sieve_ask(porter.hatch, in, out, yx_files.kinds, ANSWER_MS, &c->sieved));
    if (c->to == YX_FILE_CLEAN)
        scan(c, out);
    if (c->to == YX_FILE_CLEAN &&
        (fsync(out) != 0 || yx_place_hash(out, c->hash) != YX_OK || yx_place_hash(in, c->came_hash) != YX_OK))
        later(c, REST_MS, false);
}

static void look(struct carried *c)
{
    char path[YX_PLACE_PATH];
    yx_place_new(c->row.id, path);
    c->in = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (c->in < 0 && errno == ENOENT)
        refuse(c, YX_REASON_LOST);
    else if (c->in < 0 || flock(c->in, LOCK_EX | LOCK_NB) != 0)
        later(c, REST_MS, false);
    if (c->to != YX_FILE_COMING)
        return;
    yx_place_clean(c->row.id, path);
    int out = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (out < 0)
        later(c, REST_MS, false);
    else
        look_into(c, c->in, out);
    if (out >= 0)
        close(out);
}

/* ---- writing it down ---- */

static enum yx_err settle(struct yx_tx *tx, void *arg)
{
    const struct carried *c = arg;
    if (c->to == YX_FILE_CHECKING)
        return yx_tx_run(tx, "UPDATE file SET lease_until_ms = 0, next_ms = ?, tries = ? WHERE id = ? AND state = 1",
            YX_VALUES(yx_int(c->next_ms), yx_int(c->row.tries + c->counts), yx_text(c->row.id)));
    bool clean = c->to == YX_FILE_CLEAN;
    return yx_tx_run(tx,
        "UPDATE file SET state = ?, kind = ?, reason = ?, bytes = ?, hash = ?, came_hash = ?, lease_until_ms = 0 WHERE id = ?"
        " AND state = 1",
        YX_VALUES(yx_int(c->to), yx_int(c->sieved.kind), yx_int(c->sieved.reason), yx_int(clean ? c->sieved.bytes : 0),
            yx_text(clean ? c->hash : NULL), yx_text(clean ? c->came_hash : NULL), yx_text(c->row.id)));
}

static void unlink_new(const char *id)
{
    char path[YX_PLACE_PATH];
    yx_place_new(id, path);
    unlink(path);
    yx_place_clean(id, path);
    unlink(path);
}

/* In its place before its row says so, and neither while what nobody needs is removed. */
static enum yx_err keep(struct carried *c)
{
    enum yx_err err;
    int lock = yx_place_lock(&err);
    if (lock < 0)
        return err;
    err = yx_place_keep(c->row.id, c->hash);
    if (err == YX_OK)
        err = yx_store_commit(yx_files.store, settle, c);
    close(lock);
    return err;
}

static void write_down(struct carried *c)
{
    enum yx_err err = c->to == YX_FILE_CLEAN ? keep(c) : yx_store_commit(yx_files.store, settle, c);
    if (err != YX_OK && err != YX_EMPTY) { /* its lease ends, and it is looked at again */
        yx_log(YX_ERROR, "file not recorded", "err", yx_err_words(err), NULL);
        return;
    }
    if (c->to != YX_FILE_CHECKING)
        unlink_new(c->row.id);
    if (c->to == YX_FILE_CLEAN)
        yx_count(YX_M_FILES_CLEAN);
    if (c->to == YX_FILE_REFUSED) {
        yx_count(YX_M_FILES_REFUSED);
        yx_log(YX_INFO, "file refused", "reason", yx_file_reason_word(c->sieved.reason), NULL);
    }
}

/* false: nothing waits. */
static bool carry_one(struct yx_arena *a)
{
    struct carried c = { .arena = a, .in = -1, .now_ms = yx_clock_ms() };
    yx_arena_wipe(a);
    if (!something_waits(&c) || yx_store_commit(yx_files.store, take, &c) != YX_OK)
        return false;
    look(&c);
    write_down(&c);
    if (c.in >= 0)
        close(c.in);
    return true;
}

/* What a porter that was killed had in hand is nobody's any more. One that still leaves has its file locked. */
static enum yx_err forget_leases(struct yx_tx *tx, void *arg)
{
    (void)arg;
    enum yx_err err = yx_tx_run(tx, "UPDATE file SET lease_until_ms = 0 WHERE state = 1 AND lease_until_ms > 0", NULL, 0);
    return err == YX_EMPTY ? YX_OK : err;
}

/* ---- the thread ---- */

static bool wait_for_more(void)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 1;
    pthread_mutex_lock(&porter.lock);
    while (!porter.nudged && !porter.leaving && pthread_cond_timedwait(&porter.wake, &porter.lock, &until) == 0)
        continue;
    porter.nudged = false;
    bool go_on = !porter.leaving;
    pthread_mutex_unlock(&porter.lock);
    return go_on;
}

static bool is_leaving(void)
{
    pthread_mutex_lock(&porter.lock);
    bool leaving = porter.leaving;
    pthread_mutex_unlock(&porter.lock);
    return leaving;
}

static void *work(void *arg)
{
    struct yx_arena *a = arg;
    yx_store_commit(yx_files.store, forget_leases, NULL); /* where that fails they end by themselves */
    do {
        yx_adopt_media(a);
        while (!is_leaving() && carry_one(a))
            continue;
    } while (wait_for_more());
    yx_arena_free(&a);
    return NULL;
}

enum yx_err yx_porter_start(const struct yx_config *c, int hatch_fd)
{
    struct yx_arena *a = yx_arena_new(ARENA);
    porter.hatch = hatch_fd;
    porter.clamd = yx_config_text(c, "files.clamd");
    if (a == NULL)
        return YX_MEMORY;
    porter.running = pthread_create(&porter.thread, NULL, work, a) == 0;
    if (!porter.running)
        yx_arena_free(&a);
    return porter.running ? YX_OK : YX_MEMORY;
}

void yx_porter_nudge(void)
{
    pthread_mutex_lock(&porter.lock);
    porter.nudged = true;
    pthread_cond_signal(&porter.wake);
    pthread_mutex_unlock(&porter.lock);
}

void yx_porter_stop(void)
{
    if (!porter.running)
        return;
    pthread_mutex_lock(&porter.lock);
    porter.leaving = true;
    pthread_cond_signal(&porter.wake);
    pthread_mutex_unlock(&porter.lock);
    pthread_join(porter.thread, NULL);
    porter.running = false;
}
