/* yixian db check, yixian db migrate. */
#include <jansson.h>

#include "audit/verify.h"
#include "cases/cases.h"
#include "command/place.h"
#include "store/store.h"
#include "store/yield.h"
#include "talk/message.h"

enum { MEMORY_MOST = 8 << 20 };

/* The engine's own look at every page first: SQL over a damaged file proves nothing. */
static enum yx_err check_all(struct yx_store *store, struct yx_arena *arena, char **finding_out)
{
    struct yx_tx *tx;
    enum yx_err err = yx_store_verify(store, arena, finding_out);
    if (err == YX_OK)
        err = yx_store_read(store, &tx);
    if (err != YX_OK)
        return err;
    err = yx_talk_check(tx, arena, finding_out);
    if (err == YX_OK)
        err = yx_cases_check(tx, arena, finding_out);
    yx_store_done(store, &tx);
    return err == YX_OK ? yx_audit_check(store, arena, finding_out) : err;
}

static enum yx_err open_and_check(const char *path, struct yx_arena *arena, char **finding_out)
{
    const struct yx_store_setup setup = { .path = path, .readers = 1, .read_only = true };
    struct yx_store *store;
    enum yx_err err = yx_store_open(&setup, &store);
    if (err == YX_OK)
        err = check_all(store, arena, finding_out);
    yx_store_close(&store);
    return err;
}

static void say_check(const char *path, enum yx_err err, const char *finding, bool json)
{
    if (json) {
        json_t *all = json_pack("{s:b, s:s, s:s, s:s?}", "ok", err == YX_OK, "database", path, "result",
            yx_err_name(err), "finding", finding);
        json_dumpf(all, stdout, JSON_INDENT(2));
        putchar('\n');
        json_decref(all);
    } else if (err == YX_OK) {
        printf("%s: sound\n", path);
    }
}

static int check(const struct yx_call *call)
{
    struct yx_backup_place place;
    char *finding = NULL;
    int status = YX_EXIT_FAILED;
    struct yx_arena *arena = yx_arena_new(MEMORY_MOST);
    if (arena == NULL)
        return yx_command_fail(call, "%s", yx_err_words(YX_MEMORY));
    if (yx_command_place(call, arena, &place)) {
        enum yx_err err = open_and_check(place.database, arena, &finding);
        say_check(place.database, err, finding, yx_call_has(call, "--json"));
        status = err == YX_OK ? YX_EXIT_DONE
            : yx_command_fail(call, "%s: %s%s%s", place.database,
                  err == YX_CONFLICT ? "made by an older version: yixian db migrate" : yx_err_words(err),
                  finding ? ": " : "", finding ? finding : "");
    }
    yx_arena_free(&arena);
    return status;
}

static bool is_current(const char *path)
{
    const struct yx_store_setup setup = { .path = path, .readers = 1, .read_only = true };
    struct yx_store *store;
    bool current = yx_store_open(&setup, &store) == YX_OK;
    yx_store_close(&store);
    return current;
}

static int migrate_at(const struct yx_call *call, const struct yx_backup_place *place)
{
    int from;
    if (yx_yield_is_used(place->page) && !is_current(place->database))
        return yx_command_fail(call, "the server is running: it migrates by itself when it starts");
    enum yx_err err = yx_store_migrate(place->database, &from);
    if (err != YX_OK)
        return yx_command_fail(call, "%s: %s (schema %d, this program %d)", place->database,
            yx_err_words(err), from, yx_store_schema());
    if (from == yx_store_schema())
        printf("%s: schema %d, nothing to do\n", place->database, from);
    else
        printf("%s: schema %d, was %d\n", place->database, yx_store_schema(), from);
    return YX_EXIT_DONE;
}

static int migrate(const struct yx_call *call)
{
    struct yx_backup_place place;
    int status = YX_EXIT_FAILED;
    struct yx_arena *arena = yx_arena_new(MEMORY_MOST);
    if (arena == NULL)
        return yx_command_fail(call, "%s", yx_err_words(YX_MEMORY));
    if (yx_command_place(call, arena, &place))
        status = migrate_at(call, &place);
    yx_arena_free(&arena);
    return status;
}

static const struct yx_flag check_flags[] = {
    YX_FLAG_CONFIG,
    { "--json", NULL, "for programs" },
    { 0 },
};

static const struct yx_flag migrate_flags[] = { YX_FLAG_CONFIG, { 0 } };

const struct yx_command yx_commands_db[] = {
    { "db check", "prove that the database is whole", NULL, 0, 0, check_flags, check },
    { "db migrate", "bring the database to this version, or make it", NULL, 0, 0, migrate_flags, migrate },
    { 0 },
};
