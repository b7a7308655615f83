/* yixian outbox list, retry. */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "command/place.h"
#include "outbox/account.h"
#include "outbox/letter.h"
#include "outbox/queue.h"
#include "base/clock.h"

enum { MEMORY_MOST = 64 << 20, LIST_MOST = 1000, RESTING_MOST = 64 };

static const struct {
    const char *word;
    int state;
} states[] = {
    { "dead", YX_LETTER_DEAD }, { "queued", YX_LETTER_QUEUED }, { "held", YX_LETTER_HELD }, { "sent", YX_LETTER_SENT },
};

struct listing {
    struct yx_listed *letters;
    size_t count;
    struct yx_resting *resting;
    size_t resting_count;
};

static enum yx_err open_store(const struct yx_backup_place *place, bool read_only, struct yx_store **store)
{
    const struct yx_store_setup setup = { .path = place->database, .yield_path = place->page, .readers = 1,
        .read_only = read_only };
    return yx_store_open(&setup, store);
}

static enum yx_err read_all(const struct yx_backup_place *place, struct yx_arena *a, int state, struct listing *l)
{
    struct yx_store *store;
    struct yx_tx *tx;
    enum yx_err err = open_store(place, true, &store);
    if (err == YX_OK)
        err = yx_store_read(store, &tx);
    if (err == YX_OK) {
        err = yx_queue_list(tx, a, state, 0, LIST_MOST, &l->letters, &l->count);
        if (err == YX_OK)
            err = yx_account_list(tx, a, yx_clock_ms(), RESTING_MOST, &l->resting, &l->resting_count);
        yx_store_done(store, &tx);
    }
    yx_store_close(&store);
    return err;
}

static const char *when(struct yx_arena *a, int64_t ms)
{
    struct yx_civil t = yx_clock_civil(ms);
    return yx_arena_print(a, "%04d-%02d-%02d %02d:%02d:%02d", t.year, t.month, t.day, t.hour, t.minute, t.second);
}

