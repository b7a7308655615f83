#include <sys/stat.h>

#include "kb/library.h"
#include "kb_unit.h"

static char *folder;
static struct yx_faults faults;
static struct yx_kb_library library;

static char *place(const char *name)
{
    return yx_arena_print(arena, "%s/%s", folder, name);
}

static int begin(void **state)
{
    kb_set_up(state);
    folder = unit_folder();
    assert_int_equal(mkdir(place("laws"), 0755) | mkdir(place("articles"), 0755) | mkdir(place("articles/labour"), 0755), 0);
    kb_write_file(place("topics.yaml"), "- { id: labour, title: 劳动纠纷 }\n");
    kb_write_file(place("laws/labour-law.yaml"), "title: 中华人民共和国劳动法\nshort: [劳动法]\narticles: 107\n"
        "adopted: 1994-07-05\nrevised: 2018-12-29\nsince: 2018-12-29\nstatus: current\nverified: 对照公布文本\n");
    kb_write_file(place("laws/old.yaml"), "title: 旧法\narticles: 10\nadopted: 1994-07-05\nsince: 1995-01-01\n"
        "status: repealed\nverified: 对照公布文本\n");
    return 0;
}

static int finish(void **state)
{
    unit_remove(folder);
    return kb_tear_down(state);
}

struct change {
    const char *from, *to;
};

/* A faultless article with one text in place of another. */
static void write_article(const char *name, struct change c)
{
    static const char right[] = "---\nid: wages\ntitle: 欠薪怎么办\nask:\n  - 一\n  - 二\n  - 三\n  - 四\ntopic: 劳动纠纷\n"
        "area: 全国\nbasis:\n  - law: 中华人民共和国劳动法\n    article: 第五十条\nstatus: current\n"
        "valid_from: 2018-12-29\nreviewed_on: 2026-11-23\nverified: 逐条核对\n---\n找劳动监察。\n\n**怎么办**\n\n"
        "1. 投诉\n2. 仲裁\n\n- 合同\n";
    const char *at = strstr(right, c.from);
    assert_non_null(at);
    kb_write_file(place(name), yx_arena_print(arena, "%.*s%s%s", (int)(at - right), right, c.to, at + strlen(c.from)));
}

static enum yx_err lint(void)
{
    faults = (struct yx_faults){ .arena = arena };
    yx_kb_library_read(arena, folder, NULL, &faults, &library);
    yx_kb_lint(&library, &faults);
    return faults.count == 0 ? YX_OK : YX_INVALID;
}

static void finds_nothing_in_a_faultless_article(void **state)
{
    (void)state;
    write_article("articles/labour/wages.md", (struct change){ "", "" });
    if (lint() != YX_OK)
        fail_msg("%d: %s", faults.first->line, faults.first->message);
    assert_int_equal(library.count, 1);
    assert_int_equal(library.laws.count, 2);
}

static char *repeated(const char *text, int times)
{
    char *all = yx_arena_get(arena, strlen(text) * (size_t)times + 1);
    for (int i = 0; i < times; i++)
        strcat(all, text);
    return all;
}

