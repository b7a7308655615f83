/* yixian audit head, export, verify. */
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "audit/lines.h"
#include "audit/rows.h"
#include "audit/verify.h"
#include "base/clock.h"
#include "base/id.h"
#include "command/command.h"
#include "serve/rooms.h"

enum { MEMORY_MOST = 1 << 30, PIECE = 5000, HEADS_MOST = 20000 };

/* What a call works with; config NULL: a file alone is looked at. */
struct audit {
    const struct yx_call *call;
    struct yx_arena *arena;
    struct yx_config *config;
    struct yx_store *store;
    struct yx_audit_keys keys;
};

static int close_audit(struct audit *d, int status)
{
    yx_store_close(&d->store);
    yx_config_free(&d->config);
    yx_arena_free(&d->arena);
    return status;
}

static bool open_keys(struct audit *d)
{
    struct yx_faults faults = { .arena = d->arena };
    if (yx_audit_keys_open(d->config, &faults, &d->keys) == YX_OK)
        return true;
    yx_faults_print(&faults, stderr);
    return false;
}

/* `read_only`: nothing is recorded. */
static bool open_audit(struct audit *d, const struct yx_call *call, bool read_only)
{
    *d =
        (struct audit){ .call = call, .arena = yx_arena_new(MEMORY_MOST), .config = yx_command_config(call) };
    if (d->arena == NULL || d->config == NULL || !open_keys(d))
        return false;
    const char *path = yx_config_text(d->config, "store.path");
    const struct yx_store_setup setup = { .path = path,
        .readers = 1,
        .read_only = read_only,
        .yield_path = yx_arena_print(d->arena, "%s/run/store.page", yx_config_text(d->config, "paths.var")) };
    enum yx_err err = yx_store_open(&setup, &d->store);
    if (err != YX_OK)
        yx_command_fail(call, "%s: %s", path, yx_err_words(err));
    return err == YX_OK;
}

/* ---- head ---- */

static enum yx_err read_heads(struct audit *d, bool all, struct yx_audit_head **heads_out, size_t *count_out)
{
    struct yx_tx *tx;
    *heads_out = yx_arena_get(d->arena, sizeof **heads_out);
    *count_out = 0;
    enum yx_err err = yx_store_read(d->store, &tx);
    if (err != YX_OK)
        return err;
    if (all) {
        err = yx_audit_heads(tx, d->arena, 0, HEADS_MOST, heads_out, count_out);
    } else {
        err = yx_audit_head_last(tx, d->arena, *heads_out);
        *count_out = err == YX_OK;
    }
    yx_store_done(d->store, &tx);
    return err == YX_EMPTY ? YX_OK : err;
}

static void print_head(const struct yx_audit_head *h)
{
    char hash[2 * sizeof h->hash + 1], public[2 * sizeof h->public + 1],
        signature[2 * sizeof h->signature + 1];
    yx_hex(h->hash, sizeof h->hash, hash);
    yx_hex(h->public, sizeof h->public, public);
    yx_hex(h->signature, sizeof h->signature, signature);
    printf("head %" PRId64 " of %" PRId64 "-%02" PRId64 "-%02" PRId64 ": entries to %" PRId64
           "\n  hash      %s\n  key       %s\n"
           "  signature %s\n",
        h->number, h->day / 10000, h->day / 100 % 100, h->day % 100, h->position, hash, public, signature);
}

static int head(const struct yx_call *call)
{
    struct audit d;
    struct yx_audit_head *heads;
    size_t count;
    if (!open_audit(&d, call, true))
        return close_audit(&d, YX_EXIT_FAILED);
    enum yx_err err = read_heads(&d, yx_call_has(call, "--all"), &heads, &count);
    if (err != YX_OK)
        return close_audit(&d, yx_command_fail(call, "%s", yx_err_words(err)));
    for (size_t i = 0; i < count; i++)
        if (yx_call_has(call, "--json"))
            yx_audit_print_head(stdout, &heads[i]);
        else
            print_head(&heads[i]);
    if (count == 0)
        return close_audit(&d, yx_command_fail(call, "nothing is signed yet%s",
                                   d.keys.signs ? "" : ": the configuration names no audit.key"));
    return close_audit(&d, YX_EXIT_DONE);
}

