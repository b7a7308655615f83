#include "kb/tokenize.h"

#include <utf8proc.h>

#include "base/text.h"

#define FNV_START UINT64_C(0xcbf29ce484222325)
#define FNV_PRIME UINT64_C(0x100000001b3)
#define WORD_MARK (UINT64_C(1) << 63)

enum { FIRST_SHIFT = 21 };

enum kind { OTHER, HAN, WORD };

static enum kind kind_of_rare(uint32_t c)
{
    if (c >= 0x20000 && c < 0x33480)
        return HAN;
    switch (utf8proc_category((utf8proc_int32_t)c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
        return WORD;
    default:
        return OTHER;
    }
}

/* Han first: it is what nearly every character is. */
static enum kind kind_of(uint32_t c)
{
    if (c >= 0x3400 && c <= 0x9fff)
        return HAN;
    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? WORD : OTHER;
    return kind_of_rare(c);
}

struct sink {
    yx_kb_term *terms;
    size_t count, room;
    bool singles;
};

static void put(struct sink *s, yx_kb_term term)
{
    if (s->count < s->room)
        s->terms[s->count++] = term;
}

/* A run of Han characters from `at`, whose first is `first`; returns its end. */
static const char *take_han(struct sink *s, const char *at, uint32_t first)
{
    uint32_t code, before = first;
    size_t n;
    bool alone = true;
    while ((n = yx_text_next(at, &code)) > 0 && kind_of(code) == HAN) {
        if (s->singles)
            put(s, before);
        put(s, (uint64_t)before << FIRST_SHIFT | code);
        before = code;
        at += n;
        alone = false;
    }
    if (alone || s->singles)
        put(s, before);
    return at;
}

/* A word that began at `start`, read up to `at`; returns its end. */
static const char *take_word(struct sink *s, const char *start, const char *at)
{
    uint64_t hash = FNV_START;
    uint32_t code;
    size_t n;
    while ((n = yx_text_next(at, &code)) > 0 && kind_of(code) == WORD)
        at += n;
    for (const char *p = start; p < at; p++)
        hash = (hash ^ (unsigned char)*p) * FNV_PRIME;
    put(s, hash | WORD_MARK);
    return at;
}

bool yx_kb_term_is_single(yx_kb_term term)
{
    return term >> FIRST_SHIFT == 0;
}

size_t yx_kb_tokenize(const char *folded, bool singles, yx_kb_term *terms_out, size_t room)
{
    struct sink s = { .terms = terms_out, .room = room, .singles = singles };
    const char *at = folded;
    uint32_t code;
    size_t n;
    while ((n = yx_text_next(at, &code)) > 0) {
        enum kind kind = kind_of(code);
        if (kind == HAN)
            at = take_han(&s, at + n, code);
        else if (kind == WORD)
            at = take_word(&s, at, at + n);
        else
            at += n;
    }
    return s.count;
}
