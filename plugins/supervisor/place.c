/* Where it was. The text falls into tokens by the longest word; names of places are runs of what no other reader has
 * taken and no stop divides, up to a word with which places end. */
#include <string.h>

#include "place.h"

enum { LONG_NAME = 12, SLOT_LEAST = 2, SLOT_MOST = 12 };

static size_t chars(const struct sv_text *t, struct yx_span span)
{
    size_t n = 0;
    for (size_t i = 0; i < span.len; i++)
        n += ((unsigned char)t->low[span.at + i] & 0xc0) != 0x80;
    return n;
}

static struct yx_span span_of(const struct places *p, size_t first, size_t last)
{
    return (struct yx_span){ p->tokens[first].at,
        p->tokens[last].at + p->tokens[last].len - p->tokens[first].at };
}

static bool is_vague(const struct places *p, struct yx_span span)
{
    return sv_words_match(&p->t->s->vague, p->t->low + span.at, NULL) == span.len;
}

/* Nothing but numbers before a short end: 一台, 三组. */
static bool is_counted(const struct places *p, size_t first, size_t last)
{
    static const char numerals[] = "一二三四五六七八九十两几0123456789";
    if (last == first || p->tokens[last].len > strlen("路"))
        return false;
    for (size_t i = first; i < last; i++) {
        char one[8] = "";
        if (p->tokens[i].len >= sizeof one)
            return false;
        memcpy(one, p->t->low + p->tokens[i].at, p->tokens[i].len);
        if (strstr(numerals, one) == NULL)
            return false;
    }
    return true;
}

/* 县, 镇 as a word of its own; 早市 is none. */
static bool ends_as_admin(const struct places *p, size_t last)
{
    return sv_words_match(&p->t->s->admin, p->t->low + p->tokens[last].at, NULL) == p->tokens[last].len;
}

/* A word that takes an object stands before it: 检查小卖部. */
static bool is_object(const struct places *p, size_t first)
{
    static const char *const verbs[] = { "检查", "卖", "买", "查处", "巡查", "整治", "清理", "查", "拆",
        "查封", "罚", "罚款", "处罚", "拆除", "封", "关", "砸", "查店", "的", "管理", "开", "盖" };
    if (first == 0)
        return false;
    const struct token *before = &p->tokens[first - 1];
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (strlen(verbs[i]) == before->len && memcmp(p->t->low + before->at, verbs[i], before->len) == 0)
            return true;
    return before->kind == TAKEN && p->t->marks[before->at + before->len - 1] == SV_ISSUE;
}

/* 我们小吃街: everybody's, so that what leads up to it may stand before. */
static bool is_ours(const struct places *p, size_t i)
{
    static const char *const ours[] = { "我们", "咱们", "咱", "俺们", "俺" };
    for (size_t n = 0; n < sizeof ours / sizeof *ours; n++)
        if (p->tokens[i].len == strlen(ours[n]) &&
            memcmp(p->t->low + p->tokens[i].at, ours[n], p->tokens[i].len) == 0)
            return true;
    return false;
}

static bool is_led(const struct places *p, size_t first)
{
    size_t i = first > 0 && is_ours(p, first - 1) ? first - 1 : first;
    while (i > 0 && p->tokens[i - 1].kind == BREAK &&
           p->t->low[p->tokens[i - 1].at] != ',') /* 地点:, 在 老车站 */
        i--;
    return i > 0 && p->tokens[i - 1].kind == SV_BEFORE;
}

/* 到西关检查: something is done where they went. */
static bool is_done_there(const struct places *p, size_t i)
{
    static const char *const deeds[] = { "检查", "执法", "巡查", "查", "查车", "罚款", "罚", "收费", "收",
        "要", "拆", "拆除", "整治", "清理", "查店" };
    while (i < p->count && sv_place_is_run(p->tokens[i].kind))
        i++;
    if (i == p->count)
        return false;
    const struct token *k = &p->tokens[i];
    for (size_t n = 0; n < sizeof deeds / sizeof *deeds; n++)
        if (strlen(deeds[n]) == k->len && memcmp(p->t->low + k->at, deeds[n], k->len) == 0)
            return true;
    return k->kind == TAKEN && p->t->marks[k->at] == SV_ISSUE;
}

