/* What people do with conversations, against a real store, beside the turns of the machine. */
#include "../turn/house.h"

#include <pthread.h>

#include "base/id.h"
#include "desk/inside.h"
#include "schedule/roster.h"

static struct yx_limits limits;

static enum yx_err answer(void *self, struct yx_turn *t)
{
    (void)self;
    yx_say(t, "答复");
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

/* ---- people ---- */

enum { WANG = 11, LI = 12, LEAD = 13, AWAY = 14, TEAM = 21, TEAM2 = 22 };

static const struct yx_staff wang = { .id = WANG, .display = "王", .roles = YX_AGENT, .team = TEAM },
                             li = { .id = LI, .display = "李", .roles = YX_AGENT, .team = TEAM2 },
                             lead = { .id = LEAD, .display = "组长", .roles = YX_LEAD };

static enum yx_err add_people(struct yx_tx *tx, void *arg)
{
    (void)arg;
    enum yx_err err = yx_tx_run(tx,
        "INSERT INTO team (id, name, body, created_ms) VALUES (21, '一组', 0, 0), (22, '二组', 0, 0)", NULL, 0);
    if (err == YX_OK)
        err = yx_tx_run(tx, "INSERT INTO area (id, name, team, created_ms) VALUES (31, '城关镇', 22, 0)", NULL, 0);
    if (err == YX_OK)
        err = yx_tx_run(tx,
            "INSERT INTO staff (id, name, display, password, must_change, roles, team, body, capacity, present, rights,"
            " disabled_ms, totp_step, created_ms, updated_ms) VALUES"
            " (11, 'wang', '王', '', 0, 1, 21, 0, 1, 1, 1, 0, 0, 0, 0), (12, 'li', '李', '', 0, 1, 22, 0, 2, 1, 1, 0, 0, 0, 0),"
            " (13, 'lead', '组长', '', 0, 8, 0, 0, 5, 1, 1, 0, 0, 0, 0), (14, 'away', '赵', '', 0, 1, 21, 0, 5, 0, 1, 0, 0, 0, 0)",
            NULL, 0);
    return err;
}

static int set_up(void **state)
{
    (void)state;
    limits = (struct yx_limits){ 0 };
    house_build(&plugin, &channel);
    yx_desk = (struct yx_desk_house){ .store = house.store, .registry = &house.registry, .texts = house.texts,
        .lease_ms = 90000, .rating_ms = 3600000 };
    yx_roster_set(&(struct yx_hours){ .shift_count = 1, .shifts = { { .days = YX_DAYS_DAILY, .length = 1440 } } });
    assert_int_equal(yx_store_commit(house.store, add_people, NULL), YX_OK);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    house_remove();
    return 0;
}

/* ---- what is said and done ---- */

static int said;

static struct yx_outcome say(const char *text)
{
    char id[16];
    snprintf(id, sizeof id, "m%d", ++said);
    return house_take((struct yx_inbound){ .external_id = id, .text = text }, NULL);
}

static int64_t conversation(void)
{
    return count("SELECT MAX(id) FROM conversation");
}

static int64_t ask(void)
{
    say("老板跑了");
    say("转人工");
    return conversation();
}

static struct yx_form form(const struct yx_staff *me, const char *id, const char *body)
{
    return (struct yx_form){ .me = me, .id = id, .body = body, .len = strlen(body), .now_ms = yx_clock_ms() };
}

static enum yx_err claim(const struct yx_staff *me, int64_t id, const char **by)
{
    int64_t got;
    const char *own;
    return yx_desk_claim(house.arena, me, id, yx_clock_ms(), &got, by ? by : &own);
}

static enum yx_err reply(const struct yx_staff *me, int64_t id, const char *form_id, const char *text, int64_t *message)
{
    struct yx_form f = form(me, form_id, text);
    int64_t own, until;
    return yx_desk_reply(house.arena, &f, id, text, NULL, NULL, 0, message ? message : &own, &until);
}

static enum yx_err hand_over(const struct yx_staff *me, int64_t id, enum yx_desk_to to, int64_t whom)
{
    char form_id[32];
    snprintf(form_id, sizeof form_id, "h%d", ++said);
    struct yx_form f = form(me, form_id, form_id);
    return yx_desk_hand_over(house.arena, &f, id, to, whom, "欠条在第三条消息");
}

static enum yx_err close_it(const struct yx_staff *me, int64_t id, const char *form_id)
{
    struct yx_form f = form(me, form_id, "close");
    return yx_desk_close_conversation(house.arena, &f, id, "已告知仲裁途径");
}

/* ---- what must hold ---- */

static void one_who_claims_wins_and_the_other_reads_who(void **state)
{
    (void)state;
    const char *by;
    int64_t id = ask();
    assert_int_equal(claim(&wang, id, &by), YX_OK);
    assert_int_equal(claim(&wang, id, &by), YX_OK); /* pressed twice */
    assert_int_equal(claim(&li, id, &by), YX_CONFLICT);
    assert_string_equal(by, "王");
    assert_int_equal(count("SELECT COUNT(*) FROM message WHERE body = '工作人员王正在为您服务。'"), 1);
    assert_int_equal(count("SELECT COUNT(*) FROM audit WHERE act = 'claim' AND who = 11"), 1);
    assert_int_equal(count("SELECT COUNT(*) FROM service WHERE claimed_ms > 0 AND staff = 11"), 1);
    assert_int_equal(claim(&li, 999, &by), YX_NOT_FOUND);
    say("退出"); /* while a person has it, that is a word like others */
    assert_int_equal(count("SELECT owner FROM conversation"), YX_HUMAN);
}

struct racer {
    pthread_t thread;
    struct yx_arena *arena;
    const struct yx_staff *me;
    int64_t id;
    pthread_barrier_t *start;
    enum yx_err err;
};

static void *race(void *arg)
{
    struct racer *r = arg;
    const char *by;
    int64_t got;
    pthread_barrier_wait(r->start);
    r->err = yx_desk_claim(r->arena, r->me, r->id, yx_clock_ms(), &got, &by);
    return NULL;
}

static void of_many_who_claim_at_once_one_wins(void **state)
{
    (void)state;
    enum { RACERS = 8, ROUNDS = 20 };
    for (int round = 0; round < ROUNDS; round++) {
        char sender[24];
        snprintf(sender, sizeof sender, "racer%d", round);
        house_take((struct yx_inbound){ .external_id = "1", .text = "转人工", .sender = sender }, NULL);
        struct racer racers[RACERS];
        pthread_barrier_t start;
        int won = 0;
        pthread_barrier_init(&start, NULL, RACERS);
        for (int i = 0; i < RACERS; i++) {
            racers[i] = (struct racer){ .arena = yx_arena_new(4 << 20), .me = i % 2 ? &wang : &li, .id = conversation(),
                .start = &start };
            pthread_create(&racers[i].thread, NULL, race, &racers[i]);
        }
        for (int i = 0; i < RACERS; i++)
            pthread_join(racers[i].thread, NULL);
        int64_t owner = count("SELECT staff FROM conversation ORDER BY id DESC LIMIT 1");
        for (int i = 0; i < RACERS; i++) {
            won += racers[i].err == YX_OK;
            assert_int_equal(racers[i].err, racers[i].me->id == owner ? YX_OK : YX_CONFLICT);
            yx_arena_free(&racers[i].arena);
        }
        assert_int_equal(won, RACERS / 2); /* all tries of the one who has it */
        pthread_barrier_destroy(&start);
    }
    assert_int_equal(count("SELECT COUNT(*) FROM handover"), ROUNDS);
    assert_int_equal(count("SELECT COUNT(*) FROM message WHERE body LIKE '%正在为您服务%'"), ROUNDS);
}

static void the_machine_is_silent_while_a_person_has_it(void **state)
{
    (void)state;
    int64_t id = ask();
    assert_non_null(say("还有谁").reply); /* waiting: it says so */
    claim(&wang, id, NULL);
    assert_null(say("在吗").reply);
    assert_null(say("菜单").reply);
    assert_int_equal(reply(&wang, id, "r1", "在的", NULL), YX_OK);
    assert_null(say("好").reply);
    assert_int_equal(hand_over(&wang, id, YX_TO_MACHINE, 0), YX_OK);
    assert_string_equal(say("在吗").reply->text, "答复"); /* and answers again afterwards */
    assert_int_equal(count("SELECT ended FROM service"), YX_SERVICE_TO_MACHINE);
}

static void a_form_that_comes_twice_is_done_once(void **state)
{
    (void)state;
    int64_t id = ask(), first, again = 0;
    claim(&wang, id, NULL);
    assert_int_equal(reply(&wang, id, "f1", "您好", &first), YX_OK);
    assert_int_equal(reply(&wang, id, "f1", "您好", &again), YX_OK);
    assert_int_equal(first, again);
    assert_int_equal(reply(&wang, id, "f1", "别的", NULL), YX_MISMATCH);
    struct yx_form note = form(&wang, "f1", "您好");
    assert_int_equal(yx_desk_note(house.arena, &note, id, "您好", &again), YX_MISMATCH); /* another act */
    assert_int_equal(count("SELECT COUNT(*) FROM message WHERE body = '您好'"), 1);
    assert_int_equal(close_it(&wang, id, "c1"), YX_OK);
    assert_int_equal(close_it(&wang, id, "c1"), YX_OK); /* although it is nobody's any more */
    assert_int_equal(reply(&wang, id, "f1", "您好", &again), YX_OK);
    assert_int_equal(close_it(&wang, id, "c2"), YX_LEASE);
    assert_int_equal(count("SELECT COUNT(*) FROM message WHERE body LIKE '%请为这次服务打个分%'"), 1);
}

static void what_is_sent_after_the_lease_is_refused_and_leaves_nothing(void **state)
{
    (void)state;
    int64_t id = ask(), before;
    claim(&wang, id, NULL);
    yx_desk.lease_ms = -1; /* as if the page had been silent */
    reply(&wang, id, "r0", "您好", NULL);
    before = count("SELECT COUNT(*) FROM message");
    assert_int_equal(reply(&wang, id, "r1", "迟到的话", NULL), YX_LEASE);
    assert_int_equal(hand_over(&wang, id, YX_TO_TEAM, TEAM2), YX_LEASE);
    assert_int_equal(close_it(&wang, id, "c1"), YX_LEASE);
    assert_int_equal(count("SELECT COUNT(*) FROM message"), before);
    yx_desk.lease_ms = 90000;
    assert_int_equal(claim(&wang, id, NULL), YX_OK); /* taken again, the same form goes out */
    assert_int_equal(reply(&wang, id, "r1", "迟到的话", NULL), YX_OK);
}

static void a_lease_that_ends_puts_it_back_and_is_recorded(void **state)
{
    (void)state;
    int64_t id = ask(), now = yx_clock_ms();
    claim(&wang, id, NULL);
    yx_desk_due(now + 80000);
    assert_int_equal(count("SELECT owner FROM conversation"), YX_HUMAN);
    struct yx_desk_lease *leases;
    size_t lease_count;
    const int64_t ids[] = { id, 999 };
    assert_int_equal(yx_desk_heartbeat(house.arena, &wang, ids, 2, now + 85000, &leases, &lease_count), YX_OK);
    assert_int_equal(lease_count, 1);
    assert_int_equal(yx_desk_heartbeat(house.arena, &li, ids, 2, now + 85000, &leases, &lease_count), YX_OK);
    assert_int_equal(lease_count, 0);
    yx_desk_due(now + 120000);
    assert_int_equal(count("SELECT owner FROM conversation"), YX_HUMAN);
    yx_desk_due(now + 200000);
    yx_desk_due(now + 201000); /* once, not each second */
    assert_int_equal(count("SELECT owner FROM conversation"), YX_QUEUE);
    assert_int_equal(count("SELECT lost_staff FROM conversation"), WANG);
    assert_int_equal(count("SELECT present FROM staff WHERE id = 11"), 0);
    assert_int_equal(count("SELECT COUNT(*) FROM audit a LEFT JOIN audit_content c ON c.entry = a.id WHERE act = 'lost' AND who = 0 AND c.words LIKE '%王%'"), 1);
    assert_int_equal(count("SELECT COUNT(*) FROM message WHERE body LIKE '%已为您重新排队%'"), 1);
    assert_int_equal(count("SELECT COUNT(*) FROM handover WHERE kind = 5 AND from_staff = 11"), 1);
    assert_int_equal(claim(&li, id, NULL), YX_OK);
    assert_int_equal(count("SELECT lost_staff FROM conversation"), 0);
}

static enum yx_err disable_wang(struct yx_tx *tx, void *arg)
{
    (void)arg;
    return yx_tx_run(tx, "UPDATE staff SET disabled_ms = 1 WHERE id = 11", NULL, 0);
}

static void what_is_of_somebody_disabled_waits_again_at_once(void **state)
{
    (void)state;
    int64_t mine = ask(), now = yx_clock_ms();
    claim(&wang, mine, NULL);
    assert_int_equal(yx_store_commit(house.store, disable_wang, NULL), YX_OK);
    yx_desk_due(now + 1000);
    assert_int_equal(count("SELECT owner FROM conversation"), YX_QUEUE);
    assert_int_equal(count("SELECT lost_staff FROM conversation"), WANG);
}

static void it_goes_from_hand_to_hand(void **state)
{
    (void)state;
    int64_t id = ask();
    claim(&wang, id, NULL);
    assert_int_equal(hand_over(&li, id, YX_TO_STAFF, LI), YX_LEASE);
    assert_int_equal(hand_over(&wang, id, YX_TO_STAFF, WANG), YX_INVALID);
    assert_int_equal(hand_over(&wang, id, YX_TO_STAFF, 99), YX_INVALID);
    assert_int_equal(hand_over(&wang, id, YX_TO_STAFF, AWAY), YX_CONFLICT); /* not on duty */
    assert_int_equal(hand_over(&wang, id, YX_TO_TEAM, 99), YX_INVALID);
    assert_int_equal(count("SELECT COUNT(*) FROM handover"), 1);
    assert_int_equal(hand_over(&wang, id, YX_TO_STAFF, LI), YX_OK);
    assert_int_equal(count("SELECT staff FROM conversation"), LI);
    assert_int_equal(reply(&wang, id, "x", "迟", NULL), YX_LEASE);
    assert_int_equal(hand_over(&li, id, YX_TO_TEAM, TEAM), YX_OK);
    assert_int_equal(count("SELECT owner * 100 + team FROM conversation"), YX_QUEUE * 100 + TEAM);
    assert_int_equal(hand_over(&li, id, YX_TO_STAFF, WANG), YX_LEASE);
    assert_int_equal(hand_over(&lead, id, YX_TO_STAFF, LI), YX_OK); /* a lead may give out what waits */
    assert_int_equal(hand_over(&li, id, YX_TO_SHIFT, 0), YX_OK);
    assert_true(count("SELECT from_ms FROM conversation") > yx_clock_ms());
    assert_int_equal(count("SELECT COUNT(*) FROM service WHERE summary = '欠条在第三条消息' AND handovers = 4 AND ended = 0"), 1);
    int64_t got;
    const char *by;
    assert_int_equal(yx_desk_claim(house.arena, &wang, 0, yx_clock_ms(), &got, &by), YX_EMPTY); /* not before the shift */
    assert_int_equal(claim(&wang, id, NULL), YX_OK); /* but who wants to, may */
    assert_int_equal(count("SELECT COUNT(*) FROM message WHERE author = 1 AND extra LIKE '%\"event\"%'"), 6);
}

static struct yx_desk_messages messages(int64_t id)
{
    struct yx_desk_messages m;
    assert_int_equal(yx_desk_messages(house.arena, id, -1, 0, &m), YX_OK);
    return m;
}

static void each_way_gets_its_letter(void **state)
{
    (void)state;
    int64_t id = ask();
    claim(&wang, id, NULL);
    assert_int_equal(count("SELECT COUNT(*) FROM letter WHERE desk = 1 AND state = 0 AND ways = 0"), 1); /* a page asks */
    assert_string_equal(messages(id).at[4].letter, "offered");
    limits = (struct yx_limits){ .plain = true, .pushes = true, .reply_bytes = 600, .windowed = true };
    reply(&wang, id, "r1", "推送", NULL);
    assert_int_equal(count("SELECT COUNT(*) FROM letter WHERE desk = 1 AND state = 2 AND ways = 1 AND to_byte = 0"), 1);
    assert_string_equal(messages(id).at[5].letter, "queued");
    limits.pushes = false;
    reply(&wang, id, "r2", "等您下次写来", NULL);
    assert_int_equal(count("SELECT COUNT(*) FROM letter WHERE desk = 1 AND state = 4 AND ways = 2"), 1);
    assert_int_equal(count("SELECT held FROM conversation"), 1);
    assert_string_equal(messages(id).at[6].letter, "held");
    struct yx_outcome o = say("在吗");
    assert_non_null(o.reply);
    assert_non_null(strstr(o.reply->text, "等您下次写来"));
    assert_int_equal(count("SELECT held FROM conversation"), 0);
}

static void a_rating_is_asked_for_and_kept(void **state)
{
    (void)state;
    int64_t id = ask();
    claim(&wang, id, NULL);
    reply(&wang, id, "r1", "您好", NULL);
    assert_int_equal(close_it(&wang, id, "c1"), YX_OK);
    assert_int_equal(count("SELECT owner FROM conversation"), YX_BOT);
    assert_string_equal(say("谢谢").reply->text, "答复"); /* another word does not take the question away */
    assert_string_equal(say("9").reply->text, "答复");
    assert_string_equal(say("4000").reply->text, "答复");
    assert_non_null(strstr(say("4分").reply->text, "谢谢您的评价"));
    assert_int_equal(count("SELECT stars FROM service"), 4);
    assert_string_equal(say("2").reply->text, "答复"); /* once */
    assert_int_equal(count("SELECT stars FROM service"), 4);
    assert_int_equal(count("SELECT COUNT(*) FROM conversation WHERE pending IS NULL"), 1);
    id = ask();
    claim(&wang, id, NULL);
    close_it(&wang, id, "c2");
    assert_non_null(strstr(say("非常满意").reply->text, "谢谢您的评价")); /* by its words */
    assert_int_equal(count("SELECT COUNT(*) FROM service WHERE stars = 5"), 1);
}

static void who_leaves_the_queue_has_left_the_service(void **state)
{
    (void)state;
    ask();
    say("退出");
    assert_int_equal(count("SELECT ended FROM service"), YX_SERVICE_LEFT);
    assert_int_equal(count("SELECT service FROM conversation"), 0);
    assert_string_equal(say("在吗").reply->text, "答复");
}

static enum yx_err forget_services(struct yx_tx *tx, void *arg)
{
    (void)arg;
    enum yx_err err = yx_tx_run(tx, "DELETE FROM service WHERE id > 0", NULL, 0);
    return err == YX_OK ? yx_tx_run(tx, "UPDATE conversation SET service = 0 WHERE id > 0", NULL, 0) : err;
}

static void what_waited_before_there_were_services_is_taken_too(void **state)
{
    (void)state;
    int64_t id = ask();
    assert_int_equal(yx_store_commit(house.store, forget_services, NULL), YX_OK);
    assert_int_equal(claim(&wang, id, NULL), YX_OK);
    assert_int_equal(count("SELECT COUNT(*) FROM service s JOIN conversation v ON v.service = s.id"
        " WHERE s.staff = 11 AND s.asked_ms > 0 AND s.asked_ms <= s.claimed_ms"), 1);
}

static void an_area_that_is_named_leads_to_its_team(void **state)
{
    (void)state;
    ask();
    yx_desk_due(yx_clock_ms());
    assert_int_equal(count("SELECT team FROM conversation"), 0);
    int64_t version = count("SELECT version FROM conversation");
    yx_desk_due(yx_clock_ms());
    assert_int_equal(count("SELECT version FROM conversation"), version); /* looked at once */
    say("我在城关镇东街");
    yx_desk_due(yx_clock_ms());
    assert_int_equal(count("SELECT team * 100 + area FROM conversation"), TEAM2 * 100 + 31);
    int64_t got;
    const char *by;
    assert_int_equal(yx_desk_claim(house.arena, &wang, 0, yx_clock_ms(), &got, &by), YX_EMPTY); /* another team's */
    assert_int_equal(yx_desk_claim(house.arena, &li, 0, yx_clock_ms(), &got, &by), YX_OK);
}

static void in_turn_everybody_gets_as_many_as_they_can(void **state)
{
    (void)state;
    char sender[24];
    yx_desk.round_robin = true;
    for (int i = 0; i < 5; i++) {
        snprintf(sender, sizeof sender, "p%d", i);
        house_take((struct yx_inbound){ .external_id = "1", .text = "转人工", .sender = sender }, NULL);
    }
    yx_desk_due(yx_clock_ms());
    assert_int_equal(count("SELECT COUNT(*) FROM conversation WHERE staff = 11"), 1); /* room for one */
    assert_int_equal(count("SELECT COUNT(*) FROM conversation WHERE staff = 12"), 2); /* for two */
    assert_int_equal(count("SELECT COUNT(*) FROM conversation WHERE staff IN (13, 14)"), 0); /* a lead, and one who is away */
    assert_int_equal(count("SELECT COUNT(*) FROM conversation WHERE owner = 1"), 2);
    assert_int_equal(count("SELECT COUNT(*) FROM audit WHERE act = 'assign'"), 3);
}

static void going_off_duty_asks_for_what_is_open(void **state)
{
    (void)state;
    struct yx_desk_mine *open;
    size_t n;
    int64_t id = ask();
    claim(&wang, id, NULL);
    assert_int_equal(yx_desk_present(house.arena, &wang, false, yx_clock_ms(), &open, &n), YX_CONFLICT);
    assert_int_equal(n, 1);
    assert_int_equal(open[0].id, id);
    assert_int_equal(hand_over(&wang, id, YX_TO_SHIFT, 0), YX_OK);
    assert_int_equal(yx_desk_present(house.arena, &wang, false, yx_clock_ms(), &open, &n), YX_OK);
    assert_int_equal(count("SELECT present FROM staff WHERE id = 11"), 0);
    assert_int_equal(yx_desk_present(house.arena, &wang, true, yx_clock_ms(), &open, &n), YX_OK);
}

static void who_it_is_stays_hidden_until_it_is_asked_for(void **state)
{
    (void)state;
    static const struct {
        const char *sender, *shown; /* NULL: six digits of a name of ours */
    } rows[] = { { "13800138000", "138****8000" }, { "+8613800138000", "138****8000" }, { "01012345678", "010****5678" },
        { "+85298765432", "+85*****5432" }, { "5551234", "******4" },
        { "oABCdef_openid", NULL }, { "12345", NULL } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *shown = desk_mask(house.arena, &(struct yx_contact){ "sms", "", rows[i].sender });
        if (rows[i].shown)
            assert_string_equal(shown, rows[i].shown);
        else
            assert_true(strlen(shown) == 6 && strstr(rows[i].sender, shown) == NULL);
    }
    house_take((struct yx_inbound){ .external_id = "1", .text = "转人工", .sender = "13800138000" }, NULL);
    const char *who = NULL;
    assert_int_equal(yx_desk_reveal(house.arena, &wang, conversation(), yx_clock_ms(), &who), YX_FORBIDDEN);
    claim(&wang, conversation(), NULL);
    assert_int_equal(yx_desk_reveal(house.arena, &wang, conversation(), yx_clock_ms(), &who), YX_OK);
    assert_string_equal(who, "13800138000");
    assert_int_equal(count("SELECT COUNT(*) FROM audit a LEFT JOIN audit_content c ON c.entry = a.id WHERE act = 'reveal' AND who = 11 AND c.words IS NULL"), 1);
}

static void what_is_written_is_kept_in_its_bounds(void **state)
{
    (void)state;
    int64_t id = ask(), until, message;
    char *longest = yx_arena_get(house.arena, 4002);
    memset(longest, 'x', 4001);
    claim(&wang, id, NULL);
    assert_int_equal(reply(&wang, id, "a", "", NULL), YX_INVALID);
    assert_int_equal(reply(&wang, id, "b", " \n ", NULL), YX_INVALID);
    assert_int_equal(reply(&wang, id, "c", longest, NULL), YX_INVALID);
    longest[4000] = '\0';
    assert_int_equal(reply(&wang, id, "d", longest, NULL), YX_OK);
    assert_int_equal(reply(&wang, id, "e", "夹\xe2\x80\xae带<b>粗</b>", NULL), YX_OK); /* an override is dropped, a tag is text */
    assert_int_equal(count("SELECT COUNT(*) FROM message WHERE body = '夹带<b>粗</b>'"), 1);
    static const char *const wrong[] = { "{}", "[1]", "[{\"law\":\"\",\"article\":\"一\"}]", "[{\"law\":\"法\"}]", "[",
        "[{\"law\":\"法\",\"article\":\"一\",\"since\":\"昨天\"}]", "[{\"law\":\"法\",\"article\":{}}]" };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct yx_form f = form(&wang, "s", wrong[i]);
        if (yx_desk_reply(house.arena, &f, id, "依据", wrong[i], NULL, 0, &message, &until) != YX_INVALID)
            fail_msg("%s", wrong[i]);
    }
    struct yx_form f = form(&wang, "s", "good");
    assert_int_equal(yx_desk_reply(house.arena, &f, id, "依据",
        "[{\"law\":\"劳动法\",\"article\":\"第五十条\",\"since\":null,\"more\":1}]", NULL, 0, &message, &until), YX_OK);
    assert_int_equal(count("SELECT COUNT(*) FROM message WHERE extra = "
        "'{\"sources\":[{\"law\":\"劳动法\",\"article\":\"第五十条\"}],\"choices\":[]}'"), 1);
}

