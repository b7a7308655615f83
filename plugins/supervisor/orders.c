/* Commands: a text that begins with the words of one and says nothing that the command does not take. */
#include <string.h>

#include "supervisor.h"

static size_t skip(const char *at)
{
    size_t len = 0;
    uint32_t code;
    while (at[len] && sv_is_break_at(at + len) && at[len] != '?')
        len += yx_text_next(at + len, &code);
    return len;
}

/* Nothing but marks, and words that change nothing, up to the end. */
static bool is_end(const struct sv_text *t, size_t at)
{
    uint32_t code;
    while (t->low[at]) {
        size_t n = sv_words_match(&t->s->endings, t->low + at, NULL);
        if (n == 0 && sv_is_break_at(t->low + at))
            n = yx_text_next(t->low + at, &code);
        if (n == 0)
            return false;
        at += n;
    }
    return true;
}

/* A number of a case here; without a prefix it is a supervisor's own. Bytes. */
static size_t read_number(struct sv_text *t, size_t at, const char **id_out)
{
    struct yx_case_number c;
    const char *here = t->text + at; /* CX26112017: the letters before it are the command's */
    if (!yx_find_case_number(here, 0, &c) || c.span.at != 0)
        return 0;
    *id_out = yx_arena_print(t->arena, "%s%s", c.prefix[0] ? c.prefix : "SJ", c.digits);
    return c.span.len;
}

/* Figures that are no number of a case. */
static size_t wrong_number(const struct sv_text *t, size_t at)
{
    size_t letters = strspn(t->low + at, "abcdefghijklmnopqrstuvwxyz-"),
           digits = strspn(t->low + at + letters, "0123456789");
    return letters <= 3 && digits >= 2 ? strspn(t->low + at, "abcdefghijklmnopqrstuvwxyz-0123456789") : 0;
}

/* 编号, 我的举报 in front of a number: the bytes. */
static size_t number_words(const struct sv_text *t, size_t at)
{
    static const char *const marks[] = { "编号", "号", "案件", "单号", "举报", "工单", "案号", "我的举报",
        "件", "举报编号", "案子", "请问", "我的", "号码", "案件编号", "受理号", "受理编号", "我的编号" };
    size_t best = 0;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t m = strlen(marks[i]);
        if (m > best && strncmp(t->low + at, marks[i], m) == 0)
            best = m;
    }
    return best ? best + skip(t->low + at + best) : 0;
}

/* What stands behind the words of a command; false: it is none. */
static bool take_rest(
    struct sv_text *t, const struct sv_command *c, size_t at, bool spaced, struct sv_reading *r)
{
    size_t gap = skip(t->low + at), n = 0;
    at += gap;
    spaced |= gap > 0;
    while (c->takes == SV_NOTHING && (gap = sv_words_match(&c->words, t->low + at, NULL)) > 0) /* TD退订 */
        at += gap + skip(t->low + at + gap);
    size_t words = c->takes != SV_NOTHING ? number_words(t, at) : 0;
    if (words > 0 && (wrong_number(t, at + words) > 0 || is_end(t, at + words)))
        at += words;
    if (c->takes != SV_NOTHING)
        n = read_number(t, at, &r->id);
    if (n == 0 && c->takes != SV_NOTHING && (n = wrong_number(t, at)) > 0) {
        char next = t->low[at + n];
        if (next != '\0' && !sv_is_break_at(t->low + at + n) && c->takes == SV_NUMBER)
            return false;
        r->doubts |= SV_DOUBTS_ID;
    }
    at += n + skip(t->low + at + n);
    at += sv_words_match(&c->after, t->low + at, NULL);
    if (is_end(t, at))
        return true;
    bool said = n > 0 && !(r->doubts & SV_DOUBTS_ID);
    if (!said && (c->takes != SV_NUMBER_AND_TEXT || !spaced))
        return false;
    r->text = t->text + at;
    return true;
}