/* ---- export ---- */

static enum yx_err record_export(struct yx_tx *tx, void *arg)
{
    (void)arg;
    const struct yx_audit_entry entry = {
        .kind = YX_AUDIT_BY_COMMAND, .act = "audit.export", .at_ms = yx_clock_ms()
    };
    return yx_audit_append(tx, &entry);
}

static int export_to(struct audit *d, bool personal)
{
    const char *file = yx_call_value(d->call, "--out");
    int64_t count = 0;
    FILE *to = file ? fopen(file, "wxe") : stdout;
    if (to == NULL)
        return yx_command_fail(d->call, "%s: %s", file, strerror(errno));
    enum yx_err err = personal ? yx_store_commit(d->store, record_export, NULL) : YX_OK;
    if (err == YX_OK)
        err = yx_audit_export(d->store, to, personal, &count);
    if (file && fclose(to) != 0 && err == YX_OK)
        err = YX_IO;
    if (err != YX_OK)
        return yx_command_fail(d->call, "%s", yx_err_words(err));
    if (file)
        printf("%s: %" PRId64 " entries\n", file, count);
    return YX_EXIT_DONE;
}

static int export_chain(const struct yx_call *call)
{
    struct audit d;
    bool personal = yx_call_has(call, "--personal");
    return close_audit(&d, open_audit(&d, call, !personal) ? export_to(&d, personal) : YX_EXIT_FAILED);
}

/* ---- verify ---- */

/* The keys of --public take the place of the configured ones. */
static bool read_public(struct audit *d)
{
    const char *given = yx_call_value(d->call, "--public");
    char *words = given ? yx_arena_copy(d->arena, given) : NULL, *rest = NULL;
    if (given == NULL)
        return true;
    d->keys = (struct yx_audit_keys){ 0 };
    for (char *w = strtok_r(words, ",", &rest); w; w = strtok_r(NULL, ",", &rest))
        if (d->keys.count == YX_AUDIT_KEYS_MOST ||
            !yx_audit_unhex(w, d->keys.publics[d->keys.count++], YX_AUDIT_PUBLIC))
            return false;
    return d->keys.count > 0;
}

static enum yx_err verify_store(
    struct audit *d, const struct yx_audit_judge *said, struct yx_audit_report *report_out)
{
    struct yx_audit_walk *w;
    enum yx_err err = yx_audit_walk_new(d->store, &d->keys, said->points, said->point_count, &w);
    while (err == YX_OK)
        err = yx_audit_walk_step(w, PIECE);
    if (err == YX_EMPTY || err == YX_CORRUPT) {
        *report_out = *yx_audit_walk_report(w);
        report_out->finding = report_out->finding ? yx_arena_copy(d->arena, report_out->finding) : NULL;
        err = YX_OK;
    }
    yx_audit_walk_free(&w);
    return err;
}

static void print_report(const struct audit *d, const struct yx_audit_report *r)
{
    printf("whole: %" PRId64 " entries, %" PRId64 " of them signed by %" PRId64 " heads", r->entries,
        r->signed_to, r->heads);
    if (r->erased > 0)
        printf("; the words of %" PRId64 " %s", r->erased,
            yx_call_has(d->call, "--file") ? "are not in it" : "were erased");
    putchar('\n');
    if (r->back > 0)
        printf("note: the clock was set back %" PRId64 " times, first before entry %" PRId64 "\n", r->back,
            r->back_at);
    if (r->ahead > 0)
        printf("note: %" PRId64 " entries are dated later than they were sealed, first entry %" PRId64 "\n",
            r->ahead, r->ahead_at);
    if (r->heads == 0)
        puts("note: nothing is signed: an end that was cut off cannot be noticed");
    else if (d->keys.count == 0)
        puts("note: --public was not given: any key counts");
}