static void it_all_holds_together(void **state)
{
    it_goes_from_hand_to_hand(state);
    char *finding = NULL;
    struct yx_tx *tx;
    assert_int_equal(yx_store_read(house.store, &tx), YX_OK);
    enum yx_err err = yx_talk_check(tx, house.arena, &finding);
    yx_store_done(house.store, &tx);
    if (err != YX_OK)
        fail_msg("%s", finding ? finding : yx_err_words(err));
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(one_who_claims_wins_and_the_other_reads_who), T(of_many_who_claim_at_once_one_wins),
        T(the_machine_is_silent_while_a_person_has_it), T(a_form_that_comes_twice_is_done_once),
        T(what_is_sent_after_the_lease_is_refused_and_leaves_nothing), T(a_lease_that_ends_puts_it_back_and_is_recorded),
        T(what_is_of_somebody_disabled_waits_again_at_once),
        T(it_goes_from_hand_to_hand), T(each_way_gets_its_letter), T(a_rating_is_asked_for_and_kept),
        T(who_leaves_the_queue_has_left_the_service), T(what_waited_before_there_were_services_is_taken_too),
        T(an_area_that_is_named_leads_to_its_team),
        T(in_turn_everybody_gets_as_many_as_they_can), T(going_off_duty_asks_for_what_is_open),
        T(who_it_is_stays_hidden_until_it_is_asked_for), T(what_is_written_is_kept_in_its_bounds),
        T(it_all_holds_together),
    };
    return cmocka_run_group_tests_name("desk/acts", tests, NULL, NULL);
}
