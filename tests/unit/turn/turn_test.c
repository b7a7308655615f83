#include "house.h"

#include <pthread.h>

/* ---- a plugin made for what each test wants to see ---- */

static struct {
    int answers;             /* how often the plugin was run */
    bool race;               /* write to the conversation while the plugin thinks */
    enum yx_err result;
    char seen_choice[64];
} probe;

static enum yx_err touch(struct yx_tx *tx, void *arg)
{
    (void)arg;
    enum yx_err err = yx_tx_run(tx, "UPDATE conversation SET version = version + 1", NULL, 0);
    return err == YX_EMPTY ? YX_OK : err;
}

static struct yx_bid probe_bid(void *self, const struct yx_turn *t)
{
    (void)self;
    bool mine = strcmp(yx_turn_folded(t), "???") != 0;
    return (struct yx_bid){ .sure = mine ? 50 : 0, .why = "test" };
}

static enum yx_err probe_answer(void *self, struct yx_turn *t)
{
    (void)self;
    probe.answers++;
    if (probe.race && probe.answers == 1)
        assert_int_equal(yx_store_commit(house.store, touch, NULL), YX_OK);
    if (yx_turn_choice(t) != NULL) {
        snprintf(probe.seen_choice, sizeof probe.seen_choice, "%s", yx_turn_choice(t));
        yx_say(t, "选好了");
        return YX_OK;
    }
    const char *text = yx_turn_text(t);
    if (strcmp(text, "给我选择") == 0) {
        yx_say(t, "哪一个？");
        yx_offer(t, "工资", "wages");
        yx_offer(t, "离婚", "divorce");
    } else if (strcmp(text, "记住") == 0) {
        yx_keep(t, 3, "{\"step\":1}");
        yx_hold_floor(t, 60);
        yx_say(t, "记住了");
    } else if (strcmp(text, "接着") == 0) {
        int version = 0;
        const char *state = yx_turn_state(t, &version);
        yx_say(t, state ? yx_arena_print(yx_turn_arena(t), "%d %s", version, state) : "没有");
    } else if (strcmp(text, "太长") == 0) {
        for (int i = 0; i < 9; i++)
            yx_say(t, yx_arena_print(yx_turn_arena(t), "%01000d", i));
    } else {
        yx_say(t, "答复");
        yx_cite(t, &(struct yx_source){ .law = "中华人民共和国劳动法", .article = "第五十条" });
    }
    return probe.result;
}

static const struct yx_plugin probe_plugin = {
    .abi = YX_PLUGIN_ABI, .name = "probe", .summary = "test", .bid = probe_bid, .answer = probe_answer,
};

static const struct yx_channel test_channel = {
    .abi = YX_CHANNEL_ABI, .name = "web", .summary = "test", .deadline_ms = 5000, .text_max = 100,
};

static int set_up(void **state)
{
    (void)state;
    memset(&probe, 0, sizeof probe);
    house_build(&probe_plugin, &test_channel);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    house_remove();
    return 0;
}

static struct yx_outcome say_as(const char *sender, const char *id, const char *text)
{
    return house_take((struct yx_inbound){ .sender = sender, .external_id = id, .text = text }, NULL);
}

static struct yx_outcome say(const char *id, const char *text)
{
    return say_as("张", id, text);
}

/* ---- what must hold ---- */

static void a_question_is_answered_and_kept(void **state)
{
    (void)state;
    struct yx_outcome o = say("1", "工资没给");
    assert_int_equal(o.err, YX_OK);
    assert_int_equal(o.message_id, 1);
    assert_string_equal(o.reply->text, "答复");
    assert_non_null(strstr(o.reply->extra, "第五十条"));
    assert_int_equal(o.reply->id, 2);
    assert_int_equal(say("2", "还有呢").message_id, 3);
    assert_int_equal(count("SELECT COUNT(*) FROM message"), 4);
    assert_int_equal(count("SELECT COUNT(*) FROM letter WHERE state = 0"), 2);
}

