#include "kb/article.h"

#include "kb_unit.h"

static struct yx_faults faults;
static struct yx_kb_source source;

static enum yx_err parse(const char *text)
{
    faults = (struct yx_faults){ .arena = arena };
    return yx_kb_source_parse(arena, text, strlen(text), "x.md", &faults, &source);
}

static void reads_front_matter_and_body(void **state)
{
    (void)state;
    assert_int_equal(parse("---\nid: wages\ntitle: 欠薪\nask:\n  - 不发钱\n  - 拖工资\ntopic: 劳动纠纷\narea: 全国\n"
                           "basis:\n  - law: 甲法\n    article: 第五条\nstatus: current\nvalid_from: 2020-01-01\n"
                           "reviewed_on: 2026-11-23\nverified: 核对\n---\n\n先谈。\n\n- 再告\n\n"), YX_OK);
    assert_string_equal(source.id, "wages");
    assert_string_equal(source.title, "欠薪");
    assert_int_equal(source.ask_count, 2);
    assert_string_equal(source.ask[1], "拖工资");
    assert_int_equal(source.basis_count, 1);
    assert_string_equal(source.basis[0].law, "甲法");
    assert_string_equal(source.basis[0].article, "第五条");
    assert_int_equal(source.basis[0].line, 10);
    assert_string_equal(source.body, "先谈。\n\n- 再告");
    assert_int_equal(source.body_line, 18);
    assert_string_equal(source.valid_to, "");
    assert_int_equal(strlen(source.revision), 16);
}

static void gives_another_revision_to_another_text(void **state)
{
    (void)state;
    char revision[17];
    assert_int_equal(parse("---\nid: a\n---\nb"), YX_OK);
    memcpy(revision, source.revision, sizeof revision);
    assert_int_equal(parse("---\nid: a\n---\nb"), YX_OK);
    assert_string_equal(source.revision, revision);
    assert_int_equal(parse("---\nid: a\n---\nc"), YX_OK);
    assert_string_not_equal(source.revision, revision);
}

static void says_where_the_form_is_broken(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int line;
    } rows[] = { { "", 1 }, { "id: a\n", 1 }, { "---\nid: a\nbody", 1 }, { "---\n- a\n---\nb", 2 },
        { "---\nid: a\nunknown: b\n---\nc", 3 }, { "---\nid: a\nask: b\n---\nc", 3 },
        { "---\nid: [a]\n---\nc", 2 }, { "---\nbasis:\n  - 甲法第五条\n---\nc", 3 },
        { "---\nbasis:\n  - law: 甲法\n    page: 5\n---\nc", 4 }, { "---\nid: a\nid: b\n---\nc", 3 } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(parse(rows[i].text), YX_INVALID);
        assert_true(faults.count > 0);
        if (faults.first->line != rows[i].line)
            fail_msg("row %zu: line %d: %s", i, faults.first->line, faults.first->message);
    }
    assert_int_equal(parse("---\nid: \xff\n---\nc"), YX_INVALID);
}

static void reads_files_with_windows_line_ends(void **state)
{
    (void)state;
    assert_int_equal(parse("---\r\nid: a\r\n---\r\n正文\r\n"), YX_OK);
    assert_string_equal(source.id, "a");
    assert_string_equal(source.body, "正文");
}

static void says_why_a_file_cannot_be_read(void **state)
{
    (void)state;
    faults = (struct yx_faults){ .arena = arena };
    assert_int_equal(yx_kb_source_read(arena, "/nonexistent/a.md", &faults, &source), YX_IO);
    assert_int_equal(faults.count, 1);
}

static void compiles_only_what_is_current_today(void **state)
{
    (void)state;
    struct yx_kb_source s = { .status = "current", .valid_from = "2020-01-01", .valid_to = "" };
    assert_true(yx_kb_source_is_current(&s, "2020-01-01"));
    assert_false(yx_kb_source_is_current(&s, "2019-12-31"));
    s.valid_to = "2026-11-23";
    assert_true(yx_kb_source_is_current(&s, "2026-11-23"));
    assert_false(yx_kb_source_is_current(&s, "2026-11-24"));
    s.status = "draft";
    assert_false(yx_kb_source_is_current(&s, "2026-11-23"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_front_matter_and_body, kb_set_up, kb_tear_down),
        cmocka_unit_test_setup_teardown(gives_another_revision_to_another_text, kb_set_up, kb_tear_down),
        cmocka_unit_test_setup_teardown(says_where_the_form_is_broken, kb_set_up, kb_tear_down),
        cmocka_unit_test_setup_teardown(reads_files_with_windows_line_ends, kb_set_up, kb_tear_down),
        cmocka_unit_test_setup_teardown(says_why_a_file_cannot_be_read, kb_set_up, kb_tear_down),
        cmocka_unit_test_setup_teardown(compiles_only_what_is_current_today, kb_set_up, kb_tear_down),
    };
    return cmocka_run_group_tests_name("kb/article", tests, NULL, NULL);
}
