/* The WeChat channel with a house around it that the test holds: its files are taken in whole,
 * its secrets lie in a folder of their own, and WeChat's side (signing, sealing) is played here. */
#ifndef WECHAT_WORLD_H
#define WECHAT_WORLD_H

#include <sys/stat.h>
#include <unistd.h>

#include "config/config.h"
#include "config/texts.h"
#include "load/load.h"
#include "tests/unit/wechat/whole.h"
#include "unit.h"

#define WORLD_NOW_MS 1700000000000LL
#define WORLD_KEY "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
#define WORLD_ACCOUNTS "accounts: [demo, county-2], certified: [demo], safe_only: [county-2]"

static struct {
    char *folder;
    struct yx_arena *arena;
    struct yx_faults faults;
    struct yx_config *config;
    struct yx_texts *texts;
    struct yx_host host;
    void *self;
    struct yx_request req;
    struct yx_response resp;
    struct yx_exchange x;
} world;

static void world_file(const char *name, const char *text)
{
    char *path = yx_arena_print(world.arena, "%s/%s", world.folder, name);
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
    assert_int_equal(chmod(path, 0600), 0);
}

static void world_secrets(const char *account)
{
    static const char *const files[][2] = { { "token", "a-token" }, { "aeskey", WORLD_KEY },
        { "appid", "wx0123456789abcdef" }, { "secret", "a-secret\n" } };
    for (size_t i = 0; i < 4; i++)
        world_file(yx_arena_print(world.arena, "secrets/wechat_%s.%s", account, files[i][0]), files[i][1]);
}

/* Start with these options of the channel in a role, 0: all of them. What the county says itself
 * lies in the folder. */
static enum yx_err world_start_as(const char *options, unsigned role)
{
    wechat_stop(world.self);
    world.self = NULL;
    yx_config_free(&world.config);
    world.faults = (struct yx_faults){ .arena = world.arena };
    world_file("yixian.yaml", yx_arena_print(world.arena,
        "house: {name: 县法律服务热线, phone: 0000-12348}\npaths: {data: '%s', county: .}\nchannels: {wechat: {%s}}\n",
        getcwd((char[4096]){ 0 }, 4096), options));
    char *file = yx_arena_print(world.arena, "%s/yixian.yaml", world.folder);
    assert_int_equal(yx_config_open(file, &world.faults, &world.config), YX_OK);
    if (role)
        yx_config_as(world.config, role);
    yx_config_take(world.config, "", yx_core_options, &world.faults);
    yx_config_take(world.config, "channels.wechat", wechat_options, &world.faults);
    world.host = (struct yx_host){ .name = "wechat", .prefix = "channels.wechat", .folder = "channels/wechat",
        .arena = world.arena, .config = world.config, .texts = world.texts, .faults = &world.faults };
    enum yx_err err = wechat_start(&world.host, &world.self);
    world.host.faults = NULL;
    return world.faults.count && err == YX_OK ? YX_INVALID : err;
}

static inline enum yx_err world_start(const char *options)
{
    return world_start_as(options, 0);
}

static inline bool world_has_fault(const char *words)
{
    for (const struct yx_fault *f = world.faults.first; f; f = f->next)
        if (strstr(f->message, words))
            return true;
    yx_faults_print(&world.faults, stderr);
    return false;
}

static int world_set_up(void **state)
{
    (void)state;
    memset(&world, 0, sizeof world);
    world.folder = unit_folder();
    world.arena = yx_arena_new(64 << 20);
    world.faults = (struct yx_faults){ .arena = world.arena };
    if (system(yx_arena_print(world.arena, "mkdir -p %s/secrets %s/channels/wechat", world.folder, world.folder)) != 0)
        return -1;
    world_secrets("demo");
    world_secrets("county-2");
    yx_texts_strict(true);
    assert_int_equal(yx_texts_open("channels/wechat/texts/zh-CN.yaml", NULL, &world.faults, &world.texts), YX_OK);
    assert_int_equal(world_start(WORLD_ACCOUNTS), YX_OK);
    return 0;
}

