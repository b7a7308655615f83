/* What accounts may ask of a turn beside words in a response: letters from the beginning, few words, people who
 * want no letters, machines. */
#include "house.h"

#include "outbox/parts.h"
#include "turn/state.h"

static struct yx_limits limits;
static int answers;
static char sender[32]; /* another one in each test: what a process remembers of people outlives its houses */

static enum yx_err answer(void *self, struct yx_turn *t)
{
    (void)self;
    answers++;
    if (yx_turn_trigger(t)) {
        yx_say(t, "请拨打 110");
    } else if (strcmp(yx_turn_text(t), "长") == 0) {
        for (int i = 0; i < 12; i++)
            yx_say(t, yx_arena_print(yx_turn_arena(t), "第%02d段，这里有一些话要说清楚。", i));
        yx_say_short(t, "短话。");
        yx_cite(t, &(struct yx_source){ .law = "劳动法", .article = "第五十条" });
    } else if (strcmp(yx_turn_text(t), "选") == 0) {
        for (int i = 0; i < 9; i++)
            yx_say(t, yx_arena_print(yx_turn_arena(t), "第%02d段，这里有一些话要说清楚。", i));
        yx_say_short(t, "哪一个？");
        yx_offer(t, "工资", "wages");
        yx_offer(t, "离婚", "divorce");
    } else {
        yx_say(t, yx_turn_choice(t) ? yx_turn_choice(t) : "答复");
        yx_say_short(t, "答复也不短，没有省下什么");
    }
    return YX_OK;
}

static struct yx_bid bid(void *self, const struct yx_turn *t)
{
    (void)self;
    (void)t;
    return (struct yx_bid){ .sure = 50, .why = "test" };
}

static const struct yx_plugin plugin = {
    .abi = YX_PLUGIN_ABI, .name = "probe", .summary = "test", .bid = bid, .answer = answer,
};

static void tell_limits(void *self, const char *account, struct yx_limits *out)
{
    (void)self;
    (void)account;
    *out = limits;
}

static const struct yx_channel channel = {
    .abi = YX_CHANNEL_ABI, .name = "phone", .summary = "test", .deadline_ms = 5000, .text_max = 100,
    .limits = tell_limits,
};

static struct yx_trigger danger = { .name = "danger", .urgent = true };

static int set_up(void **state)
{
    const char *why;
    (void)state;
    static int test;
    answers = 0;
    snprintf(sender, sizeof sender, "张%d", ++test);
    limits = (struct yx_limits){ .reply_units = 67, .plain = true, .pushes = true, .apart = true, .asked = true,
        .brief = true, .leaves = true, .same_most = 3 };
    house_build(&plugin, &channel);
    assert_int_equal(yx_pattern_new("打人", house.arena, &danger.pattern, &why), YX_OK);
    house.plugin.triggers = &danger;
    house.plugin.trigger_count = 1;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    yx_pattern_free(&danger.pattern);
    house_remove();
    return 0;
}

static struct yx_outcome say(const char *id, const char *text)
{
    struct yx_outcome o = house_take((struct yx_inbound){ .external_id = id, .sender = sender, .text = text }, NULL);
    assert_int_equal(o.err, YX_OK);
    assert_null(o.reply); /* never in the response */
    return o;
}

/* The newest letter, as it goes out. */
static const char *letter(void)
{
    struct yx_letter l;
    struct yx_message m;
    struct yx_tx *tx;
    assert_int_equal(yx_store_read(house.store, &tx), YX_OK);
    assert_int_equal(yx_letter_get(tx, count("SELECT MAX(id) FROM letter"), &l), YX_OK);
    assert_int_equal(yx_message_get(tx, house.arena, count("SELECT conversation FROM letter"),
        count("SELECT message FROM letter ORDER BY id DESC LIMIT 1"), &m), YX_OK);
    yx_store_done(house.store, &tx);
    const char *text = yx_letter_text(house.arena, house.texts, &m, &l, true);
    assert_true(limits.reply_units == 0 || yx_text_units(text) <= limits.reply_units);
    return text;
}

/* ---- letters from the beginning ---- */

static void a_reply_is_a_letter_from_the_beginning(void **state)
{
    (void)state;
    say("1", "工资");
    assert_int_equal(count("SELECT COUNT(*) FROM letter WHERE state = 2 AND ways = 1 AND lease_until_ms = 0"), 1);
    assert_string_equal(letter(), "答复");
    assert_true(say("1", "工资").duplicate);
    assert_int_equal(count("SELECT COUNT(*) FROM letter"), 1);
    assert_int_equal(count("SELECT COUNT(*) FROM dedupe d JOIN letter l ON l.id = d.letter AND l.message = d.reply"), 1);
}

