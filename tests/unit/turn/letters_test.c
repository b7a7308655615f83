#include "house.h"

#include "outbox/letter.h"
#include "outbox/queue.h"

/* ---- a channel that shows text alone, with limits that a test sets ---- */

static struct yx_limits limits;

static enum yx_err answer(void *self, struct yx_turn *t)
{
    (void)self;
    if (strcmp(yx_turn_text(t), "长") == 0) {
        for (int i = 0; i < 30; i++)
            yx_say(t, yx_arena_print(yx_turn_arena(t), "第%02d段，这里有一些话要说清楚。", i));
    } else if (strcmp(yx_turn_text(t), "选") == 0) {
        for (int i = 0; i < 20; i++)
            yx_say(t, yx_arena_print(yx_turn_arena(t), "第%02d段，这里有一些话要说清楚。", i));
        yx_offer(t, "工资", "wages");
        yx_offer(t, "离婚", "divorce");
    } else {
        yx_say(t, yx_turn_choice(t) ? yx_turn_choice(t) : "答复");
        yx_cite(t, &(struct yx_source){ .law = "劳动法", .article = "第五十条" });
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

static int set_up(void **state)
{
    (void)state;
    limits = (struct yx_limits){ .reply_bytes = 500, .plain = true, .pushes = true, .windowed = true };
    house_build(&plugin, &channel);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    house_remove();
    return 0;
}

static struct yx_outcome say(const char *id, const char *text, struct yx_carried *carried)
{
    return house_take((struct yx_inbound){ .external_id = id, .text = text,
        .window = { .open_ms = 48 * 3600000LL, .sends = 5 } }, carried);
}

/* ---- what must hold ---- */

static void basis_and_choices_are_part_of_the_text(void **state)
{
    (void)state;
    struct yx_outcome o = say("1", "工资", NULL);
    assert_string_equal(o.reply->text, "答复\n\n依据：《劳动法》第五十条");
    assert_null(o.reply->extra);
    assert_int_equal(count("SELECT COUNT(*) FROM message WHERE body = '答复'"), 1);
    assert_string_equal(say("1", "工资", NULL).reply->text, o.reply->text);
}

static void what_does_not_fit_follows_as_a_letter(void **state)
{
    (void)state;
    struct yx_carried carried;
    struct yx_outcome o = say("1", "长", &carried);
    assert_true(strlen(o.reply->text) <= 500);
    assert_null(strstr(o.reply->text, "回复"));
    assert_true(carried.followed && carried.pushes);
    assert_int_equal(count("SELECT COUNT(*) FROM letter WHERE state = 0 AND ways = 1"), 1);
    assert_int_equal(count("SELECT COUNT(*) FROM letter WHERE state = 2 AND behind > 0"), 1);
    /* together they say all of it, and nothing twice */
    assert_int_equal(count("SELECT COUNT(*) FROM letter a JOIN letter b ON b.behind = a.id"
        " WHERE b.from_byte BETWEEN a.to_byte AND a.to_byte + 2"), 1);
}

static void without_push_the_rest_is_asked_for_by_its_number(void **state)
{
    (void)state;
    char all[8192] = "", id[16];
    limits.pushes = false;
    struct yx_outcome o = say("1", "长", NULL);
    assert_non_null(strstr(o.reply->text, "（还有下文，回复 1 接着看）"));
    assert_int_equal(count("SELECT COUNT(*) FROM letter WHERE state = 2"), 0);
    int parts = 1;
    for (; strstr(o.reply->text, "还有下文") != NULL; parts++) {
        assert_true(strlen(o.reply->text) <= 500 && parts < 10);
        strcat(all, o.reply->text);
        snprintf(id, sizeof id, "r%d", parts);
        o = say(id, "1", NULL);
        assert_string_equal(say(id, "1", NULL).reply->text, o.reply->text); /* a second delivery of it */
    }
    strcat(all, o.reply->text);
    assert_true(parts > 2);
    for (int i = 0; i < 30; i++) {
        char mark[32];
        snprintf(mark, sizeof mark, "第%02d段", i);
        const char *at = strstr(all, mark);
        assert_non_null(at);
        assert_null(strstr(at + 1, mark));
    }
    assert_int_equal(count("SELECT COUNT(*) FROM message WHERE author = 1"), 1); /* it was said once */
}

static void choices_keep_their_numbers_beside_the_rest(void **state)
{
    (void)state;
    limits.pushes = false;
    struct yx_outcome o = say("1", "选", NULL);
    assert_non_null(strstr(o.reply->text, "回复 3 接着看"));
    for (int i = 0; strstr(o.reply->text, "还有下文") != NULL; i++) {
        char id[16];
        snprintf(id, sizeof id, "r%d", i);
        o = say(id, "3", NULL);
    }
    assert_non_null(strstr(o.reply->text, "1. 工资\n2. 离婚"));
    assert_non_null(strstr(say("9", "2", NULL).reply->text, "divorce"));
}

static void an_event_is_kept_and_asks_no_plugin(void **state)
{
    (void)state;
    struct yx_outcome o = house_take((struct yx_inbound){ .external_id = "e1", .text = "［图片］", .event = "image",
        .answer = "收到图片了", .media = "m1", .media_kind = "image" }, NULL);
    assert_string_equal(o.reply->text, "收到图片了");
    assert_int_equal(count("SELECT COUNT(*) FROM message WHERE body = '［图片］' AND extra LIKE '%image%'"), 1);
    assert_int_equal(count("SELECT COUNT(*) FROM media WHERE state = 0 AND platform_id = 'm1' AND message = 1"), 1);
    o = house_take((struct yx_inbound){ .external_id = "e2", .text = "［打开链接］", .event = "view" }, NULL);
    assert_int_equal(o.err, YX_OK);
    assert_null(o.reply);
    /* a word that would be urgent, or a command, is none when nobody wrote it */
    o = house_take((struct yx_inbound){ .external_id = "e3", .text = "转人工", .event = "scan" }, NULL);
    assert_int_equal(o.owner, YX_BOT);
}

static void a_message_opens_the_window_and_leaving_shuts_it(void **state)
{
    (void)state;
    say("1", "工资", NULL);
    assert_int_equal(count("SELECT window_sends FROM conversation"), 5);
    assert_true(count("SELECT window_until_ms FROM conversation") > yx_clock_ms() + 47 * 3600000LL);
    house_take((struct yx_inbound){ .external_id = "2", .text = "x", .event = "menu", .window = { 60000, 3 } }, NULL);
    assert_int_equal(count("SELECT window_sends FROM conversation"), 5); /* the wider one stays */
    house_take((struct yx_inbound){ .external_id = "3", .text = "x", .event = "unsubscribe", .window = { -1, 0 } }, NULL);
    assert_int_equal(count("SELECT window_sends + window_until_ms FROM conversation"), 0);
}

static enum yx_err sweep(struct yx_tx *tx, void *arg)
{
    return yx_queue_sweep(tx, *(int64_t *)arg);
}

static enum yx_err hold_first(struct yx_tx *tx, void *arg)
{
    (void)arg;
    struct yx_settled held = { .id = 0, .as = YX_SETTLED_HELD };
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx, "SELECT id, conversation FROM letter WHERE state = 2", NULL, 0, &rows);
    if (err == YX_OK && yx_rows_next(&rows) == YX_OK) {
        held.id = yx_rows_int(&rows, 0);
        held.conversation = yx_rows_int(&rows, 1);
    }
    yx_rows_close(&rows);
    return yx_queue_settle(tx, &held);
}

static void what_was_held_goes_when_they_write(void **state)
{
    (void)state;
    say("1", "长", NULL);
    assert_int_equal(yx_store_commit(house.store, hold_first, NULL), YX_OK);
    assert_int_equal(count("SELECT held FROM conversation"), 1);
    assert_int_equal(count("SELECT COUNT(*) FROM letter WHERE state = 4"), 1);
    say("2", "工资", NULL);
    assert_int_equal(count("SELECT held FROM conversation"), 0);
    assert_int_equal(count("SELECT COUNT(*) FROM letter WHERE state = 2"), 1);
}

static void a_reply_that_never_left_comes_with_their_next_message(void **state)
{
    (void)state;
    limits.pushes = false;
    say("1", "工资", NULL); /* its response is never written */
    int64_t later_ms = yx_clock_ms() + 60000;
    assert_int_equal(yx_store_commit(house.store, sweep, &later_ms), YX_OK);
    assert_int_equal(count("SELECT COUNT(*) FROM letter WHERE state = 4"), 1);
    struct yx_outcome o = say("2", "在吗", NULL);
    assert_non_null(strstr(o.reply->text, "之前给您的回复：\n答复\n\n依据：《劳动法》第五十条\n\n答复"));
    assert_int_equal(count("SELECT held FROM conversation"), 0);
    assert_int_equal(count("SELECT COUNT(*) FROM letter WHERE state = 4"), 0);
    assert_null(strstr(say("3", "在吗", NULL).reply->text, "之前"));
}

static void a_reply_that_never_left_is_pushed_where_it_can_be(void **state)
{
    (void)state;
    say("1", "工资", NULL);
    int64_t later_ms = yx_clock_ms() + 4000;
    yx_store_commit(house.store, sweep, &later_ms);
    assert_int_equal(count("SELECT COUNT(*) FROM letter WHERE state = 2"), 0); /* still leased */
    later_ms += 5000;
    yx_store_commit(house.store, sweep, &later_ms);
    assert_int_equal(count("SELECT COUNT(*) FROM letter WHERE state = 2"), 1);
    assert_null(say("1", "工资", NULL).reply); /* a second delivery: it comes by another way */
}

static void a_page_is_shown_all_of_it(void **state)
{
    (void)state;
    limits = (struct yx_limits){ 0 };
    struct yx_outcome o = say("1", "长", NULL);
    assert_true(strlen(o.reply->text) > 1000);
    assert_int_equal(count("SELECT COUNT(*) FROM letter WHERE state = 0 AND ways = 0 AND to_byte = 0"), 1);
}

static void receipts_only_move_forward(void **state)
{
    (void)state;
    struct yx_inbound in = { .external_id = "x", .text = "" };
    say("1", "工资", NULL);
    in.receipt = (struct yx_receipt){ .status = YX_RECEIPT_DELIVERED, .letter = count("SELECT id FROM letter") };
    assert_int_equal(house_take(in, NULL).err, YX_OK);
    in.receipt.status = YX_RECEIPT_ACCEPTED;
    assert_int_equal(house_take(in, NULL).err, YX_OK);
    assert_int_equal(count("SELECT receipt FROM letter"), YX_RECEIPT_DELIVERED);
    in.receipt = (struct yx_receipt){ .status = YX_RECEIPT_FAILED, .platform_id = "nobody's" };
    assert_int_equal(house_take(in, NULL).err, YX_OK);
    assert_int_equal(count("SELECT COUNT(*) FROM message"), 2);
}

#define LETTERS_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LETTERS_TEST(basis_and_choices_are_part_of_the_text),
        LETTERS_TEST(what_does_not_fit_follows_as_a_letter),
        LETTERS_TEST(without_push_the_rest_is_asked_for_by_its_number),
        LETTERS_TEST(choices_keep_their_numbers_beside_the_rest),
        LETTERS_TEST(an_event_is_kept_and_asks_no_plugin),
        LETTERS_TEST(a_message_opens_the_window_and_leaving_shuts_it),
        LETTERS_TEST(what_was_held_goes_when_they_write),
        LETTERS_TEST(a_reply_that_never_left_comes_with_their_next_message),
        LETTERS_TEST(a_reply_that_never_left_is_pushed_where_it_can_be),
        LETTERS_TEST(a_page_is_shown_all_of_it),
        LETTERS_TEST(receipts_only_move_forward),
    };
    return cmocka_run_group_tests_name("turn/letters", tests, NULL, NULL);
}
