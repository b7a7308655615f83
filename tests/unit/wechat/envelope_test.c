/* Signatures, timestamps, keys, and what hostile ciphertexts come to. */
#include "world.h"

static void signs_sorted_by_bytes(void **state)
{
    (void)state;
    const char *const parts[] = { "B", "a", "10", "9" }, *const other[] = { "9", "10", "a", "B" };
    char one[41], two[41];
    assert_true(wechat_sign(world.self, parts, 4, one));
    assert_true(wechat_sign(world.self, other, 4, two));
    assert_string_equal(one, two);
    assert_true(wechat_is_signed(world.self, one, other, 4));
    assert_false(wechat_is_signed(world.self, one, other, 3));
    assert_false(wechat_is_signed(world.self, NULL, other, 4));
    assert_false(wechat_is_signed(world.self, "", other, 4));
    for (size_t i = 0; i < 40; i++) {
        memcpy(two, one, sizeof two);
        two[i] = two[i] == '0' ? '1' : '0';
        assert_false(wechat_is_signed(world.self, two, other, 4));
    }
}

static void timestamps_lie_near_now(void **state)
{
    (void)state;
    assert_true(wechat_is_timely("1700000000", WORLD_NOW_MS, 600));
    assert_true(wechat_is_timely("1700000600", WORLD_NOW_MS, 600));
    assert_true(wechat_is_timely("1699999400", WORLD_NOW_MS, 600));
    static const char *const bad[] = { "1700000601", "1699999399", "", "0", "-1", "1700000000000", "1700000000 ",
        " 1700000000", "1.7e9", "0x1", "17000000000000000000000000" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (wechat_is_timely(bad[i], WORLD_NOW_MS, 600))
            fail_msg("timely: %s", bad[i]);
}

static void keys_have_43_characters(void **state)
{
    (void)state;
    unsigned char key[32];
    static const char *const bad[] = { "", "abc", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEF", WORLD_KEY "H", WORLD_KEY "=",
        "abcdefghijklmnopqrstuvwxyz0123456789ABCDEF=", "abcdefghijklmnopqrstuvwxyz0123456789ABCDE-G",
        "abcdefghijklmnopqrstuvwxyz0123456789ABCDE G" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (wechat_key_read(bad[i], strlen(bad[i]), key))
            fail_msg("a key: %s", bad[i]);
    assert_true(wechat_key_read(WORLD_KEY, 43, key));
    assert_int_equal(key[0], 0x69);
    assert_int_equal(key[31], 0x51); /* of 'F' and 'G', whose last two bits are too many */
}

/* Encrypt these bytes as they are: whole blocks of 16. */
static const char *sealed_raw(const unsigned char *plain, size_t len)
{
    unsigned char *cipher = yx_arena_get(world.arena, len);
    char *base64 = yx_arena_get(world.arena, len * 2 + 4);
    assert_true(run_cipher(world.self, world_account("demo")->key, true, plain, cipher, len));
    EVP_EncodeBlock((unsigned char *)base64, cipher, (int)len);
    return base64;
}

static enum yx_err opened(const char *encrypted)
{
    char *text = NULL;
    size_t len = 0;
    enum yx_err err = wechat_decrypt(world.self, world_account("demo"), world.arena, encrypted, &text, &len);
    assert_true(err == YX_OK || err == YX_DENIED);
    assert_true((err == YX_OK) == (text != NULL));
    return err;
}

/* random16 | length | message | appid | padding, each as the test wants it. */
static enum yx_err opened_as(uint32_t length, const char *message, const char *appid, unsigned pad, size_t pads)
{
    unsigned char plain[512] = "0123456789abcdef";
    size_t n = strlen(message), a = strlen(appid);
    write_length(plain + 16, length);
    memcpy(plain + 20, message, n);
    memcpy(plain + 20 + n, appid, a);
    memset(plain + 20 + n + a, (int)pad, pads);
    return opened(sealed_raw(plain, 20 + n + a + pads));
}

static const char appid[] = "wx0123456789abcdef"; /* 18 bytes */

static void takes_every_length_of_padding(void **state)
{
    (void)state;
    char message[65];
    for (size_t n = 0; n < 64; n++) {
        memset(message, 'x', n);
        message[n] = '\0';
        size_t pads = 32 - (20 + n + 18) % 32;
        assert_int_equal(opened_as((uint32_t)n, message, appid, (unsigned)pads, pads), YX_OK);
    }
}

static void refuses_padding_that_lies(void **state)
{
    (void)state;
    const char *message = "0123456789012345678901234"; /* 25: 63 bytes, one of padding */
    assert_int_equal(opened_as(25, message, appid, 1, 1), YX_OK);
    static const unsigned lies[] = { 0, 2, 31, 32, 33, 64, 255 };
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++)
        assert_int_equal(opened_as(25, message, appid, lies[i], 1), YX_DENIED);
    assert_int_equal(opened_as(26, "01234567890123456789012345", appid, 32, 32), YX_OK);
    assert_int_equal(opened_as(26, "01234567890123456789012345", appid, 33, 32), YX_DENIED);
    assert_int_equal(opened_as(26, "01234567890123456789012345", appid, 0, 32), YX_DENIED);
}

static void refuses_padding_with_one_wrong_byte(void **state)
{
    (void)state;
    for (size_t wrong = 0; wrong < 32; wrong++) {
        unsigned char plain[96] = "0123456789abcdef";
        write_length(plain + 16, 26);
        memset(plain + 20, 'x', 26);
        memcpy(plain + 46, appid, 18);
        memset(plain + 64, 32, 32);
        plain[64 + wrong] ^= 0x40;
        assert_int_equal(opened(sealed_raw(plain, sizeof plain)), YX_DENIED);
    }
}

static void refuses_a_length_past_the_end(void **state)
{
    (void)state;
    const char *message = "0123456789012345678901234";
    static const uint32_t lies[] = { 24, 26, 43, 44, 45, 1000, 0x7fffffff, 0x80000000, 0xffffffff, 0xffffffe7, 0 };
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++)
        assert_int_equal(opened_as(lies[i], message, appid, 1, 1), YX_DENIED);
}

