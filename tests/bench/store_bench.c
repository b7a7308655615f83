/* Works a second of the store alone: 5 rows a work, committed durably, by 1, 16 and 64
 * threads; and the same with an entry of the audit in each work. Rounds alternate; the last
 * lines are the medians of the ratios of two neighbours. Usage: store_bench [FOLDER [SECONDS]] — the folder decides the disk. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "audit/audit.h"
#include "base/clock.h"
#include "base/id.h"
#include "store/store.h"
#include "watch/log.h"
#include "watch/metrics.h"

enum { MOST_THREADS = 64, MOST_WORKS = 1 << 20, ROUNDS = 9, COUNTS = 3 };

static struct yx_store *store;
static atomic_bool stopping;
static bool audited;
static _Atomic size_t done;
static int32_t took_us[MOST_WORKS];

struct turn {
    int64_t conversation, message;
    unsigned char key[32];
};

/* Three paragraphs, as an answer with its basis is: about 700 bytes. */
#define PARAGRAPH \
    "用人单位应当按月以货币形式支付工资，不得克扣或者无故拖欠。您可以先向劳动监察投诉，" \
    "也可以申请劳动仲裁；请保存好考勤、工资条和聊天记录。"
static const char reply[] = PARAGRAPH "\n" PARAGRAPH "\n" PARAGRAPH;

/* What a turn records: dedupe, two messages, the conversation, a letter. */
static enum yx_err record(struct yx_tx *tx, void *arg)
{
    const struct turn *t = arg;
    enum yx_err err = yx_tx_run(tx,
        "INSERT INTO dedupe (key, digest, conversation, message, reply, letter, at_ms) "
        "VALUES (?, ?, ?, ?, ?, ?, 0) ON CONFLICT DO NOTHING",
        YX_VALUES(yx_blob(t->key, 16), yx_blob(t->key, 32), yx_int(t->conversation),
            yx_int(t->message), yx_int(t->message + 1), yx_int(t->message)));
    for (int i = 0; err == YX_OK && i < 2; i++)
        err = yx_tx_run(tx,
            "INSERT INTO message (conversation, id, author, reply_to, body, at_ms) "
            "VALUES (?, ?, ?, 0, ?, 0)",
            YX_VALUES(yx_int(t->conversation), yx_int(t->message + i), yx_int(i),
                yx_text(i == 0 ? "老板跑了，工资没给，怎么办？" : reply)));
    if (err == YX_OK)
        err = yx_tx_run(tx, "UPDATE conversation SET version = version + 1 WHERE id = ?",
            YX_VALUES(yx_int(t->conversation)));
    if (err == YX_OK)
        err = yx_tx_run(tx,
            "INSERT INTO letter (id, conversation, message, state, lease_until_ms, tries) "
            "VALUES (?, ?, ?, 0, 0, 0)",
            YX_VALUES(yx_int(yx_id_next()), yx_int(t->conversation), yx_int(t->message + 1)));
    const struct yx_audit_entry entry = { .kind = YX_AUDIT_BY_STAFF, .who = 7, .act = "claim", .object = t->conversation,
        .words = "{\"from\":\"坐席甲\"}", .at_ms = 1 };
    return err == YX_OK && audited ? yx_audit_append(tx, &entry) : err;
}

static enum yx_err begin_conversation(struct yx_tx *tx, void *arg)
{
    return yx_tx_run(tx,
        "INSERT INTO conversation (id, contact, owner, version, last_message, floor_until_ms, "
        "queued_ms, urgent, created_ms, updated_ms) VALUES (?, 0, 0, 0, 0, 0, 0, 0, 0, 0)",
        YX_VALUES(yx_int(*(int64_t *)arg)));
}

static void *commit_all(void *arg)
{
    struct turn t = { .conversation = yx_id_next() };
    (void)arg;
    if (yx_store_commit(store, begin_conversation, &t.conversation) != YX_OK)
        return NULL;
    while (!atomic_load(&stopping)) {
        t.message += 2;
        yx_random(t.key, sizeof t.key);
        int64_t from_us = yx_clock_mono_us();
        if (yx_store_commit(store, record, &t) != YX_OK)
            break;
        size_t n = atomic_fetch_add(&done, 1);
        if (n < MOST_WORKS)
            took_us[n] = (int32_t)(yx_clock_mono_us() - from_us);
    }
    return NULL;
}