/* 在 and 地点 say that what follows is a place, whatever its name; 去 and 来 may lead to anything. */
static bool leads_surely(const struct places *p, size_t first)
{
    size_t i = first;
    while (i > 0 && p->tokens[i - 1].kind == BREAK)
        i--;
    const struct token *k = &p->tokens[i - 1];
    const char *at = p->t->low + k->at;
    bool at_end = k->len >= 3 && memcmp(at + k->len - 3, "在", 3) == 0;
    if (strncmp(at, "到", 3) == 0 || strncmp(at, "去", 3) == 0 || strncmp(at, "来到", 6) == 0)
        return is_done_there(p, first);
    return at_end || strncmp(at, "地", 3) == 0 || strncmp(at, "位", 3) == 0 || strncmp(at, "于", 3) == 0 ||
           strncmp(at, "事发", 6) == 0;
}

/* A field of its own, between separators or facts of another kind. */
static bool is_bound(const struct places *p, size_t i)
{
    return i >= p->count || p->tokens[i].kind == BREAK ||
           (p->tokens[i].kind == TAKEN && p->t->marks[p->tokens[i].at] != SV_ISSUE);
}

static bool is_slot(const struct places *p, size_t first, size_t last)
{
    return (first == 0 || is_bound(p, first - 1)) && is_bound(p, last + 1);
}

/* Figures alone name no place. */
static bool has_words(const struct places *p, struct yx_span span)
{
    for (size_t i = 0; i < span.len; i++)
        if ((unsigned char)p->t->low[span.at + i] >= 0x80)
            return true;
    return false;
}

static void offer(struct places *p, size_t first, size_t last, int score)
{
    struct yx_span span = span_of(p, first, last);
    if (span.len == 0 || chars(p->t, span) < 2 || is_vague(p, span) || !has_words(p, span) ||
        score <= p->score)
        return;
    p->best = span;
    p->score = score;
}

static int score_of(const struct places *p, size_t first, size_t last, size_t named)
{
    struct yx_span span = span_of(p, first, last);
    int score = 50 + (int)(chars(p->t, span) > 10 ? 10 : chars(p->t, span));
    score += is_led(p, first) ? 40 : 0;
    score += is_slot(p, first, last) ? 8 : 0;
    score += p->tokens[last].kind == SV_TAIL ? 6 : 0;
    score -= is_object(p, first) ? 30 : 0;
    score -= named > 0          ? 0
             : is_led(p, first) ? (first == last ? 35 : 25)
             : first == last    ? 45
                                : 12; /* a 学校, any */
    bool admin = ends_as_admin(p, last);
    score -= admin ? 14 : 0;
    score -= admin && last + 1 < p->count && p->tokens[last + 1].kind == TAKEN &&
                     p->t->marks[p->tokens[last + 1].at] == SV_AGENCY
                 ? 25
                 : 0;
    return score - (int)(first / 8); /* of two that are alike the first */
}

/* A name that goes on too long to the left begins behind its last faint word. */
static size_t cut_left(const struct places *p, size_t first, size_t last)
{
    while (first < last && p->tokens[first].kind == SV_FAINT && first > 0 &&
           p->tokens[first - 1].kind != BREAK && p->tokens[first - 1].kind != SV_BEFORE)
        first++;
    if (chars(p->t, span_of(p, first, last)) <= LONG_NAME || is_led(p, first))
        return first;
    for (size_t i = last; i > first; i--)
        if (i < last && p->tokens[i].kind == SV_FAINT)
            return i + 1;
    return first;
}

