#include "world.h"

static void what_is_wrong_with_an_option_is_said(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        { "", "lists no gateway" },
        { "gateways: [Demo]", "1 to 32 of a-z" },
        { "gateways: [demo], numbers: ['other:12348']", "does not list" },
        { "gateways: [demo], numbers: [demo]", "must look like NAME:" },
        { "gateways: [demo], numbers: ['demo:12a']", "must look like NAME:" },
        { "gateways: [demo], allow: [everybody]", "neither an address" },
        { "gateways: [demo], allow: ['10.0.0.0/33']", "neither an address" },
        { "gateways: [demo], send_url: 'ftp://x/y'", "must look like http" },
        { "gateways: [demo], send_url: 'http://127.0.0.1:13013'", "must look like http" },
        { "gateways: [demo], report_url: 'http://a:b@127.0.0.1'", "must look like http" },
        { "gateways: [demo], report_url: 'http://127.0.0.1/x'", "must look like http" },
        { "gateways: [demo], signature: 【热线】", "put into" },
        { "gateways: [demo], quiet: '22:00'", "must look like 22:00-07:00" },
        { "gateways: [demo], quiet: '24:00-07:00'", "must look like 22:00-07:00" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(world_start_as(rows[i][0], 0), YX_INVALID);
        assert_true(world_has_fault(rows[i][1]));
    }
    assert_int_equal(world_start_as("gateways: [demo], quiet: '', allow: []", 0), YX_OK);
}

static void secrets_that_are_none_are_refused_and_not_told(void **state)
{
    (void)state;
    static const char *const wrong[] = { "short", "with blank inside", "with\"quote", "colon:inside", "" };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        world_file("secrets/sms_demo.password", wrong[i]);
        assert_int_equal(world_start_as("gateways: [demo]", 0), YX_INVALID);
        for (const struct yx_fault *f = world.faults.first; f; f = f->next)
            assert_true(*wrong[i] == '\0' || strstr(f->message, wrong[i]) == NULL);
    }
}

static void who_needs_no_secret_reads_none(void **state)
{
    (void)state;
    world_file("secrets/sms_demo.password", "x");
    assert_int_equal(world_start_as("gateways: [demo]", YX_ROLE_TOOL), YX_OK);
    assert_null(sms_gateway_find(world.self, "demo", 4)->password);
    assert_false(sms_is_gateway(world.self, sms_gateway_find(world.self, "demo", 4), WORLD_AUTH));
}

static void addresses_and_ranges_let_in(void **state)
{
    (void)state;
    static const struct {
        const char *remote;
        bool allowed;
    } rows[] = {
        { "10.1.0.1", true }, { "10.1.255.255", true }, { "10.2.0.0", false }, { "192.168.0.7", true },
        { "192.168.0.8", false }, { "::ffff:10.1.2.3", true }, { "fd00::1", true }, { "fd01::1", false },
        { "127.0.0.1", false }, { "unix:", false }, { "", false }, { "172.16.0.5", true }, { "172.16.0.4", false },
    };
    assert_int_equal(world_start_as("gateways: [demo], allow: ['10.1.0.0/16', 192.168.0.7, 'fd00::/16', '172.16.0.5/32']", 0),
        YX_OK);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(sms_is_allowed(world.self, rows[i].remote), rows[i].allowed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        W(what_is_wrong_with_an_option_is_said),
        W(secrets_that_are_none_are_refused_and_not_told),
        W(who_needs_no_secret_reads_none),
        W(addresses_and_ranges_let_in),
    };
    return cmocka_run_group_tests_name("sms/gateway", tests, NULL, NULL);
}
