#include "people/phone_code.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/id.h"

enum { MINUTE_MS = 60 * 1000, DAY_MS = 24 * 60 * MINUTE_MS, CODES = 1000000 };

void yx_phone_code_draw(char code_out[YX_PHONE_CODE + 1])
{
    snprintf(code_out, YX_PHONE_CODE + 1, "%06u", (unsigned)randombytes_uniform(CODES));
}

void yx_phone_code_digest(const unsigned char key[32], const char *phone, const char *code,
    unsigned char digest_out[YX_PHONE_CODE_DIGEST])
{
    const struct yx_part parts[] = { { "phone code", 10 }, { phone, strlen(phone) }, { code, strlen(code) } };
    yx_digest(key, parts, 3, digest_out, YX_PHONE_CODE_DIGEST);
}

/* What is kept of a telephone. */
struct kept {
    unsigned char digest[YX_PHONE_CODE_DIGEST];
    int64_t tries, issued_ms, day_ms, issued;
};

static enum yx_err get(struct yx_tx *tx, const char *phone, struct kept *k)
{
    struct yx_rows rows;
    struct yx_arena *a = yx_arena_new(4096);
    if (a == NULL)
        return YX_MEMORY;
    enum yx_err err =
        yx_tx_query(tx, "SELECT digest, tries, issued_ms, day_ms, issued FROM phone_code WHERE phone = ?",
            YX_VALUES(yx_text(phone)), &rows);
    if (err == YX_OK) {
        err = yx_rows_next(&rows);
        if (err == YX_OK) {
            size_t len;
            const void *digest = yx_rows_blob(&rows, 0, a, &len);
            *k = (struct kept){ .tries = yx_rows_int(&rows, 1),
                .issued_ms = yx_rows_int(&rows, 2),
                .day_ms = yx_rows_int(&rows, 3),
                .issued = yx_rows_int(&rows, 4) };
            if (len == sizeof k->digest)
                memcpy(k->digest, digest, len);
            else
                err = YX_CORRUPT;
        }
        yx_rows_close(&rows);
    }
    yx_arena_free(&a);
    return err;
}

enum yx_err yx_phone_code_issue(
    struct yx_tx *tx, const char *phone, const unsigned char digest[YX_PHONE_CODE_DIGEST], int64_t now_ms)
{
    struct kept k = { .day_ms = now_ms };
    enum yx_err err = get(tx, phone, &k);
    if (err == YX_OK && now_ms - k.day_ms >= DAY_MS) {
        k.day_ms = now_ms;
        k.issued = 0;
    }
    if (err == YX_OK && (now_ms - k.issued_ms < MINUTE_MS || k.issued >= YX_PHONE_CODE_DAILY))
        return YX_RATE;
    if (err != YX_OK && err != YX_EMPTY)
        return err;
    return yx_tx_run(tx,
        "INSERT INTO phone_code (phone, digest, tries, issued_ms, day_ms, issued) VALUES (?, ?, 0, ?, ?, ?) ON CONFLICT (phone) DO UPDATE SET "
        "digest = excluded.digest, tries = 0, issued_ms = excluded.issued_ms, day_ms = excluded.day_ms, issued = excluded.issued",
        YX_VALUES(yx_text(phone), yx_blob(digest, YX_PHONE_CODE_DIGEST), yx_int(now_ms), yx_int(k.day_ms),
            yx_int(k.issued + 1)));
}

enum yx_err yx_phone_code_check(
    struct yx_tx *tx, const char *phone, const unsigned char digest[YX_PHONE_CODE_DIGEST], int64_t now_ms)
{
    struct kept k;
    enum yx_err err = get(tx, phone, &k);
    if (err != YX_OK)
        return err;
    if (k.tries >= YX_PHONE_CODE_TRIES || now_ms - k.issued_ms >= (int64_t)YX_PHONE_CODE_MINUTES * MINUTE_MS)
        return YX_EMPTY;
    bool same = sodium_memcmp(k.digest, digest, sizeof k.digest) == 0;
    err = yx_tx_run(tx, "UPDATE phone_code SET tries = ? WHERE phone = ?",
        YX_VALUES(yx_int(same ? YX_PHONE_CODE_TRIES : k.tries + 1), yx_text(phone)));
    return err == YX_OK && !same ? YX_DENIED : err;
}
