/* Seals and verifies a chain. Usage: audit_bench [ENTRIES] — 100,000 without. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "audit/verify.h"
#include "base/clock.h"

enum { AT_ONCE = 500, PIECE = 5000, DAY_MS = 86400000, DAYS = 100 };

static enum yx_err append(struct yx_tx *tx, void *arg)
{
    int64_t *n = arg;
    enum yx_err err = YX_OK;
    for (int i = 0; i < AT_ONCE && err == YX_OK; i++) {
        const struct yx_audit_entry e = { .kind = YX_AUDIT_BY_STAFF,
            .who = i % 40 + 1,
            .act = i % 3 ? "claim" : "login",
            .object = *n + i,
            .words = i % 2 ? "{\"address\":\"192.0.2.7\"}" : NULL,
            .at_ms = 1800000000000 };
        err = yx_audit_append(tx, &e);
    }
    return err;
}

static double seconds(int64_t from_us)
{
    return (double)(yx_clock_mono_us() - from_us) / 1e6;
}

/* Entries of 100 days, each with its head. */
static enum yx_err fill(struct yx_store *store, const struct yx_audit_key *key, int64_t entries)
{
    double appending = 0, sealing = 0;
    size_t count;
    enum yx_err err = YX_OK;
    for (int64_t n = 0; n < entries && err == YX_OK; n += AT_ONCE) {
        int64_t from_us = yx_clock_mono_us();
        err = yx_store_commit(store, append, &n);
        appending += seconds(from_us);
        from_us = yx_clock_mono_us();
        if (err == YX_OK)
            err = yx_audit_seal(store, key, 1800000000000 + n / (entries / DAYS + 1) * DAY_MS, &count);
        sealing += seconds(from_us);
    }
    printf("appended in %.2f s, sealed in %.2f s\n", appending, sealing);
    return err;
}

static enum yx_err verify(struct yx_store *store, const struct yx_audit_keys *keys)
{
    struct yx_audit_walk *w;
    int64_t from_us = yx_clock_mono_us();
    enum yx_err err = yx_audit_walk_new(store, keys, NULL, 0, &w);
    while (err == YX_OK)
        err = yx_audit_walk_step(w, PIECE);
    const struct yx_audit_report *r = yx_audit_walk_report(w);
    double s = seconds(from_us);
    printf("verified %lld entries and %lld heads in %.2f s, %.1f us an entry: %s\n", (long long)r->entries,
        (long long)r->heads, s, s * 1e6 / (double)r->entries, r->finding ? r->finding : "whole");
    yx_audit_walk_free(&w);
    return err == YX_EMPTY ? YX_OK : err;
}

int main(int argc, char **argv)
{
    char folder[] = "/tmp/yixian-bench-XXXXXX", path[64], page[64], command[128];
    static const char seed[] = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    struct yx_audit_keys keys = { .signs = true, .count = 1 };
    struct yx_store *store;
    int from;
    if (mkdtemp(folder) == NULL || !yx_audit_key_read(seed, strlen(seed), &keys.key))
        return 1;
    memcpy(keys.publics[0], keys.key.public, YX_AUDIT_PUBLIC);
    snprintf(path, sizeof path, "%s/a.db", folder);
    snprintf(page, sizeof page, "%s/a.page", folder);
    const struct yx_store_setup setup = { .path = path, .yield_path = page, .readers = 2 };
    if (yx_store_migrate(path, &from) != YX_OK || yx_store_open(&setup, &store) != YX_OK)
        return 1;
    enum yx_err err = fill(store, &keys.key, argc > 1 ? atoll(argv[1]) : 100000);
    for (int round = 0; round < 3 && err == YX_OK; round++)
        err = verify(store, &keys);
    yx_store_close(&store);
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    printf("%ld KiB\n", use.ru_maxrss);
    snprintf(command, sizeof command, "ls -l '%s'; rm -r '%s'", folder, folder);
    return system(command) != 0 || err != YX_OK;
}