static int by_size(const void *a, const void *b)
{
    return *(const int32_t *)a - *(const int32_t *)b;
}

/* What a round came to: works a second, and processor time a work. */
struct rate {
    double works, cpu_us;
};

static double cpu_us(void)
{
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    return (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) * 1e6 + (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec);
}

static struct rate measure(int threads, unsigned seconds)
{
    pthread_t ids[MOST_THREADS];
    uint64_t commits = yx_metric_value(YX_M_COMMITS);
    atomic_store(&stopping, false);
    atomic_store(&done, 0);
    int64_t from_us = yx_clock_mono_us();
    double cpu_from_us = cpu_us();
    for (int i = 0; i < threads; i++)
        pthread_create(&ids[i], NULL, commit_all, NULL);
    sleep(seconds);
    atomic_store(&stopping, true);
    for (int i = 0; i < threads; i++)
        pthread_join(ids[i], NULL);
    double s = (double)(yx_clock_mono_us() - from_us) / 1e6;
    size_t n = atomic_load(&done) < MOST_WORKS ? atomic_load(&done) : MOST_WORKS;
    qsort(took_us, n, sizeof *took_us, by_size);
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    printf("%s %2d threads %8.0f works/s  p50 %6d us  p99 %6d us  %6.1f works a commit  %ld KiB\n",
        audited ? "audited" : "plain  ", threads, (double)n / s, took_us[n / 2], took_us[n * 99 / 100],
        (double)n / (double)(yx_metric_value(YX_M_COMMITS) - commits + 1), use.ru_maxrss);
    return (struct rate){ (double)n / s, (cpu_us() - cpu_from_us) / (double)n };
}

static int by_ratio(const void *a, const void *b)
{
    const double *p = a, *q = b;
    return (*p > *q) - (*p < *q);
}

/* What waits is sealed between rounds, as the clock does between seconds. */
static void seal(void)
{
    size_t count;
    int64_t from_us = yx_clock_mono_us();
    if (yx_audit_seal(store, NULL, yx_clock_ms(), &count) == YX_OK && count > 0)
        printf("sealed %zu entries, %.1f us each\n", count, (double)(yx_clock_mono_us() - from_us) / (double)count);
}

static void compare(unsigned seconds)
{
    static const int threads[COUNTS] = { 1, 16, 64 };
    double works[COUNTS][ROUNDS], cpu[COUNTS][ROUNDS];
    for (int round = 0; round < ROUNDS; round++)
        for (int i = 0; i < COUNTS; i++) {
            struct rate rates[2];
            for (int n = 0; n < 2; n++) {
                audited = (n + round) % 2 == 1; /* neither is always the first */
                rates[audited] = measure(threads[i], seconds);
                seal();
            }
            works[i][round] = rates[1].works / rates[0].works;
            cpu[i][round] = rates[1].cpu_us / rates[0].cpu_us;
        }
    for (int i = 0; i < COUNTS; i++) {
        qsort(works[i], ROUNDS, sizeof(double), by_ratio);
        qsort(cpu[i], ROUNDS, sizeof(double), by_ratio);
        printf("%2d threads: audited works a second %.2f of plain ones, processor time a work %.2f\n", threads[i],
            works[i][ROUNDS / 2], cpu[i][ROUNDS / 2]);
    }
}

int main(int argc, char **argv)
{
    char folder[] = "/tmp/yixian-bench-XXXXXX", path[512], page[512], command[1200];
    const char *in = argc > 1 ? argv[1] : mkdtemp(folder);
    unsigned seconds = argc > 2 ? (unsigned)atoi(argv[2]) : 3;
    int from;
    snprintf(path, sizeof path, "%s/bench.db", in);
    snprintf(page, sizeof page, "%s/bench.yield", in);
    const struct yx_store_setup setup = { .path = path, .yield_path = page, .readers = 2 };
    if (yx_store_migrate(path, &from) != YX_OK || yx_store_open(&setup, &store) != YX_OK)
        return 1;
    compare(seconds);
    yx_store_close(&store);
    snprintf(command, sizeof command, "ls -l '%s'; rm -f '%s' '%s'", in, path, page);
    int failed = system(command);
    if (argc < 2)
        rmdir(in);
    return failed;
}
