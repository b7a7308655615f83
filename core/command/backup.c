/* yixian backup, yixian restore. */
#include "command/place.h"

enum { MEMORY_MOST = 1 << 30 };

static int backup(const struct yx_call *call)
{
    struct yx_backup_place place;
    char *why;
    int status = YX_EXIT_FAILED;
    struct yx_arena *arena = yx_arena_new(MEMORY_MOST);
    if (arena == NULL)
        return yx_command_fail(call, "%s", yx_err_words(YX_MEMORY));
    if (yx_command_place(call, arena, &place)) {
        enum yx_err err = yx_backup_make(&place, call->operands[0], arena, &why);
        if (err != YX_OK)
            yx_command_fail(call, "%s", why ? why : yx_err_words(err));
        else if (printf("%s: made and verified\n", call->operands[0]) > 0)
            status = YX_EXIT_DONE;
    }
    yx_arena_free(&arena);
    return status;
}

/* The configuration first: without it nobody knows where the rest goes. */
static int restore_from(const struct yx_call *call, const char *folder, struct yx_arena *arena)
{
    struct yx_backup_place place;
    char *why;
    const char *config = yx_command_config_file(call);
    enum yx_err err = yx_backup_restore_config(folder, config, arena, &why);
    if (err != YX_OK && err != YX_EMPTY)
        return yx_command_fail(call, "%s", why ? why : yx_err_words(err));
    printf("%s: %s\n", config, err == YX_OK ? "restored" : "there is one already, it stays");
    fflush(stdout);
    if (!yx_command_place(call, arena, &place))
        return YX_EXIT_FAILED;
    err = yx_backup_restore(folder, &place, yx_call_has(call, "--force"), arena, &why);
    if (err != YX_OK)
        return yx_command_fail(call, "%s", why ? why : yx_err_words(err));
    printf("%s: restored\n", place.database);
    return YX_EXIT_DONE;
}

static int restore(const struct yx_call *call)
{
    char *why = NULL;
    const char *folder = call->operands[0];
    struct yx_arena *arena = yx_arena_new(MEMORY_MOST);
    if (arena == NULL)
        return yx_command_fail(call, "%s", yx_err_words(YX_MEMORY));
    int status = YX_EXIT_DONE;
    enum yx_err err = yx_backup_check(folder, arena, &why);
    if (err != YX_OK)
        status = yx_command_fail(call, "%s", why ? why : yx_err_words(err));
    else if (yx_call_has(call, "--check"))
        printf("%s: whole\n", folder);
    else
        status = restore_from(call, folder, arena);
    yx_arena_free(&arena);
    return status;
}

static const struct yx_flag backup_flags[] = { YX_FLAG_CONFIG, { 0 } };

static const struct yx_flag restore_flags[] = {
    YX_FLAG_CONFIG,
    { "--check", NULL, "only compare the backup with its manifest" },
    { "--force", NULL, "also over a database; what is there is moved aside" },
    { 0 },
};

const struct yx_command yx_commands_backup[] = {
    { "backup", "copy the running house into a new folder", "FOLDER", 1, 1, backup_flags, backup },
    { "restore", "put a backup in place, while nothing serves", "FOLDER", 1, 1, restore_flags, restore },
    { 0 },
};
