/* What is read from supervisors' texts, against labels: texts.jsonl was written beside the reader, texts_second.jsonl
 * to texts_sixth.jsonl were labelled before the reader saw them, and have been learnt from since. */
#include <jansson.h>

#include "world.h"

enum { LINE_MOST = 16384 };
#define LEAST 0.97

static const char *const fields[] = { "agency", "place", "date", "time", "period", "issues", "amount",
    "plate", "command", "id", "part", "urgent", "unreadable", "missing" };
enum { FIELDS = sizeof fields / sizeof *fields };

static struct score {
    int right, wrong, lost;
} scores[FIELDS];
static int texts;

static json_t *read_text(const char *text)
{
    struct yx_arena *a = yx_arena_new(4 << 20);
    struct yx_buf out = yx_buf_new(1 << 16);
    const struct yx_line line = {
        .arena = a, .text = text, .len = strlen(text), .now_ms = world_now(), .json = true
    };
    assert_int_equal(read_line(world.self, &line, &out), YX_OK);
    json_t *made = json_loads(out.at, 0, NULL);
    assert_non_null(made);
    yx_buf_free(&out);
    yx_arena_free(&a);
    return made;
}

static bool has(const json_t *list, const json_t *item)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (json_equal(json_array_get(list, i), item))
            return true;
    return false;
}

static size_t missed(const json_t *from, const json_t *in)
{
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(from); i++)
        count += !has(in, json_array_get(from, i));
    return count;
}

/* Lists are compared word by word, everything else as a whole. */
static bool compare(struct score *s, bool listed, const json_t *want, const json_t *got)
{
    if (listed) {
        size_t lost = missed(want, got), wrong = missed(got, want);
        s->lost += (int)lost;
        s->wrong += (int)wrong;
        s->right += (int)(json_array_size(want) - lost);
        return lost == 0 && wrong == 0;
    }
    bool same = (want == NULL && got == NULL) || (want && got && json_equal(want, got));
    s->right += same && want;
    s->lost += !same && want;
    s->wrong += !same && got;
    return same;
}

static void judge_row(const json_t *row)
{
    const char *text = json_string_value(json_object_get(row, "text"));
    assert_non_null(text);
    json_t *got = read_text(text);
    for (size_t i = 0; i < FIELDS; i++) {
        bool listed = strcmp(fields[i], "issues") == 0 || strcmp(fields[i], "missing") == 0;
        if (!compare(&scores[i], listed, json_object_get(row, fields[i]), json_object_get(got, fields[i]))) {
            char *said = json_dumps(got, JSON_COMPACT);
            print_message("%s: %s\n  %s\n", fields[i], text, said);
            free(said);
        }
    }
    json_decref(got);
    texts++;
}

static void judge_labels(const char *file)
{
    char line[LINE_MOST];
    FILE *in = fopen(file, "r");
    assert_non_null(in);
    while (fgets(line, sizeof line, in)) {
        json_t *row = json_loads(line, 0, NULL);
        assert_non_null(row);
        judge_row(row);
        json_decref(row);
    }
    fclose(in);
}

static void reads_labelled_texts(void **state)
{
    (void)state;
    int low = 0;
    assert_int_equal(world_start(), YX_OK);
    judge_labels("tests/unit/supervisor/texts.jsonl");
    judge_labels("tests/unit/supervisor/texts_second.jsonl");
    judge_labels("tests/unit/supervisor/texts_third.jsonl");
    judge_labels("tests/unit/supervisor/texts_fourth.jsonl");
    judge_labels("tests/unit/supervisor/texts_fifth.jsonl");
    judge_labels("tests/unit/supervisor/texts_sixth.jsonl");
    assert_true(texts >= 240);
    print_message("%d texts\n", texts);
    for (size_t i = 0; i < FIELDS; i++) {
        const struct score *s = &scores[i];
        assert_true(s->right > 0);
        double precision = (double)s->right / (s->right + s->wrong),
               recall = (double)s->right / (s->right + s->lost);
        print_message(
            "%-10s precision %.3f recall %.3f of %d\n", fields[i], precision, recall, s->right + s->lost);
        low += precision < LEAST || recall < LEAST;
    }
    assert_int_equal(low, 0);
}

static void says_nothing_twice_and_drops_nothing(void **state)
{
    (void)state;
    static const char *const odd[] = { "", " ", "\xff\xfe", "。。。", "(((((", "1/2", "(9/2)城管",
        "查查查查查查", "把把把把把把把把", "在在在在在在" };
    assert_int_equal(world_start(), YX_OK);
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        json_t *got = read_text(odd[i]);
        assert_true(json_object_size(got) > 0);
        json_decref(got);
    }
}

/* A text made to be slow is read as fast as any. */
static void is_not_slowed_down(void **state)
{
    (void)state;
    struct yx_buf text = yx_buf_new(1 << 16);
    assert_int_equal(world_start(), YX_OK);
    while (text.len < 3900)
        yx_buf_text(&text, "把没有罚要拿");
    int64_t before = yx_clock_mono_us();
    json_decref(read_text(text.at));
    assert_true(yx_clock_mono_us() - before < 2000000);
    yx_buf_free(&text);
}

static void prints_words_for_people(void **state)
{
    (void)state;
    struct yx_buf out = yx_buf_new(1 << 16);
    const struct yx_line line = { .arena = world.arena,
        .text = "交警在西关路口乱罚",
        .len = strlen("交警在西关路口乱罚"),
        .now_ms = world_now() };
    assert_int_equal(world_start(), YX_OK);
    assert_int_equal(read_line(world.self, &line, &out), YX_OK);
    assert_string_equal(out.at, "单位: 交警; 地点: 西关路口; 事由: 乱罚款; 还缺: 时间");
    yx_buf_free(&out);
}

#define T(name) cmocka_unit_test_setup_teardown(name, world_open, world_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(reads_labelled_texts),
        T(says_nothing_twice_and_drops_nothing),
        T(is_not_slowed_down),
        T(prints_words_for_people),
    };
    return cmocka_run_group_tests_name("supervisor/read", tests, NULL, NULL);
}
