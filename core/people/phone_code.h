/* Codes that prove a telephone: six digits are sent to it, and come back within half an hour. Kept as a keyed digest; the
 * key stays outside the database. Every function works inside a transaction that somebody else opened. */
#ifndef YX_PEOPLE_PHONE_CODE_H
#define YX_PEOPLE_PHONE_CODE_H

#include "store/store.h"

enum {
    YX_PHONE_CODE = 6,
    YX_PHONE_CODE_MINUTES = 30,
    YX_PHONE_CODE_TRIES = 5,
    YX_PHONE_CODE_DAILY = 5,
    YX_PHONE_CODE_DIGEST = 32
};

/* Draw one; before the commit, as a commit may run twice. */
void yx_phone_code_draw(char code_out[YX_PHONE_CODE + 1]);
/* What is kept of it. key: 32 bytes. */
void yx_phone_code_digest(const unsigned char key[32], const char *phone, const char *code,
    unsigned char digest_out[YX_PHONE_CODE_DIGEST]);

/* Keep the code that will be sent to this telephone; an older one counts no more. YX_RATE: less than a minute after the
 * last one, or the sixth of a day. */
enum yx_err yx_phone_code_issue(
    struct yx_tx *, const char *phone, const unsigned char digest[YX_PHONE_CODE_DIGEST], int64_t now_ms);

/* A code came back. YX_OK: it is the one, and is used up. YX_DENIED: it is not; after five of them, or half an hour,
 * none is (YX_EMPTY: there is none). A wrong try must be kept: commit it, whatever comes out. */
enum yx_err yx_phone_code_check(
    struct yx_tx *, const char *phone, const unsigned char digest[YX_PHONE_CODE_DIGEST], int64_t now_ms);

#endif
