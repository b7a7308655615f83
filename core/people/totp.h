/* The second factor: codes of six digits that an authenticator app makes from a secret and the time
 * (RFC 6238: SHA-1, 30 s), and the secret sealed for the database. */
#ifndef YX_PEOPLE_TOTP_H
#define YX_PEOPLE_TOTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum { YX_TOTP_SECRET = 20, YX_TOTP_SEALED = 24 + 16 + YX_TOTP_SECRET, YX_TOTP_STEP_MS = 30000 };

/* The code of a step, 0 to 999,999; `digits` of RFC 6238's vectors are 8, ours 6. */
uint32_t yx_totp_code(const unsigned char *secret, size_t len, int64_t step, int digits);

/* Whether six digits are the code of now, or of one step before or behind, and of a step later than
 * `used`; *step_out: which. */
bool yx_totp_fits(const unsigned char secret[YX_TOTP_SECRET], const char *code, int64_t now_ms, int64_t used,
    int64_t *step_out);

/* As apps take it: base32, and a URI (to be shown as a QR code) that names the house and the person. */
char *yx_totp_base32(struct yx_arena *, const unsigned char *secret, size_t len);
char *yx_totp_uri(struct yx_arena *, const char *issuer, const char *name, const char *base32);

/* Seal with a key of its own; open again, false when the key is another or the bytes were changed. */
void yx_totp_seal(const unsigned char key[32], const unsigned char secret[YX_TOTP_SECRET],
    unsigned char sealed_out[YX_TOTP_SEALED]);
bool yx_totp_unseal(const unsigned char key[32], const void *sealed, size_t len,
    unsigned char secret_out[YX_TOTP_SECRET]);

#endif