static void the_same_delivery_gets_the_same_reply(void **state)
{
    (void)state;
    say("1", "工资没给");
    struct yx_outcome o = say("1", "工资没给");
    assert_int_equal(o.err, YX_OK);
    assert_true(o.duplicate);
    assert_int_equal(o.message_id, 1);
    assert_string_equal(o.reply->text, "答复");
    assert_int_equal(probe.answers, 1);
    assert_int_equal(count("SELECT COUNT(*) FROM message"), 2);
}

static void an_older_delivery_is_found_too(void **state)
{
    (void)state;
    char id[16];
    for (int i = 0; i < 8; i++) {
        snprintf(id, sizeof id, "%d", i);
        assert_int_equal(say(id, "工资没给").message_id, 2 * i + 1);
    }
    struct yx_outcome o = say("0", "工资没给");
    assert_true(o.duplicate);
    assert_int_equal(o.message_id, 1);
    assert_int_equal(count("SELECT COUNT(*) FROM message"), 16);
    assert_int_equal(say("0", "别的话").err, YX_MISMATCH);
}

static void the_same_id_with_another_text_is_refused(void **state)
{
    (void)state;
    say("1", "工资没给");
    assert_int_equal(say("1", "别的话").err, YX_MISMATCH);
    assert_int_equal(count("SELECT COUNT(*) FROM message"), 2);
}

static void another_persons_id_is_not_ours(void **state)
{
    (void)state;
    say_as("张", "1", "工资没给");
    struct yx_outcome o = say_as("李", "1", "工资没给");
    assert_false(o.duplicate);
    assert_int_equal(count("SELECT COUNT(*) FROM conversation"), 2);
}

static void a_slower_turn_runs_again(void **state)
{
    (void)state;
    say("1", "第一句");
    probe.race = true;
    probe.answers = 0;
    struct yx_outcome o = say("2", "第二句");
    assert_int_equal(o.err, YX_OK);
    assert_int_equal(probe.answers, 2);
    assert_int_equal(o.message_id, 3);
    assert_int_equal(count("SELECT COUNT(*) FROM message"), 4);
}

static void *say_in_thread(void *arg)
{
    struct yx_arena *a = yx_arena_new(1 << 20);
    struct yx_inbound in = { .account = "", .sender = "并发", .external_id = arg, .text = "同一句",
        .text_len = strlen("同一句") };
    struct yx_outcome o;
    struct yx_carried carried;
    yx_turn_take(&house.channel, a, &in, yx_clock_ms(), &o, &carried);
    bool ok = o.err == YX_OK && o.message_id == 1;
    yx_arena_free(&a);
    return ok ? arg : NULL;
}

static void duplicates_in_flight_wait_for_the_first(void **state)
{
    (void)state;
    pthread_t threads[6];
    static char id[] = "7";
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, say_in_thread, id), 0);
    for (size_t i = 0; i < 6; i++) {
        void *ok;
        pthread_join(threads[i], &ok);
        assert_non_null(ok);
    }
    assert_int_equal(count("SELECT COUNT(*) FROM message"), 2);
    assert_int_equal(probe.answers, 1);
}

static void a_digit_belongs_to_the_open_question(void **state)
{
    (void)state;
    say("1", "给我选择");
    assert_string_equal(say("2", "第二个").reply->text, "选好了");
    assert_string_equal(probe.seen_choice, "divorce");
    *probe.seen_choice = '\0';
    say("3", "１"); /* the question was answered: a digit is only a digit now */
    assert_string_equal(probe.seen_choice, "");
    say("4", "给我选择");
    say("5", "工资");
    assert_string_equal(probe.seen_choice, "wages");
}

static void what_a_plugin_keeps_comes_back(void **state)
{
    (void)state;
    say("1", "记住");
    assert_int_equal(count("SELECT COUNT(*) FROM conversation WHERE floor = 'probe'"), 1);
    assert_string_equal(say("2", "接着").reply->text, "3 {\"step\":1}");
    assert_int_equal(count("SELECT COUNT(*) FROM conversation WHERE floor IS NULL"), 1);
    say("3", "记住");
    say("4", "退出");
    assert_string_equal(say("5", "接着").reply->text, "没有");
}