static int world_tear_down(void **state)
{
    (void)state;
    wechat_stop(world.self);
    yx_buf_free(&world.resp.head);
    yx_texts_free(&world.texts);
    yx_config_free(&world.config);
    yx_arena_free(&world.arena);
    unit_remove(world.folder);
    return 0;
}

/* ---- WeChat's side ---- */

static inline const struct wechat_account *world_account(const char *name)
{
    const struct wechat_account *a = wechat_account_find(world.self, name);
    assert_non_null(a);
    return a;
}

static inline char *world_sign(const char *a, const char *b, const char *c, const char *d)
{
    char *hex = yx_arena_get(world.arena, WECHAT_SIGN_HEX + 1);
    const char *const parts[] = { a, b, c, d };
    assert_true(wechat_sign(world.self, parts, d ? 4 : 3, hex));
    return hex;
}

/* A fresh request; its body may hold NUL. */
static inline void world_request(enum yx_method method, const char *account, const char *query, const char *body,
    size_t len)
{
    yx_buf_free(&world.resp.head);
    world.resp = (struct yx_response){ .head = yx_buf_new(8192) };
    world.req = (struct yx_request){ .method = method, .query = query, .body = yx_arena_text(world.arena, body, len),
        .path = yx_arena_print(world.arena, "/wechat/%s", account), .body_len = len, .content_type = "text/xml",
        .remote = "127.0.0.1", .id = "", .now_ms = WORLD_NOW_MS, .arena = world.arena };
    world.x = (struct yx_exchange){ &world.req, &world.resp, NULL };
}

/* The query of a plain request, signed as of `timestamp`. */
static inline char *world_query(const char *account, const char *timestamp)
{
    return yx_arena_print(world.arena, "signature=%s&timestamp=%s&nonce=n-1&openid=o1",
        world_sign(world_account(account)->token, timestamp, "n-1", NULL), timestamp);
}

/* The message sealed, with the account's key and this appid. */
static inline char *world_seal(const char *xml, const char *appid)
{
    struct wechat_account a = *world_account("demo");
    if (appid)
        a.appid = appid;
    return wechat_encrypt(world.self, &a, world.arena, (const unsigned char *)"0123456789abcdef", xml, strlen(xml));
}

static inline void world_post_plain(const char *xml)
{
    world_request(YX_POST, "demo", world_query("demo", "1700000000"), xml, strlen(xml));
}

/* An Encrypt, its own signature, and other elements beside it. */
static inline void world_post_sealed(const char *account, const char *encrypted, const char *beside)
{
    const char *query = yx_arena_print(world.arena, "%s&encrypt_type=aes&msg_signature=%s",
        world_query(account, "1700000000"),
        world_sign(world_account(account)->token, "1700000000", "n-1", encrypted));
    const char *body = yx_arena_print(world.arena, "<xml><ToUserName><![CDATA[gh_1]]></ToUserName>%s"
        "<Encrypt><![CDATA[%s]]></Encrypt></xml>", beside, encrypted);
    world_request(YX_POST, account, query, body, strlen(body));
}

/* What follows the common fields of a message. */
static inline char *world_xml(const char *rest)
{
    return yx_arena_print(world.arena, "<xml><ToUserName><![CDATA[gh_1]]></ToUserName>"
        "<FromUserName><![CDATA[oCitizen_1]]></FromUserName><CreateTime>1700000000</CreateTime>%s</xml>", rest);
}

/* Verify and decode what was posted last; its error goes through encode, as in the house. */
static inline enum yx_err world_take(struct yx_inbound *in)
{
    enum yx_err err = wechat_verify(world.self, &world.x);
    if (err == YX_OK)
        err = wechat_decode(world.self, &world.x, in);
    if (err != YX_OK)
        wechat_encode(world.self, &world.x, &(struct yx_outcome){ .err = err });
    return err;
}

/* Let the turn end so, and give the body of the response. */
static inline const char *world_answer(const struct yx_outcome *outcome)
{
    wechat_encode(world.self, &world.x, outcome);
    assert_int_equal(strlen(world.resp.body), world.resp.body_len);
    return world.resp.body;
}

#define W(name) cmocka_unit_test_setup_teardown(name, world_set_up, world_tear_down)

#endif
