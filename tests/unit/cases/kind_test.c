/* Kinds as data: the five that are shipped are good; what is wrong with one is said with its line. */
#include <dirent.h>

#include "cases/kind.h"

#include "unit.h"

static struct yx_arena *arena;

static int open_arena(void **state)
{
    (void)state;
    arena = yx_arena_new(64 << 20);
    return arena == NULL;
}

static int close_arena(void **state)
{
    (void)state;
    yx_arena_free(&arena);
    return 0;
}

static char *file_text(const char *path, size_t *len)
{
    FILE *in = fopen(path, "re");
    assert_non_null(in);
    char *text = yx_arena_get(arena, 1 << 20);
    *len = fread(text, 1, (1 << 20) - 1, in);
    fclose(in);
    return text;
}

static struct yx_kind *shipped(const char *name)
{
    struct yx_faults faults = { .arena = arena };
    struct yx_kind *kind;
    size_t len;
    const char *path = yx_arena_print(arena, "core/cases/kinds/%s.yaml", name);
    const char *text = file_text(path, &len);
    if (yx_kind_read(arena, text, len, name, path, &faults, &kind) != YX_OK) {
        yx_faults_print(&faults, stderr);
        fail_msg("%s is not good", path);
    }
    return kind;
}

static void the_five_kinds_are_good(void **state)
{
    (void)state;
    static const struct {
        const char *name, *prefix;
        size_t limits;
        enum yx_status_by by;
    } want[] = {
        { "complaint", "TS", 3, YX_STATUS_CODE },         { "supervisor_report", "SJ", 2, YX_STATUS_REPORTER },
        { "consultation", "ZX", 2, YX_STATUS_REPORTER },  { "legal_aid", "FY", 2, YX_STATUS_CODE },
        { "mediation", "TJ", 2, YX_STATUS_CODE },
    };
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        struct yx_kind *k = shipped(want[i].name);
        assert_string_equal(k->prefix, want[i].prefix);
        assert_int_equal(k->limit_count, want[i].limits);
        assert_int_equal(k->status_by, want[i].by);
        assert_int_equal(strlen(k->hash), 2 * YX_KIND_HASH);
        yx_kind_close(k);
    }
}

static void what_is_missing_depends_on_what_was_said(void **state)
{
    (void)state;
    struct yx_kind *k = shipped("legal_aid");
    const struct yx_field *missing[YX_KIND_FIELDS_MOST];
    struct yx_values v = { { "name", "phone", "matter", "what" }, { "申请人甲", "13800000000", "wages", "工程款一直没有结" }, 4 };
    assert_int_equal(yx_kind_missing(k, &v, missing, YX_KIND_FIELDS_MOST), 1);
    assert_string_equal(missing[0]->name, "exempt");
    v.names[4] = "exempt", v.values[4] = "no", v.count = 5;
    assert_int_equal(yx_kind_missing(k, &v, missing, YX_KIND_FIELDS_MOST), 1);
    assert_string_equal(missing[0]->name, "income");
    v.values[4] = "yes";
    assert_int_equal(yx_kind_missing(k, &v, missing, YX_KIND_FIELDS_MOST), 0);
    yx_kind_close(k);
}

