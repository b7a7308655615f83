/* What the administrator gave: accounts, secrets, options, templates. */
#include "world.h"

static void each_role_reads_its_own_secrets(void **state)
{
    (void)state;
    static const unsigned char none[32] = { 0 };
    assert_int_equal(world_start_as(WORLD_ACCOUNTS, YX_ROLE_GATE), YX_OK);
    const struct wechat_account *a = world_account("demo");
    assert_string_equal(a->token, "a-token");
    assert_string_equal(a->appid, "wx0123456789abcdef");
    assert_memory_not_equal(a->key, none, 32);
    assert_null(a->secret);
    assert_null(((struct wechat *)world.self)->templates);
    static const unsigned roles[] = { YX_ROLE_POST, YX_ROLE_TOOL };
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(world_start_as(WORLD_ACCOUNTS, roles[i]), YX_OK);
        a = world_account("demo");
        assert_null(a->token);
        assert_memory_equal(a->key, none, 32);
        assert_string_equal(a->appid, "wx0123456789abcdef");
        assert_string_equal(a->secret, "a-secret"); /* without the line end of its file */
    }
}

static void each_role_starts_without_the_files_of_others(void **state)
{
    (void)state;
    assert_int_equal(system(yx_arena_print(world.arena, "rm %s/secrets/*.secret", world.folder)), 0);
    assert_int_equal(world_start_as(WORLD_ACCOUNTS, YX_ROLE_GATE), YX_OK);
    world_secrets("demo");
    world_secrets("county-2");
    assert_int_equal(system(yx_arena_print(world.arena, "rm %s/secrets/*.token %s/secrets/*.aeskey", world.folder,
        world.folder)), 0);
    assert_int_equal(world_start_as(WORLD_ACCOUNTS, YX_ROLE_POST), YX_OK);
}

static void assert_no_start(const char *options, const char *words)
{
    assert_int_equal(world_start(options), YX_INVALID);
    assert_null(world.self);
    assert_true(world_has_fault(words));
}

static void faults_of_the_configuration_are_said(void **state)
{
    (void)state;
    assert_no_start("accounts: []", "lists no account");
    assert_no_start("", "lists no account");
    assert_no_start("accounts: [Demo]", "the name of an account has 1 to 32 of a-z 0-9 _ -");
    assert_no_start("accounts: ['../demo']", "the name of an account has 1 to 32 of a-z 0-9 _ -");
    assert_no_start("accounts: [demo], certified: [other]", "names an account that channels.wechat.accounts does not list");
    assert_no_start("accounts: [demo], safe_only: [other]", "names an account that channels.wechat.accounts does not list");
    assert_no_start("accounts: [demo, third]", "cannot be read");
    static const char *const apis[] = { "api.weixin.qq.com", "http://api.weixin.qq.com", "http://127.0.0.1.evil.cn",
        "https://api.weixin.qq.com/", "https://a@b.cn", "https://a?b", "https://", "ftp://127.0.0.1" };
    for (size_t i = 0; i < sizeof apis / sizeof *apis; i++)
        assert_no_start(yx_arena_print(world.arena, WORLD_ACCOUNTS ", api: '%s'", apis[i]), "must ");
    assert_int_equal(world_start(WORLD_ACCOUNTS ", api: 'http://127.0.0.1:8090'"), YX_OK);
    assert_int_equal(world_start(WORLD_ACCOUNTS ", api: 'http://localhost'"), YX_OK);
    assert_int_equal(world_start(WORLD_ACCOUNTS ", api: 'https://proxy.example.cn/wechat'"), YX_OK);
}

