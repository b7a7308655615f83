#include "serve/listeners.h"

#include <string.h>

/* A place: the upper 40 bits of a contact's digest and the minute until which it holds. */
enum { WAYS = 4, MINUTE_BITS = 24, MINUTE_MS = 60000, MINUTES = 120 };
#define MINUTE_MASK ((UINT64_C(1) << MINUTE_BITS) - 1)

static struct yx_shared *shared;

static uint64_t minute_of(int64_t now_ms)
{
    return (uint64_t)(now_ms / MINUTE_MS) & MINUTE_MASK;
}

static uint64_t key_of(const unsigned char *who)
{
    uint64_t key;
    memcpy(&key, who, sizeof key);
    return key & ~MINUTE_MASK;
}

static _Atomic uint64_t *row_of(const unsigned char *who)
{
    uint64_t n;
    memcpy(&n, who + sizeof n, sizeof n);
    return &shared->listeners[n % (YX_LISTENERS / WAYS) * WAYS];
}

void yx_listeners_attach(struct yx_shared *page)
{
    shared = page;
}

/* The one's own place, else the one that ends first. Two threads may choose the same:
 * one of them then hears nothing and asks by itself. */
void yx_listeners_add(const unsigned char who[YX_CONTACT_BYTES], int64_t now_ms)
{
    if (shared == NULL)
        return;
    _Atomic uint64_t *row = row_of(who);
    int place = 0;
    for (int i = 0; i < WAYS; i++) {
        uint64_t is = atomic_load(&row[i]), best = atomic_load(&row[place]);
        if ((is & ~MINUTE_MASK) == key_of(who)) {
            place = i;
            break;
        }
        if ((is & MINUTE_MASK) < (best & MINUTE_MASK))
            place = i;
    }
    atomic_store(&row[place], key_of(who) | ((minute_of(now_ms) + MINUTES) & MINUTE_MASK));
}

bool yx_listeners_has(const unsigned char who[YX_CONTACT_BYTES], int64_t now_ms)
{
    if (shared == NULL)
        return false;
    const _Atomic uint64_t *row = row_of(who);
    for (int i = 0; i < WAYS; i++) {
        uint64_t is = atomic_load(&row[i]);
        if ((is & ~MINUTE_MASK) == key_of(who) && (is & MINUTE_MASK) >= minute_of(now_ms))
            return true;
    }
    return false;
}
