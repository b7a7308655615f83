#include "outbox/queue.h"

#include <unistd.h>

#include "../store/house.h"
#include "outbox/account.h"
#include "outbox/letter.h"

static struct house house;
static struct yx_arena *arena;

/* A contact with its conversation and one message: all three are called `n`. */
static enum yx_err add_person(struct yx_tx *tx, void *arg)
{
    int64_t n = *(int64_t *)arg;
    enum yx_err err = yx_tx_run(tx,
        "INSERT INTO contact (id, channel, account, sender, conversation, created_ms) VALUES (?, 'phone', 'a', ?, ?, 0)",
        YX_VALUES(yx_int(n), yx_text(n == 1 ? "one" : n == 2 ? "two" : "three"), yx_int(n)));
    if (err == YX_OK)
        err = yx_tx_run(tx,
            "INSERT INTO conversation (id, contact, owner, version, last_message, floor_until_ms, queued_ms, urgent,"
            " created_ms, updated_ms, window_until_ms, window_sends) VALUES (?, ?, 0, 1, 1, 0, 0, 0, 0, 0, 9999, 5)",
            YX_VALUES(yx_int(n), yx_int(n)));
    if (err == YX_OK)
        err = yx_tx_run(tx, "INSERT INTO message (conversation, id, author, reply_to, body, at_ms) VALUES"
            " (?, 1, 1, 0, '你好', 0)", YX_VALUES(yx_int(n)));
    return err;
}

static enum yx_err add_letter(struct yx_tx *tx, void *arg)
{
    return yx_letter_add(tx, arg);
}

static void queue_up(int64_t id, int64_t person, enum yx_letter_state state, int64_t behind, int64_t lease_ms)
{
    struct yx_letter l = { .id = id, .conversation = person, .contact = person, .message = 1, .state = state,
        .ways = YX_WAY_PUSH, .behind = behind, .lease_until_ms = lease_ms };
    assert_int_equal(yx_store_commit(house.store, add_letter, &l), YX_OK);
}

static int set_up(void **state)
{
    (void)state;
    house_build(&house, NULL);
    arena = yx_arena_new(8 << 20);
    for (int64_t n = 1; n <= 3; n++)
        assert_int_equal(yx_store_commit(house.store, add_person, &n), YX_OK);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    yx_arena_free(&arena);
    house_remove(&house);
    return 0;
}

struct claim {
    struct yx_claimed *at;
    size_t count;
    int most;
    int64_t now_ms;
};

static enum yx_err claim_work(struct yx_tx *tx, void *arg)
{
    struct claim *c = arg;
    return yx_queue_claim(tx, arena, c->most, c->now_ms, 1000, &c->at, &c->count);
}

/* The ids taken at a moment, as a text: "1 4". */
static const char *taken(int64_t now_ms, int most)
{
    struct claim c = { .most = most, .now_ms = now_ms };
    struct yx_buf ids = yx_buf_new(256);
    assert_int_equal(yx_store_commit(house.store, claim_work, &c), YX_OK);
    for (size_t i = 0; i < c.count; i++)
        yx_buf_print(&ids, "%s%lld", i ? " " : "", (long long)c.at[i].id);
    const char *copy = yx_arena_text(arena, ids.at, ids.len);
    yx_buf_free(&ids);
    return copy;
}

static enum yx_err settle_work(struct yx_tx *tx, void *arg)
{
    return yx_queue_settle(tx, arg);
}

static void settle(struct yx_settled s)
{
    assert_int_equal(yx_store_commit(house.store, settle_work, &s), YX_OK);
}

static int64_t number(const char *sql)
{
    struct yx_tx *tx;
    struct yx_rows rows;
    assert_int_equal(yx_store_read(house.store, &tx), YX_OK);
    assert_int_equal(yx_tx_query(tx, sql, NULL, 0, &rows), YX_OK);
    assert_int_equal(yx_rows_next(&rows), YX_OK);
    int64_t n = yx_rows_int(&rows, 0);
    yx_rows_close(&rows);
    yx_store_done(house.store, &tx);
    return n;
}

