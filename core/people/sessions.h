/* Who is signed in: rows by the keyed digest of a token that only the browser has. Every function works inside a
 * transaction that somebody else opened. */
#ifndef YX_PEOPLE_SESSIONS_H
#define YX_PEOPLE_SESSIONS_H

#include "store/store.h"
#include "yx_desk.h"

enum { YX_SESSION_DIGEST = 32, YX_SESSION_AGENT = 16, YX_SESSION_CODES = 5, YX_SESSION_MOST_MS = 12 * 3600 * 1000,
       YX_SESSION_QUIET_MS = 30 * 60 * 1000, YX_SESSION_HALF_MS = 10 * 60 * 1000, YX_SESSION_BEFORE_MS = 15 * 1000 };

struct yx_session_row {
    unsigned char token[YX_SESSION_DIGEST]; /* the digest */
    bool replaced;    /* found by the token that this one has replaced a moment ago */
    int64_t staff;
    enum yx_session_state state;
    unsigned char agent[YX_SESSION_AGENT];
    int64_t rights;
    const void *enrol; /* a sealed TOTP secret, or NULL */
    size_t enrol_len;
    int64_t tries, created_ms, seen_ms;
};

/* The digest of a token; false when the text is none. The digest of a browser's name. Not in a commit. */
bool yx_session_digest(const unsigned char key[32], const char *token, unsigned char digest_out[YX_SESSION_DIGEST]);
void yx_session_agent(const unsigned char key[32], const char *agent, unsigned char digest_out[YX_SESSION_AGENT]);
/* A fresh token, with its digest. */
void yx_session_draw(const unsigned char key[32], char token_out[YX_TOKEN_HEX + 1],
    unsigned char digest_out[YX_SESSION_DIGEST]);

/* YX_EMPTY: none, or too old. */
enum yx_err yx_session_find(struct yx_tx *, struct yx_arena *, const unsigned char digest[YX_SESSION_DIGEST],
    int64_t now_ms, struct yx_session_row *row_out);
enum yx_err yx_session_insert(struct yx_tx *, const struct yx_session_row *);
/* Another token, state and rights; the old one is good for a moment more with `gently`. YX_EMPTY: it is gone. */
enum yx_err yx_session_replace(struct yx_tx *, const unsigned char old[YX_SESSION_DIGEST],
    const struct yx_session_row *fresh, bool gently, int64_t now_ms);
enum yx_err yx_session_touch(struct yx_tx *, const unsigned char digest[YX_SESSION_DIGEST], int64_t now_ms);
/* Count a wrong code; the fifth ends it. */
enum yx_err yx_session_wrong(struct yx_tx *, const unsigned char digest[YX_SESSION_DIGEST]);

/* End one (there may be none), all of a person but `keep` (may be NULL), all that are too old. */
enum yx_err yx_session_end(struct yx_tx *, const unsigned char digest[YX_SESSION_DIGEST]);
enum yx_err yx_session_end_all(struct yx_tx *, int64_t staff, const unsigned char *keep);
enum yx_err yx_session_sweep(struct yx_tx *, int64_t now_ms);

#endif