/* 人民路的菜市场门口: one place over 的. The run behind it, or 0. */
static size_t joined(const struct places *p, size_t last)
{
    size_t i = last + 1;
    if (i + 1 >= p->count || p->tokens[last].kind != SV_END || p->tokens[i].kind != SV_STOP ||
        p->tokens[i].len != strlen("的") || memcmp(p->t->low + p->tokens[i].at, "的", strlen("的")) != 0)
        return 0;
    size_t end = 0;
    for (i++; i < p->count && sv_place_is_run(p->tokens[i].kind); i++)
        if (p->tokens[i].kind == SV_END || p->tokens[i].kind == SV_TAIL)
            end = i;
    return end;
}

/* The rest is a report: an agency and an issue, so that a field that nothing else explains may be the place. */
static bool is_whole(const struct places *p)
{
    bool agency = false, issue = false;
    for (size_t i = 0; i < p->count; i++) {
        agency |= p->t->marks[p->tokens[i].at] == SV_AGENCY;
        issue |= p->t->marks[p->tokens[i].at] == SV_ISSUE;
    }
    return agency && issue;
}

/* 东关|市场监管所: what stands right before an office is a part of its name. */
static bool is_prefix(const struct places *p, size_t past)
{
    static const char *const offices[] = { "局", "所", "队", "站", "处", "办", "会" };
    if (past >= p->count || p->tokens[past].kind != TAKEN || p->t->marks[p->tokens[past].at] != SV_AGENCY)
        return false;
    const struct token *k = &p->tokens[past];
    for (size_t i = 0; i < sizeof offices / sizeof *offices; i++) {
        size_t n = strlen(offices[i]);
        for (size_t at = n; at + n <= k->len; at += n)
            if (memcmp(p->t->low + k->at + at, offices[i], n) == 0)
                return true;
    }
    return false;
}

static bool is_hall(const char *at, size_t len)
{
    static const char *const halls[] = { "厅", "窗口" };
    for (size_t i = 0; i < sizeof halls / sizeof *halls; i++) {
        size_t n = strlen(halls[i]);
        if (len >= n && memcmp(at + len - n, halls[i], n) == 0)
            return true;
    }
    return false;
}

/* Right beside an agency without a separator: 市场监管所小李. */
static bool is_beside(const struct places *p, size_t first, size_t past)
{
    bool before =
        first > 0 && p->tokens[first - 1].kind == TAKEN && p->t->marks[p->tokens[first - 1].at] == SV_AGENCY;
    return before ||
           (past < p->count && p->tokens[past].kind == TAKEN && p->t->marks[p->tokens[past].at] == SV_AGENCY);
}

static void judge_run(struct places *p, size_t first, size_t past)
{
    size_t last = past, named = 0;
    while (last > first && p->tokens[last - 1].kind != SV_END && p->tokens[last - 1].kind != SV_TAIL)
        last--;
    if (last == first) { /* without an end: only where something says that it is a place */
        while (past > first && p->tokens[past - 1].kind == SV_FAINT)
            past--;
        size_t n = past > first ? chars(p->t, span_of(p, first, past - 1)) : 0;
        if (n >= SLOT_LEAST && n <= SLOT_MOST && is_led(p, first) && !is_prefix(p, past) &&
            leads_surely(p, first))
            offer(p, first, past - 1, 45);
        else if (n >= SLOT_LEAST && n <= SLOT_MOST && is_slot(p, first, past - 1) &&
                 !is_beside(p, first, past) && is_whole(p))
            offer(p, first, past - 1, 10);
        return;
    }
    last--;
    first = cut_left(p, first, last);
    for (size_t i = first; i <= last; i++) /* 第三中学 is a name by itself */
        named +=
            p->tokens[i].kind == SV_NAME || strncmp(p->t->low + p->tokens[i].at, "第", strlen("第")) == 0;
    if (is_counted(p, first, last) || (first == last && p->tokens[first].len <= strlen("路")))
        return;
    if (first == last && named == 0 && !is_led(p, first) && !is_slot(p, first, last))
        return; /* 我面馆 */
    bool after_agency =
        first > 0 && p->tokens[first - 1].kind == TAKEN && p->t->marks[p->tokens[first - 1].at] == SV_AGENCY;
    if ((after_agency && is_hall(p->t->low + p->tokens[first].at, p->tokens[first].len)) ||
        (last + 1 == past && is_prefix(p, past)))
        return; /* 税务|大厅, 乌兰街|派出所 */
    size_t more = joined(p, last);
    offer(p, first, more ? more : last, score_of(p, first, last, named));
}