/* ---- what must hold ---- */

static void one_a_person_and_in_their_order(void **state)
{
    (void)state;
    queue_up(10, 1, YX_LETTER_QUEUED, 0, 0);
    queue_up(11, 1, YX_LETTER_QUEUED, 0, 0);
    queue_up(12, 2, YX_LETTER_QUEUED, 0, 0);
    assert_string_equal(taken(100, 8), "10 12");
    assert_string_equal(taken(100, 8), ""); /* the second one waits for the first, which is leased */
    settle((struct yx_settled){ .id = 10, .conversation = 1, .as = YX_SETTLED_SENT, .spent = true });
    assert_string_equal(taken(100, 8), "11");
    assert_int_equal(number("SELECT window_sends FROM conversation WHERE id = 1"), 4);
}

static void at_most_so_many_the_oldest_first(void **state)
{
    (void)state;
    queue_up(12, 2, YX_LETTER_QUEUED, 0, 0);
    queue_up(10, 1, YX_LETTER_QUEUED, 0, 0);
    queue_up(13, 3, YX_LETTER_QUEUED, 0, 0);
    assert_string_equal(taken(100, 2), "10 12");
    assert_string_equal(taken(100, 2), "13");
}

static void a_lease_that_ends_lets_another_take_it(void **state)
{
    (void)state;
    queue_up(10, 1, YX_LETTER_QUEUED, 0, 0);
    assert_string_equal(taken(100, 8), "10");
    assert_string_equal(taken(1099, 8), "");
    assert_string_equal(taken(1100, 8), "10");
}

static void a_letter_waits_for_the_reply_before_it(void **state)
{
    (void)state;
    queue_up(10, 1, YX_LETTER_OFFERED, 0, 500);
    queue_up(11, 1, YX_LETTER_QUEUED, 10, 0);
    assert_string_equal(taken(499, 8), "");
    assert_int_equal(yx_letter_answered_now(house.store, 10), YX_OK);
    assert_string_equal(taken(499, 8), "11");
}

static void a_reply_that_missed_its_response_goes_before_what_follows(void **state)
{
    (void)state;
    queue_up(10, 1, YX_LETTER_OFFERED, 0, 500);
    queue_up(11, 1, YX_LETTER_QUEUED, 10, 0);
    yx_letter_missed(house.store, 10);
    for (int i = 0; i < 100 && number("SELECT state FROM letter WHERE id = 10") != YX_LETTER_QUEUED; i++)
        usleep(10000);
    assert_string_equal(taken(100, 8), "10");
}

static void one_that_is_put_off_keeps_those_behind_it(void **state)
{
    (void)state;
    queue_up(10, 1, YX_LETTER_QUEUED, 0, 0);
    queue_up(11, 1, YX_LETTER_QUEUED, 0, 0);
    taken(100, 8);
    settle((struct yx_settled){ .id = 10, .conversation = 1, .as = YX_SETTLED_LATER, .next_ms = 5000, .tried = true,
        .reason = "45011" });
    assert_string_equal(taken(4999, 8), "");
    assert_string_equal(taken(5000, 8), "10");
    assert_int_equal(number("SELECT tries FROM letter WHERE id = 10"), 1);
}

static void one_that_waits_for_the_morning_keeps_nobody(void **state)
{
    (void)state;
    queue_up(10, 1, YX_LETTER_QUEUED, 0, 0);
    queue_up(11, 1, YX_LETTER_QUEUED, 0, 0);
    assert_string_equal(taken(1000, 9), "10");
    settle((struct yx_settled){ .id = 10, .conversation = 1, .as = YX_SETTLED_LATER, .next_ms = 5000, .quiet = true });
    assert_string_equal(taken(1001, 9), "11"); /* what is said to them meanwhile */
    settle((struct yx_settled){ .id = 11, .conversation = 1, .as = YX_SETTLED_SENT });
    assert_string_equal(taken(4999, 9), "");
    assert_string_equal(taken(5000, 9), "10");
    assert_int_equal(number("SELECT tries FROM letter WHERE id = 10"), 0);
}

