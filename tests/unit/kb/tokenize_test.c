#include "kb/tokenize.h"

#include "unit.h"

#define PAIR(a, b) ((uint64_t)(a) << 21 | (b))

static void assert_terms(const char *text, bool singles, const yx_kb_term *want, size_t count)
{
    yx_kb_term got[32];
    assert_int_equal(yx_kb_tokenize(text, singles, got, 32), count);
    for (size_t i = 0; i < count; i++)
        assert_true(got[i] == want[i]);
}

static void makes_a_pair_of_each_neighbouring_two(void **state)
{
    (void)state;
    assert_terms("欠工资", false, (yx_kb_term[]){ PAIR(L'欠', L'工'), PAIR(L'工', L'资') }, 2);
    assert_terms("欠,工资", false, (yx_kb_term[]){ L'欠', PAIR(L'工', L'资') }, 2);
    assert_terms("𠮷", false, (yx_kb_term[]){ 0x20bb7 }, 1);
    assert_terms("", false, NULL, 0);
    assert_terms("，。！😀", false, NULL, 0);
}

static void adds_every_single_character_when_asked_to(void **state)
{
    (void)state;
    assert_terms("欠工资", true,
        (yx_kb_term[]){ L'欠', PAIR(L'欠', L'工'), L'工', PAIR(L'工', L'资'), L'资' }, 5);
    assert_terms("欠", true, (yx_kb_term[]){ L'欠' }, 1);
    assert_true(yx_kb_term_is_single(L'欠'));
    assert_false(yx_kb_term_is_single(PAIR(L'欠', L'工')));
}

static void takes_words_of_letters_and_digits_whole(void **state)
{
    (void)state;
    yx_kb_term got[8], again[8];
    assert_int_equal(yx_kb_tokenize("abc12工 x", false, got, 8), 3);
    assert_true(got[0] >> 63 == 1 && got[2] >> 63 == 1);
    assert_true(got[1] == L'工');
    assert_false(yx_kb_term_is_single(got[0]));
    assert_int_equal(yx_kb_tokenize("abc12", false, again, 8), 1);
    assert_true(again[0] == got[0]);
    assert_int_equal(yx_kb_tokenize("abc13", false, again, 8), 1);
    assert_true(again[0] != got[0]);
    assert_int_equal(yx_kb_tokenize("བོད་སྐད", false, again, 8), 2);
}

static void writes_no_more_than_there_is_room_for(void **state)
{
    (void)state;
    yx_kb_term got[3] = { 0, 0, 7 };
    assert_int_equal(yx_kb_tokenize("一二三四五六", true, got, 2), 2);
    assert_true(got[2] == 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(makes_a_pair_of_each_neighbouring_two),
        cmocka_unit_test(adds_every_single_character_when_asked_to),
        cmocka_unit_test(takes_words_of_letters_and_digits_whole),
        cmocka_unit_test(writes_no_more_than_there_is_room_for),
    };
    return cmocka_run_group_tests_name("kb/tokenize", tests, NULL, NULL);
}