/* Where the run of names that leads to a token begins, when something says that it is a place: 在县…; else the token. */
static size_t led_from(const struct places *p, size_t i)
{
    size_t first = i;
    while (first > 0 && sv_place_is_run(p->tokens[first - 1].kind))
        first--;
    return is_led(p, first) ? first : i;
}

/* The bytes of an agency's house in a token: 派出所, 人社大厅. */
static size_t house_at(const struct places *p, const struct token *k)
{
    static const char *const houses[] = { "服务大厅", "办事大厅", "办税大厅", "办税服务厅", "大厅", "局",
        "所", "队", "站", "窗口" };
    int agency;
    const char *at = p->t->low + k->at;
    size_t n = sv_words_match(&p->t->s->agency_words, at, &agency);
    for (size_t h = 0; n > 0 && h < sizeof houses / sizeof *houses; h++) {
        size_t m = strlen(houses[h]);
        if (strncmp(at + n, houses[h], m) == 0)
            return n + m;
        if (n >= m && memcmp(at + n - m, houses[h], m) == 0)
            return n;
    }
    return 0;
}

/* 三楼 behind it. */
static size_t floor_at(const char *at)
{
    static const char *const floors[] = { "一楼", "二楼", "三楼", "四楼", "五楼", "1楼", "2楼", "3楼", "4楼",
        "5楼" };
    for (size_t i = 0; i < sizeof floors / sizeof *floors; i++)
        if (strncmp(at, floors[i], strlen(floors[i])) == 0)
            return strlen(floors[i]);
    return 0;
}

/* 在派出所: an agency's house is where it was, when nothing better is. */
static void judge_agency(struct places *p)
{
    enum { HOUSE = 40 };
    for (size_t i = 0; i < p->count && p->score < HOUSE; i++) {
        if (p->tokens[i].kind != TAKEN || p->t->marks[p->tokens[i].at] != SV_AGENCY)
            continue;
        size_t first = led_from(p, i), n = house_at(p, &p->tokens[i]);
        size_t floor = n ? floor_at(p->t->low + p->tokens[i].at + n) : 0;
        if (n == 0 || !(is_led(p, first) || floor > 0 || is_hall(p->t->low + p->tokens[i].at, n)))
            continue;
        p->best = (struct yx_span){ p->tokens[first].at, p->tokens[i].at + n + floor - p->tokens[first].at };
        p->score = HOUSE;
    }
}

/* 兴盛早市|收摊位费: behind an end, a faint word other than 和 leads away from the place. */
static bool ends_before(const struct places *p, size_t first, size_t i)
{
    static const char *const and[] = { "和", "与", "同" };
    const struct token *k = &p->tokens[i];
    if (i == first || k->kind != SV_FAINT ||
        (p->tokens[i - 1].kind != SV_END && p->tokens[i - 1].kind != SV_TAIL))
        return false;
    for (size_t n = 0; n < sizeof and / sizeof *and; n++)
        if (k->len == strlen(and[n]) && memcmp(p->t->low + k->at, and[n], k -> len) == 0)
            return false;
    return true;
}

void sv_read_place(struct sv_text *t, struct sv_reading *r)
{
    struct places p = { .t = t, .tokens = yx_arena_get(t->arena, (t->len + 1) * sizeof *p.tokens) };
    sv_place_split(&p);
    for (size_t first = 0; first < p.count;) {
        size_t past = first;
        while (past < p.count && sv_place_is_run(p.tokens[past].kind) && !ends_before(&p, first, past))
            past++;
        if (past > first)
            judge_run(&p, first, past);
        first = past > first ? past : first + 1;
    }
    judge_agency(&p);
    if (p.best.len > 0)
        r->place = yx_arena_text(t->arena, t->text + p.best.at, p.best.len);
}
