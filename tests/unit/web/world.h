/* The web channel with a house around it that the test holds: its files are taken in
 * whole, and what the core lends is played here. */
#ifndef WEB_WORLD_H
#define WEB_WORLD_H

#define yx_push_channel world_push_channel
#define yx_rate_reply world_rate_reply
#define yx_take world_take
#define yx_transcript world_transcript

#include "channels/web/api.c"
#include "channels/web/blocks.c"
#include "channels/web/events.c"
#include "channels/web/feedback.c"
#include "channels/web/form.c"
#include "channels/web/frame.c"
#include "channels/web/history.c"
#include "channels/web/html.c"
#include "channels/web/leave.c"
#include "channels/web/page.c"
#include "channels/web/phrases.c"
#include "channels/web/style.c"
#include "channels/web/transcript.c"
#include "channels/web/visitor.c"
#include "channels/web/welcome.c"
#include "config/config.h"
#include "config/texts.h"
#include "load/host.h"
#include "unit.h"

enum { WORLD_MESSAGES = 700 };

static struct {
    char *folder;
    struct yx_host host;
    struct yx_config *config;
    struct yx_texts *texts;
    struct web web;
    struct yx_request req;
    struct yx_response resp;
    const char *headers[8][2]; /* CGI names */
    struct yx_message messages[WORLD_MESSAGES];
    size_t message_count;
    char sender[129]; /* whose they are; "" anybody's */
    struct yx_outcome outcome;
    struct yx_inbound taken;
    int takes;
    struct {
        char sender[129];
        int64_t message;
        bool useful;
        int times;
        enum yx_err err; /* what to answer */
    } rated;
} world;

/* What core/turn answers: the messages behind `after`, copied into the caller's arena. */
enum yx_err world_transcript(const struct yx_host *host, struct yx_arena *arena, const char *account,
    const char *sender, int64_t after, int most, struct yx_message **messages_out, size_t *count_out,
    enum yx_owner *owner_out)
{
    (void)host;
    (void)account;
    struct yx_message *out = yx_arena_get(arena, (size_t)most * sizeof *out);
    *messages_out = out;
    *count_out = 0;
    *owner_out = world.outcome.owner;
    if (world.message_count == 0 || (*world.sender && strcmp(sender, world.sender) != 0))
        return YX_EMPTY;
    for (size_t i = 0; i < world.message_count && *count_out < (size_t)most; i++)
        if (world.messages[i].id > after) {
            out[*count_out] = world.messages[i];
            out[(*count_out)++].text = yx_arena_copy(arena, world.messages[i].text);
        }
    return YX_OK;
}

void world_take(const struct yx_host *host, struct yx_request *req, const struct yx_inbound *in,
    struct yx_outcome *outcome_out)
{
    (void)host;
    (void)req;
    world.taken = *in;
    world.takes++;
    *outcome_out = world.outcome;
}

enum yx_err world_rate_reply(const struct yx_host *host, struct yx_arena *arena, const char *account,
    const char *sender, int64_t message, bool useful, int64_t now_ms)
{
    assert_true(host && arena && *account == '\0' && now_ms > 0);
    snprintf(world.rated.sender, sizeof world.rated.sender, "%s", sender);
    world.rated.message = message;
    world.rated.useful = useful;
    world.rated.times++;
    return world.rated.err;
}

const char *world_push_channel(const struct yx_host *host, struct yx_arena *arena, const char *account,
    const char *sender)
{
    assert_true(host && *account == '\0');
    return yx_arena_print(arena, "channel-of-%s", sender);
}

static const char *world_param(const void *wire, const char *name)
{
    (void)wire;
    for (size_t i = 0; i < 8 && world.headers[i][0]; i++)
        if (strcmp(world.headers[i][0], name) == 0)
            return world.headers[i][1];
    return NULL;
}

static void world_header(const char *cgi_name, const char *value)
{
    size_t i = 0;
    while (world.headers[i][0] && strcmp(world.headers[i][0], cgi_name) != 0)
        i++;
    assert_true(i < 8);
    world.headers[i][0] = cgi_name;
    world.headers[i][1] = value;
}

/* A fresh request; what it may hold lives until the test ends. */
static void world_request(enum yx_method method, const char *path, const char *body)
{
    yx_buf_free(&world.resp.head);
    world.resp = (struct yx_response){ .head = yx_buf_new(8192) };
    memset(world.headers, 0, sizeof world.headers);
    struct yx_arena *arena = world.req.arena;
    world.req = (struct yx_request){ .method = method, .path = path, .query = "", .body = body,
        .body_len = strlen(body), .content_type = "", .remote = "127.0.0.1", .id = "", .now_ms = 1,
        .arena = arena, .param = world_param };
}

static char *world_cookie(void);

/* A fresh request of a known visitor. */
__attribute__((unused)) static struct web_visitor world_known(enum yx_method method, const char *path, const char *body)
{
    struct web_visitor v;
    world_request(YX_GET, "/", "");
    web_visitor_read(&world.web, &world.req, &v);
    web_visitor_write(&world.web, &world.req, &world.resp, &v);
    char *cookie = world_cookie();
    world_request(method, path, body);
    world_header("HTTP_COOKIE", cookie);
    return v;
}

/* The cookie that the last response sets, as the next request brings it. */
static char *world_cookie(void)
{
    const char *at = strstr(world.resp.head.at, "Set-Cookie: ");
    if (at == NULL)
        return NULL;
    at += strlen("Set-Cookie: ");
    return yx_arena_text(world.req.arena, at, strcspn(at, ";"));
}

static int world_set_up(void **state)
{
    (void)state;
    memset(&world, 0, sizeof world);
    struct yx_arena *arena = yx_arena_new(32 << 20);
    struct yx_faults faults = { .arena = arena };
    world.folder = unit_folder();
    world.req.arena = arena;
    char *file = yx_arena_print(arena, "%s/yixian.yaml", world.folder);
    FILE *out = fopen(file, "w");
    fputs("house: {name: '<热线>', phone: '12348', icp: ''}\n", out);
    fclose(out);
    assert_int_equal(yx_config_open(file, &faults, &world.config), YX_OK);
    yx_config_take(world.config, "", yx_core_options, &faults);
    assert_int_equal(yx_texts_open("channels/web/texts/zh-CN.yaml", NULL, &faults, &world.texts), YX_OK);
    yx_texts_strict(true);
    world.host = (struct yx_host){ .name = "web", .prefix = "channels.web", .config = world.config, .texts = world.texts };
    world.web = (struct web){ .host = &world.host, .key = "a key that only this test knows",
        .frame_rule = "frame-ancestors https://a.example" };
    world.outcome = (struct yx_outcome){ .err = YX_OK, .message_id = 17 };
    return 0;
}

static int world_tear_down(void **state)
{
    (void)state;
    yx_buf_free(&world.resp.head);
    yx_texts_free(&world.texts);
    yx_config_free(&world.config);
    yx_arena_free(&world.req.arena);
    unit_remove(world.folder);
    return 0;
}

#define W(name) cmocka_unit_test_setup_teardown(name, world_set_up, world_tear_down)

#endif
