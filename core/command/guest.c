/* Commands that guests bring, "wechat menu push ACCOUNT", "supervisor read": known once the configuration
 * says which guests there are. */
#include "command/guest.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command/filter.h"
#include "outbox/ask.h"
#include "serve/rooms.h"

enum { MEMORY_MOST = 4 << 20, COMMANDS_MOST = 32, OUT_MAX = 1 << 20 };

#define NO_CHANNELS "guests: { channels: [] }\n"

/* A command of the table, and whose it is: a channel's or a plugin's. */
struct row {
    const struct yx_loaded_channel *channel;
    const struct yx_channel_command *command;
    struct yx_loaded_plugin *plugin;
    const struct yx_plugin_filter *filter;
};

static struct yx_arena *arena;
static struct yx_faults faults;
static struct yx_config *config;
static struct yx_registry *registry;
static struct yx_command table[COMMANDS_MOST + 1];
static struct row rows[COMMANDS_MOST];

/* NULL: none was named, and none lies here. */
static const char *config_file(int argc, char *const *argv)
{
    for (int i = 1; i < argc; i++)
        if (strncmp(argv[i], "--config=", 9) == 0)
            return argv[i] + 9;
        else if (strcmp(argv[i], "--config") == 0 && i + 1 < argc)
            return argv[i + 1];
    const char *environment = getenv("YIXIAN_CONFIG");
    if (environment && *environment)
        return environment;
    return access("yixian.yaml", F_OK) == 0 ? "yixian.yaml" : NULL;
}

/* Where there is no house there are no channels, whose accounts and keys it would have to name, and the plugins are
 * those that were installed; or, for a program that was built and not installed, those that lie beside it
 * (build/release/yixian, build/release/guests). */
static const char *shipped(void)
{
    char path[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", path, sizeof path - 1);
    if (len <= 0)
        return NO_CHANNELS;
    path[len] = '\0';
    *strrchr(path, '/') = '\0';
    const char *guests = yx_arena_print(arena, "%s/guests", path);
    if (access(guests, F_OK) != 0 || strpbrk(path, "\"\\") != NULL)
        return NO_CHANNELS;
    return yx_arena_print(arena, NO_CHANNELS "paths: { guests: \"%s\", data: \"%s/../..\" }\n", guests, path);
}

static bool open_registry(const char *file)
{
    enum yx_err err = file ? yx_config_open(file, &faults, &config)
                           : yx_config_without_file(shipped(), &faults, &config);
    if (err != YX_OK)
        return false;
    yx_config_as(config, YX_ROLE_TOOL);
    yx_config_take(config, "", yx_core_options, &faults);
    return yx_load_open(config, &faults, &registry) == YX_OK;
}

static int say_result(const struct yx_call *call, enum yx_err err, const struct yx_buf *out)
{
    if (err == YX_OK) {
        printf("%s%s", out->at, out->len > 0 && out->at[out->len - 1] == '\n' ? "" : "\n");
        return YX_EXIT_DONE;
    }
    if (faults.count > 0)
        yx_faults_print(&faults, stderr);
    return yx_command_fail(call, "%s: %s%s%s", call->operands[0], yx_err_words(err), out->len > 0 ? ": " : "", out->at);
}

static int run(const struct yx_call *call)
{
    const struct row *row = &rows[call->command - table];
    struct yx_rooms rooms = { .registry = registry };
    struct yx_buf out = yx_buf_new(OUT_MAX);
    enum yx_err err = yx_rooms_open_store(config, &rooms);
    if (err == YX_OK)
        err = yx_load_start(registry, YX_LOAD_CHANNELS, NULL, NULL, &faults);
    row->channel->host->faults = &faults; /* what the channel says of its data */
    if (err == YX_OK)
        err = yx_outbox_ask(&rooms, row->channel, call->operands[0], row->command,
            call->count > 1 ? call->operands[1] : NULL, &out);
    int status = say_result(call, err, &out);
    yx_buf_free(&out);
    registry = NULL; /* freed with the rooms */
    yx_rooms_close(&rooms);
    return status;
}

static size_t add_rows(const struct yx_loaded_channel *c, size_t count)
{
    static const struct yx_flag flags[] = { YX_FLAG_CONFIG, { 0 } };
    for (const struct yx_channel_command *k = c->is->commands; k && k->words && count < COMMANDS_MOST; k++) {
        rows[count] = (struct row){ .channel = c, .command = k };
        table[count++] = (struct yx_command){
            .words = yx_arena_print(arena, "%s %s", c->is->name, k->words), .summary = k->summary,
            .operands = "ACCOUNT [ARGUMENT]", .least = 1, .most = 2, .flags = flags, .run = run,
        };
    }
    return count;
}

static int run_filter(const struct yx_call *call)
{
    const struct row *row = &rows[call->command - table];
    return yx_filter_run(call, row->plugin, row->filter, &faults);
}

static size_t add_filters(struct yx_loaded_plugin *p, size_t count)
{
    for (const struct yx_plugin_filter *f = p->is->filters; f && f->word && count < COMMANDS_MOST; f++) {
        rows[count] = (struct row){ .plugin = p, .filter = f };
        table[count++] = (struct yx_command){
            .words = yx_arena_print(arena, "%s %s", p->is->name, f->word), .summary = f->summary,
            .flags = yx_filter_flags, .run = run_filter,
        };
    }
    return count;
}

const struct yx_command *yx_guest_commands(int argc, char *const *argv)
{
    const char *file = config_file(argc, argv);
    if (file != NULL && access(file, R_OK) != 0) {
        if (argc > 2)
            fprintf(stderr, "yixian: %s cannot be read (--config FILE)\n", file);
        return table;
    }
    if ((arena = yx_arena_new(MEMORY_MOST)) == NULL)
        return table;
    faults.arena = arena;
    size_t count = 0;
    if (!open_registry(file)) {
        yx_faults_print(&faults, stderr);
        return table;
    }
    for (size_t i = 0; i < registry->channel_count; i++)
        count = add_rows(&registry->channels[i], count);
    for (size_t i = 0; i < registry->plugin_count; i++)
        count = add_filters(&registry->plugins[i], count);
    return table;
}

void yx_guest_commands_free(void)
{
    yx_load_free(&registry);
    yx_config_free(&config);
    yx_arena_free(&arena);
}