static void finds_every_breach_with_its_line(void **state)
{
    (void)state;
    const struct {
        struct change change;
        int line;
        const char *message;
    } rows[] = {
        { { "id: wages", "id: Wages" }, 2, "not the name of the file" },
        { { "id: wages", "id: other" }, 2, "not the name of the file" },
        { { "title: 欠薪怎么办\n", "" }, 1, "missing" },
        { { "topic: 劳动纠纷", "topic: 天气" }, 9, "not in topics.yaml" },
        { { "  - 四\n", "" }, 5, "3 ways to ask" },
        { { "  - 四\n", "  - 三\n" }, 5, "says twice" },
        { { "law: 中华人民共和国劳动法", "law: 劳动法" }, 12, "is 中华人民共和国劳动法 meant" },
        { { "law: 中华人民共和国劳动法", "law: 宇宙法" }, 12, "not in the register" },
        { { "law: 中华人民共和国劳动法", "law: 旧法" }, 12, "is repealed" },
        { { "第五十条", "第一百零八条" }, 12, "has 107 articles" },
        { { "第五十条", "五十条" }, 12, "is not an article" },
        { { "status: current", "status: maybe" }, 14, "none of current" },
        { { "2018-12-29", "2018-02-30" }, 15, "not a day" },
        { { "reviewed_on", "valid_to: 2017-01-01\nreviewed_on" }, 16, "before valid_from" },
        { { "reviewed_on: 2026-11-23\n", "" }, 1, "missing" },
        { { "verified: 逐条核对\n", "" }, 1, "missing" },
        { { "找劳动监察。", repeated("长", 121) }, 19, "121 characters" },
        { { "找劳动监察。", "**找劳动监察。**" }, 19, "does not begin with the answer" },
        { { "**怎么办**", "## 怎么办" }, 21, "is a heading" },
        { { "**怎么办**", "**怎么办" }, 21, "does not close" },
        { { "- 合同", "* 合同" }, 26, "other than" },
        { { "- 合同", "  - 合同" }, 26, "indented" },
        { { "- 合同", "[合同](http://x)" }, 26, "link" },
        { { "- 合同", "| 合同 |" }, 26, "table" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        write_article("articles/labour/wages.md", rows[i].change);
        assert_int_equal(lint(), YX_INVALID);
        bool found = false;
        for (const struct yx_fault *f = faults.first; f != NULL; f = f->next)
            found = found || (f->line == rows[i].line && strstr(f->message, rows[i].message) != NULL);
        if (!found)
            fail_msg("row %zu: %d: %s", i, faults.first->line, faults.first->message);
    }
}

static void finds_two_articles_with_one_id(void **state)
{
    (void)state;
    assert_int_equal(mkdir(place("articles/family"), 0755), 0);
    write_article("articles/labour/wages.md", (struct change){ "", "" });
    write_article("articles/family/wages.md", (struct change){ "", "" });
    assert_int_equal(lint(), YX_INVALID);
    assert_int_equal(faults.count, 1);
    assert_non_null(strstr(faults.first->message, "also the id of"));
}

static void finds_what_is_wrong_with_the_register(void **state)
{
    (void)state;
    static const char *const wrong[] = { "title: 甲\n", "title: 甲\narticles: x\nadopted: 2001-01-01\nsince: 2001-01-01\n"
        "status: current\nverified: 是\n", "title: 旧法\narticles: 1\nadopted: 2001-01-01\nsince: 2001-01-01\n"
        "status: current\nverified: 是\n", "title: 甲\narticles: 1\nadopted: 2001-1-1\nsince: 2001-01-01\n"
        "status: current\nverified: 是\n", "title: 甲\narticles: 1\nadopted: 2001-01-01\nsince: 2001-01-01\n"
        "status: maybe\nverified: 是\n", "- a\n" };
    write_article("articles/labour/wages.md", (struct change){ "", "" });
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        kb_write_file(place("laws/z.yaml"), wrong[i]);
        assert_int_equal(lint(), YX_INVALID);
        assert_non_null(strstr(faults.first->file, "z.yaml"));
        assert_int_equal(library.laws.count, 2);
    }
}

static void compiles_the_basis_with_the_date_of_the_law(void **state)
{
    (void)state;
    size_t count = 0;
    struct yx_kb_report report;
    struct yx_kb *kb;
    struct yx_kb_article article;
    write_article("articles/labour/wages.md", (struct change){ "", "" });
    assert_int_equal(lint(), YX_OK);
    struct yx_kb_builder *b = yx_kb_builder_new(&yx_kb_weights_articles);
    assert_int_equal(yx_kb_library_compile(&library, arena, "2018-12-28", b, &count), YX_OK);
    assert_int_equal(count, 0);
    assert_int_equal(yx_kb_builder_write(b, place("kb.idx"), &yx_kb_limits_default, &report), YX_EMPTY);
    assert_int_equal(yx_kb_library_compile(&library, arena, "2026-11-23", b, &count), YX_OK);
    assert_int_equal(count, 1);
    assert_int_equal(yx_kb_builder_write(b, place("kb.idx"), &yx_kb_limits_default, &report), YX_OK);
    yx_kb_builder_free(&b);
    assert_int_equal(yx_kb_open(place("kb.idx"), &kb), YX_OK);
    struct yx_kb_view *view = yx_kb_hold(kb);
    assert_int_equal(yx_kb_article(view, arena, "wages", &article), YX_OK);
    assert_string_equal(article.basis[0].since, "2018-12-29");
    assert_int_equal(yx_kb_article(view, arena, "nothing", &article), YX_NOT_FOUND);
    yx_kb_let_go(&view);
    yx_kb_close(&kb);
}

static void knows_the_days_of_the_calendar(void **state)
{
    (void)state;
    assert_true(yx_kb_is_day("2024-02-29"));
    assert_false(yx_kb_is_day("2023-02-29"));
    assert_false(yx_kb_is_day("1900-02-29"));
    assert_false(yx_kb_is_day("2023-13-01"));
    assert_false(yx_kb_is_day("2023-1-01"));
    assert_false(yx_kb_is_day("2023-01-011"));
    assert_false(yx_kb_is_day(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(finds_nothing_in_a_faultless_article, begin, finish),
        cmocka_unit_test_setup_teardown(finds_every_breach_with_its_line, begin, finish),
        cmocka_unit_test_setup_teardown(finds_two_articles_with_one_id, begin, finish),
        cmocka_unit_test_setup_teardown(finds_what_is_wrong_with_the_register, begin, finish),
        cmocka_unit_test_setup_teardown(compiles_the_basis_with_the_date_of_the_law, begin, finish),
        cmocka_unit_test(knows_the_days_of_the_calendar),
    };
    return cmocka_run_group_tests_name("kb/lint", tests, NULL, NULL);
}