static void refuses_another_appid(void **state)
{
    (void)state;
    const char *message = "0123456789012345678901234";
    assert_int_equal(opened_as(25, message, "wx0123456789abcdeF", 1, 1), YX_DENIED);
    assert_int_equal(opened_as(26, "01234567890123456789012345", "wx0123456789abcde", 1, 1), YX_DENIED);
    assert_int_equal(opened_as(24, "012345678901234567890123", "wx0123456789abcdef0", 1, 1), YX_DENIED);
    assert_int_equal(opened_as(11, "01234567890", "", 1, 1), YX_DENIED);
}

static void refuses_what_is_no_ciphertext(void **state)
{
    (void)state;
    const char *good = world_seal("<xml/>", NULL);
    assert_int_equal(opened(good), YX_OK);
    size_t len = strlen(good);
    for (size_t n = 0; n < len; n++) /* truncated at every byte */
        assert_int_equal(opened(yx_arena_text(world.arena, good, n)), YX_DENIED);
    static const char *const bad[] = { "", "=", "====", "A", "AAAA", "A===", "AA=A", "!!!!", "中文中文",
        "AAAAAAAAAAAAAAAAAAAAAA==", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(opened(bad[i]), YX_DENIED);
    assert_int_equal(opened(yx_arena_print(world.arena, " %s", good)), YX_DENIED);
    assert_int_equal(opened(yx_arena_print(world.arena, "%s\n", good)), YX_DENIED);
    assert_int_equal(opened(yx_arena_print(world.arena, "%s%s", good, good)), YX_DENIED);
}

static void takes_messages_up_to_the_largest_body(void **state)
{
    (void)state;
    char *large = yx_arena_get(world.arena, WECHAT_BODY_MOST + 2);
    memset(large, 'x', WECHAT_BODY_MOST);
    assert_int_equal(opened(world_seal(large, NULL)), YX_OK);
    large[WECHAT_BODY_MOST] = 'x';
    assert_null(world_seal(large, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        W(signs_sorted_by_bytes), W(timestamps_lie_near_now), W(keys_have_43_characters),
        W(takes_every_length_of_padding), W(refuses_padding_that_lies), W(refuses_padding_with_one_wrong_byte),
        W(refuses_a_length_past_the_end), W(refuses_another_appid), W(refuses_what_is_no_ciphertext),
        W(takes_messages_up_to_the_largest_body),
    };
    return cmocka_run_group_tests_name("wechat/envelope", tests, NULL, NULL);
}
