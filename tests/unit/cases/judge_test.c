/* Every event × every state × every person → whether it may be; written by hand, apart from the table in
 * core/cases/table.c, so that it is changed twice or not at all. Then each guard by itself. */
#include "house.h"

static int64_t now_ms;

/* R reporter, I intake, H handler, J one who was joined, V reviewer, L lead, C clock, T tool; S: staff of another body. */
static const char people[] = "RIHJVLCTS";

static const struct {
    const char *event;
    const char *states; /* N new, I info, O open, H hold, R review, C closed, M merged */
    const char *who;
} rows[] = {
    { "submit", "", "RIL" },
    { "ask", "NO", "IHJL" },
    { "supply", "I", "RIHJL" },
    { "lapse", "I", "C" },
    { "accept", "N", "IL" },
    { "decline", "NO", "IHJL" },
    { "refer", "NO", "IHJL" },
    { "returned", "C", "IL" },
    { "transfer", "O", "HJL" },
    { "send_back", "O", "HJL" },
    { "join", "O", "HJL" },
    { "part", "OH", "HJL" },
    { "hold", "O", "L" },
    { "resume", "H", "L" },
    { "extend", "O", "V" },
    { "propose", "O", "HJL" },
    { "approve", "R", "V" },
    { "return", "R", "V" },
    { "ask_reopen", "C", "RIL" },
    { "reopen", "C", "L" },
    { "refuse_reopen", "C", "L" },
    { "merge", "NO", "L" },
    { "unmerge", "M", "L" },
    { "withdraw", "NIOHRM", "R" },
    { "continue", "C", "L" },
    { "add", "NIOHRC", "RIL" },
    { "urge", "NIOHR", "RIL" },
    { "rate", "C", "R" },
    { "escalate", "NIOHR", "LC" },
    { "note", "NIOHRCM", "IHJVL" },
    { "keep", "NIOHRCM", "LT" },
    { "release", "NIOHRCM", "LT" },
    { "erase", "CM", "CT" },
};
static const char state_letters[] = "NIOHRCME";

static struct case_actor actor_of(char letter)
{
    switch (letter) {
    case 'R': return (struct case_actor){ .contact = REPORTER };
    case 'I': return (struct case_actor){ .me = &intake };
    case 'H': return (struct case_actor){ .me = &handler };
    case 'J': return (struct case_actor){ .me = &second };
    case 'V': return (struct case_actor){ .me = &reviewer };
    case 'L': return (struct case_actor){ .me = &lead };
    case 'C': return (struct case_actor){ .by = YX_HAT_CLOCK };
    case 'T': return (struct case_actor){ .by = YX_HAT_TOOL };
    default: return (struct case_actor){ .me = &outside };
    }
}

/* A kind that uses everything: the complaint's, with lapsing. */
static struct yx_kind kind;

/* A case for which all guards of the event hold. */
static struct case_row case_for(enum yx_case_event event, enum yx_case_state state)
{
    struct case_row c = { .id = 1, .number = "TS26112001", .kind = &kind, .kind_name = "complaint", .version = 3, .state = state,
        .contact = REPORTER, .handler = handler.id, .joined = { second.id }, .joined_count = 1, .closed_ms = now_ms - 86400000,
        .asked_ms = now_ms - (int64_t)200 * 86400000, .asked_reopen_ms = event == YX_CASE_DO_ASK_REOPEN ? 0 : now_ms, .from_handler = second.id,
        .outcome = event == YX_CASE_DO_RETURNED ? "referred" : "withdrawn", .kept = event == YX_CASE_DO_RELEASE };
    for (size_t i = 0; i < YX_KIND_LIMITS_MOST; i++)
        c.limits[i].state = i < kind.limit_count ? CASE_LIMIT_RUNS : CASE_LIMIT_NONE;
    return c;
}

static struct case_wish wish_for(enum yx_case_event event)
{
    return (struct case_wish){ .event = event, .note = "请看", .reason = "依据", .text = "答复", .outcome = "solved", .refer_to = "县局",
        .staff = second.id, .missing = "[]", .target = 2, .stars = 2 };
}

static enum yx_err judged(const struct case_row *c, char person, const struct case_wish *w, const char **why)
{
    const struct case_row target = { .id = 2, .state = YX_CASE_OPEN, .kind_name = "complaint", .kind = &kind };
    const struct case_actor actor = actor_of(person);
    enum yx_case_by by;
    return case_judge(c, &actor, w, &target, now_ms, &by, why);
}

