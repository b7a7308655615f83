/* Works a second of the store alone: 5 rows a work, committed durably, by 1, 16 and 64
 * threads. Usage: store_bench [FOLDER [SECONDS]] — the folder decides the disk. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/id.h"
#include "store/store.h"
#include "watch/log.h"
#include "watch/metrics.h"

enum { MOST_THREADS = 64, MOST_WORKS = 1 << 20 };

static struct yx_store *store;
static atomic_bool stopping;
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
    return err;
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

static void measure(int threads, unsigned seconds)
{
    pthread_t ids[MOST_THREADS];
    uint64_t commits = yx_metric_value(YX_M_COMMITS);
    atomic_store(&stopping, false);
    atomic_store(&done, 0);
    int64_t from_us = yx_clock_mono_us();
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
    printf("%2d threads %8.0f works/s  p50 %6d us  p99 %6d us  %6.1f works a commit  %ld KiB\n",
        threads, (double)n / s, took_us[n / 2], took_us[n * 99 / 100],
        (double)n / (double)(yx_metric_value(YX_M_COMMITS) - commits + 1), use.ru_maxrss);
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
    for (int round = 0; round < 2; round++) {
        measure(1, seconds);
        measure(16, seconds);
        measure(64, seconds);
    }
    yx_store_close(&store);
    snprintf(command, sizeof command, "ls -l '%s'; rm -f '%s' '%s'", in, path, page);
    int failed = system(command);
    if (argc < 2)
        rmdir(in);
    return failed;
}