static bool try_command(struct sv_text *t, const struct sv_command *c, size_t from, struct sv_reading *r)
{
    size_t n = sv_words_match(&c->words, t->low + from, NULL);
    if (n == 0)
        return false;
    bool letters =
        (t->low[from] >= 'a' && t->low[from] <= 'z') || (t->low[from] >= '0' && t->low[from] <= '9');
    char next = t->low[from + n];
    if (letters && ((next >= '0' && next <= '9' && t->low[from] < 'a') || (next >= 'a' && next <= 'z') ||
                       next == '/' || next == '.' || next == ':'))
        return false; /* 1万, 5.20 */
    r->id = NULL;
    r->doubts = 0;
    if (!take_rest(t, c, from + n, false, r))
        return false;
    r->command = c->name;
    return true;
}

/* 我上周举报的有结果了吗: a pattern that takes the whole text. */
static bool try_patterns(struct sv_text *t, struct sv_reading *r)
{
    struct sv_hit hit;
    for (size_t i = 0; i < t->s->command_count; i++) {
        size_t count;
        const struct sv_pattern *const *list = sv_patterns_at(&t->s->commands[i].patterns, t->low, &count);
        for (size_t k = 0; k < count; k++)
            if (sv_pattern_match(list[k], t->low, 0, &hit) && is_end(t, hit.span.len)) {
                r->command = t->s->commands[i].name;
                return true;
            }
    }
    return false;
}

/* SJ26112017 查, and a number alone asks for its state. */
static bool try_number_first(struct sv_text *t, struct sv_reading *r)
{
    const char *id = NULL;
    size_t words = number_words(t, 0), at = read_number(t, words, &id);
    if (at == 0)
        return false;
    at += words;
    at += skip(t->low + at);
    for (size_t i = 0; i < t->s->command_count; i++) {
        const struct sv_command *c = &t->s->commands[i];
        size_t n = sv_words_match(&c->after, t->low + at, NULL),
               m = sv_words_match(&c->words, t->low + at, NULL);
        n = n > m ? n : m;
        if (c->takes == SV_NOTHING || n == 0 || !is_end(t, at + n))
            continue;
        r->command = c->name;
        r->id = id;
        return true;
    }
    if (!is_end(t, at))
        return false;
    r->command = "status";
    r->id = id;
    return true;
}

/* 监督举报 and greetings in front. */
static size_t opening(const struct sv_text *t)
{
    size_t at = skip(t->low), n;
    while ((n = sv_words_match(&t->s->openings, t->low + at, NULL)) > 0) {
        if (t->low[at + n] == '\0')
            break;
        at += n;
        at += skip(t->low + at);
    }
    return at;
}

/* T D is TD: letters alone, spread by blanks. */
static void close_up(struct sv_text *t)
{
    enum { SHORT = 12 };
    size_t n = 0;
    if (t->len > SHORT || strspn(t->low, "abcdefghijklmnopqrstuvwxyz ") != t->len)
        return;
    char *close = yx_arena_get(t->arena, t->len + 1);
    for (size_t i = 0; i < t->len; i++)
        if (t->low[i] != ' ')
            close[n++] = t->low[i];
    t->text = t->low = close;
    t->len = n;
}

bool sv_read_command(struct sv_text *t, struct sv_reading *r, size_t *rest_out)
{
    close_up(t);
    size_t from = skip(t->low), longest = 0;
    const struct sv_command *best = NULL;
    struct sv_reading kept = *r;
    *rest_out = 0;
    for (size_t i = 0; i < t->s->command_count; i++) {
        struct sv_reading one = *r;
        size_t n = sv_words_match(&t->s->commands[i].words, t->low + from, NULL);
        if (n > longest && try_command(t, &t->s->commands[i], from, &one)) {
            best = &t->s->commands[i];
            longest = n;
            kept = one;
        }
    }
    if (best == NULL && (try_number_first(t, &kept) || try_patterns(t, &kept))) {
        *r = kept;
        return true;
    }
    if (best) {
        *r = kept;
        return true;
    }
    *rest_out = opening(t);
    return false;
}