static void faults_of_secrets_are_said_without_them(void **state)
{
    (void)state;
    static const char *const bad[][3] = {
        { "token", "ab", "the token" }, { "token", "a token", "the token" }, { "token", "", "the token" },
        { "aeskey", "short", "the EncodingAESKey" }, { "aeskey", WORLD_KEY "=", "the EncodingAESKey" },
        { "aeskey", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEF-", "the EncodingAESKey" },
        { "appid", "", "the AppID" }, { "appid", "wx 1", "the AppID" }, { "secret", "", "the AppSecret" },
        { "secret", "two\nlines", "the AppSecret" },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        world_file(yx_arena_print(world.arena, "secrets/wechat_demo.%s", bad[i][0]), bad[i][1]);
        assert_no_start(WORLD_ACCOUNTS, bad[i][2]);
        for (const struct yx_fault *f = world.faults.first; f; f = f->next)
            assert_true(strlen(bad[i][1]) < 5 || strstr(f->message, bad[i][1]) == NULL);
        world_secrets("demo");
    }
    assert_int_equal(chmod(yx_arena_print(world.arena, "%s/secrets/wechat_demo.secret", world.folder), 0644), 0);
    assert_no_start(WORLD_ACCOUNTS, "open to others");
}

static void limits_are_those_of_the_account(void **state)
{
    (void)state;
    struct yx_limits limits;
    wechat_limits(world.self, "demo", &limits);
    assert_int_equal(limits.reply_bytes, 2000);
    assert_true(limits.plain && limits.windowed && limits.pushes);
    assert_int_equal(limits.letters_per_s, 20);
    assert_int_equal(limits.deadline_ms, 4500);
    wechat_limits(world.self, "county-2", &limits);
    assert_false(limits.pushes);
    wechat_limits(world.self, "nobody", &limits);
    assert_false(limits.pushes);
    assert_int_equal(world_start(WORLD_ACCOUNTS ", deadline_ms: 3000, letters_per_s: 5"), YX_OK);
    wechat_limits(world.self, "demo", &limits);
    assert_int_equal(limits.deadline_ms, 3000);
    assert_int_equal(limits.letters_per_s, 5);
}

/* The fault of a templates.json, NULL for none. */
static const char *template_file_fault(const char *json)
{
    json_t *root = json_loads(json, JSON_REJECT_DUPLICATES, NULL);
    const char *fault = templates_fault(world.arena, root);
    json_decref(root);
    return fault;
}

static void templates_are_judged(void **state)
{
    (void)state;
    assert_null(template_file_fault("{}"));
    assert_null(template_file_fault("{\"a\":{\"about\":\"x\",\"ids\":{\"demo\":\"t\"},\"fields\":{\"a\":\"thing1\"},\"url\":\"https://a\"}}"));
    static const char *const bad[][2] = {
        { "[]", "must be an object of templates" },
        { "{\"a\":1}", "template \"a\": must be an object" },
        { "{\"a\":{}}", "needs \"ids\" and \"fields\"" },
        { "{\"a\":{\"ids\":{\"demo\":\"t\"}}}", "needs \"ids\" and \"fields\"" },
        { "{\"a\":{\"ids\":{},\"fields\":{\"a\":\"b\"}}}", "\"ids\" must be an object with at least one member" },
        { "{\"a\":{\"ids\":{\"demo\":1},\"fields\":{\"a\":\"b\"}}}", "\"demo\" of \"ids\" must be a text" },
        { "{\"a\":{\"ids\":{\"demo\":\"t\"},\"fields\":{\"a\":\"\"}}}", "\"a\" of \"fields\" must be a text" },
        { "{\"a\":{\"ids\":{\"demo\":\"t\"},\"fields\":{\"a\":\"b\"},\"url\":\"a\"}}", "\"url\" must be an address" },
        { "{\"a\":{\"ids\":{\"demo\":\"t\"},\"fields\":{\"a\":\"b\"},\"colour\":\"a\"}}", "\"colour\" is not known" },
        { "{\"a\":{\"ids\":{\"demo\":\"t\"},\"fields\":{\"a\":\"b\"},\"about\":1}}", "\"about\" must be a text" },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (strstr(template_file_fault(bad[i][0]), bad[i][1]) == NULL)
            fail_msg("%s: %s", bad[i][0], template_file_fault(bad[i][0]));
}

static void files_are_judged_by_those_who_need_them(void **state)
{
    (void)state;
    world_file("channels/wechat/templates.json", "{\n\"a\":{}}");
    assert_int_equal(world_start_as(WORLD_ACCOUNTS, YX_ROLE_GATE), YX_OK);
    assert_int_equal(world_start_as(WORLD_ACCOUNTS, YX_ROLE_POST), YX_INVALID);
    assert_true(world_has_fault("templates.json: template \"a\": needs"));
    world_file("channels/wechat/templates.json", "{\n\"a\"}");
    assert_int_equal(world_start_as(WORLD_ACCOUNTS, YX_ROLE_POST), YX_INVALID);
    assert_true(world_has_fault("templates.json: line 2"));
    world_file("channels/wechat/templates.json", "{}");
    world_file("channels/wechat/menu.json", "{\"button\":[]}");
    assert_int_equal(world_start_as(WORLD_ACCOUNTS, YX_ROLE_POST), YX_OK);
    assert_int_equal(world_start_as(WORLD_ACCOUNTS, YX_ROLE_TOOL), YX_INVALID);
    assert_true(world_has_fault("menu.json: \"button\" must be a list"));
}

static void the_descriptor_keeps_its_contract(void **state)
{
    (void)state;
    struct yx_faults faults = { .arena = world.arena };
    assert_true(yx_load_judge_channel(&yx_channel, "wechat", "wechat.so", &faults));
    assert_int_equal(faults.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        W(each_role_reads_its_own_secrets), W(each_role_starts_without_the_files_of_others),
        W(faults_of_the_configuration_are_said), W(faults_of_secrets_are_said_without_them),
        W(limits_are_those_of_the_account), W(templates_are_judged), W(files_are_judged_by_those_who_need_them),
        W(the_descriptor_keeps_its_contract),
    };
    return cmocka_run_group_tests_name("wechat/account", tests, NULL, NULL);
}