static void those_that_waited_for_the_morning_go_in_their_order(void **state)
{
    (void)state;
    for (int64_t id = 10; id < 12; id++) {
        queue_up(id, 1, YX_LETTER_QUEUED, 0, 0);
        taken(1000, 9);
        settle((struct yx_settled){ .id = id, .conversation = 1, .as = YX_SETTLED_LATER, .next_ms = 5000, .quiet = true });
    }
    queue_up(12, 1, YX_LETTER_QUEUED, 0, 0);
    assert_string_equal(taken(5000, 9), "10");
    assert_string_equal(taken(5000, 9), ""); /* it is on its way */
    settle((struct yx_settled){ .id = 10, .conversation = 1, .as = YX_SETTLED_SENT });
    assert_string_equal(taken(5000, 9), "11");
    settle((struct yx_settled){ .id = 11, .conversation = 1, .as = YX_SETTLED_SENT });
    assert_string_equal(taken(5000, 9), "12");
}

static void one_that_is_dropped_is_over(void **state)
{
    (void)state;
    queue_up(10, 1, YX_LETTER_QUEUED, 0, 0);
    assert_string_equal(taken(1000, 9), "10");
    settle((struct yx_settled){ .id = 10, .conversation = 1, .as = YX_SETTLED_DROPPED, .reason = "wants none" });
    assert_string_equal(taken(9000, 9), "");
    assert_int_equal(number("SELECT COUNT(*) FROM letter WHERE state = 6 AND reason = 'wants none'"), 1);
}

static void a_part_that_went_is_not_sent_again(void **state)
{
    (void)state;
    queue_up(10, 1, YX_LETTER_QUEUED, 0, 0);
    taken(100, 8);
    settle((struct yx_settled){ .id = 10, .conversation = 1, .as = YX_SETTLED_PART, .from_byte = 3, .chunk = 3 });
    struct claim c = { .most = 8, .now_ms = 100 };
    assert_int_equal(yx_store_commit(house.store, claim_work, &c), YX_OK);
    assert_int_equal(c.count, 1);
    assert_int_equal(c.at[0].from_byte, 3);
    assert_int_equal(c.at[0].chunk, 3);
}

static void a_dead_one_lets_those_behind_it_go_and_can_be_tried_again(void **state)
{
    (void)state;
    queue_up(10, 1, YX_LETTER_QUEUED, 0, 0);
    queue_up(11, 1, YX_LETTER_QUEUED, 0, 0);
    taken(100, 8);
    settle((struct yx_settled){ .id = 10, .conversation = 1, .as = YX_SETTLED_DEAD, .reason = "40003" });
    assert_string_equal(taken(100, 8), "11");
    settle((struct yx_settled){ .id = 10, .conversation = 1, .as = YX_SETTLED_SENT }); /* too late: it is settled */
    assert_int_equal(number("SELECT state FROM letter WHERE id = 10"), YX_LETTER_DEAD);
    struct yx_tx *tx;
    struct yx_listed *listed;
    size_t count;
    assert_int_equal(yx_store_read(house.store, &tx), YX_OK);
    assert_int_equal(yx_queue_list(tx, arena, YX_LETTER_DEAD, 0, 10, &listed, &count), YX_OK);
    yx_store_done(house.store, &tx);
    assert_int_equal(count, 1);
    assert_string_equal(listed[0].reason, "40003");
}

static enum yx_err rest_work(struct yx_tx *tx, void *arg)
{
    return yx_account_rest(tx, "phone", "a", 0, *(int64_t *)arg, "45009");
}

static void an_account_that_rests_sends_nothing(void **state)
{
    (void)state;
    int64_t first_ms = 9000, second_ms = 19000;
    queue_up(10, 1, YX_LETTER_QUEUED, 0, 0);
    assert_int_equal(yx_store_commit(house.store, rest_work, &first_ms), YX_OK);
    assert_int_equal(yx_store_commit(house.store, rest_work, &second_ms), YX_EMPTY); /* it rests already */
    assert_string_equal(taken(8999, 8), "");
    assert_string_equal(taken(9000, 8), "10");
}

