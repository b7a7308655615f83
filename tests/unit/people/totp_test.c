#include "people/totp.h"

#include "unit.h"

static struct yx_arena *arena;
static const unsigned char rfc_secret[] = "12345678901234567890";

static int set_up(void **state)
{
    (void)state;
    arena = yx_arena_new(1 << 20);
    return arena ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    yx_arena_free(&arena);
    return 0;
}

/* RFC 6238, appendix B, the rows of SHA-1. */
static void makes_the_codes_of_the_standard(void **state)
{
    (void)state;
    static const struct {
        int64_t at_s;
        uint32_t code;
    } rows[] = { { 59, 94287082 }, { 1111111109, 7081804 }, { 1111111111, 14050471 }, { 1234567890, 89005924 },
        { 2000000000, 69279037 }, { INT64_C(20000000000), 65353130 } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(yx_totp_code(rfc_secret, YX_TOTP_SECRET, rows[i].at_s / 30, 8), rows[i].code);
}

static void print_code(int64_t step, char out[8])
{
    snprintf(out, 8, "%06u", yx_totp_code(rfc_secret, YX_TOTP_SECRET, step, 6));
}

static void takes_a_code_of_now_and_of_one_step_beside(void **state)
{
    (void)state;
    const int64_t now = 1111111111, step = now / 30;
    char code[8];
    int64_t found = 0;
    for (int64_t d = -3; d <= 3; d++) {
        print_code(step + d, code);
        bool good = d >= -1 && d <= 1;
        assert_int_equal(yx_totp_fits(rfc_secret, code, now * 1000, 0, &found), good);
        if (good)
            assert_int_equal(found, step + d);
    }
}

static void takes_no_code_twice(void **state)
{
    (void)state;
    const int64_t now = 1111111111, step = now / 30;
    char code[8];
    int64_t found = 0;
    print_code(step, code);
    assert_true(yx_totp_fits(rfc_secret, code, now * 1000, step - 1, &found));
    assert_false(yx_totp_fits(rfc_secret, code, now * 1000, step, &found));
    print_code(step - 1, code); /* nor an older one, once a newer was used */
    assert_false(yx_totp_fits(rfc_secret, code, now * 1000, step, &found));
    print_code(step + 1, code);
    assert_true(yx_totp_fits(rfc_secret, code, now * 1000, step, &found));
}

static void takes_six_digits_and_nothing_else(void **state)
{
    (void)state;
    static const char *const bad[] = { "", "12345", "1234567", "12345a", " 12345", "123 45", "+12345", "-00001", "١٢٣٤٥٦" };
    int64_t found = 0;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(yx_totp_fits(rfc_secret, bad[i], 0, -9, &found));
}

/* RFC 4648, 10, without the padding that apps do not want. */
static void writes_base32(void **state)
{
    (void)state;
    static const char *const rows[][2] = { { "", "" }, { "f", "MY" }, { "fo", "MZXQ" }, { "foo", "MZXW6" },
        { "foob", "MZXW6YQ" }, { "fooba", "MZXW6YTB" }, { "foobar", "MZXW6YTBOI" },
        { "12345678901234567890", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(yx_totp_base32(arena, (const unsigned char *)rows[i][0], strlen(rows[i][0])), rows[i][1]);
}

static void names_house_and_person_in_the_uri(void **state)
{
    (void)state;
    assert_string_equal(yx_totp_uri(arena, "一线 a&b", "li", "MZXW6"),
        "otpauth://totp/%E4%B8%80%E7%BA%BF%20a%26b:li?secret=MZXW6&issuer=%E4%B8%80%E7%BA%BF%20a%26b"
        "&algorithm=SHA1&digits=6&period=30");
}

static void opens_what_the_same_key_has_sealed(void **state)
{
    (void)state;
    unsigned char key[32] = "a key", other[32] = "another", sealed[YX_TOTP_SEALED], out[YX_TOTP_SECRET];
    yx_totp_seal(key, rfc_secret, sealed);
    assert_true(yx_totp_unseal(key, sealed, sizeof sealed, out));
    assert_memory_equal(out, rfc_secret, YX_TOTP_SECRET);
    assert_false(yx_totp_unseal(other, sealed, sizeof sealed, out));
    assert_false(yx_totp_unseal(key, sealed, sizeof sealed - 1, out));
    assert_false(yx_totp_unseal(key, NULL, 0, out));
    sealed[30] ^= 1;
    assert_false(yx_totp_unseal(key, sealed, sizeof sealed, out));
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(makes_the_codes_of_the_standard),
        T(takes_a_code_of_now_and_of_one_step_beside),
        T(takes_no_code_twice),
        T(takes_six_digits_and_nothing_else),
        T(writes_base32),
        T(names_house_and_person_in_the_uri),
        T(opens_what_the_same_key_has_sealed),
    };
    return cmocka_run_group_tests_name("people/totp", tests, NULL, NULL);
}
