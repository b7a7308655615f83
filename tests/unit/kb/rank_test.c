#include "kb/rank.h"

#include <math.h>

#include "kb_unit.h"

static const struct yx_kb_weights plain = { .k1 = 1, .weight = { 0, 0, 1 }, .b = { 0, 0, 0 } };

static void assert_near(double got, double want, double within)
{
    if (fabs(got - want) > within)
        fail_msg("%f is not %f", got, want);
}

static struct yx_kb *kb;
static struct yx_kb_view *view;

static void open_index(const char *path)
{
    assert_int_equal(yx_kb_open(path, &kb), YX_OK);
    view = yx_kb_hold(kb);
}

static void close_index(void)
{
    yx_kb_let_go(&view);
    yx_kb_close(&kb);
}

static void scores_as_computed_by_hand(void **state)
{
    (void)state;
    char *folder = unit_folder(), *path = yx_arena_print(arena, "%s/x.idx", folder);
    const char *const texts[] = { "a", "", "工资", "b", "", "工资 工资 工资", "c", "", "离婚", NULL };
    struct yx_kb_hit *hits;
    size_t count;
    kb_make(path, &plain, texts);
    open_index(path);
    assert_int_equal(yx_kb_search(view, arena, "工资", 10, &hits, &count), YX_OK);
    assert_int_equal(count, 2);
    /* idf = ln(1 + (3 − 2 + 0.5) / (2 + 0.5)) = ln 1.6; saturation 2·3/(3+1) and 2·1/(1+1) */
    assert_string_equal(hits[0].id, "b");
    assert_near((double)hits[0].score, 1.5 * log(1.6), 0.02);
    assert_string_equal(hits[1].id, "a");
    assert_near((double)hits[1].score, log(1.6), 0.02);
    assert_near((double)hits[0].cover, 1, 1e-6);
    close_index();
    unit_remove(folder);
}

static void weighs_fields_and_their_length(void **state)
{
    (void)state;
    char *folder = unit_folder(), *path = yx_arena_print(arena, "%s/x.idx", folder);
    static const struct yx_kb_weights fields = { .k1 = 1, .weight = { 3, 0, 1 }, .b = { 0, 0, 1 } };
    const char *const texts[] = { "body", "", "工资", "title", "工资", "", "long", "", "工资 房租 土地 借款", NULL };
    struct yx_kb_hit *hits;
    size_t count;
    kb_make(path, &fields, texts);
    open_index(path);
    assert_int_equal(yx_kb_search(view, arena, "工资", 10, &hits, &count), YX_OK);
    assert_int_equal(count, 3);
    assert_string_equal(hits[0].id, "title"); /* 2·3/4 */
    assert_string_equal(hits[1].id, "body");  /* length 1 of 5/3 on average: 2·1.67/2.67 */
    assert_string_equal(hits[2].id, "long");  /* length 4: 2·0.42/1.42 */
    assert_near((double)hits[1].score / (double)hits[0].score, 1.25 / 1.5, 0.02);
    assert_near((double)hits[2].score / (double)hits[0].score, 0.588 / 1.5, 0.02);
    close_index();
    unit_remove(folder);
}

static void covers_only_what_the_article_contains(void **state)
{
    (void)state;
    char *folder = unit_folder(), *path = yx_arena_print(arena, "%s/x.idx", folder);
    const char *const texts[] = { "a", "", "工资", "b", "", "离婚", NULL };
    struct yx_kb_hit *hits;
    size_t count;
    kb_make(path, &plain, texts);
    open_index(path);
    assert_int_equal(yx_kb_search(view, arena, "工资 离婚", 10, &hits, &count), YX_OK);
    assert_int_equal(count, 2);
    assert_near((double)hits[0].cover, 0.5, 1e-6);
    assert_string_equal(hits[0].id, "a"); /* of equals the earlier */
    assert_int_equal(yx_kb_search(view, arena, "工资 火星", 10, &hits, &count), YX_OK);
    /* known: ln 2; unknown: ln(1 + 2.5/0.5) = ln 6 */
    assert_near((double)hits[0].cover, log(2) / (log(2) + log(6)), 1e-3);
    assert_int_equal(yx_kb_search(view, arena, "火星", 10, &hits, &count), YX_OK);
    assert_int_equal(count, 0);
    assert_int_equal(yx_kb_search(view, arena, "", 10, &hits, &count), YX_OK);
    assert_int_equal(count, 0);
    assert_int_equal(yx_kb_search(view, arena, "工资", 0, &hits, &count), YX_INVALID);
    assert_int_equal(yx_kb_search(view, arena, "工资", 101, &hits, &count), YX_INVALID);
    close_index();
    unit_remove(folder);
}

