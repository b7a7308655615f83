#include "people/totp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>
#include <string.h>

#include "base/buf.h"
#include "base/id.h"

enum { DIGITS = 6, URI_MOST = 2048 };

/* RFC 4226, 5.3: four bytes from where the last half byte points. */
uint32_t yx_totp_code(const unsigned char *secret, size_t len, int64_t step, int digits)
{
    unsigned char counter[8], mac[EVP_MAX_MD_SIZE];
    unsigned mac_len = 0;
    uint32_t modulus = 1;
    for (int i = 0; i < 8; i++)
        counter[7 - i] = (unsigned char)((uint64_t)step >> (8 * i));
    HMAC(EVP_sha1(), secret, (int)len, counter, sizeof counter, mac, &mac_len);
    const unsigned char *at = mac + (mac[mac_len - 1] & 15);
    uint32_t number = (uint32_t)(at[0] & 0x7f) << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
    while (digits-- > 0)
        modulus *= 10;
    return number % modulus;
}

static bool read_code(const char *code, uint32_t *number_out)
{
    *number_out = 0;
    for (int i = 0; i < DIGITS; i++) {
        if (code[i] < '0' || code[i] > '9')
            return false;
        *number_out = *number_out * 10 + (uint32_t)(code[i] - '0');
    }
    return code[DIGITS] == '\0';
}

bool yx_totp_fits(const unsigned char secret[YX_TOTP_SECRET], const char *code, int64_t now_ms, int64_t used,
    int64_t *step_out)
{
    uint32_t number;
    bool fits = false;
    int64_t now = now_ms / YX_TOTP_STEP_MS;
    if (!read_code(code, &number))
        return false;
    for (int64_t step = now - 1; step <= now + 1; step++) /* always all three */
        if (yx_totp_code(secret, YX_TOTP_SECRET, step, DIGITS) == number && step > used && !fits) {
            *step_out = step;
            fits = true;
        }
    return fits;
}

char *yx_totp_base32(struct yx_arena *a, const unsigned char *secret, size_t len)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    char *out = yx_arena_get(a, (len * 8 + 4) / 5 + 1), *at = out;
    unsigned bits = 0, held = 0;
    for (size_t i = 0; i < len; i++) {
        held = (held << 8 | secret[i]) & 0xfff;
        for (bits += 8; bits >= 5; bits -= 5)
            *at++ = letters[held >> (bits - 5) & 31];
    }
    if (bits > 0)
        *at++ = letters[held << (5 - bits) & 31];
    return out;
}

static void add_escaped(struct yx_buf *out, const char *text)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    for (; *text; text++) {
        if (strchr(plain, *text))
            yx_buf_add(out, text, 1);
        else
            yx_buf_print(out, "%%%02X", (unsigned)(unsigned char)*text);
    }
}

char *yx_totp_uri(struct yx_arena *a, const char *issuer, const char *name, const char *base32)
{
    struct yx_buf out = yx_buf_new(URI_MOST);
    yx_buf_text(&out, "otpauth://totp/");
    add_escaped(&out, issuer);
    yx_buf_text(&out, ":");
    add_escaped(&out, name);
    yx_buf_print(&out, "?secret=%s&issuer=", base32);
    add_escaped(&out, issuer);
    yx_buf_text(&out, "&algorithm=SHA1&digits=6&period=30");
    char *uri = yx_arena_text(a, out.at, out.len);
    yx_buf_free(&out);
    return uri;
}

void yx_totp_seal(const unsigned char key[32], const unsigned char secret[YX_TOTP_SECRET],
    unsigned char sealed_out[YX_TOTP_SEALED])
{
    yx_random(sealed_out, crypto_secretbox_NONCEBYTES);
    crypto_secretbox_easy(sealed_out + crypto_secretbox_NONCEBYTES, secret, YX_TOTP_SECRET, sealed_out, key);
}

bool yx_totp_unseal(const unsigned char key[32], const void *sealed, size_t len,
    unsigned char secret_out[YX_TOTP_SECRET])
{
    const unsigned char *at = sealed;
    return sealed && len == YX_TOTP_SEALED &&
        crypto_secretbox_open_easy(secret_out, at + crypto_secretbox_NONCEBYTES, len - crypto_secretbox_NONCEBYTES, at,
            key) == 0;
}
