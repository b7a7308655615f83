#include <string.h>

#include "sms.h"

enum { MOBILE = 11, DIGITS_LEAST = 3, DIGITS_MOST = 20, SENDER_NAME_MOST = 32 };

static bool is_mobile(const char *digits)
{
    return strlen(digits) == MOBILE && digits[0] == '1' && digits[1] >= '3';
}

/* The digits, without the blanks, dashes and brackets that people and gateways put between them; NULL when
 * there is anything else. */
static char *digits_of(struct yx_arena *arena, const char *from, bool *plus)
{
    char *digits = yx_arena_get(arena, strlen(from) + 1), *at = digits;
    *plus = false;
    for (; *from; from++) {
        if (*from >= '0' && *from <= '9')
            *at++ = *from;
        else if (*from == '+' && at == digits && !*plus)
            *plus = true;
        else if (strchr(" -()", *from) == NULL)
            return NULL;
    }
    return digits;
}

/* Behind the country and the prefixes that carriers put before a mobile number: of services that relay
 * (12520, 12593) and of dialling (17951, 17911, 17909, 10193). */
static const char *mobile_in(const char *digits, bool plus)
{
    static const char *const prefixes[] = { "", "86", "0086", "0", "12520", "12593", "17951", "17911", "17909", "10193",
        "8612520", "8612593" };
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        size_t n = strlen(prefixes[i]);
        if (plus && strncmp(prefixes[i], "86", 2) != 0)
            continue; /* another country's */
        if (strncmp(digits, prefixes[i], n) == 0 && is_mobile(digits + n))
            return digits + n;
    }
    return NULL;
}

/* A sender that is no number (some services send one): its visible characters. */
static char *name_of(struct yx_arena *arena, const char *from)
{
    char *clean;
    if (yx_text_clean(arena, from, strlen(from), &clean) != YX_OK || *clean == '\0')
        return NULL;
    clean[yx_text_cut(clean, strlen(clean), SENDER_NAME_MOST)] = '\0';
    return clean;
}

char *sms_number(struct yx_arena *arena, const char *from, bool *machine)
{
    bool plus;
    const char *digits = digits_of(arena, from, &plus);
    size_t len = digits ? strlen(digits) : 0;
    *machine = false;
    if (len < DIGITS_LEAST || len > DIGITS_MOST) {
        *machine = true;
        return name_of(arena, from);
    }
    const char *mobile = mobile_in(digits, plus);
    if (mobile)
        return yx_arena_copy(arena, mobile);
    return yx_arena_print(arena, "%s%s", plus ? "+" : "", digits);
}

bool sms_is_service(const struct sms *s, const char *number)
{
    const char *prefix;
    if (is_mobile(number))
        return false;
    for (size_t i = 0; (prefix = yx_option_item(s->host, "service_prefixes", i)) != NULL; i++)
        if (*prefix && strncmp(number, prefix, strlen(prefix)) == 0)
            return true;
    return false;
}
