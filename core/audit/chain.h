/* How an entry and a head become bytes that are hashed and signed: the format that verifiers elsewhere rely on
 * (README.md). Everything here is pure. */
#ifndef YX_AUDIT_CHAIN_H
#define YX_AUDIT_CHAIN_H

#include "audit/audit.h"

enum { YX_AUDIT_SALT = 32, YX_AUDIT_PUBLIC = 32, YX_AUDIT_SIGNATURE = 64 };

/* An entry with its place in the chain. */
struct yx_audit_link {
    int64_t id, at_ms, kind, who, object;
    const char *act;
    int64_t position, sealed_ms;
    bool has_content; /* there were words when it was sealed */
    unsigned char content[YX_AUDIT_HASH], hash[YX_AUDIT_HASH];
    const char *words; /* NULL: none, or erased */
    size_t words_len;
    const unsigned char *salt;
    size_t salt_len;
};

/* The hash of the words: SHA-256 of the salt, then of them. */
void yx_audit_hash_words(const struct yx_audit_link *, unsigned char hash_out[YX_AUDIT_HASH]);

/* The hash of an entry behind the one with the hash `before` (zeros for the first). */
void yx_audit_hash_link(const struct yx_audit_link *, const unsigned char before[YX_AUDIT_HASH],
    unsigned char hash_out[YX_AUDIT_HASH]);

/* The end of the chain on a day, signed. */
struct yx_audit_head {
    int64_t number; /* from 1, without a gap */
    int64_t day;    /* 20261127, in China */
    int64_t position, at_ms;
    unsigned char hash[YX_AUDIT_HASH], public[YX_AUDIT_PUBLIC], signature[YX_AUDIT_SIGNATURE];
};

/* Fill public and signature. */
void yx_audit_sign(const struct yx_audit_key *, struct yx_audit_head *);
/* Whether its signature is of its own public key. */
bool yx_audit_is_signed(const struct yx_audit_head *);

/* "9f3a…" of exactly `len` bytes. */
bool yx_audit_unhex(const char *hex, unsigned char *out, size_t len);

#endif
