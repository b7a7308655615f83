/* The tables: what a county adds and takes away, and what is said about a wrong one. */
#include "world.h"

static struct sv_reading read_now(const char *text)
{
    struct sv_reading r;
    assert_int_equal(sv_read(world.self, world.arena, text, strlen(text), world_now(), &r), YX_OK);
    return r;
}

static bool has_issue(const struct sv_reading *r, const char *name)
{
    const struct supervisor *s = world.self;
    for (size_t i = 0; i < s->issue_count; i++)
        if (strcmp(s->issues[i], name) == 0)
            return r->issues >> i & 1;
    return false;
}

static void a_county_adds_its_own_words(void **state)
{
    (void)state;
    world_file("county/plugins/supervisor/agencies.yaml",
        "agencies: [{name: 口岸, aliases: [口岸办]}, {name: 城管, aliases: [街管办]}]\n");
    world_file("county/plugins/supervisor/issues.yaml",
        "sets: {没: [木有]}\nissues: [{name: 不开票, words: [不给发篇]}, {name: 泄露举报人, words: [泄露…(名字|电话)]}]\n");
    world_file("county/plugins/supervisor/places.yaml", "ends: [艾里]\n");
    assert_int_equal(world_start(), YX_OK);
    struct sv_reading r = read_now("口岸办在查干艾里不给发篇");
    assert_string_equal(r.agency, "口岸");
    assert_string_equal(r.place, "查干艾里");
    assert_true(has_issue(&r, "不开票"));
    r = read_now("街管办木有亮证");
    assert_string_equal(r.agency, "城管");
    assert_true(has_issue(&r, "未亮证"));
    r = read_now("派出所泄露了我的电话");
    assert_true(has_issue(&r, "泄露举报人"));
}

static void a_county_drops_shipped_words(void **state)
{
    (void)state;
    world_file("county/plugins/supervisor/agencies.yaml", "drop: [环卫局]\n");
    world_file("county/plugins/supervisor/issues.yaml", "drop: [创收]\n");
    assert_int_equal(world_start(), YX_OK);
    struct sv_reading r = read_now("环卫局在人民路创收");
    assert_null(r.agency);
    assert_false(has_issue(&r, "乱罚款"));
    assert_string_equal(read_now("城管在人民路").agency, "城管");
}

static bool has_fault(int line, const char *words)
{
    for (const struct yx_fault *f = world.faults.first; f; f = f->next)
        if (f->line == line && strstr(f->message, words) && strstr(f->file, "county/plugins/supervisor/"))
            return true;
    return false;
}

static void says_where_a_table_is_wrong(void **state)
{
    (void)state;
    world_file("county/plugins/supervisor/issues.yaml",
        "issues:\n  - name: 不开票\n    words: [<票据>没给, (没, …没给, (|不)给]\n  - words: [x]\n  - name: 其他\n    wrods: [y]\nmore: 1\n");
    world_file("county/plugins/supervisor/agencies.yaml", "agencies:\n  - name: 城管\n    aliases: 城管队\n");
    world_file("county/plugins/supervisor/commands.yaml",
        "commands:\n  - {name: shout, words: [喊]}\n  - {name: help, takes: all}\n");
    world_file("county/plugins/supervisor/places.yaml", "- 路\n");
    world_file("county/plugins/supervisor/urgent.yaml", "urgent: [[a]]\n");
    assert_int_equal(world_start(), YX_INVALID);
    assert_true(has_fault(3, "there is no set"));
    assert_true(has_fault(3, "never closed"));
    assert_true(has_fault(3, "may not begin with a gap"));
    assert_true(has_fault(3, "may not begin with what may be absent"));
    assert_true(has_fault(4, "needs a name"));
    assert_true(has_fault(6, ""));
    assert_true(has_fault(7, ""));
    assert_true(has_fault(3, "must be a list of words"));
    assert_true(has_fault(2, "name must be status"));
    assert_true(has_fault(3, "takes must be"));
    assert_true(has_fault(1, "must be a map"));
    assert_true(has_fault(1, "must be a word"));
}

static void a_pattern_matches_what_it_says(void **state)
{
    (void)state;
    const char *why;
    struct sv_hit hit;
    struct yx_arena *a = world.arena;
    struct sv_set set = { .name = "没", .words = (const char *[]){ "没", "没有" }, .count = 2 };
    const struct sv_pattern *p = sv_pattern_read(a, "<没>…(亮|出示)(了|)证", &set, &why);
    assert_non_null(p);
    assert_true(sv_pattern_match(p, "没有人出示证件", 0, &hit));
    assert_int_equal(hit.span.len, strlen("没有人出示证"));
    assert_true(sv_pattern_match(p, "没亮了证", 0, &hit));
    assert_false(sv_pattern_match(p, "没说话,亮证", 0, &hit));          /* over a comma */
    assert_false(sv_pattern_match(p, "没有一二三四五六亮证", 0, &hit)); /* too far */
    assert_false(sv_pattern_match(p, "没说不亮证", 0, &hit));           /* over a negation */
}

#define T(name) cmocka_unit_test_setup_teardown(name, world_open, world_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(a_county_adds_its_own_words),
        T(a_county_drops_shipped_words),
        T(says_where_a_table_is_wrong),
        T(a_pattern_matches_what_it_says),
    };
    return cmocka_run_group_tests_name("supervisor/tables", tests, NULL, NULL);
}