static void print_report_json(const struct yx_audit_report *r)
{
    char hash[2 * sizeof r->hash + 1];
    yx_hex(r->hash, sizeof r->hash, hash);
    json_t *all = json_pack("{s:b, s:I, s:I, s:I, s:I, s:I, s:I, s:s, s:o, s:s?}", "whole",
        r->finding == NULL, "entries", (json_int_t)r->entries, "heads", (json_int_t)r->heads, "signed_to",
        (json_int_t)r->signed_to, "without_words", (json_int_t)r->erased, "clock_back", (json_int_t)r->back,
        "dated_ahead", (json_int_t)r->ahead, "hash", hash, "bad",
        r->finding ? json_integer((json_int_t)r->bad) : json_null(), "finding", r->finding);
    json_dumpf(all, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(all);
}

static int say(const struct audit *d, const struct yx_audit_report *r)
{
    if (yx_call_has(d->call, "--json"))
        print_report_json(r);
    else if (r->finding == NULL)
        print_report(d, r);
    return r->finding ? yx_command_fail(d->call, "entry %" PRId64 ": %s", r->bad, r->finding) : YX_EXIT_DONE;
}

static int verify_opened(struct audit *d)
{
    const char *against = yx_call_value(d->call, "--against"), *file = yx_call_value(d->call, "--file"),
               *why = NULL;
    struct yx_audit_judge judge = { .arena = d->arena, .keys = &d->keys };
    enum yx_err err = against ? yx_audit_lines_points(&judge, against, &why) : YX_OK;
    if (err == YX_OK && file)
        err = yx_audit_lines_verify(&judge, file, &why);
    else if (err == YX_OK)
        err = verify_store(d, &judge, &judge.report);
    return err == YX_OK ? say(d, &judge.report)
                        : yx_command_fail(d->call, "%s", why ? why : yx_err_words(err));
}

static int verify(const struct yx_call *call)
{
    struct audit d;
    if (yx_call_has(call, "--file"))
        d = (struct audit){ .call = call, .arena = yx_arena_new(MEMORY_MOST) };
    else if (!open_audit(&d, call, true))
        return close_audit(&d, YX_EXIT_FAILED);
    int status = d.arena ? YX_EXIT_DONE : yx_command_fail(call, "%s", yx_err_words(YX_MEMORY));
    if (status == YX_EXIT_DONE && !read_public(&d)) {
        yx_command_fail(call, "--public is a key of 64 hex digits, or several with commas between");
        status = YX_EXIT_USAGE;
    }
    return close_audit(&d, status == YX_EXIT_DONE ? verify_opened(&d) : status);
}

static const struct yx_flag head_flags[] = {
    YX_FLAG_CONFIG,
    { "--all", NULL, "of every day, not only the last" },
    { "--json", NULL, "a line each, to be kept elsewhere (audit verify --against)" },
    { 0 },
};
static const struct yx_flag export_flags[] = {
    YX_FLAG_CONFIG,
    { "--out", "FILE", "a new file (else the output)" },
    { "--personal", NULL, "also what entries say of people; that it was exported is recorded" },
    { 0 },
};
static const struct yx_flag verify_flags[] = {
    YX_FLAG_CONFIG,
    { "--against", "FILE", "what audit head --json or audit export printed earlier must still be in it" },
    { "--public", "KEY",
        "the public key that counts, several with commas between (else those of the configuration)" },
    { "--file", "FILE", "look at an exported file instead of the database; needs no configuration" },
    { "--json", NULL, "for programs" },
    { 0 },
};

const struct yx_command yx_commands_audit[] = {
    { "audit verify", "prove that what was recorded of people's acts is whole", NULL, 0, 0, verify_flags,
        verify },
    { "audit head", "the signed end of the chain, to be kept elsewhere", NULL, 0, 0, head_flags, head },
    { "audit export", "the chain as lines of JSON", NULL, 0, 0, export_flags, export_chain },
    { 0 },
};
