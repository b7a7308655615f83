/* yixian db: the database as a tool sees it. */
#include <string.h>

#include "command/command.h"
#include "store/store.h"
#include "talk/message.h"

enum { MEMORY_MOST = 16 << 20 };

static int migrate(const struct yx_call *call)
{
    struct yx_config *config = yx_command_config(call);
    if (config == NULL)
        return YX_EXIT_FAILED;
    int from = 0, status = YX_EXIT_DONE;
    const char *path = yx_config_text(config, "store.path");
    enum yx_err err = yx_store_migrate(path, &from);
    if (err != YX_OK)
        status = yx_command_fail(call, "%s: %s", path, yx_err_words(err));
    else if (from == yx_store_schema())
        printf("%s: schema %d, nothing to do\n", path, from);
    else
        printf("%s: schema %d, was %d\n", path, yx_store_schema(), from);
    yx_config_free(&config);
    return status;
}

/* The engine's own check, then what the rooms say must hold. */
static enum yx_err find(struct yx_store *store, struct yx_arena *a, char **finding_out)
{
    enum yx_err err = yx_store_verify(store, a, finding_out);
    if (err != YX_OK)
        return err;
    struct yx_tx *tx;
    err = yx_store_read(store, &tx);
    if (err != YX_OK)
        return err;
    err = yx_talk_check(tx, a, finding_out);
    yx_store_done(store, &tx);
    return err;
}

static int check_store(const struct yx_call *call, const char *path, const char *page)
{
    struct yx_arena *a = yx_arena_new(MEMORY_MOST);
    const struct yx_store_setup setup = {
        .path = path, .yield_path = page, .readers = 1, .read_only = true,
    };
    struct yx_store *store = NULL;
    char *finding = NULL;
    enum yx_err err = a ? yx_store_open(&setup, &store) : YX_MEMORY;
    if (err == YX_OK)
        err = find(store, a, &finding);
    int status = YX_EXIT_DONE;
    if (err != YX_OK)
        status = yx_command_fail(call, "%s: %s", path, finding ? finding : yx_err_words(err));
    else
        printf("%s: sound\n", path);
    yx_store_close(&store);
    yx_arena_free(&a);
    return status;
}

static int check(const struct yx_call *call)
{
    struct yx_config *config = yx_command_config(call);
    if (config == NULL)
        return YX_EXIT_FAILED;
    char page[4200];
    snprintf(page, sizeof page, "%s/run/store.page", yx_config_text(config, "paths.var"));
    int status = check_store(call, yx_config_text(config, "store.path"), page);
    yx_config_free(&config);
    return status;
}

static const struct yx_flag flags[] = { YX_FLAG_CONFIG, { 0 } };

const struct yx_command yx_commands_db[] = {
    { .words = "db migrate", .summary = "bring the database to this version's schema", .flags = flags,
      .run = migrate },
    { .words = "db check", .summary = "prove that the database holds together", .flags = flags, .run = check },
    { 0 },
};
