/* The channel for text messages with a house around it that the test holds; Kannel's side is played here. */
#ifndef SMS_WORLD_H
#define SMS_WORLD_H

#include <sys/stat.h>
#include <unistd.h>

#include "config/config.h"
#include "config/texts.h"
#include "load/host.h"
#include "tests/unit/sms/whole.h"
#include "unit.h"

#define WORLD_NOW_MS 1700000000000LL
#define WORLD_OPTIONS "gateways: [demo, county-2], numbers: ['demo:12348'], signature: 热线, report_url: 'http://127.0.0.1:8180'"
#define WORLD_AUTH "Basic ZGVtbzpzZWNyZXQtMQ==" /* demo:secret-1 */

static struct {
    char *folder;
    struct yx_arena *arena;
    struct yx_faults faults;
    struct yx_config *config;
    struct yx_texts *texts;
    struct yx_host host;
    void *self;
    const char *authorization, *remote;
    struct yx_request req;
    struct yx_response resp;
    struct yx_exchange x;
} world;

static inline void world_file(const char *name, const char *text)
{
    char *path = yx_arena_print(world.arena, "%s/%s", world.folder, name);
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
    assert_int_equal(chmod(path, 0600), 0);
}

/* Start with these options of the channel in a role, 0: all of them. */
static inline enum yx_err world_start_as(const char *options, unsigned role)
{
    sms_stop(world.self);
    world.self = NULL;
    yx_config_free(&world.config);
    world.faults = (struct yx_faults){ .arena = world.arena };
    world_file("yixian.yaml", yx_arena_print(world.arena, "channels: {sms: {%s}}\n", options));
    char *file = yx_arena_print(world.arena, "%s/yixian.yaml", world.folder);
    assert_int_equal(yx_config_open(file, &world.faults, &world.config), YX_OK);
    if (role)
        yx_config_as(world.config, role);
    yx_config_take(world.config, "", yx_core_options, &world.faults);
    yx_config_take(world.config, "channels.sms", sms_options, &world.faults);
    world.host = (struct yx_host){ .name = "sms", .prefix = "channels.sms", .folder = "channels/sms",
        .arena = world.arena, .config = world.config, .texts = world.texts, .faults = &world.faults };
    enum yx_err err = sms_start(&world.host, &world.self);
    world.host.faults = NULL;
    return world.faults.count && err == YX_OK ? YX_INVALID : err;
}

static inline bool world_has_fault(const char *words)
{
    for (const struct yx_fault *f = world.faults.first; f; f = f->next)
        if (strstr(f->message, words))
            return true;
    yx_faults_print(&world.faults, stderr);
    return false;
}

static inline int world_set_up(void **state)
{
    (void)state;
    memset(&world, 0, sizeof world);
    world.folder = unit_folder();
    world.arena = yx_arena_new(64 << 20);
    world.authorization = WORLD_AUTH;
    world.remote = "127.0.0.1";
    assert_int_equal(mkdir(yx_arena_print(world.arena, "%s/secrets", world.folder), 0700), 0);
    world_file("secrets/sms_demo.user", "demo");
    world_file("secrets/sms_demo.password", "secret-1\n");
    world_file("secrets/sms_county-2.user", "two");
    world_file("secrets/sms_county-2.password", "secret-2");
    world.faults = (struct yx_faults){ .arena = world.arena };
    yx_texts_strict(true);
    assert_int_equal(yx_texts_open("channels/sms/texts/zh-CN.yaml", NULL, &world.faults, &world.texts), YX_OK);
    assert_int_equal(world_start_as(WORLD_OPTIONS, 0), YX_OK);
    return 0;
}

static inline int world_tear_down(void **state)
{
    (void)state;
    sms_stop(world.self);
    yx_buf_free(&world.resp.head);
    yx_texts_free(&world.texts);
    yx_config_free(&world.config);
    yx_arena_free(&world.arena);
    unit_remove(world.folder);
    return 0;
}

static inline const char *world_param(const void *wire, const char *name)
{
    (void)wire;
    return strcmp(name, "HTTP_AUTHORIZATION") == 0 ? world.authorization : NULL;
}

/* Verify and decode a request; its error goes through encode, as in the house. */
static inline enum yx_err world_ask(const char *path, const char *query, struct yx_inbound *in)
{
    yx_buf_free(&world.resp.head);
    world.resp = (struct yx_response){ .head = yx_buf_new(8192) };
    world.req = (struct yx_request){ .method = YX_GET, .path = path, .query = query, .body = "", .content_type = "",
        .remote = world.remote, .id = "", .now_ms = WORLD_NOW_MS, .arena = world.arena, .param = world_param };
    world.x = (struct yx_exchange){ &world.req, &world.resp, NULL };
    enum yx_err err = sms_verify(world.self, &world.x);
    if (err == YX_OK)
        err = sms_decode(world.self, &world.x, in);
    sms_encode(world.self, &world.x, &(struct yx_outcome){ .err = err });
    return err;
}

/* What Kannel brings of a text; `rest`: the parameters behind from, to and id. */
static inline enum yx_err world_bring(const char *from, const char *rest, struct yx_inbound *in)
{
    return world_ask("/sms/demo", yx_arena_print(world.arena, "from=%s&to=12348&id=uuid-1%s", from, rest), in);
}

#define W(name) cmocka_unit_test_setup_teardown(name, world_set_up, world_tear_down)

#endif
