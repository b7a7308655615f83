/* yixian check, yixian version: what concerns the whole house. */
#include <jansson.h>
#include <string.h>
#include <unistd.h>

#include "command/command.h"
#include "load/load.h"

enum { MEMORY_MOST = 64 << 20 };

struct checking {
    struct yx_faults faults;
    struct yx_config *config;
    struct yx_registry *registry;
};

/* Read everything the house would read before it starts, and start its guests, which
 * is where they judge their own options. */
static void read_all(struct checking *c, const char *file)
{
    if (yx_config_open(file, &c->faults, &c->config) != YX_OK)
        return;
    yx_config_take(c->config, "", yx_core_options, &c->faults);
    if (c->faults.count == 0)
        yx_load_open(c->config, &c->faults, &c->registry);
    yx_config_check(c->config, &c->faults);
    if (c->registry && c->faults.count == 0)
        yx_load_start(c->registry, NULL, NULL, &c->faults);
}

static void print_json(const struct yx_faults *faults)
{
    json_t *list = json_array();
    for (const struct yx_fault *f = faults->first; f; f = f->next)
        json_array_append_new(list, json_pack("{s:s, s:i, s:i, s:s, s:s}", "file", f->file, "line", f->line,
            "column", f->column, "path", f->path, "message", f->message));
    json_t *all = json_pack("{s:b, s:I, s:o}", "ok", faults->count == 0, "count", (json_int_t)faults->count,
        "faults", list);
    json_dumpf(all, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(all);
}

static void print_result(const struct checking *c, const char *file, bool json)
{
    if (json)
        print_json(&c->faults);
    else if (c->faults.count > 0)
        yx_faults_print(&c->faults, stderr);
    else
        printf("%s: good: %zu plugins, %zu channels\n", file, c->registry->plugin_count,
            c->registry->channel_count);
}

/* Options of guests are known once their files are open; faults do not matter here. */
static void print_options(const struct checking *c)
{
    puts("# Every option with its default. Relative paths start at the folder of this file.");
    yx_option_print("", yx_core_options, stdout);
    for (size_t i = 0; c->registry && i < c->registry->plugin_count; i++)
        yx_option_print(c->registry->plugins[i].host->prefix, c->registry->plugins[i].is->options, stdout);
    for (size_t i = 0; c->registry && i < c->registry->channel_count; i++)
        yx_option_print(c->registry->channels[i].host->prefix, c->registry->channels[i].is->options, stdout);
}

static int check(const struct yx_call *call)
{
    const char *file = yx_command_config_file(call);
    bool options = yx_call_has(call, "--options");
    struct checking c = { .faults.arena = yx_arena_new(MEMORY_MOST) };
    if (c.faults.arena == NULL)
        return yx_command_fail(call, "%s", yx_err_words(YX_MEMORY));
    if (!options || access(file, F_OK) == 0)
        read_all(&c, file);
    if (options)
        print_options(&c);
    else
        print_result(&c, file, yx_call_has(call, "--json"));
    int status = options || c.faults.count == 0 ? YX_EXIT_DONE : YX_EXIT_FAILED;
    yx_load_free(&c.registry);
    yx_config_free(&c.config);
    yx_arena_free(&c.faults.arena);
    return status;
}

static int version(const struct yx_call *call)
{
    if (yx_call_has(call, "--json"))
        printf("{\"version\": \"%s\", \"plugin_abi\": %d, \"channel_abi\": %d}\n", YX_VERSION,
            YX_PLUGIN_ABI_NUMBER, YX_CHANNEL_ABI_NUMBER);
    else
        printf("yixian %s (plugin ABI %d, channel ABI %d)\n", YX_VERSION, YX_PLUGIN_ABI_NUMBER,
            YX_CHANNEL_ABI_NUMBER);
    return YX_EXIT_DONE;
}

static const struct yx_flag check_flags[] = {
    YX_FLAG_CONFIG,
    { "--options", NULL, "print every option with its default, as a commented configuration" },
    { "--json", NULL, "for programs" },
    { 0 },
};

static const struct yx_flag version_flags[] = {
    { "--json", NULL, "for programs" },
    { 0 },
};

const struct yx_command yx_commands_house[] = {
    { "check", "read everything and say what is wrong", NULL, 0, 0, check_flags, check },
    { "version", "which version this is", NULL, 0, 0, version_flags, version },
    { 0 },
};
