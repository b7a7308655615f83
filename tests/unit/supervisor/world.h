/* The supervisors' reader with a house around it that the test holds: the shipped tables, and a county's folder that
 * it may fill. */
#ifndef SUPERVISOR_WORLD_H
#define SUPERVISOR_WORLD_H

#include <sys/stat.h>
#include <unistd.h>

#include "config/config.h"
#include "config/texts.h"
#include "load/load.h"
#include "tests/unit/supervisor/whole.h"
#include "unit.h"

static struct {
    char *folder;
    struct yx_arena *arena;
    struct yx_faults faults;
    struct yx_config *config;
    struct yx_texts *texts;
    struct yx_host host;
    void *self;
} world;

static void world_file(const char *name, const char *text)
{
    char *path = yx_arena_print(world.arena, "%s/%s", world.folder, name);
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
}

static enum yx_err world_start(void)
{
    world.faults = (struct yx_faults){ .arena = world.arena };
    world_file("yixian.yaml", yx_arena_print(world.arena, "paths: {data: '%s', county: county}\n",
                                  getcwd((char[4096]){ 0 }, 4096)));
    assert_int_equal(yx_config_open(yx_arena_print(world.arena, "%s/yixian.yaml", world.folder),
                         &world.faults, &world.config),
        YX_OK);
    yx_config_take(world.config, "", yx_core_options, &world.faults);
    assert_int_equal(
        yx_texts_open("plugins/supervisor/texts/zh-CN.yaml", NULL, &world.faults, &world.texts), YX_OK);
    world.host = (struct yx_host){ .name = "supervisor",
        .prefix = "plugins.supervisor",
        .folder = "plugins/supervisor",
        .arena = world.arena,
        .config = world.config,
        .texts = world.texts,
        .faults = &world.faults };
    enum yx_err err = supervisor_start(&world.host, &world.self);
    world.host.faults = NULL;
    return err;
}

static int world_open(void **state)
{
    (void)state;
    world.folder = unit_folder();
    world.arena = yx_arena_new(16 << 20);
    char *county = yx_arena_print(world.arena, "%s/county", world.folder);
    mkdir(county, 0700);
    mkdir(yx_arena_print(world.arena, "%s/plugins", county), 0700);
    mkdir(yx_arena_print(world.arena, "%s/plugins/supervisor", county), 0700);
    return 0;
}

static int world_close(void **state)
{
    (void)state;
    if (world.self)
        supervisor_stop(world.self);
    world.self = NULL;
    yx_texts_free(&world.texts);
    yx_config_free(&world.config);
    yx_arena_free(&world.arena);
    unit_remove(world.folder);
    return 0;
}

/* It is Sunday, 22 November 2026, ten o'clock in China. */
static int64_t world_now(void)
{
    struct yx_civil civil = { .year = 2026, .month = 11, .day = 22, .hour = 10 };
    return yx_clock_from_civil(&civil);
}

#endif
