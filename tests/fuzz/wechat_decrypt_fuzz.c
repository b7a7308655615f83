/* Ciphertexts: as they come, and (or else nothing would get past the first block) those of a
 * plaintext that the fuzzer wrote. What is opened holds our appid and closes to the same again. */
#include "wechat_fuzz.h"

/* The plaintext in whole blocks, sealed; NULL when there is none. */
static const char *sealed(struct yx_arena *arena, const uint8_t *plain, size_t size)
{
    size_t len = size / 16 * 16;
    unsigned char *cipher = yx_arena_get(arena, len + 1);
    char *base64 = yx_arena_get(arena, len * 2 + 4);
    if (len == 0 || !run_cipher(&fuzz_wechat, fuzz_account.key, true, plain, cipher, len))
        return NULL;
    EVP_EncodeBlock((unsigned char *)base64, cipher, (int)len);
    return base64;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_open();
    if (size < 1 || size > WECHAT_BODY_MOST)
        return 0;
    struct yx_arena *arena = yx_arena_new(8 << 20);
    const char *encrypted = data[0] & 1 ? sealed(arena, data + 1, size - 1)
                                        : yx_arena_text(arena, (const char *)data + 1, size - 1);
    char *text = NULL;
    size_t len = 0;
    if (encrypted && wechat_decrypt(&fuzz_wechat, &fuzz_account, arena, encrypted, &text, &len) == YX_OK) {
        if (text[len] != '\0' || (data[0] & 1 && len + 20 + strlen(fuzz_account.appid) >= size))
            abort();
        if (data[0] & 1 && strcmp(wechat_encrypt(&fuzz_wechat, &fuzz_account, arena, data + 1, text, len), encrypted) != 0)
            abort();
    } else if (text) {
        abort();
    }
    yx_arena_free(&arena);
    return 0;
}
