/* A secret code in what is said: masked in the transcript, sealed beside it until it was delivered. */
#include <sodium.h>
#include <string.h>

#include "base/clock.h"
#include "base/id.h"
#include "cases/inside.h"

enum { KEPT_MS = 24 * 3600 * 1000, SEALED = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + YX_CASE_CODE };

/* Of the same bytes as a code that is shown, so that offsets into a message stay right. */
static const char masked[] = "****-****-****-****";

const char *case_code_masked(void)
{
    return masked;
}

const char *case_code_shown(struct yx_arena *a, const char *code)
{
    return yx_arena_print(a, "%.4s-%.4s-%.4s-%.4s", code, code + 4, code + 8, code + 12);
}

const char *case_seal(struct yx_arena *a, const char *code)
{
    unsigned char sealed[SEALED];
    char *hex = yx_arena_get(a, 2 * SEALED + 1);
    randombytes_buf(sealed, crypto_secretbox_NONCEBYTES);
    crypto_secretbox_easy(sealed + crypto_secretbox_NONCEBYTES, (const unsigned char *)code, YX_CASE_CODE, sealed, yx_cases.seal_key);
    yx_hex(sealed, SEALED, hex);
    return hex;
}

enum yx_err case_seal_put(struct yx_tx *tx, int64_t conversation, int64_t message, const char *sealed, int64_t now_ms)
{
    return yx_tx_run(tx, "INSERT INTO case_seal (conversation, message, sealed, at_ms) VALUES (?, ?, ?, ?)",
        YX_VALUES(yx_int(conversation), yx_int(message), yx_blob(sealed, strlen(sealed)), yx_int(now_ms)));
}

static bool unseal(const void *hex, size_t len, char code_out[YX_CASE_CODE + 1])
{
    unsigned char sealed[SEALED];
    size_t n = 0;
    if (sodium_hex2bin(sealed, SEALED, hex, len, NULL, &n, NULL) != 0 || n != SEALED ||
        crypto_secretbox_open_easy((unsigned char *)code_out, sealed + crypto_secretbox_NONCEBYTES,
            SEALED - crypto_secretbox_NONCEBYTES, sealed, yx_cases.seal_key) != 0)
        return false;
    code_out[YX_CASE_CODE] = '\0';
    return true;
}

const char *yx_case_unmask(struct yx_tx *tx, struct yx_arena *a, int64_t conversation, int64_t message, const char *text)
{
    struct yx_rows rows;
    char code[YX_CASE_CODE + 1];
    size_t len = 0;
    const char *at = text ? strstr(text, masked) : NULL;
    if (at == NULL || !yx_cases.keyed)
        return text;
    if (yx_tx_query(tx, "SELECT sealed FROM case_seal WHERE conversation = ? AND message = ? AND at_ms > ?",
            YX_VALUES(yx_int(conversation), yx_int(message), yx_int(yx_clock_ms() - KEPT_MS)), &rows) != YX_OK)
        return text;
    const void *sealed = yx_rows_next(&rows) == YX_OK ? yx_rows_blob(&rows, 0, a, &len) : NULL;
    yx_rows_close(&rows);
    if (sealed == NULL || !unseal(sealed, len, code))
        return text;
    char *shown = yx_arena_copy(a, text);
    memcpy(shown + (at - text), case_code_shown(a, code), sizeof masked - 1);
    sodium_memzero(code, sizeof code);
    return shown;
}

bool yx_case_is_masked(const char *text)
{
    return text != NULL && strstr(text, masked) != NULL;
}

static enum yx_err fine(enum yx_err err)
{
    return err == YX_EMPTY ? YX_OK : err;
}

enum yx_err yx_case_delivered(struct yx_tx *tx, int64_t conversation, int64_t message)
{
    return fine(yx_tx_run(tx, "DELETE FROM case_seal WHERE conversation = ? AND message = ?",
        YX_VALUES(yx_int(conversation), yx_int(message))));
}

enum yx_err case_seal_sweep(struct yx_tx *tx, int64_t now_ms)
{
    return fine(yx_tx_run(tx, "DELETE FROM case_seal WHERE at_ms <= ?", YX_VALUES(yx_int(now_ms - KEPT_MS))));
}

/* ---- the number of a case that is not there yet ---- */

const char *case_number_token(struct yx_arena *a, const char *prefix, int64_t now_ms, int digits)
{
    static const char holes[] = "\2\2\2\2\2\2\2\2\2\2"; /* no text that anybody writes holds one */
    struct yx_civil t = yx_clock_civil(now_ms);
    if (digits < 2 || digits > 10)
        digits = 2;
    return yx_arena_print(a, "%.2s%02d%02d%02d%.*s", prefix, t.year % 100, t.month, t.day, digits, holes);
}

const char *case_number_fill(struct yx_arena *a, const char *text, const char *token, const char *number)
{
    const char *at = text ? strstr(text, token) : NULL;
    if (at == NULL)
        return text;
    const char *head = yx_arena_print(a, "%.*s%s", (int)(at - text), text, number);
    return yx_arena_print(a, "%s%s", head, case_number_fill(a, at + strlen(token), token, number));
}
