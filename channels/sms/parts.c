#include <string.h>

#include "sms.h"

size_t sms_units_of_parts(int parts, const char *signature)
{
    /* a blank may be needed at each border, see sms_write */
    size_t units = parts == 1 ? SMS_UNITS_ONE : (size_t)parts * SMS_UNITS_PART - (size_t)(parts - 1);
    return units - yx_text_units(signature);
}

/* Without blank lines: a small screen has no room for them, and each is a character that is paid for. */
static char *dense(struct yx_arena *arena, const char *signature, const char *text)
{
    char *all = yx_arena_print(arena, "%s%s", signature, text), *at = all;
    for (const char *c = all; *c; c++)
        if (*c != '\n' || c[1] != '\n')
            *at++ = *c;
    *at = '\0';
    return all;
}

char *sms_write(struct yx_arena *arena, const char *signature, const char *text)
{
    const char *all = dense(arena, signature, text);
    size_t len = strlen(all), n;
    if (yx_text_units(all) <= SMS_UNITS_ONE)
        return yx_arena_copy(arena, all);
    char *out = yx_arena_get(arena, 2 * len + 1), *at = out;
    uint32_t code;
    for (size_t units = 0; (n = yx_text_next(all, &code)) > 0; all += n) {
        size_t wide = code > 0xffff ? 2 : 1;
        if (wide == 2 && units % SMS_UNITS_PART == SMS_UNITS_PART - 1) {
            *at++ = ' ';
            units++;
        }
        memcpy(at, all, n);
        at += n;
        units += wide;
    }
    return out;
}
