/* Names for things: keys that grow with time, random tokens, digests. */
#ifndef YX_BASE_ID_H
#define YX_BASE_ID_H

#include <stddef.h>
#include <stdint.h>

#include "base/api.h"

/* A positive key, unique in this house and growing with time: 41 bits of
 * milliseconds since 2024, 10 bits drawn per process, 12 bits of sequence. Any thread. */
int64_t yx_id_next(void);

/* Fill with random bytes from the system. Any thread. */
YX_API void yx_random(void *out, size_t n);

/* `n` bytes as 2n lower-case hex digits and a NUL. */
YX_API void yx_hex(const void *bytes, size_t n, char *out);

/* Keyed BLAKE2b of the parts, each preceded by its length so that no two lists of
 * parts give the same input. key: 32 bytes or NULL; out: `n` bytes, 16 to 64. */
struct yx_part {
    const void *at;
    size_t len;
};
YX_API void yx_digest(const unsigned char key[32], const struct yx_part *parts, size_t count,
    unsigned char *out, size_t n);

#endif
