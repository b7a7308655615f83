#include "kb/eval.h"

#include <math.h>

#include "kb_unit.h"

static char *folder;
static struct yx_kb *kb;
static struct yx_kb_view *view;

static char *place(const char *name)
{
    return yx_arena_print(arena, "%s/%s", folder, name);
}

static int begin(void **state)
{
    static const struct yx_kb_weights plain = { .k1 = 1, .weight = { 0, 0, 1 }, .b = { 0, 0, 0 } };
    static const char *const texts[] = { "a", "", "x y", "b", "", "x", "c", "", "z", "d", "", "y y y", NULL };
    kb_set_up(state);
    folder = unit_folder();
    kb_make(place("kb.idx"), &plain, texts);
    assert_int_equal(yx_kb_open(place("kb.idx"), &kb), YX_OK);
    view = yx_kb_hold(kb);
    return 0;
}

static int finish(void **state)
{
    yx_kb_let_go(&view);
    yx_kb_close(&kb);
    unit_remove(folder);
    return kb_tear_down(state);
}

static bool near(double got, double want)
{
    return fabs(got - want) < 1e-9;
}

static void measures_as_computed_by_hand(void **state)
{
    (void)state;
    struct yx_kb_measures m;
    long line;
    /* 1: "x y" gives a (both), d (y thrice), b; 2: "z" gives c; 3 is judged but not asked */
    kb_write_file(place("q.jsonl"), "{\"id\":\"1\",\"text\":\"x y\"}\n{\"id\":\"2\",\"text\":\"z\"}\n{\"id\":\"9\",\"text\":\"z\"}\n");
    kb_write_file(place("r.tsv"), "1\td\t2\n2\tc\t1\n1\tb\t1\n3\ta\t1\n1\tc\t0\n");
    assert_int_equal(yx_kb_eval_qrels(view, place("q.jsonl"), place("r.tsv"), &m, &line), YX_OK);
    assert_int_equal(m.questions, 3);
    assert_true(near(m.recall_1, (0 + 1 + 0) / 3.0));
    assert_true(near(m.recall_5, (1 + 1 + 0) / 3.0));
    assert_true(near(m.success_1, 1 / 3.0));
    assert_true(near(m.success_3, 2 / 3.0));
    assert_true(near(m.mrr_10, (0.5 + 1) / 3));
    double dcg = 3 / log2(3) + 1 / log2(4), ideal = 3 + 1 / log2(3);
    assert_true(near(m.ndcg_10, (dcg / ideal + 1) / 3));
    assert_true(m.p95_us >= m.p50_us);
}

static void counts_how_the_policy_decided(void **state)
{
    (void)state;
    struct yx_kb_tally t = { 0 };
    long line;
    kb_write_file(place("q.tsv"), "# a remark\nx y\ta\nx y\tb\nz\ta\n\nnothing known\tc\nnothing of ours\n");
    assert_int_equal(yx_kb_eval_questions(view, place("q.tsv"), NULL, NULL, &t, &line), YX_OK);
    assert_int_equal(t.questions, 5);
    assert_int_equal(t.first, 1);
    assert_int_equal(t.in_three, 2);
    assert_true(near(t.reciprocal, 1 + 1 / 3.0));
    assert_int_equal(t.none, 2);
    assert_int_equal(t.sure_right + t.sure_wrong + t.unsure_right + t.unsure_without, 3);
}

static void says_at_which_line_an_unknown_article_stands(void **state)
{
    (void)state;
    struct yx_kb_tally t = { 0 };
    long line;
    kb_write_file(place("q.tsv"), "x\ta\nx\tnobody\n");
    assert_int_equal(yx_kb_eval_questions(view, place("q.tsv"), NULL, NULL, &t, &line), YX_NOT_FOUND);
    assert_int_equal(line, 2);
    assert_int_equal(yx_kb_eval_questions(view, place("absent"), NULL, NULL, &t, &line), YX_NOT_FOUND);
    struct yx_kb_measures m;
    kb_write_file(place("r.tsv"), "1\ta\t1\n1 a\n");
    assert_int_equal(yx_kb_eval_qrels(view, place("q.tsv"), place("r.tsv"), &m, &line), YX_INVALID);
    assert_int_equal(line, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(measures_as_computed_by_hand, begin, finish),
        cmocka_unit_test_setup_teardown(counts_how_the_policy_decided, begin, finish),
        cmocka_unit_test_setup_teardown(says_at_which_line_an_unknown_article_stands, begin, finish),
    };
    return cmocka_run_group_tests_name("kb/eval", tests, NULL, NULL);
}