static void asking_for_a_person_silences_the_machine(void **state)
{
    (void)state;
    struct yx_outcome o = say("1", "轉人工");
    assert_int_equal(o.owner, YX_QUEUE);
    assert_non_null(strstr(o.reply->text, "9:00-17:00"));
    o = say("2", "工资没给");
    assert_int_equal(o.owner, YX_QUEUE);
    assert_non_null(strstr(o.reply->text, "已记下"));
    assert_int_equal(probe.answers, 0);
    assert_int_equal(say("3", "退出").owner, YX_BOT);
    assert_string_equal(say("4", "工资没给").reply->text, "答复");
}

static enum yx_err give_to_human(struct yx_tx *tx, void *arg)
{
    (void)arg;
    return yx_tx_run(tx, "UPDATE conversation SET owner = 2, version = version + 1", NULL, 0);
}

static void nothing_is_said_while_a_person_owns_it(void **state)
{
    (void)state;
    say("1", "工资没给");
    assert_int_equal(yx_store_commit(house.store, give_to_human, NULL), YX_OK);
    struct yx_outcome o = say("2", "菜单");
    assert_int_equal(o.err, YX_OK);
    assert_null(o.reply);
    assert_int_equal(o.owner, YX_HUMAN);
    assert_int_equal(o.message_id, 3);
}

static void a_failing_plugin_is_said_and_kept(void **state)
{
    (void)state;
    probe.result = YX_INTERNAL;
    struct yx_outcome o = say("1", "工资没给");
    assert_int_equal(o.err, YX_OK);
    assert_non_null(strstr(o.reply->text, "转人工"));
    assert_null(o.reply->extra);
    probe.result = YX_OK;
    o = say("2", "太长");
    assert_non_null(strstr(o.reply->text, "转人工"));
    assert_int_equal(count("SELECT COUNT(*) FROM unanswered WHERE decision = 'failed'"), 2);
}

static void what_nobody_wants_is_kept_for_the_editors(void **state)
{
    (void)state;
    assert_non_null(strstr(say("1", "???").reply->text, "没有看懂"));
    assert_int_equal(count("SELECT COUNT(*) FROM unanswered WHERE decision = 'none'"), 1);
}

static void bad_messages_are_refused(void **state)
{
    (void)state;
    char *late = yx_arena_get(house.arena, 401);
    memset(late, 'a', 400);
    assert_int_equal(say("1", "\xff\xfe").err, YX_INVALID);
    assert_int_equal(say("1", "  \n ").err, YX_INVALID);
    assert_int_equal(say("1", late).err, YX_TOO_LARGE);
    assert_int_equal(say("", "话").err, YX_INVALID);
    assert_int_equal(say_as("", "1", "话").err, YX_INVALID);
    assert_int_equal(count("SELECT COUNT(*) FROM message"), 0);
}

static void a_sender_over_the_rate_is_told(void **state)
{
    (void)state;
    yx_limit_free(&house.limit);
    house.limit = yx_limit_new(&(struct yx_limit_setup){ 64, 1, 2 });
    struct yx_faults faults = { .arena = house.arena };
    const struct yx_turn_house turns = {
        .store = house.store, .registry = &house.registry, .texts = house.texts,
        .limit = house.limit, .name = "一线", .hours = "9-5", .phone = "12348",
    };
    yx_turns_stop();
    assert_int_equal(yx_turns_start(&turns, "core/turn/commands.yaml", &faults), YX_OK);
    assert_int_equal(say("1", "一").err, YX_OK);
    assert_int_equal(say("2", "二").err, YX_OK);
    assert_int_equal(say("3", "三").err, YX_RATE);
    assert_int_equal(say_as("李", "3", "三").err, YX_OK);
}