/* All that was written and sent so far is as old as that. */
static enum yx_err age(struct yx_tx *tx, void *arg)
{
    const struct yx_value at[] = { yx_int(*(int64_t *)arg) };
    enum yx_err err = yx_tx_run(tx, "UPDATE message SET at_ms = ?", at, 1);
    return err == YX_OK ? yx_tx_run(tx, "UPDATE letter SET answers_ms = ?", at, 1) : err;
}

static void a_short_form_is_shown_with_a_way_to_the_whole(void **state)
{
    (void)state;
    char all[4096] = "", id[16];
    say("1", "长");
    assert_string_equal(letter(), "短话。\n依据：《劳动法》第五十条\n回复1看全文");
    int64_t letters = count("SELECT COUNT(*) FROM letter");
    for (int i = 0;; i++) { /* all of it, part by part */
        assert_true(i < 12);
        snprintf(id, sizeof id, "r%d", i);
        say(id, i % 2 ? "1" : "一");
        assert_int_equal(count("SELECT COUNT(*) FROM letter"), ++letters);
        strcat(all, letter());
        if (strstr(letter(), "还有下文") == NULL)
            break;
    }
    for (int i = 0; i < 12; i++) {
        char mark[32];
        snprintf(mark, sizeof mark, "第%02d段", i);
        const char *at = strstr(all, mark);
        assert_non_null(at);
        assert_null(strstr(at + 1, mark));
    }
    assert_int_equal(count("SELECT COUNT(*) FROM message WHERE author = 1"), 1); /* said once */
    assert_int_equal(answers, 1);
}

static void the_rest_answers_who_asked_for_it(void **state)
{
    (void)state;
    int64_t long_ago_ms = 1000;
    say("1", "长");
    assert_int_equal(yx_store_commit(house.store, age, &long_ago_ms), YX_OK);
    int64_t before_ms = yx_clock_ms();
    say("2", "1");
    assert_true(count("SELECT MAX(answers_ms) FROM letter") >= before_ms); /* of the “1”, not of the question */
}

static void choices_keep_their_numbers_before_the_whole(void **state)
{
    (void)state;
    say("1", "选");
    assert_string_equal(letter(), "哪一个？\n1. 工资\n2. 离婚\n回复3看全文");
    say("2", "3");
    assert_non_null(strstr(letter(), "第00段"));
    say("3", "2");
    assert_string_equal(letter(), "divorce");
}

static void few_words_that_spare_nothing_are_not_said(void **state)
{
    (void)state;
    say("1", "工资");
    assert_string_equal(letter(), "答复");
    limits.brief = false;
    say("2", "长");
    assert_null(strstr(letter(), "短话"));
    assert_non_null(strstr(letter(), "回复 1 接着看"));
    assert_int_equal(count("SELECT COUNT(*) FROM message WHERE extra LIKE '%短话%'"), 1); /* kept for others */
}

static void without_asking_all_of_it_follows(void **state)
{
    (void)state;
    limits.asked = limits.brief = false;
    say("1", "长");
    assert_int_equal(count("SELECT COUNT(*) FROM letter WHERE state = 2"), 2);
    assert_int_equal(count("SELECT COUNT(*) FROM letter WHERE state = 2 AND behind > 0"), 1);
}

static void few_words_have_a_bound(void **state)
{
    (void)state;
    char *long_words = yx_arena_get(house.arena, 1100);
    memset(long_words, 'a', 1099);
    struct yx_turn t = { .arena = house.arena };
    yx_say_short(&t, long_words + 100);
    assert_false(t.effects.failed);
    yx_say_short(&t, long_words);
    assert_true(t.effects.failed);
}

/* ---- no more letters ---- */

static void who_forbids_letters_is_told_so_once(void **state)
{
    (void)state;
    say("1", "工资");
    say("2", "TD");
    assert_non_null(strstr(letter(), "已退订"));
    assert_int_equal(count("SELECT COUNT(*) FROM letter WHERE urgent = 1"), 1); /* goes out all the same */
    assert_true(count("SELECT left_ms FROM contact") > 0);
    assert_int_equal(answers, 1);
    say("3", "那怎么办"); /* taken all the same; the letter is post's to drop */
    assert_int_equal(answers, 2);
    assert_int_equal(count("SELECT COUNT(*) FROM letter WHERE urgent = 0"), 2);
    assert_true(count("SELECT left_ms FROM contact") > 0);
    say("4", "恢复");
    assert_int_equal(count("SELECT left_ms FROM contact"), 0);
    assert_non_null(strstr(letter(), "已恢复"));
}