static void print_json(const struct listing *l, const char *state)
{
    json_t *letters = json_array(), *resting = json_array();
    for (size_t i = 0; i < l->count; i++) {
        const struct yx_listed *x = &l->letters[i];
        json_array_append_new(letters, json_pack("{s:I, s:s, s:s, s:s, s:I, s:I, s:I, s:s?}", "id", (json_int_t)x->id,
            "state", state, "channel", x->channel, "account", x->account, "tries", (json_int_t)x->tries, "said_ms",
            (json_int_t)x->at_ms, "next_ms", (json_int_t)x->next_ms, "reason", x->reason));
    }
    for (size_t i = 0; i < l->resting_count; i++) {
        const struct yx_resting *r = &l->resting[i];
        json_array_append_new(resting, json_pack("{s:s, s:s, s:I, s:I, s:s}", "channel", r->channel, "account",
            r->account, "since_ms", (json_int_t)r->since_ms, "until_ms", (json_int_t)r->until_ms, "reason", r->reason));
    }
    json_t *all = json_pack("{s:o, s:o}", "letters", letters, "resting", resting);
    json_dumpf(all, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(all);
}

/* Whom a letter is for, and what it says, is nobody's business here. */
static void print_lines(struct yx_arena *a, const struct listing *l, const char *state)
{
    for (size_t i = 0; i < l->resting_count; i++)
        printf("resting  %s %s until %s: %s\n", l->resting[i].channel, l->resting[i].account,
            when(a, l->resting[i].until_ms), l->resting[i].reason);
    for (size_t i = 0; i < l->count; i++) {
        const struct yx_listed *x = &l->letters[i];
        printf("%" PRId64 "  %s  %s%s%s  said %s  tries %" PRId64 "  %s\n", x->id, state, x->channel,
            *x->account ? " " : "", x->account, when(a, x->at_ms), x->tries, x->reason ? x->reason : "");
    }
    if (l->count == 0)
        printf("no letter is %s\n", state);
    if (l->count == LIST_MOST)
        printf("… the first %d only\n", LIST_MOST);
}

static int list(const struct yx_call *call)
{
    struct yx_backup_place place;
    struct listing l = { 0 };
    const char *word = yx_call_value(call, "--state");
    size_t n = 0, count = sizeof states / sizeof *states;
    while (word != NULL && n < count && strcmp(states[n].word, word) != 0)
        n++;
    if (n == count) {
        yx_command_fail(call, "--state is dead, queued, held or sent");
        return YX_EXIT_USAGE;
    }
    int status = YX_EXIT_FAILED;
    struct yx_arena *a = yx_arena_new(MEMORY_MOST);
    if (a == NULL)
        return yx_command_fail(call, "%s", yx_err_words(YX_MEMORY));
    if (yx_command_place(call, a, &place)) {
        enum yx_err err = read_all(&place, a, states[n].state, &l);
        if (err != YX_OK)
            status = yx_command_fail(call, "%s: %s", place.database, yx_err_words(err));
        else if (yx_call_has(call, "--json"))
            print_json(&l, states[n].word);
        else
            print_lines(a, &l, states[n].word);
        status = err == YX_OK ? YX_EXIT_DONE : status;
    }
    yx_arena_free(&a);
    return status;
}

struct retry {
    int64_t letter;
    bool woken, found;
};

static enum yx_err apply_retry(struct yx_tx *tx, void *arg)
{
    struct retry *r = arg;
    enum yx_err err = yx_queue_retry(tx, r->letter);
    r->found = err == YX_OK;
    if (err != YX_OK && err != YX_EMPTY)
        return err;
    err = yx_account_wake(tx, yx_clock_ms());
    r->woken = err == YX_OK;
    return err == YX_EMPTY ? YX_OK : err;
}

static bool read_which(const struct yx_call *call, int64_t *letter_out)
{
    const char *which = call->operands[0];
    char *end = NULL;
    *letter_out = 0;
    if (strcmp(which, "all") == 0)
        return true;
    *letter_out = strtoll(which, &end, 10);
    return *end == '\0' && *letter_out > 0;
}

static int retry(const struct yx_call *call)
{
    struct yx_backup_place place;
    struct yx_store *store = NULL;
    struct retry r = { 0 };
    if (!read_which(call, &r.letter)) {
        yx_command_fail(call, "expected the number of a letter, or all");
        return YX_EXIT_USAGE;
    }
    int status = YX_EXIT_FAILED;
    struct yx_arena *a = yx_arena_new(MEMORY_MOST);
    if (a != NULL && yx_command_place(call, a, &place)) {
        enum yx_err err = open_store(&place, false, &store);
        if (err == YX_OK)
            err = yx_store_commit(store, apply_retry, &r);
        yx_store_close(&store);
        if (err != YX_OK)
            status = yx_command_fail(call, "%s: %s", place.database, yx_err_words(err));
        else if (r.letter != 0 && !r.found)
            status = yx_command_fail(call, "no dead letter has the number %s", call->operands[0]);
        else
            status = YX_EXIT_DONE;
        if (status == YX_EXIT_DONE)
            printf("%s%s\n", r.found ? "tried again" : "no letter was dead", r.woken ? "; resting accounts work again" : "");
    }
    yx_arena_free(&a);
    return status;
}

static const struct yx_flag list_flags[] = {
    YX_FLAG_CONFIG,
    { "--state", "STATE", "dead (without it), queued, held or sent" },
    { "--json", NULL, "for programs" },
    { 0 },
};
static const struct yx_flag retry_flags[] = { YX_FLAG_CONFIG, { 0 } };

const struct yx_command yx_commands_outbox[] = {
    { "outbox list", "letters given up, and accounts that rest", NULL, 0, 0, list_flags, list },
    { "outbox retry", "send a letter that was given up, or all of them, and let accounts work again", "NUMBER|all", 1, 1,
        retry_flags, retry },
    { 0 },
};
