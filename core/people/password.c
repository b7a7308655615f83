#include "people/password.h"

#include <sodium.h>
#include <string.h>

#include "base/id.h"
#include "base/text.h"

enum { PASSES = 2, MEMORY = 19 << 20, DISTINCT_LEAST = 5, PART_LEAST = 3 };

enum yx_err yx_password_hash(const char *password, char hash_out[YX_PASSWORD_HASH])
{
    if (sodium_init() < 0)
        return YX_INTERNAL;
    return crypto_pwhash_str_alg(hash_out, password, strlen(password), PASSES, MEMORY,
               crypto_pwhash_ALG_ARGON2ID13) == 0 ? YX_OK : YX_MEMORY;
}

bool yx_password_fits(const char *hash, const char *password)
{
    return crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
}

/* What people think of first, folded; digits and letters in a row are found by themselves. */
static const char *const common[] = {
    "password", "passw0rd", "p@ssword", "p@ssw0rd", "qwertyuiop", "1qaz2wsx", "1q2w3e4r", "qazwsxedc", "asdfghjkl",
    "zxcvbnm", "woaini", "iloveyou", "letmein", "welcome", "admin123", "administrator", "root1234", "abc12345",
    "aa123456", "a1234567", "5201314", "changeme", "yixian", "12348", "justice", "sifaju",
};

static size_t distinct(const char *text)
{
    uint32_t seen[DISTINCT_LEAST], c;
    size_t count = 0, n;
    for (; (n = yx_text_next(text, &c)) > 0 && count < DISTINCT_LEAST; text += n) {
        size_t i = 0;
        while (i < count && seen[i] != c)
            i++;
        if (i == count)
            seen[count++] = c;
    }
    return count;
}

/* 1234567890, abcdefghij, 9876543210: each step is the same small one. */
static bool is_row(const char *text)
{
    uint32_t before, c;
    size_t n = yx_text_next(text, &before);
    int steps[3] = { 0 }, count = 0;
    for (text += n; (n = yx_text_next(text, &c)) > 0; text += n, before = c, count++) {
        int64_t step = (int64_t)c - before;
        if (step >= -1 && step <= 1)
            steps[step + 1]++;
    }
    return count > 0 && (steps[0] >= count - 1 || steps[1] >= count - 1 || steps[2] >= count - 1);
}

/* A common word and hardly anything more. */
static bool is_common(const char *folded)
{
    if (distinct(folded) < DISTINCT_LEAST || is_row(folded))
        return true;
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        if (strstr(folded, common[i]) && yx_text_count(folded) < strlen(common[i]) + DISTINCT_LEAST)
            return true;
    return false;
}

static bool holds(struct yx_arena *a, const char *folded, const char *part)
{
    char *folded_part;
    if (yx_text_fold(a, part, strlen(part), &folded_part) != YX_OK || *folded_part == '\0')
        return false;
    if (yx_text_count(folded_part) < PART_LEAST)
        return strcmp(folded, folded_part) == 0;
    return strstr(folded, folded_part) != NULL;
}

const char *yx_password_fault(struct yx_arena *a, const char *password, const char *name, const char *display)
{
    char *folded;
    if (yx_text_fold(a, password, strlen(password), &folded) != YX_OK)
        return "common";
    size_t count = yx_text_count(password);
    if (count < YX_PASSWORD_LEAST)
        return "short";
    if (count > YX_PASSWORD_MOST)
        return "long";
    if (holds(a, folded, name) || holds(a, folded, display))
        return "name";
    return is_common(folded) ? "common" : NULL;
}

void yx_password_draw(char drawn_out[YX_PASSWORD_DRAWN + 1])
{
    static const char letters[] = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    const unsigned count = sizeof letters - 1, fair = 256 - 256 % count;
    for (size_t n = 0; n < YX_PASSWORD_DRAWN;) {
        unsigned char byte;
        yx_random(&byte, 1);
        if (byte < fair)
            drawn_out[n++] = letters[byte % count];
    }
    drawn_out[YX_PASSWORD_DRAWN] = '\0';
}