static void every_way_to_say_so_is_heard(void **state)
{
    (void)state;
    static const char *const words[] = { "td", "ＴＤ", "T", "退订", "退訂。", "回复TD退订", "取消订阅", "STOP" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        char id[32];
        snprintf(id, sizeof id, "w%zu", i);
        say(id, words[i]);
        assert_true(count("SELECT left_ms FROM contact") > 0);
        snprintf(id, sizeof id, "b%zu", i);
        say(id, i % 2 ? "恢复" : "恢复接收");
        assert_int_equal(count("SELECT left_ms FROM contact"), 0);
    }
    say("x", "退订合同怎么办"); /* a question */
    assert_int_equal(count("SELECT left_ms FROM contact"), 0);
    assert_int_equal(answers, 1);
}

static void it_is_heard_whoever_owns_the_conversation(void **state)
{
    (void)state;
    say("1", "转人工");
    say("2", "TD");
    assert_true(count("SELECT left_ms FROM contact") > 0);
    say("3", "恢复");
    assert_int_equal(count("SELECT left_ms FROM contact"), 0);
    assert_int_equal(count("SELECT owner FROM conversation"), YX_QUEUE);
}

static void it_is_a_word_like_any_other_where_letters_are_asked_for(void **state)
{
    (void)state;
    limits.leaves = false;
    say("1", "TD");
    assert_int_equal(answers, 1);
    assert_int_equal(count("SELECT left_ms FROM contact"), 0);
}

static void danger_is_answered_at_any_hour(void **state)
{
    (void)state;
    say("1", "TD");
    say("2", "有人打人");
    assert_string_equal(letter(), "请拨打 110");
    assert_int_equal(count("SELECT urgent FROM letter ORDER BY id DESC LIMIT 1"), 1);
}

/* ---- machines ---- */

static void a_machine_is_kept_and_not_answered(void **state)
{
    (void)state;
    const struct yx_inbound in = { .external_id = "m", .sender = "10690000", .text = "有人打人，退订回T", .machine = true };
    assert_int_equal(house_take(in, NULL).err, YX_OK);
    assert_int_equal(count("SELECT COUNT(*) FROM message WHERE author = 0"), 1);
    assert_int_equal(count("SELECT COUNT(*) FROM letter"), 0);
    assert_int_equal(answers, 0);
}

static void the_same_words_again_and_again_are_not_answered(void **state)
{
    (void)state;
    for (int i = 0; i < 6; i++) {
        char id[16];
        snprintf(id, sizeof id, "s%d", i);
        say(id, "您好，我正在开车，稍后联系您");
    }
    assert_int_equal(count("SELECT COUNT(*) FROM message WHERE author = 0"), 6);
    assert_int_equal(count("SELECT COUNT(*) FROM letter"), 3);
    say("other", "工资"); /* a person after all */
    assert_int_equal(count("SELECT COUNT(*) FROM letter"), 4);
}

static void numbers_that_answer_a_question_may_be_the_same(void **state)
{
    (void)state;
    char id[16];
    say("q", "长");
    for (int i = 0; i < 5; i++) {
        snprintf(id, sizeof id, "n%d", i);
        say(id, "1");
    }
    assert_int_equal(count("SELECT COUNT(*) FROM letter"), 6);
}

static void a_machine_that_forbids_letters_is_obeyed_and_told_no_more(void **state)
{
    (void)state;
    for (int i = 0; i < 6; i++) {
        char id[16];
        snprintf(id, sizeof id, "t%d", i);
        say(id, "TD");
    }
    assert_int_equal(count("SELECT COUNT(*) FROM letter"), 3);
    assert_true(count("SELECT left_ms FROM contact") > 0);
}

#define PHONE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PHONE_TEST(a_reply_is_a_letter_from_the_beginning),
        PHONE_TEST(a_short_form_is_shown_with_a_way_to_the_whole),
        PHONE_TEST(the_rest_answers_who_asked_for_it),
        PHONE_TEST(choices_keep_their_numbers_before_the_whole),
        PHONE_TEST(few_words_that_spare_nothing_are_not_said),
        PHONE_TEST(without_asking_all_of_it_follows),
        PHONE_TEST(few_words_have_a_bound),
        PHONE_TEST(who_forbids_letters_is_told_so_once),
        PHONE_TEST(every_way_to_say_so_is_heard),
        PHONE_TEST(it_is_heard_whoever_owns_the_conversation),
        PHONE_TEST(it_is_a_word_like_any_other_where_letters_are_asked_for),
        PHONE_TEST(danger_is_answered_at_any_hour),
        PHONE_TEST(a_machine_is_kept_and_not_answered),
        PHONE_TEST(the_same_words_again_and_again_are_not_answered),
        PHONE_TEST(numbers_that_answer_a_question_may_be_the_same),
        PHONE_TEST(a_machine_that_forbids_letters_is_obeyed_and_told_no_more),
    };
    return cmocka_run_group_tests_name("turn/phone", tests, NULL, NULL);
}
