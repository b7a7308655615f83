#include "base/id.h"

#include <errno.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/clock.h"

#define EPOCH_MS INT64_C(1704067200000) /* 2024-01-01 UTC */

enum { NODE_BITS = 10, SEQUENCE_BITS = 12 };

static _Atomic int64_t last;

static int64_t node(void)
{
    static _Atomic int drawn = -1; /* one per process: a fork in between would share it */
    int n = atomic_load(&drawn);
    if (n < 0) {
        uint16_t random;
        yx_random(&random, sizeof random);
        int fresh = random & ((1 << NODE_BITS) - 1);
        n = atomic_compare_exchange_strong(&drawn, &n, fresh) ? fresh : n;
    }
    return n;
}

int64_t yx_id_next(void)
{
    int64_t mine = node() << SEQUENCE_BITS;
    int64_t ms = (yx_clock_ms() - EPOCH_MS) << (NODE_BITS + SEQUENCE_BITS);
    int64_t before = atomic_load(&last), next;
    do {
        next = ms | mine;
        if (next <= before) /* the same millisecond, or a clock that went back */
            next = before + 1;
        if (((next ^ mine) >> SEQUENCE_BITS & ((1 << NODE_BITS) - 1)) != 0) /* sequence ran over */
            next = ((before >> (NODE_BITS + SEQUENCE_BITS)) + 1) << (NODE_BITS + SEQUENCE_BITS) | mine;
    } while (!atomic_compare_exchange_weak(&last, &before, next));
    return next;
}

void yx_random(void *out, size_t n)
{
    unsigned char *at = out;
    while (n > 0) {
        ssize_t got = getrandom(at, n, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            abort(); /* no randomness, no secrets: never go on with zeros */
        at += got;
        n -= (size_t)got;
    }
}

void yx_hex(const void *bytes, size_t n, char *out)
{
    static const char digits[] = "0123456789abcdef";
    const unsigned char *at = bytes;
    for (size_t i = 0; i < n; i++) {
        out[2 * i] = digits[at[i] >> 4];
        out[2 * i + 1] = digits[at[i] & 15];
    }
    out[2 * n] = '\0';
}

void yx_digest(const unsigned char key[32], const struct yx_part *parts, size_t count,
    unsigned char *out, size_t n)
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, key, key ? 32 : 0, n);
    for (size_t i = 0; i < count; i++) {
        uint64_t len = parts[i].len;
        crypto_generichash_update(&state, (const unsigned char *)&len, sizeof len);
        crypto_generichash_update(&state, parts[i].at, parts[i].len);
    }
    crypto_generichash_final(&state, out, n);
}
