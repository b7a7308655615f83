/* What cases work with in this process. */
#include <sodium.h>
#include <string.h>

#include "base/clock.h"
#include "base/id.h"
#include "cases/inside.h"

enum { BUCKETS = 4096, GUESSES_A_MINUTE = 6, GUESSES_AT_ONCE = 10 };

struct yx_cases_house yx_cases;

static void derive(const char *key, size_t len, const char *what, unsigned char out[YX_CASE_KEY])
{
    const struct yx_part parts[] = { { what, strlen(what) }, { key, len } };
    yx_digest(NULL, parts, 2, out, YX_CASE_KEY);
}

static void take_key(const struct yx_config *c)
{
    size_t len = 0;
    const char *key = yx_config_secret(c, "cases.key", &len);
    yx_cases.keyed = key != NULL && len > 0;
    if (!yx_cases.keyed) { /* no code is issued; a digest of what somebody types fits none */
        randombytes_buf(yx_cases.code_key, YX_CASE_KEY);
        randombytes_buf(yx_cases.seal_key, YX_CASE_KEY);
        return;
    }
    derive(key, len, "case code", yx_cases.code_key);
    derive(key, len, "case seal", yx_cases.seal_key);
}

enum yx_err yx_cases_start(const struct yx_config *c, struct yx_store *store, const struct yx_registry *registry,
    const struct yx_texts *texts, struct yx_faults *faults)
{
    yx_cases = (struct yx_cases_house){ .store = store, .registry = registry, .texts = texts };
    take_key(c);
    yx_cases.guesses = yx_limit_new(&(struct yx_limit_setup){ .buckets = BUCKETS, .per_minute = GUESSES_A_MINUTE, .burst = GUESSES_AT_ONCE });
    if (yx_cases.guesses == NULL)
        return YX_MEMORY;
    enum yx_err err = yx_kinds_open(c, faults, &yx_cases.kinds);
    return err == YX_OK ? case_kinds_keep(store, &yx_cases.kinds, yx_clock_ms()) : err;
}

void yx_cases_stop(void)
{
    case_kinds_forget();
    yx_kinds_free(&yx_cases.kinds);
    yx_limit_free(&yx_cases.guesses);
    sodium_memzero(&yx_cases, sizeof yx_cases);
}
