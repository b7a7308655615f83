#include "load/load.h"

#include <dlfcn.h>
#include <string.h>
#include <unistd.h>

#include "config/yaml.h"

enum { MEMORY_MOST = 64 << 20, NAME_MOST = 32 };

/* What opening a guest needs, plugin or channel. */
struct opening {
    struct yx_registry *registry;
    struct yx_config *config;
    struct yx_faults *faults;
    const char *kind; /* "plugins", "channels": folder and prefix of options */
    const char *name, *file;
};

static bool is_name(const char *name)
{
    size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz_");
    return n > 0 && n <= NAME_MOST && name[n] == '\0';
}

/* The descriptor inside a guest's file; NULL after a fault. */
static const void *open_file(const struct opening *o, const char *symbol)
{
    if (access(o->file, R_OK) != 0) {
        yx_fault_add(o->faults, o->file, 0, 0, "", "there is no guest %s: %s lists it", o->name,
            yx_arena_print(o->registry->arena, "guests.%s", o->kind));
        return NULL;
    }
    void *object = dlopen(o->file, RTLD_NOW | RTLD_LOCAL);
    const char *why = object ? NULL : dlerror();
    const void *descriptor = object ? dlsym(object, symbol) : NULL;
    if (object == NULL)
        yx_fault_add(o->faults, o->file, 0, 0, "", "cannot be opened: %s", why);
    else if (descriptor == NULL)
        yx_fault_add(o->faults, o->file, 0, 0, "", "has no symbol %s: not a guest", symbol);
    return descriptor;
}

static char *data_file(const struct opening *o, const char *root, const char *what)
{
    return yx_arena_print(o->registry->arena, "%s/%s/%s/%s", root, o->kind, o->name, what);
}

/* The guest's view of the house; its texts may be wrong (faults say so). */
static struct yx_host *make_host(const struct opening *o, const struct yx_option *options)
{
    struct yx_arena *arena = o->registry->arena;
    struct yx_host *host = yx_arena_get(arena, sizeof *host);
    struct yx_texts *texts = NULL;
    host->name = o->name;
    host->prefix = yx_arena_print(arena, "%s.%s", o->kind, o->name);
    host->folder = yx_arena_print(arena, "%s/%s", o->kind, o->name);
    host->arena = arena;
    host->config = o->config;
    yx_config_take(o->config, host->prefix, options, o->faults);
    const char *county = yx_config_text(o->config, "paths.county");
    yx_texts_open(data_file(o, yx_config_text(o->config, "paths.data"), "texts/zh-CN.yaml"),
        *county ? data_file(o, county, "texts/zh-CN.yaml") : NULL, o->faults, &texts);
    host->texts = texts;
    return host;
}

static void open_plugin(const struct opening *o)
{
    const struct yx_plugin *is = open_file(o, "yx_plugin");
    if (is == NULL || !yx_load_judge_plugin(is, o->name, o->file, o->faults))
        return;
    struct yx_loaded_plugin *made = &o->registry->plugins[o->registry->plugin_count++];
    made->is = is;
    made->host = make_host(o, is->options);
    struct yx_arena *arena = o->registry->arena;
    const char *file = yx_config_data(o->config, arena, yx_arena_print(arena, "plugins/%s/triggers.yaml", o->name));
    yx_load_triggers(arena, file, o->faults, &made->triggers, &made->trigger_count);
    if (made->trigger_count > 0 && is->answer == NULL)
        yx_fault_add(o->faults, o->file, 0, 0, ".answer", "is required by %s and missing", file);
}

static void open_channel(const struct opening *o)
{
    const struct yx_channel *is = open_file(o, "yx_channel");
    if (is == NULL || !yx_load_judge_channel(is, o->name, o->file, o->faults))
        return;
    struct yx_loaded_channel *made = &o->registry->channels[o->registry->channel_count++];
    made->is = is;
    made->host = make_host(o, is->options);
}

/* Open what an option lists, in its order. */
static size_t open_list(struct opening o, const char *option, void (*open_one)(const struct opening *))
{
    size_t n = 0;
    for (; (o.name = yx_config_item(o.config, option, n)) != NULL; n++) {
        o.file = yx_arena_print(o.registry->arena, "%s/%s/%s.so", yx_config_text(o.config, "paths.guests"),
            o.kind, o.name);
        if (is_name(o.name))
            open_one(&o);
        else
            yx_config_fault(o.config, option, o.faults, "a guest's name has a-z and _ only");
    }
    return n;
}

static size_t listed(const struct yx_config *config, const char *option)
{
    size_t n = 0;
    while (yx_config_item(config, option, n))
        n++;
    return n;
}

