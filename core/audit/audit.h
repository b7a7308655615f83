/* The audit: who did what to what, when. Entries are appended in the commit of what they record; the sealer
 * in the clock gives them their positions within a second or two, each with a hash over itself and the one
 * before, and signs the last one. What may have to be forgotten stands apart with its salt, so that
 * forgetting it leaves the chain whole. */
#ifndef YX_AUDIT_AUDIT_H
#define YX_AUDIT_AUDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "store/store.h"

/* The numbers stand in the database. */
enum yx_audit_kind {
    YX_AUDIT_BY_NOBODY, /* nobody known */
    YX_AUDIT_BY_STAFF,
    YX_AUDIT_BY_CITIZEN,
    YX_AUDIT_BY_SUPERVISOR,
    YX_AUDIT_BY_CLOCK,
    YX_AUDIT_BY_COMMAND, /* the command line, whoever used it */
    YX_AUDIT_BY_COUNT,
};

/* The word of a kind, "staff"; static, NULL when it is none. */
const char *yx_audit_kind_word(int64_t kind);

enum { YX_AUDIT_ACT_MOST = 40, YX_AUDIT_WORDS_MOST = 16 << 10, YX_AUDIT_HASH = 32 };

/* One entry. Ids are unique in the house, so `object` needs no kind beside it. */
struct yx_audit_entry {
    enum yx_audit_kind kind;
    int64_t who;       /* a staff's, contact's … id; 0 with the kinds that have none */
    const char *act;   /* "login", "case.submit": a-z 0-9 _ . */
    int64_t object;    /* of what; 0: of nothing */
    const char *words; /* JSON of what is personal or free text; NULL or "{}": nothing */
    int64_t at_ms;
};

/* Append one, in the commit of what it records: never without it, and never it without. YX_INVALID: an act
 * that is no such word. */
enum yx_err yx_audit_append(struct yx_tx *, const struct yx_audit_entry *);

/* Forget the words of all that `id` did and all that was done to it, and append `forget`, by `kind` and
 * `who`: a verifier takes missing words for erased when such an entry follows, else for stolen. *count_out:
 * how many had words. In a commit. */
enum yx_err yx_audit_forget(
    struct yx_tx *, int64_t id, enum yx_audit_kind kind, int64_t who, int64_t now_ms, int64_t *count_out);

/* ---- the key ---- */

/* An Ed25519 key, from the secret audit.key: its seed in hex digits. */
enum { YX_AUDIT_KEY_HEX = 64 };
struct yx_audit_key {
    unsigned char public[32], secret[64];
};
bool yx_audit_key_read(const char *hex, size_t len, struct yx_audit_key *key_out);

/* The keys of a house: the one that signs, and the public ones that count: its own, and those before it
 * (audit.former_keys). */
enum { YX_AUDIT_KEYS_MOST = 17 };
struct yx_audit_keys {
    struct yx_audit_key key;
    bool signs; /* there is a key */
    unsigned char publics[YX_AUDIT_KEYS_MOST][32];
    size_t count;
};
/* From the configuration. YX_INVALID after what is wrong was said to the faults. */
struct yx_config;
struct yx_faults;
enum yx_err yx_audit_keys_open(const struct yx_config *, struct yx_faults *, struct yx_audit_keys *keys_out);

/* ---- sealing ---- */

/* Seal all that waits, and sign its end (key NULL: unsigned). *count_out: how many. YX_CONFLICT: another
 * sealer was faster. Not in a commit; one thread. A tail that is not as it was signed last is logged, and
 * sealed behind without touching what was signed. */
enum yx_err yx_audit_seal(struct yx_store *, const struct yx_audit_key *, int64_t now_ms, size_t *count_out);

/* What the clock does each second: seal, and look through a piece of the chain, all of it in a day. */
void yx_audit_due(struct yx_store *, const struct yx_audit_keys *, int64_t now_ms);

/* ---- how it stands ---- */

struct yx_audit_state {
    int64_t position, sealed_ms; /* the last that is sealed; 0: none */
    int64_t waiting;             /* not sealed yet */
    int64_t checked_ms,
        checked; /* when the clock last looked through all of it, and to which position; 0: never yet */
    const char *finding; /* what it found then; NULL: the chain is whole */
};
enum yx_err yx_audit_state(struct yx_tx *, struct yx_arena *, struct yx_audit_state *state_out);
/* Keep how the chain was found. In a commit. */
enum yx_err yx_audit_note_check(struct yx_tx *, int64_t at_ms, int64_t position, const char *finding);

#endif
