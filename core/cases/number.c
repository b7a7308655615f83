#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/id.h"
#include "cases/inside.h"

/* TS261127 and at least two digits: consecutive, because the row of the day counts up in the commit of the case. */
enum yx_err case_number_next(struct yx_tx *tx, const char *prefix, int64_t now_ms, char number_out[YX_CASE_NUMBER_MOST])
{
    struct yx_rows rows;
    struct yx_civil t = yx_clock_civil(now_ms);
    char day[YX_CASE_NUMBER_MOST];
    snprintf(day, sizeof day, "%.2s%02d%02d%02d", prefix, t.year % 100, t.month, t.day);
    enum yx_err err = yx_tx_query(tx,
        "INSERT INTO case_number (day, last) VALUES (?, 1) ON CONFLICT (day) DO UPDATE SET last = case_number.last + 1"
        " RETURNING last", YX_VALUES(yx_text(day)), &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    if (err == YX_OK)
        snprintf(number_out, YX_CASE_NUMBER_MOST, "%.8s%02lld", day, (long long)yx_rows_int(&rows, 0));
    yx_rows_close(&rows);
    return err;
}

static void digest(const char *code, size_t len, unsigned char digest_out[YX_CASE_KEY])
{
    const struct yx_part parts[] = { { "case code", 9 }, { code, len } };
    yx_digest(yx_cases.code_key, parts, 2, digest_out, YX_CASE_KEY);
}

void case_code_draw(char code_out[YX_CASE_CODE + 1], unsigned char digest_out[YX_CASE_KEY])
{
    for (int i = 0; i < YX_CASE_CODE; i++)
        code_out[i] = (char)('0' + randombytes_uniform(10));
    code_out[YX_CASE_CODE] = '\0';
    digest(code_out, YX_CASE_CODE, digest_out);
}

bool case_code_digest(const char *typed, unsigned char digest_out[YX_CASE_KEY])
{
    char code[YX_CASE_CODE + 1] = { 0 };
    size_t n = 0;
    bool good = true;
    for (const char *at = typed; *at; at++) {
        if (*at == ' ' || *at == '-')
            continue;
        good = good && *at >= '0' && *at <= '9' && n < YX_CASE_CODE;
        if (good)
            code[n++] = *at;
    }
    digest(code, YX_CASE_CODE, digest_out); /* always of the same length, so that it takes the same time */
    sodium_memzero(code, sizeof code);
    return good && n == YX_CASE_CODE;
}

const char *case_number_clean(struct yx_arena *a, const char *typed)
{
    char *folded;
    size_t n = 0;
    if (typed == NULL || strlen(typed) > 4 * YX_CASE_NUMBER_MOST || yx_text_fold(a, typed, strlen(typed), &folded) != YX_OK)
        return "";
    for (const char *at = folded; *at; at++) {
        if (*at == ' ' || *at == '-')
            continue;
        folded[n++] = *at >= 'a' && *at <= 'z' ? (char)(*at - 'a' + 'A') : *at;
    }
    folded[n] = '\0';
    bool good = n >= 10 && n < YX_CASE_NUMBER_MOST && folded[0] >= 'A' && folded[0] <= 'Z' && folded[1] >= 'A' && folded[1] <= 'Z' &&
                strspn(folded + 2, "0123456789") == n - 2;
    return good ? folded : "";
}
