#include "audit/chain.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/id.h"

static const char *const kinds[YX_AUDIT_BY_COUNT] = {
    [YX_AUDIT_BY_NOBODY] = "nobody",
    [YX_AUDIT_BY_STAFF] = "staff",
    [YX_AUDIT_BY_CITIZEN] = "citizen",
    [YX_AUDIT_BY_SUPERVISOR] = "supervisor",
    [YX_AUDIT_BY_CLOCK] = "clock",
    [YX_AUDIT_BY_COMMAND] = "command",
};

const char *yx_audit_kind_word(int64_t kind)
{
    return kind >= 0 && kind < YX_AUDIT_BY_COUNT ? kinds[kind] : NULL;
}

void yx_audit_hash_words(const struct yx_audit_link *l, unsigned char hash_out[YX_AUDIT_HASH])
{
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, l->salt, l->salt_len);
    crypto_hash_sha256_update(&state, (const unsigned char *)l->words, l->words_len);
    crypto_hash_sha256_final(&state, hash_out);
}

/* Lines of text, so that it can be computed again with printf and sha256sum. A damaged row may hold anything:
 * a kind without a word is written as its number, and an act with a line end in it cannot pass for another
 * entry, because the lines are counted and all others are numbers, digests or words. */
void yx_audit_hash_link(const struct yx_audit_link *l, const unsigned char before[YX_AUDIT_HASH],
    unsigned char hash_out[YX_AUDIT_HASH])
{
    char text[512], content[2 * YX_AUDIT_HASH + 1] = "-", previous[2 * YX_AUDIT_HASH + 1], kind[24];
    const char *word = yx_audit_kind_word(l->kind);
    snprintf(kind, sizeof kind, "%" PRId64, l->kind);
    if (l->has_content)
        yx_hex(l->content, YX_AUDIT_HASH, content);
    yx_hex(before, YX_AUDIT_HASH, previous);
    int n = snprintf(text, sizeof text,
        "yixian audit 1\n%" PRId64 "\n%" PRId64 "\n%" PRId64 "\n%s\n%" PRId64 "\n%.*s\n%" PRId64
        "\n%s\n%" PRId64 "\n%s\n",
        l->position, l->id, l->at_ms, word ? word : kind, l->who, YX_AUDIT_ACT_MOST + 1, l->act, l->object,
        content, l->sealed_ms, previous);
    crypto_hash_sha256(hash_out, (const unsigned char *)text, (unsigned long long)n);
}

/* ---- heads ---- */

static size_t head_text(const struct yx_audit_head *h, char *text, size_t room)
{
    char hash[2 * YX_AUDIT_HASH + 1];
    yx_hex(h->hash, YX_AUDIT_HASH, hash);
    return (size_t)snprintf(text, room,
        "yixian audit head 1\n%" PRId64 "\n%" PRId64 "\n%" PRId64 "\n%s\n%" PRId64 "\n", h->number, h->day,
        h->position, hash, h->at_ms);
}

void yx_audit_sign(const struct yx_audit_key *key, struct yx_audit_head *h)
{
    char text[256];
    size_t n = head_text(h, text, sizeof text);
    memcpy(h->public, key->public, sizeof h->public);
    crypto_sign_detached(h->signature, NULL, (const unsigned char *)text, n, key->secret);
}

bool yx_audit_is_signed(const struct yx_audit_head *h)
{
    char text[256];
    size_t n = head_text(h, text, sizeof text);
    return crypto_sign_verify_detached(h->signature, (const unsigned char *)text, n, h->public) == 0;
}

/* ---- keys ---- */

bool yx_audit_unhex(const char *hex, unsigned char *out, size_t len)
{
    size_t got = 0;
    const char *end = NULL;
    size_t n = strlen(hex);
    return n == 2 * len && sodium_hex2bin(out, len, hex, n, NULL, &got, &end) == 0 && got == len &&
           *end == '\0';
}

bool yx_audit_key_read(const char *hex, size_t len, struct yx_audit_key *key_out)
{
    unsigned char seed[crypto_sign_SEEDBYTES];
    bool good = sodium_init() >= 0 && strlen(hex) == len && yx_audit_unhex(hex, seed, sizeof seed);
    if (good)
        crypto_sign_seed_keypair(key_out->public, key_out->secret, seed);
    sodium_memzero(seed, sizeof seed);
    return good;
}