struct asked {
    int64_t refused_ms, now_ms;
    struct yx_token_kept kept;
};

static enum yx_err ask_work(struct yx_tx *tx, void *arg)
{
    struct asked *q = arg;
    return yx_token_get(tx, arena, "phone", "a", q->refused_ms, q->now_ms, 1000, &q->kept);
}

static struct yx_token_kept ask(int64_t refused_ms, int64_t now_ms)
{
    struct asked q = { refused_ms, now_ms, { 0 } };
    assert_int_equal(yx_store_commit(house.store, ask_work, &q), YX_OK);
    return q.kept;
}

static enum yx_err put_work(struct yx_tx *tx, void *arg)
{
    return yx_token_put(tx, "phone", "a", "T1", *(int64_t *)arg, *(int64_t *)arg + 7200000);
}

static void one_process_fetches_the_token_for_all(void **state)
{
    (void)state;
    int64_t fetched_ms = 200;
    assert_int_equal(ask(0, 100).is, YX_TOKEN_FETCH);
    assert_int_equal(ask(0, 150).is, YX_TOKEN_WAIT);
    assert_int_equal(yx_store_commit(house.store, put_work, &fetched_ms), YX_OK);
    struct yx_token_kept kept = ask(0, 250);
    assert_int_equal(kept.is, YX_TOKEN_HERE);
    assert_string_equal(kept.text, "T1");
    assert_int_equal(ask(0, 200 + 7200000 - 59000).is, YX_TOKEN_FETCH); /* it ends soon */
}

static void a_refused_token_is_fetched_once_more(void **state)
{
    (void)state;
    int64_t first_ms = 200, second_ms = 400;
    ask(0, 100);
    yx_store_commit(house.store, put_work, &first_ms);
    assert_int_equal(ask(first_ms, 300).is, YX_TOKEN_FETCH);
    assert_int_equal(ask(first_ms, 310).is, YX_TOKEN_WAIT);
    yx_store_commit(house.store, put_work, &second_ms);
    assert_int_equal(ask(first_ms, 500).is, YX_TOKEN_HERE); /* another process's refusal of the first is healed */
}

static void one_that_fetches_and_dies_holds_nobody_for_long(void **state)
{
    (void)state;
    assert_int_equal(ask(0, 100).is, YX_TOKEN_FETCH);
    assert_int_equal(ask(0, 1100).is, YX_TOKEN_FETCH);
}

#define QUEUE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        QUEUE_TEST(one_a_person_and_in_their_order),
        QUEUE_TEST(at_most_so_many_the_oldest_first),
        QUEUE_TEST(a_lease_that_ends_lets_another_take_it),
        QUEUE_TEST(a_letter_waits_for_the_reply_before_it),
        QUEUE_TEST(a_reply_that_missed_its_response_goes_before_what_follows),
        QUEUE_TEST(one_that_is_put_off_keeps_those_behind_it),
        QUEUE_TEST(one_that_waits_for_the_morning_keeps_nobody),
        QUEUE_TEST(those_that_waited_for_the_morning_go_in_their_order),
        QUEUE_TEST(one_that_is_dropped_is_over),
        QUEUE_TEST(a_part_that_went_is_not_sent_again),
        QUEUE_TEST(a_dead_one_lets_those_behind_it_go_and_can_be_tried_again),
        QUEUE_TEST(an_account_that_rests_sends_nothing),
        QUEUE_TEST(one_process_fetches_the_token_for_all),
        QUEUE_TEST(a_refused_token_is_fetched_once_more),
        QUEUE_TEST(one_that_fetches_and_dies_holds_nobody_for_long),
    };
    return cmocka_run_group_tests_name("outbox/queue", tests, NULL, NULL);
}
