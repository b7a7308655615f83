/* What others have published, and what was computed for us by another implementation (node's
 * crypto, after wechat's description): signatures, ciphertexts. */
#include "world.h"

static const char vectors_file[] = "../shared/protocols/wechat_vectors.json";

static const char *member(const json_t *v, const char *name)
{
    return json_string_value(json_object_get(v, name));
}

static struct wechat_account account_of(const json_t *v)
{
    struct wechat_account a = { .name = "v", .token = member(v, "token"), .appid = member(v, "appid") };
    const char *key = member(v, "encoding_aes_key");
    if (key)
        assert_true(wechat_key_read(key, strlen(key), a.key));
    return a;
}

static void judge_encrypt(const json_t *v)
{
    struct wechat_account a = account_of(v);
    const char *plain = member(v, "plaintext"), *cipher = member(v, "ciphertext_b64");
    char *text;
    size_t len;
    assert_string_equal(wechat_encrypt(world.self, &a, world.arena, (const unsigned char *)member(v, "random16"),
        plain, strlen(plain)), cipher);
    assert_int_equal(wechat_decrypt(world.self, &a, world.arena, cipher, &text, &len), YX_OK);
    assert_string_equal(text, plain);
}

static void judge_decrypt(const json_t *v)
{
    struct wechat_account a = account_of(v);
    struct wechat_xml xml;
    char *text;
    size_t len;
    const char *name;
    json_t *value;
    assert_int_equal(wechat_decrypt(world.self, &a, world.arena, member(v, "ciphertext_b64"), &text, &len), YX_OK);
    assert_int_equal(wechat_xml_read(world.arena, text, len, &xml), YX_OK);
    json_object_foreach(json_object_get(v, "expect_fields"), name, value)
        assert_string_equal(wechat_xml_text(&xml, name), json_string_value(value));
}

static void judge_signatures(const json_t *v)
{
    const char *parts[] = { member(v, "token"), member(v, "timestamp"), member(v, "nonce"), member(v, "ciphertext_b64") };
    if (member(v, "msg_signature"))
        assert_true(wechat_is_signed(world.self, member(v, "msg_signature"), parts, 4));
    if (member(v, "plain_signature"))
        assert_true(wechat_is_signed(world.self, member(v, "plain_signature"), parts, 3));
}

/* Returns how many there were. */
static size_t judge_vectors(const json_t *list)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *v = json_array_get(list, i);
        const char *kind = member(v, "kind");
        print_message("vector %s\n", member(v, "id"));
        if (strcmp(kind, "encrypt_fixed_random") == 0)
            judge_encrypt(v);
        else if (strcmp(kind, "decrypt") == 0)
            judge_decrypt(v);
        else if (strcmp(kind, "plain_signature") != 0)
            fail_msg("a kind of vector that nobody judges: %s", kind);
        judge_signatures(v);
    }
    return json_array_size(list);
}

static void published_vectors_hold(void **state)
{
    (void)state;
    json_t *root = json_load_file(vectors_file, 0, NULL);
    if (root == NULL) {
        print_message("%s is not here\n", vectors_file);
        skip();
    }
    assert_true(judge_vectors(json_object_get(root, "vectors")) > 0);
    json_decref(root);
}

static void our_own_vectors_hold(void **state)
{
    (void)state;
    json_t *root = json_load_file("tests/unit/wechat/vectors.json", 0, NULL);
    assert_non_null(root);
    assert_true(judge_vectors(root) >= 3);
    json_decref(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = { W(published_vectors_hold), W(our_own_vectors_hold) };
    return cmocka_run_group_tests_name("wechat/vectors", tests, NULL, NULL);
}