enum yx_err yx_load_open(struct yx_config *config, struct yx_faults *faults, struct yx_registry **registry_out)
{
    size_t before = faults->count;
    struct yx_arena *arena = yx_arena_new(MEMORY_MOST);
    *registry_out = NULL;
    if (arena == NULL)
        return YX_MEMORY;
    struct yx_registry *made = yx_arena_get(arena, sizeof *made);
    made->arena = arena;
    made->plugins = yx_arena_get(arena, (listed(config, "guests.plugins") + 1) * sizeof *made->plugins);
    made->channels = yx_arena_get(arena, (listed(config, "guests.channels") + 1) * sizeof *made->channels);
    struct opening o = { .registry = made, .config = config, .faults = faults, .kind = "plugins" };
    open_list(o, "guests.plugins", open_plugin);
    o.kind = "channels";
    if (open_list(o, "guests.channels", open_channel) == 0 && yx_config_role(config) != YX_ROLE_TOOL)
        yx_config_fault(config, "guests.channels", faults, "a house without a channel hears nobody");
    if (faults->count == before) {
        *registry_out = made;
        return YX_OK;
    }
    yx_load_free(&made);
    return YX_INVALID;
}

typedef enum yx_err start_guest(const struct yx_host *, void **);

static enum yx_err start_one(struct yx_host *host, start_guest *start, void **self, struct yx_faults *faults)
{
    size_t before = faults->count;
    host->faults = faults;
    enum yx_err err = start ? start(host, self) : YX_OK;
    host->faults = NULL;
    if (err != YX_OK && faults->count == before)
        yx_fault_add(faults, host->prefix, 0, 0, "", "did not start: %s", yx_err_words(err));
    return err;
}

enum yx_err yx_load_start(struct yx_registry *registry, enum yx_load_which which, struct yx_kb *kb, void *house,
    struct yx_faults *faults)
{
    enum yx_err err = YX_OK;
    for (size_t i = 0; which == YX_LOAD_ALL && err == YX_OK && i < registry->plugin_count; i++) {
        struct yx_loaded_plugin *p = &registry->plugins[i];
        p->host->kb = kb;
        p->host->house = house;
        err = start_one(p->host, p->is->start, &p->self, faults);
        p->started = err == YX_OK;
    }
    for (size_t i = 0; err == YX_OK && i < registry->channel_count; i++) {
        struct yx_loaded_channel *c = &registry->channels[i];
        c->host->kb = kb;
        c->host->house = house;
        err = start_one(c->host, c->is->start, &c->self, faults);
        c->started = err == YX_OK;
    }
    if (err != YX_OK)
        yx_load_stop(registry);
    return err;
}

enum yx_err yx_load_start_alone(struct yx_loaded_plugin *p, struct yx_faults *faults)
{
    enum yx_err err = start_one(p->host, p->is->start, &p->self, faults);
    p->started = err == YX_OK;
    return err;
}

void yx_load_stop(struct yx_registry *registry)
{
    for (size_t i = registry->channel_count; i-- > 0;) {
        struct yx_loaded_channel *c = &registry->channels[i];
        if (c->started && c->is->stop)
            c->is->stop(c->self);
        c->started = false;
    }
    for (size_t i = registry->plugin_count; i-- > 0;) {
        struct yx_loaded_plugin *p = &registry->plugins[i];
        if (p->started && p->is->stop)
            p->is->stop(p->self);
        p->started = false;
    }
}

static void free_host(struct yx_host *host)
{
    struct yx_texts *texts = (struct yx_texts *)(uintptr_t)host->texts;
    yx_texts_free(&texts);
}

void yx_load_free(struct yx_registry **registry)
{
    if (*registry == NULL)
        return;
    yx_load_stop(*registry);
    for (size_t i = 0; i < (*registry)->plugin_count; i++) {
        struct yx_loaded_plugin *p = &(*registry)->plugins[i];
        for (size_t k = 0; k < p->trigger_count; k++)
            yx_pattern_free(&p->triggers[k].pattern);
        free_host(p->host);
    }
    for (size_t i = 0; i < (*registry)->channel_count; i++)
        free_host((*registry)->channels[i].host);
    struct yx_arena *arena = (*registry)->arena;
    *registry = NULL;
    yx_arena_free(&arena);
}

struct yx_limits yx_load_limits(const struct yx_registry *registry, const char *channel, const char *account)
{
    struct yx_limits limits = { 0 };
    for (size_t i = 0; i < registry->channel_count; i++) {
        const struct yx_loaded_channel *c = &registry->channels[i];
        if (strcmp(c->is->name, channel) == 0 && c->is->limits != NULL)
            c->is->limits(c->self, account, &limits);
    }
    return limits;
}
