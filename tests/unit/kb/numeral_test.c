#include "kb/numeral.h"

#include "unit.h"

static void reads_the_numbers_that_laws_write(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int number;
    } rows[] = { { "第一条", 1 }, { "第十条", 10 }, { "第十五条", 15 }, { "第二十条", 20 }, { "第五十条", 50 },
        { "第九十九条", 99 }, { "第一百条", 100 }, { "第一百零一条", 101 }, { "第一百一十条", 110 },
        { "第一百二十三条", 123 }, { "第一千条", 1000 }, { "第一千零六十二条", 1062 }, { "第一千二百六十条", 1260 },
        { "第一千零一条", 1001 }, { "第123条", 123 }, { "第一百二十三条之一", 123 },
        { "第二百七十六条之一第二款", 276 }, { "第四十六条第（五）项", 46 }, { "第四十六条第一款第二项", 46 } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (yx_kb_article_number(rows[i].text) != rows[i].number)
            fail_msg("%s: %d", rows[i].text, yx_kb_article_number(rows[i].text));
}

static void refuses_what_is_no_number_of_an_article(void **state)
{
    (void)state;
    static const char *const rows[] = { "", "第", "第条", "五十条", "第五十", "第五十款", "第零条", "第0条",
        "第一百零条", "第十百条", "第一一条", "第十十条", "第百条", "第99999条", "第五十条左右", "第五十条之", "第五十条第款",
        "第五十条第（五项", "第五十条 " };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (yx_kb_article_number(rows[i]) != 0)
            fail_msg("%s: %d", rows[i], yx_kb_article_number(rows[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_numbers_that_laws_write),
        cmocka_unit_test(refuses_what_is_no_number_of_an_article),
    };
    return cmocka_run_group_tests_name("kb/numeral", tests, NULL, NULL);
}