static void keeps_what_a_reader_says_of_a_reply(void **state)
{
    (void)state;
    const struct yx_outcome mine = say("1", "老板不发工资"), theirs = say_as("李", "1", "离婚");
    int64_t reply = mine.reply->id;
    assert_int_equal(yx_rate_reply(NULL, house.arena, "", "张", reply, true, 1), YX_OK);
    assert_int_equal(count("SELECT count(*) FROM feedback WHERE useful = 1 AND at_ms = 1"), 1);
    assert_int_equal(yx_rate_reply(NULL, house.arena, "", "张", reply, false, 2), YX_OK);
    assert_int_equal(count("SELECT count(*) FROM feedback WHERE useful = 0 AND at_ms = 2"), 1);
    assert_int_equal(count("SELECT count(*) FROM feedback"), 1);
    assert_int_equal(yx_rate_reply(NULL, house.arena, "", "李", theirs.reply->id, true, 3), YX_OK);
    assert_int_equal(count("SELECT count(DISTINCT conversation) FROM feedback"), 2);
}

static void takes_feedback_on_ones_own_replies_alone(void **state)
{
    (void)state;
    const struct yx_outcome mine = say("1", "老板不发工资");
    const int64_t none[] = { 0, mine.message_id, mine.reply->id + 1, INT64_MAX };
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_int_equal(yx_rate_reply(NULL, house.arena, "", "张", none[i], true, 1), YX_NOT_FOUND);
    assert_int_equal(yx_rate_reply(NULL, house.arena, "", "李", mine.reply->id, true, 1), YX_NOT_FOUND);
    assert_int_equal(count("SELECT count(*) FROM feedback"), 0);
}

static void limits_feedback_with_messages(void **state)
{
    (void)state;
    const struct yx_outcome mine = say("1", "老板不发工资");
    enum yx_err err = YX_OK;
    int64_t now_ms = yx_clock_ms();
    for (int i = 0; i < 1100 && err == YX_OK; i++)
        err = yx_rate_reply(NULL, house.arena, "", "张", mine.reply->id + 1, true, now_ms) == YX_RATE ? YX_RATE : YX_OK;
    assert_int_equal(err, YX_RATE);
    assert_int_equal(say_as("李", "1", "离婚").err, YX_OK);
}

static void names_one_channel_for_each_sender(void **state)
{
    (void)state;
    const char *mine = yx_push_channel(NULL, house.arena, "", "张");
    assert_int_equal(strspn(mine, "0123456789abcdef"), 32);
    assert_int_equal(strlen(mine), 32);
    assert_string_equal(mine, yx_push_channel(NULL, house.arena, "", "张"));
    assert_string_not_equal(mine, yx_push_channel(NULL, house.arena, "", "李"));
    assert_string_not_equal(mine, yx_push_channel(NULL, house.arena, "x", "张"));
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_question_is_answered_and_kept),
        TEST(the_same_delivery_gets_the_same_reply),
        TEST(an_older_delivery_is_found_too),
        TEST(the_same_id_with_another_text_is_refused),
        TEST(another_persons_id_is_not_ours),
        TEST(a_slower_turn_runs_again),
        TEST(duplicates_in_flight_wait_for_the_first),
        TEST(a_digit_belongs_to_the_open_question),
        TEST(what_a_plugin_keeps_comes_back),
        TEST(asking_for_a_person_silences_the_machine),
        TEST(nothing_is_said_while_a_person_owns_it),
        TEST(a_failing_plugin_is_said_and_kept),
        TEST(what_nobody_wants_is_kept_for_the_editors),
        TEST(bad_messages_are_refused),
        TEST(a_sender_over_the_rate_is_told),
        TEST(keeps_what_a_reader_says_of_a_reply),
        TEST(takes_feedback_on_ones_own_replies_alone),
        TEST(limits_feedback_with_messages),
        TEST(names_one_channel_for_each_sender),
    };
    return cmocka_run_group_tests_name("turn/turn", tests, NULL, NULL);
}
