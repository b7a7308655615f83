#include "base/simplified.h"

#include <stdlib.h>

/* Pairs of traditional and simplified, sorted by the first; the table is generated
 * by the Makefile from OpenCC's TSCharacters. */
static const struct pair {
    uint32_t from, to;
} pairs[] = {
#include "simplified.inc"
};

static int by_from(const void *key, const void *row)
{
    uint32_t code = *(const uint32_t *)key, from = ((const struct pair *)row)->from;
    return (code > from) - (code < from);
}

uint32_t yx_simplified(uint32_t code)
{
    if (code < 0x3400)
        return code;
    const struct pair *p = bsearch(&code, pairs, sizeof pairs / sizeof *pairs, sizeof *pairs, by_from);
    return p ? p->to : code;
}
