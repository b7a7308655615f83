/* Whose enforcement it was. */
#include <string.h>

#include "supervisor.h"

static bool ends_as_office(const char *text, size_t end)
{
    static const char *const offices[] = { "局", "所", "队", "站", "处", "办", "会", "院", "室" };
    for (size_t i = 0; i < sizeof offices / sizeof *offices; i++) {
        size_t n = strlen(offices[i]);
        if (end >= n && memcmp(text + end - n, offices[i], n) == 0)
            return true;
    }
    return false;
}

/* 派出所对面, 城管局门口: it only says where. */
static bool is_landmark(const struct sv_text *t, size_t start, size_t end)
{
    static const char *const own[] = { "路", "口", "边", "街", "处", "十", "丁", "停", "广", "红", "公", "站",
        "转", "拐", "往", "以", "中", "交", "大厅" };
    int kind = 0;
    size_t n = sv_words_match(&t->s->place_words, t->low + end, &kind);
    bool builds = strncmp(t->low + end, "家属", strlen("家属")) == 0 ||
                  strncmp(t->low + end, "小区", strlen("小区")) == 0 ||
                  strncmp(t->low + end, "大院", strlen("大院")) == 0 ||
                  strncmp(t->low + end, "宿舍", strlen("宿舍")) == 0;
    if (builds)
        return true;
    if (n == 0 || kind != SV_TAIL || end == start || !ends_as_office(t->low, end))
        return false;
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (strncmp(t->low + end, own[i], strlen(own[i])) == 0)
            return false;
    return true;
}

/* The name, and behind it what belongs to it. */
static size_t whole_name(const struct sv_text *t, size_t at, size_t n)
{
    size_t more;
    while ((more = sv_words_match(&t->s->behind, t->low + at + n, NULL)) > 0)
        n += more;
    return n;
}

void sv_read_agency(struct sv_text *t, struct sv_reading *r)
{
    int agency = -1;
    size_t end = 0;
    uint32_t code;
    for (size_t at = 0, n; at < t->len; at += n) {
        n = sv_words_match(&t->s->agency_words, t->low + at, &agency);
        if (n > 0 && agency >= 0 && sv_is_free(t, (struct yx_span){ at, n })) {
            size_t office =
                n + (ends_as_office(t->low, at + n) ? 0
                        : strncmp(t->low + at + n, "局", 3) == 0 || strncmp(t->low + at + n, "所", 3) == 0 ||
                                strncmp(t->low + at + n, "队", 3) == 0
                            ? 3
                            : 0);
            if (is_landmark(t, at, at + office)) {
                n = office;
                sv_mark(t, (struct yx_span){ at, n }, SV_LANDMARK);
                continue;
            }
            n = whole_name(t, at, n);
            sv_mark(t, (struct yx_span){ at, n }, SV_AGENCY);
            if (r->agency == NULL || at == end) /* 公安局交警大队: the closer one */
                r->agency = t->s->agencies[agency];
            end = at + n;
        } else if (n == 0) {
            n = yx_text_next(t->low + at, &code);
        }
    }
}
