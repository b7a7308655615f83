#include "kb/policy.h"

#include "kb/model.h"
#include "kb_unit.h"

static const struct yx_kb_limits limits = {
    .sure_bias = -1, .sure_cover = 1, .sure_margin = 1, .sure_scope = 2, .none_scope = 0, .none_cover = 0.1f,
    .trust_cover = 0.9f, .trust_scope = -2, .plain_cover = 0.7f, .plain_margin = 0.5f,
};

static enum yx_kb_decision judge(float cover, float margin, float scope, size_t terms)
{
    const struct yx_kb_signs s = { .cover = cover, .margin = margin, .scope = scope, .scoped = true, .terms = terms };
    return yx_kb_judge(&limits, &s);
}

static void is_sure_only_when_all_signs_agree(void **state)
{
    (void)state;
    assert_int_equal(judge(0.6f, 0.5f, 3, 4), YX_KB_SURE);
    assert_int_equal(judge(0.6f, 0.3f, 3, 4), YX_KB_UNSURE); /* the second is too near */
    assert_int_equal(judge(0.6f, 0.5f, 1, 4), YX_KB_UNSURE); /* too little of the law in it */
    assert_int_equal(judge(0.8f, 0.5f, 1, 4), YX_KB_SURE);   /* but it is the article's own words */
    assert_int_equal(judge(0.6f, 0.5f, -1, 4), YX_KB_NONE);
    assert_int_equal(judge(0.05f, 1, 3, 4), YX_KB_NONE);
    assert_int_equal(judge(1, 1, 3, 0), YX_KB_NONE);
}

static void offers_a_choice_for_one_word_that_an_article_has(void **state)
{
    (void)state;
    assert_int_equal(judge(1, 0, -1, 1), YX_KB_UNSURE);
    assert_int_equal(judge(1, 0, -3, 1), YX_KB_NONE); /* 在吗: small talk in common characters */
}

static void does_without_a_model_when_there_is_none(void **state)
{
    (void)state;
    const struct yx_kb_signs s = { .cover = 0.6f, .margin = 0.5f, .terms = 4 };
    assert_int_equal(yx_kb_judge(&limits, &s), YX_KB_SURE);
}

static char *folder;

static int begin(void **state)
{
    kb_set_up(state);
    folder = unit_folder();
    return 0;
}

static int finish(void **state)
{
    unit_remove(folder);
    return kb_tear_down(state);
}

static enum yx_err read_model(const char *text, struct yx_kb_builder *b)
{
    char *path = yx_arena_print(arena, "%s/scope.tsv", folder);
    kb_write_file(path, text);
    return yx_kb_model_read(path, b);
}

static void decides_by_the_model_that_the_index_carries(void **state)
{
    (void)state;
    struct yx_kb_builder *b = yx_kb_builder_new(&yx_kb_weights_articles);
    struct yx_kb_report report;
    struct yx_kb *kb;
    struct yx_kb_verdict v;
    char *path = yx_arena_print(arena, "%s/kb.idx", folder);
    kb_add(b, "wages", "老板拖欠工资怎么办", "先去劳动监察大队投诉。");
    kb_add(b, "divorce", "两个人都同意离婚怎么办手续", "去民政局。");
    kb_add(b, "loan", "借钱不还怎么起诉", "去法院。");
    assert_int_equal(read_model("# remark\n^\t-1\n工资\t5\n天气\t-9.5\n怎么\t0.25\n", b), YX_OK);
    assert_int_equal(yx_kb_builder_write(b, path, &yx_kb_limits_default, &report), YX_OK);
    yx_kb_builder_free(&b);
    assert_int_equal(yx_kb_open(path, &kb), YX_OK);
    struct yx_kb_view *view = yx_kb_hold(kb);
    assert_int_equal(yx_kb_decide(view, arena, kb_fold("老闆拖欠工資怎麼辦"), &v), YX_OK);
    assert_int_equal(v.decision, YX_KB_SURE);
    assert_string_equal(v.hits[0].id, "wages");
    assert_int_equal(yx_kb_decide(view, arena, kb_fold("工资的事情手续怎么弄"), &v), YX_OK);
    assert_int_equal(v.decision, YX_KB_UNSURE);
    assert_in_range(v.count, 1, 3);
    assert_int_equal(yx_kb_decide(view, arena, kb_fold("天气怎么样"), &v), YX_OK);
    assert_int_equal(v.decision, YX_KB_NONE);
    assert_int_equal(yx_kb_decide(view, arena, "", &v), YX_OK);
    assert_int_equal(v.decision, YX_KB_NONE);
    yx_kb_let_go(&view);
    yx_kb_close(&kb);
}

static void refuses_a_model_with_a_broken_line(void **state)
{
    (void)state;
    static const char *const wrong[] = { "工资\n", "工资\tx\n", "工资\tnan\n", "工资\tinf\n", "工 资\t1\n", "工资单\t1\n",
        "\t1\n", "工资\t1 2\n", "\xff\t1\n" };
    struct yx_kb_builder *b = yx_kb_builder_new(&yx_kb_weights_articles);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(read_model(wrong[i], b), YX_INVALID);
    assert_int_equal(yx_kb_model_read("/nonexistent/scope.tsv", b), YX_OK);
    yx_kb_builder_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_sure_only_when_all_signs_agree),
        cmocka_unit_test(offers_a_choice_for_one_word_that_an_article_has),
        cmocka_unit_test(does_without_a_model_when_there_is_none),
        cmocka_unit_test_setup_teardown(decides_by_the_model_that_the_index_carries, begin, finish),
        cmocka_unit_test_setup_teardown(refuses_a_model_with_a_broken_line, begin, finish),
    };
    return cmocka_run_group_tests_name("kb/policy", tests, NULL, NULL);
}