static void each_event_comes_to_what_the_table_says(void **state)
{
    (void)state;
    assert_int_equal(sizeof rows / sizeof *rows, YX_CASE_EVENTS);
    for (size_t i = 0; i < YX_CASE_EVENTS; i++) {
        enum yx_case_event event;
        assert_true(yx_case_event_of(rows[i].event, &event));
        assert_int_equal(event, i);
        const struct case_wish w = wish_for(event);
        for (int s = 0; s < YX_CASE_STATES; s++)
            for (const char *p = people; *p; p++) {
                const struct case_row c = case_for(event, (enum yx_case_state)s);
                const char *why;
                enum yx_err err = judged(&c, *p, &w, &why);
                bool who = strchr(rows[i].who, *p) != NULL, in = strchr(rows[i].states, state_letters[s]) != NULL;
                enum yx_err want = !who ? YX_FORBIDDEN : !in ? YX_CONFLICT : YX_OK;
                if (err != want)
                    fail_msg("%s in %s by %c: %s (%s), not %s", rows[i].event, yx_case_state_word((enum yx_case_state)s), *p,
                        yx_err_words(err), why ? why : "", yx_err_words(want));
            }
    }
}

/* Each guard broken, one at a time. */
static const struct {
    const char *event, *why;
    char by, state;
    enum yx_err err;
} guards[] = {
    { "approve", "own", 'B', 'R', YX_FORBIDDEN },        /* who proposed it */
    { "extend", "extended", 'V', 'O', YX_CONFLICT },
    { "ask_reopen", "late", 'R', 'C', YX_CONFLICT },
    { "reopen", "asked", 'L', 'C', YX_CONFLICT },
    { "refuse_reopen", "asked", 'L', 'C', YX_CONFLICT },
    { "urge", "urged", 'R', 'O', YX_RATE },
    { "rate", "late", 'R', 'C', YX_CONFLICT },
    { "returned", "referred", 'L', 'C', YX_CONFLICT },
    { "continue", "withdrawn", 'L', 'C', YX_CONFLICT },
    { "send_back", "sent", 'H', 'O', YX_CONFLICT },
    { "lapse", "late", 'C', 'I', YX_CONFLICT },
    { "erase", "kept", 'C', 'C', YX_CONFLICT },
    { "keep", "kept", 'L', 'O', YX_CONFLICT },
    { "release", "kept", 'L', 'O', YX_CONFLICT },
};

static void break_guard(const char *event, struct case_row *c)
{
    c->extended = 1;
    c->closed_ms = now_ms - (int64_t)30 * 86400000;
    c->asked_reopen_ms = strcmp(event, "ask_reopen") == 0 ? c->asked_reopen_ms : 0;
    c->urged_ms = now_ms - (int64_t)71 * 3600000;
    c->outcome = "solved";
    c->from_handler = c->from_body = 0;
    c->asked_ms = now_ms - 86400000;
    c->kept = strcmp(event, "release") != 0;
    c->proposed_by = strcmp(event, "approve") == 0 ? reviewer.id : 0;
}

static void each_guard_holds(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof guards / sizeof *guards; i++) {
        enum yx_case_event event;
        const char *why = NULL;
        assert_true(yx_case_event_of(guards[i].event, &event));
        struct case_row c = case_for(event, (enum yx_case_state)(strchr(state_letters, guards[i].state) - state_letters));
        break_guard(guards[i].event, &c);
        const struct case_wish w = wish_for(event);
        enum yx_err err = judged(&c, guards[i].by == 'B' ? 'V' : guards[i].by, &w, &why);
        if (err != guards[i].err || why == NULL || strcmp(why, guards[i].why) != 0)
            fail_msg("%s: %s (%s)", guards[i].event, yx_err_words(err), why ? why : "");
    }
}

/* A reviewer who also handles must not review their own work: as handler, as one who was joined, as proposer. */
static void nobody_reviews_their_own_work(void **state)
{
    (void)state;
    const struct case_actor me = { .me = &both };
    const struct case_wish w = wish_for(YX_CASE_DO_APPROVE);
    enum yx_case_by by;
    for (int how = 0; how < 4; how++) {
        const char *why = NULL;
        struct case_row c = case_for(YX_CASE_DO_APPROVE, YX_CASE_REVIEW);
        c.handler = how == 1 ? both.id : handler.id;
        c.joined[0] = how == 2 ? both.id : second.id;
        c.proposed_by = how == 3 ? both.id : handler.id;
        enum yx_err err = case_judge(&c, &me, &w, NULL, now_ms, &by, &why);
        assert_int_equal(err, how == 0 ? YX_OK : YX_FORBIDDEN);
        assert_true(how == 0 ? why == NULL : strcmp(why, "own") == 0);
    }
}

/* What an event must bring. */
static const struct {
    const char *event, *why;
    char by, state;
} needs[] = {
    { "ask", "need_missing", 'I', 'N' },    { "decline", "need_reason", 'I', 'N' }, { "refer", "need_reason", 'I', 'N' },
    { "transfer", "need_note", 'H', 'O' },  { "join", "need_note", 'H', 'O' },      { "hold", "need_reason", 'L', 'O' },
    { "extend", "need_reason", 'V', 'O' },  { "propose", "need_text", 'H', 'O' },   { "return", "need_note", 'V', 'R' },
    { "ask_reopen", "need_reason", 'R', 'C' }, { "merge", "need_note", 'L', 'O' },  { "unmerge", "need_note", 'L', 'M' },
    { "continue", "need_reason", 'L', 'C' }, { "rate", "need_stars", 'R', 'C' },    { "note", "need_note", 'I', 'N' },
    { "keep", "need_reason", 'L', 'O' },
};