static void values_are_judged_by_their_type(void **state)
{
    (void)state;
    static const struct {
        enum yx_field_type type;
        const char *value, *fault;
    } rows[] = {
        { YX_FIELD_LINE, "人民路", NULL },          { YX_FIELD_LINE, "", "empty" },           { YX_FIELD_LINE, NULL, "empty" },
        { YX_FIELD_LINE, "一\n二", "line" },        { YX_FIELD_TEXT, "一\n二", NULL },         { YX_FIELD_LINE, "\xff", "long" },
        { YX_FIELD_DATE, "2026-02-29", "date" },    { YX_FIELD_DATE, "2024-02-29", NULL },    { YX_FIELD_DATE, "20240229", "date" },
        { YX_FIELD_AMOUNT, "200", NULL },           { YX_FIELD_AMOUNT, "200.5", NULL },       { YX_FIELD_AMOUNT, "200.505", "amount" },
        { YX_FIELD_AMOUNT, "-3", "amount" },        { YX_FIELD_AMOUNT, "1.", "amount" },      { YX_FIELD_PHONE, "13800000000", NULL },
        { YX_FIELD_PHONE, "0476-8220000", NULL },   { YX_FIELD_PHONE, "12345", "phone" },     { YX_FIELD_PHONE, "abc", "phone" },
        { YX_FIELD_YES, "yes", NULL },              { YX_FIELD_YES, "是", "choice" },          { YX_FIELD_LINE, "一二三四五六七八九十一", "long" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct yx_field f = { .name = "x", .type = rows[i].type, .least = 1, .most = rows[i].type == YX_FIELD_LINE ? 10 : 40 };
        const char *got = yx_field_fault(&f, rows[i].value);
        if ((got == NULL) != (rows[i].fault == NULL) || (got && strcmp(got, rows[i].fault) != 0))
            fail_msg("%s: %s, not %s", rows[i].value ? rows[i].value : "NULL", got ? got : "good", rows[i].fault ? rows[i].fault : "good");
    }
}

/* The complaint's file with one line changed; what is said of it, and on which line. */
static const struct {
    const char *from, *to, *message;
} broken[] = {
    { "prefix: TS", "prefix: ts", "two capital letters" },
    { "kind: complaint", "kind: complain", "must be \"complaint\"" },
    { "    type: date", "    type: day", "type is text" },
    { "    type: amount", "    type: amount\n    pattern: \"(\"", "" },
    { "is: [wages, consumer, order]", "is: [wages, salary]", "no value of the field" },
    { "field: subject, is", "field: later, is", "no field \"later\" before" },
    { "  solved: 已解决\n", "  Solved: 已解决\n", "an outcome is written" },
    { "  withdrawn: 本人撤回\n", "", "\"withdrawn\" is missing" },
    { "  merged: 与同一事项合并办理\n", "", "\"merged\" is missing" },
    { "    n: 60", "    n: 0", "whole number" },
    { "    unit: workday", "    unit: weekday", "unit is" },
    { "starts_on: [submit]", "starts_on: [sent]", "no such event" },
    { "pauses_in: [hold]", "pauses_in: [held]", "no such state" },
    { "yellow: 75", "yellow: 100", "from 1 to 99" },
    { "yellow: 75", "yelow: 75", "unknown key" },
    { "red: [handler, lead]", "red: [boss]", "who is" },
    { "public: [state", "public: [name", "no more" },
    { "routing: []", "events: { approve: [handler] }", "not widen" },
    { "routing: []", "events: { aprove: [reviewer] }", "no such event" },
    { "routing: []", "routing: [{ area: 城关镇 }]", "leads to a body" },
    { "example: \"3000\"", "example: \"三千\"", "no value of the field" },
    { "name: respondent", "name: subject", "no other field's" },
    { "    sensitive: true\n    least: 5", "    sensitive: true\n  - { name: a, title: a, prompt: a, type: text }\n  - { name: b, title: b, prompt: b, type: text }\n  - { name: c, title: c, prompt: c, type: text }\n  - { name: d, title: d, prompt: d, type: text }", "together" },
};

static void what_is_wrong_is_said_with_its_line(void **state)
{
    (void)state;
    size_t len;
    const char *good = file_text("core/cases/kinds/complaint.yaml", &len);
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        const char *at = strstr(good, broken[i].from);
        assert_non_null(at);
        char *bad = yx_arena_print(arena, "%.*s%s%s", (int)(at - good), good, broken[i].to, at + strlen(broken[i].from));
        struct yx_faults faults = { .arena = arena };
        struct yx_kind *kind;
        assert_int_equal(yx_kind_read(arena, bad, strlen(bad), "complaint", "x.yaml", &faults, &kind), YX_INVALID);
        assert_null(kind);
        bool said = false;
        for (const struct yx_fault *f = faults.first; f; f = f->next)
            said = said || (strstr(f->message, broken[i].message) != NULL && f->line > 0);
        if (!said)
            fail_msg("%s: not said: %s (but: %s)", broken[i].to, broken[i].message, faults.first ? faults.first->message : "");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_five_kinds_are_good),
        cmocka_unit_test(what_is_missing_depends_on_what_was_said),
        cmocka_unit_test(values_are_judged_by_their_type),
        cmocka_unit_test(what_is_wrong_is_said_with_its_line),
    };
    return cmocka_run_group_tests_name("cases/kind", tests, open_arena, close_arena);
}
