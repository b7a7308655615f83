/* Safe mode: AES-256-CBC of random16 | length | message | appid, padded to 32 bytes. The IV is
 * the key's first half, as WeChat has it. */
#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdint.h>
#include <string.h>

#include "wechat.h"

enum { BLOCK = 32, HEAD = WECHAT_RANDOM_BYTES + 4, KEY_CHARACTERS = 43, TEXT_BYTES_MOST = WECHAT_BODY_MOST };

static const char base64_alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

bool wechat_key_read(const char *text, size_t len, unsigned char key_out[WECHAT_KEY_BYTES])
{
    unsigned char padded[KEY_CHARACTERS + 1], raw[WECHAT_KEY_BYTES + 1];
    if (len != KEY_CHARACTERS || strspn(text, base64_alphabet) < KEY_CHARACTERS)
        return false;
    memcpy(padded, text, KEY_CHARACTERS);
    padded[KEY_CHARACTERS] = '=';
    /* 33 bytes: the last one is what the padding stands for */
    bool good = EVP_DecodeBlock(raw, padded, sizeof padded) == sizeof raw;
    memcpy(key_out, raw, WECHAT_KEY_BYTES);
    OPENSSL_cleanse(padded, sizeof padded);
    OPENSSL_cleanse(raw, sizeof raw);
    return good;
}

/* Bytes of base64 without blanks or line ends; NULL when it is anything else. */
static unsigned char *decode_base64(struct yx_arena *arena, const char *text, size_t *len_out)
{
    size_t digits = strspn(text, base64_alphabet), pads = strspn(text + digits, "="), len = digits + pads;
    if (text[len] != '\0' || len == 0 || len % 4 != 0 || pads > 2 || len > INT_MAX)
        return NULL;
    unsigned char *raw = yx_arena_get(arena, len / 4 * 3);
    if (EVP_DecodeBlock(raw, (const unsigned char *)text, (int)len) < 0)
        return NULL;
    *len_out = len / 4 * 3 - pads;
    return raw;
}

/* Whole blocks from `in` to `out`, which may be the same. */
static bool run_cipher(const struct wechat *w, const unsigned char *key, bool encrypt, const unsigned char *in,
    unsigned char *out, size_t len)
{
    int n = 0, rest = 0;
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    bool good = ctx && EVP_CipherInit_ex2(ctx, w->aes, key, key, encrypt, NULL) &&
        EVP_CIPHER_CTX_set_padding(ctx, 0) && EVP_CipherUpdate(ctx, out, &n, in, (int)len) &&
        EVP_CipherFinal_ex(ctx, out + n, &rest) && (size_t)n + (size_t)rest == len;
    EVP_CIPHER_CTX_free(ctx);
    return good;
}

/* The length without the padding, 1 to 32 bytes that all say how many they are; 0 when they do
 * not. Which of them is wrong does not show in the time it takes. */
static size_t unpadded(const unsigned char *plain, size_t len)
{
    unsigned pad = plain[len - 1];
    unsigned bad = (pad < 1) | (pad > BLOCK);
    for (unsigned i = 0; i < BLOCK; i++)
        bad |= (0U - (i < pad)) & (plain[len - 1 - i] ^ pad);
    return bad ? 0 : len - pad;
}

static uint32_t read_length(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static void write_length(unsigned char *at, uint32_t n)
{
    for (int i = 0; i < 4; i++)
        at[i] = (unsigned char)(n >> (24 - 8 * i));
}

enum yx_err wechat_decrypt(const struct wechat *w, const struct wechat_account *a, struct yx_arena *arena,
    const char *encrypted, char **text_out, size_t *len_out)
{
    size_t len = 0;
    unsigned char *plain = decode_base64(arena, encrypted, &len);
    if (plain == NULL || len < BLOCK || len % BLOCK != 0 || !run_cipher(w, a->key, false, plain, plain, len))
        return YX_DENIED;
    size_t all = unpadded(plain, len), appid = strlen(a->appid);
    if (all < HEAD)
        return YX_DENIED;
    size_t n = read_length(plain + WECHAT_RANDOM_BYTES), rest = all - HEAD;
    if (n > rest || rest - n != appid || CRYPTO_memcmp(plain + HEAD + n, a->appid, appid) != 0)
        return YX_DENIED;
    *text_out = yx_arena_text(arena, (const char *)plain + HEAD, n);
    *len_out = n;
    return YX_OK;
}

char *wechat_encrypt(const struct wechat *w, const struct wechat_account *a, struct yx_arena *arena,
    const unsigned char random[WECHAT_RANDOM_BYTES], const char *text, size_t len)
{
    size_t appid = strlen(a->appid), all = HEAD + len + appid, pad = BLOCK - all % BLOCK;
    if (len > TEXT_BYTES_MOST)
        return NULL;
    unsigned char *plain = yx_arena_get(arena, all + pad);
    memcpy(plain, random, WECHAT_RANDOM_BYTES);
    write_length(plain + WECHAT_RANDOM_BYTES, (uint32_t)len);
    memcpy(plain + HEAD, text, len);
    memcpy(plain + HEAD + len, a->appid, appid);
    memset(plain + all, (int)pad, pad);
    if (!run_cipher(w, a->key, true, plain, plain, all + pad))
        return NULL;
    char *base64 = yx_arena_get(arena, (all + pad + 2) / 3 * 4 + 1);
    EVP_EncodeBlock((unsigned char *)base64, plain, (int)(all + pad));
    return base64;
}
