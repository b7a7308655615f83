#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "wechat.h"

enum { PARTS_MOST = 4, SHA1_BYTES = 20 };

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool wechat_sign(const struct wechat *w, const char *const *parts, size_t count, char hex_out[WECHAT_SIGN_HEX + 1])
{
    const char *sorted[PARTS_MOST];
    unsigned char raw[EVP_MAX_MD_SIZE];
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    hex_out[0] = '\0';
    if (count > PARTS_MOST)
        abort();
    memcpy(sorted, parts, count * sizeof *parts);
    qsort(sorted, count, sizeof *sorted, by_bytes);
    bool good = ctx && EVP_DigestInit_ex2(ctx, w->sha1, NULL);
    for (size_t i = 0; good && i < count; i++)
        good = EVP_DigestUpdate(ctx, sorted[i], strlen(sorted[i]));
    good = good && EVP_DigestFinal_ex(ctx, raw, NULL);
    EVP_MD_CTX_free(ctx);
    if (good)
        yx_hex(raw, SHA1_BYTES, hex_out);
    return good;
}

bool wechat_is_signed(const struct wechat *w, const char *given, const char *const *parts, size_t count)
{
    char right[WECHAT_SIGN_HEX + 1];
    if (given == NULL || strlen(given) != WECHAT_SIGN_HEX || !wechat_sign(w, parts, count, right))
        return false;
    return CRYPTO_memcmp(given, right, WECHAT_SIGN_HEX) == 0;
}

bool wechat_is_timely(const char *timestamp, int64_t now_ms, int64_t tolerance_s)
{
    size_t n = strspn(timestamp, "0123456789");
    if (n < 1 || n > 12 || timestamp[n] != '\0')
        return false;
    int64_t off_s = strtoll(timestamp, NULL, 10) - now_ms / 1000;
    return off_s >= -tolerance_s && off_s <= tolerance_s;
}