/* A text of `n` words, the low ones far more often than the high ones. */
static char *random_text(unsigned *seed, int n, unsigned words)
{
    char *text = yx_arena_get(arena, (size_t)n * 8 + 1), *at = text;
    for (int i = 0; i < n; i++) {
        double r = (double)rand_r(seed) / RAND_MAX;
        at += sprintf(at, "w%u ", (unsigned)(r * r * r * words));
    }
    return text;
}

static void build_random(const char *path, unsigned seed, unsigned documents, unsigned words)
{
    struct yx_kb_report report;
    struct yx_kb_builder *b = yx_kb_builder_new(&yx_kb_weights_entries);
    for (unsigned d = 0; d < documents; d++) {
        char id[16];
        snprintf(id, sizeof id, "d%u", d);
        kb_add(b, id, random_text(&seed, 1 + (int)(d % 5), words), random_text(&seed, 3 + (int)(d % 40), words));
    }
    assert_int_equal(yx_kb_builder_write(b, path, &yx_kb_limits_default, &report), YX_OK);
    yx_kb_builder_free(&b);
}

static void assert_same_ranking(const char *question, size_t most)
{
    struct yx_kb_query q;
    struct yx_kb_ranked early[100], fully[100];
    const struct yx_kb_index *x = yx_kb_view_index(view);
    yx_kb_query_make(x, arena, question, &q);
    size_t count = yx_kb_rank(x, arena, &q, most, early);
    assert_int_equal(count, yx_kb_rank_fully(x, arena, &q, most, fully));
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(early[i].doc, fully[i].doc);
        assert_int_equal(early[i].score, fully[i].score);
        assert_true(i == 0 || early[i - 1].score >= early[i].score);
    }
}

static void ends_early_with_the_very_ranking_of_scoring_all(void **state)
{
    (void)state;
    static const unsigned sizes[] = { 3, 200, 5000, 20000 };
    char *folder = unit_folder();
    for (unsigned s = 0; s < 4; s++) {
        unsigned seed = s + 17;
        char *path = yx_arena_print(arena, "%s/%u.idx", folder, s);
        build_random(path, seed, sizes[s], 3000);
        open_index(path);
        for (int i = 0; i < 60; i++) {
            char *question = random_text(&seed, 1 + i % 25, 3000);
            assert_same_ranking(question, 1);
            assert_same_ranking(question, 10);
            assert_same_ranking(question, 100);
        }
        close_index();
        yx_arena_wipe(arena);
    }
    unit_remove(folder);
}

static void finds_the_best_of_all_as_a_plain_sum_does(void **state)
{
    (void)state;
    unsigned seed = 5;
    char *folder = unit_folder(), *path = yx_arena_print(arena, "%s/x.idx", folder);
    struct yx_kb_query q;
    struct yx_kb_ranked best;
    build_random(path, seed, 6000, 500);
    open_index(path);
    const struct yx_kb_index *x = yx_kb_view_index(view);
    for (int i = 0; i < 20; i++) {
        uint32_t *sums = yx_arena_get(arena, 6000 * sizeof *sums), most = 0;
        yx_kb_query_make(x, arena, random_text(&seed, 8, 500), &q);
        for (size_t t = 0; t < q.count; t++)
            for (uint32_t p = 0; p < q.wanted[t].list.count; p++)
                sums[q.wanted[t].list.docs[p]] += q.wanted[t].weight * q.wanted[t].list.impacts[p];
        for (uint32_t d = 1; d < 6000; d++)
            if (sums[d] > sums[most])
                most = d;
        assert_int_equal(yx_kb_rank(x, arena, &q, 1, &best), 1);
        assert_int_equal(best.doc, most);
        assert_int_equal(best.score, sums[most]);
    }
    close_index();
    unit_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(scores_as_computed_by_hand, kb_set_up, kb_tear_down),
        cmocka_unit_test_setup_teardown(weighs_fields_and_their_length, kb_set_up, kb_tear_down),
        cmocka_unit_test_setup_teardown(covers_only_what_the_article_contains, kb_set_up, kb_tear_down),
        cmocka_unit_test_setup_teardown(ends_early_with_the_very_ranking_of_scoring_all, kb_set_up, kb_tear_down),
        cmocka_unit_test_setup_teardown(finds_the_best_of_all_as_a_plain_sum_does, kb_set_up, kb_tear_down),
    };
    return cmocka_run_group_tests_name("kb/rank", tests, NULL, NULL);
}