static void what_is_needed_must_be_there(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof needs / sizeof *needs; i++) {
        enum yx_case_event event;
        const char *why = NULL;
        assert_true(yx_case_event_of(needs[i].event, &event));
        const struct case_row c = case_for(event, (enum yx_case_state)(strchr(state_letters, needs[i].state) - state_letters));
        const struct case_wish w = { .event = event };
        assert_int_equal(judged(&c, needs[i].by, &w, &why), YX_INVALID);
        if (strcmp(why, needs[i].why) != 0)
            fail_msg("%s: %s, not %s", needs[i].event, why, needs[i].why);
    }
    const char *why;
    struct case_row c = case_for(YX_CASE_DO_PROPOSE, YX_CASE_OPEN);
    struct case_wish w = wish_for(YX_CASE_DO_PROPOSE);
    w.outcome = "withdrawn"; /* nobody proposes what only the reporter can do */
    assert_int_equal(judged(&c, 'H', &w, &why), YX_INVALID);
    w.outcome = "nonsense";
    assert_int_equal(judged(&c, 'H', &w, &why), YX_INVALID);
}

static void an_old_page_is_told(void **state)
{
    (void)state;
    const char *why = NULL;
    const struct case_row c = case_for(YX_CASE_DO_NOTE, YX_CASE_OPEN);
    struct case_wish w = wish_for(YX_CASE_DO_NOTE);
    w.version = 2;
    assert_int_equal(judged(&c, 'L', &w, &why), YX_CONFLICT);
    assert_string_equal(why, "version");
    w.version = 3;
    assert_int_equal(judged(&c, 'L', &w, &why), YX_OK);
}

static void a_target_is_another_case_under_way(void **state)
{
    (void)state;
    const struct case_row c = case_for(YX_CASE_DO_MERGE, YX_CASE_OPEN);
    const struct case_wish w = wish_for(YX_CASE_DO_MERGE);
    const struct case_actor me = actor_of('L');
    enum yx_case_by by;
    const char *why;
    struct case_row t = { .id = 2, .state = YX_CASE_OPEN, .kind_name = "complaint" };
    assert_int_equal(case_judge(&c, &me, &w, &t, now_ms, &by, &why), YX_OK);
    t.state = YX_CASE_CLOSED;
    assert_int_equal(case_judge(&c, &me, &w, &t, now_ms, &by, &why), YX_INVALID);
    t.state = YX_CASE_MERGED;
    assert_int_equal(case_judge(&c, &me, &w, &t, now_ms, &by, &why), YX_INVALID);
    t.state = YX_CASE_OPEN, t.kind_name = "mediation";
    assert_int_equal(case_judge(&c, &me, &w, &t, now_ms, &by, &why), YX_INVALID);
    t.kind_name = "complaint", t.id = 1;
    assert_int_equal(case_judge(&c, &me, &w, &t, now_ms, &by, &why), YX_INVALID);
    assert_int_equal(case_judge(&c, &me, &w, NULL, now_ms, &by, &why), YX_INVALID);
}

/* A handler of another body sees what was sent to it, and no more. */
static void staff_see_what_concerns_them(void **state)
{
    (void)state;
    static const struct {
        enum yx_case_state state;
        int64_t body;
        const char *who; /* I intake, H handler (his), S staff of another body, V reviewer, L lead */
    } rows_of[] = {
        { YX_CASE_NEW, HOME, "IHJL" },     { YX_CASE_OPEN, HOME, "HJVL" },   { YX_CASE_REVIEW, HOME, "HJVL" },
        { YX_CASE_CLOSED, HOME, "HJL" },   { YX_CASE_OPEN, BUREAU, "HJSVL" }, { YX_CASE_CLOSED, BUREAU, "HJSL" },
    };
    for (size_t i = 0; i < sizeof rows_of / sizeof *rows_of; i++)
        for (const char *p = "IHJSVL"; *p; p++) {
            struct case_row c = case_for(YX_CASE_DO_NOTE, rows_of[i].state);
            c.body = rows_of[i].body;
            if (case_visible(&c, actor_of(*p).me) != (strchr(rows_of[i].who, *p) != NULL))
                fail_msg("row %zu, %c", i, *p);
        }
}

static int open_kind(void **state)
{
    house_open(state);
    kind = *yx_kinds_find(&yx_cases.kinds, "complaint");
    kind.lapses = true;
    now_ms = house_at("2026-11-20", 10);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_event_comes_to_what_the_table_says),
        cmocka_unit_test(each_guard_holds),
        cmocka_unit_test(nobody_reviews_their_own_work),
        cmocka_unit_test(what_is_needed_must_be_there),
        cmocka_unit_test(an_old_page_is_told),
        cmocka_unit_test(a_target_is_another_case_under_way),
        cmocka_unit_test(staff_see_what_concerns_them),
    };
    return cmocka_run_group_tests_name("cases/judge", tests, open_kind, house_close);
}
