/* A text as tokens: words of the table of places, what other readers have taken, single characters. */
#include <string.h>

#include "place.h"

static bool is_figure(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static size_t figures(const char *at)
{
    size_t n = 0;
    while (is_figure(at[n]) || (n > 0 && at[n] == '-' && is_figure(at[n + 1])))
        n++;
    return n;
}

/* 125号, 306线: ends behind figures. */
static bool is_numbered_end(const struct places *p, const char *at)
{
    const struct token *last = p->count ? &p->tokens[p->count - 1] : NULL;
    bool number = last && last->kind == SV_NAME && is_figure(p->t->low[last->at + last->len - 1]);
    return number && (strncmp(at, "号", strlen("号")) == 0 || strncmp(at, "线", strlen("线")) == 0);
}

/* 来人|民路 is 来|人民路: a dividing word gives its last character back to a longer name. */
static size_t give_back(const struct places *p, size_t at, size_t len, int *kind)
{
    const char *low = p->t->low + at;
    size_t last = len;
    int other = 0;
    while (last > 0 && ((unsigned char)low[--last] & 0xc0) == 0x80)
        ;
    if (last == 0 || (*kind != SV_STOP && *kind != SV_BEFORE))
        return len;
    size_t n = sv_words_match(&p->t->s->place_words, low + last, &other);
    if (n <= len - last || (other != SV_NAME && other != SV_END && other != SV_TAIL))
        return len;
    int kept = sv_words_value(&p->t->s->place_words, low, last);
    if (kept == 0 && last > strlen("来"))
        return len;
    *kind = kept ? kept : SV_NAME;
    return last;
}

static size_t next_token(const struct places *p, size_t at, int *kind_out)
{
    const struct sv_text *t = p->t;
    uint32_t code;
    if (t->marks[at] != SV_FREE) {
        size_t n = 0;
        while (at + n < t->len && t->marks[at + n] == t->marks[at])
            n++;
        *kind_out = t->marks[at] == SV_LANDMARK ? SV_NAME : TAKEN;
        return n;
    }
    if (sv_is_break_at(t->low + at)) {
        *kind_out = BREAK;
        return yx_text_next(t->low + at, &code);
    }
    *kind_out = SV_NAME;
    size_t n = figures(t->low + at), m = sv_words_match(&t->s->place_words, t->low + at, kind_out);
    if (m > 0 && m >= n && sv_is_free(t, (struct yx_span){ at, m }))
        return give_back(p, at, m, kind_out);
    *kind_out = SV_NAME;
    if (n > 0)
        return n;
    if (is_numbered_end(p, t->low + at))
        *kind_out = SV_END;
    return yx_text_next(t->low + at, &code);
}

bool sv_place_is_run(int kind)
{
    return kind == SV_NAME || kind == SV_END || kind == SV_TAIL || kind == SV_FAINT;
}

/* A single 来, 去, 于 leads up to a place behind somebody or a time, and else begins its name. */
static int judge_before(const struct places *p, size_t len, int kind)
{
    int last = p->count ? p->tokens[p->count - 1].kind : BREAK;
    const char *at = p->t->low + (p->count ? p->tokens[p->count - 1].at + p->tokens[p->count - 1].len : 0);
    bool sure = strncmp(at, "在", 3) == 0 || strncmp(at, "到", 3) == 0;
    if (kind != SV_BEFORE || len > strlen("在") || sure || last == TAKEN || last == SV_STOP ||
        last == SV_FAINT)
        return kind;
    return SV_NAME;
}

void sv_place_split(struct places *p)
{
    int kind;
    for (size_t at = 0, n; at < p->t->len && p->count < SV_TEXT_MOST; at += n) {
        n = next_token(p, at, &kind);
        kind = judge_before(p, n, kind);
        p->tokens[p->count++] = (struct token){ at, n, kind };
    }
}
