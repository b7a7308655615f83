/* yixian check: read everything the house would read before it starts. */
#include <jansson.h>
#include <string.h>
#include <unistd.h>

#include "audit/audit.h"
#include "cases/kind.h"
#include "command/command.h"
#include "command/house.h"
#include "files/files.h"
#include "kb/library.h"
#include "kb/yx_kb.h"
#include "load/load.h"
#include "schedule/roster.h"
#include "turn/turn.h"

enum { MEMORY_MOST = 64 << 20 };

struct checking {
    struct yx_faults faults;
    struct yx_config *config;
    struct yx_registry *registry;
    struct yx_kb *kb;
    size_t articles;
    size_t kinds, unverified; /* of cases; limits whose legal basis nobody has confirmed */
};

/* What an administrator must still do about kinds: a basis that nobody has confirmed is no fault. */
static void read_kinds(struct checking *c, const struct yx_kinds *kinds)
{
    c->kinds = kinds->count;
    for (size_t i = 0; i < kinds->count; i++)
        for (size_t n = 0; n < kinds->at[i]->limit_count; n++)
            c->unverified += !kinds->at[i]->limits[n].verified;
}

/* The core's own texts and commands, the calendar, the hours, the kinds of case. */
static void read_core(struct checking *c)
{
    struct yx_texts *texts = NULL;
    const char *data = yx_config_text(c->config, "paths.data"), *county = yx_config_text(c->config, "paths.county");
    static const char file[] = "core/texts/zh-CN.yaml";
    struct yx_arena *a = c->faults.arena;
    yx_texts_open(yx_arena_print(a, "%s/%s", data, file), *county ? yx_arena_print(a, "%s/%s", county, file) : NULL,
        &c->faults, &texts);
    yx_texts_free(&texts);
    yx_roster_open(c->config, &c->faults);
    struct yx_audit_keys keys;
    yx_audit_keys_open(c->config, &c->faults, &keys);
    struct yx_kinds kinds;
    if (yx_kinds_open(c->config, &c->faults, &kinds) == YX_OK) {
        read_kinds(c, &kinds);
        yx_kinds_free(&kinds);
    }
    yx_files_check(c->config, &c->faults);
    yx_commands_check(yx_config_data(c->config, a, YX_COMMANDS_FILE), &c->faults);
}

/* The articles behind the index, as far as they are on this machine. */
static void read_articles(struct checking *c)
{
    struct yx_kb_library library = { 0 };
    char *folder = yx_arena_print(c->faults.arena, "%s/kb", yx_config_text(c->config, "paths.data"));
    char *articles = yx_arena_print(c->faults.arena, "%s/articles", folder);
    struct yx_arena *arena = access(articles, R_OK) == 0 ? yx_arena_new(YX_KB_LIBRARY_BYTES) : NULL;
    if (arena == NULL)
        return;
    struct yx_faults found = { .arena = arena };
    yx_kb_library_read(arena, folder, NULL, &found, &library);
    yx_kb_lint(&library, &found);
    for (const struct yx_fault *f = found.first; f; f = f->next)
        yx_fault_add(&c->faults, f->file, f->line, f->column, f->path, "%s", f->message);
    c->articles = library.count;
    yx_arena_free(&arena);
}

/* An absent index is the fault of the plugin that needs one; a damaged one is one of itself. */
static void open_index(struct checking *c)
{
    const char *file = yx_config_text(c->config, "kb.index");
    enum yx_err err = access(file, F_OK) == 0 ? yx_kb_open(file, &c->kb) : YX_OK;
    if (err != YX_OK)
        yx_fault_add(&c->faults, file, 0, 0, "", "%s: run `yixian kb build`", yx_err_words(err));
}

/* Guests are started, which is where they judge their own options. */
static void read_all(struct checking *c, const char *file)
{
    if (yx_config_open(file, &c->faults, &c->config) != YX_OK)
        return;
    yx_config_take(c->config, "", yx_core_options, &c->faults);
    bool guests = yx_load_open(c->config, &c->faults, &c->registry) == YX_OK;
    yx_config_check(c->config, &c->faults);
    read_core(c);
    open_index(c);
    if (guests)
        yx_load_start(c->registry, YX_LOAD_ALL, c->kb, NULL, &c->faults);
    read_articles(c);
}

static void close_all(struct checking *c)
{
    yx_load_free(&c->registry);
    yx_kb_close(&c->kb);
    yx_config_free(&c->config);
    yx_arena_free(&c->faults.arena);
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
        printf("%s: good: %zu plugins, %zu channels, %zu articles, %zu kinds of case (%zu limits whose basis nobody has "
               "confirmed)\n", file, c->registry->plugin_count, c->registry->channel_count, c->articles, c->kinds, c->unverified);
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

int yx_command_check(const struct yx_call *call)
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
    close_all(&c);
    return status;
}
