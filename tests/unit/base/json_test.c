#include <jansson.h>
#include <string.h>

#include "base/json.h"
#include "unit.h"

static void a_text_is_read_back_as_it_was(void **state)
{
    (void)state;
    static const char *const texts[] = { "", "工资 \"没给\"", "a\\b/c", "一\n二\r\t三", "\x01\x1f\x7f", "😀" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct yx_buf b = yx_buf_new(1000);
        yx_json_text(&b, texts[i]);
        json_t *read = json_loads(b.at, JSON_DECODE_ANY, NULL);
        assert_string_equal(json_string_value(read), texts[i]);
        json_decref(read);
        yx_buf_free(&b);
    }
}

static void what_is_not_utf8_is_empty(void **state)
{
    (void)state;
    struct yx_buf b = yx_buf_new(1000);
    yx_json_text(&b, "a\xff");
    assert_string_equal(b.at, "\"\"");
    yx_buf_free(&b);
}

static void members_follow_each_other_and_absent_ones_are_left_out(void **state)
{
    (void)state;
    struct yx_buf b = yx_buf_new(1000);
    yx_buf_text(&b, "{");
    yx_json_member(&b, "none", NULL);
    yx_json_member(&b, "law", "劳动法");
    yx_json_member(&b, "since", NULL);
    yx_json_member(&b, "article", "第{");
    yx_json_member(&b, "quote", "{");
    yx_buf_text(&b, "}");
    assert_string_equal(b.at, "{\"law\":\"劳动法\",\"article\":\"第{\",\"quote\":\"{\"}");
    yx_buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_is_read_back_as_it_was),
        cmocka_unit_test(what_is_not_utf8_is_empty),
        cmocka_unit_test(members_follow_each_other_and_absent_ones_are_left_out),
    };
    return cmocka_run_group_tests_name("base/json", tests, NULL, NULL);
}
