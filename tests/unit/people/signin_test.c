#include "desk.h"

static void lets_in_by_name_and_password(void **state)
{
    (void)state;
    struct yx_session s, entered;
    int64_t id = desk_add("li", YX_AGENT, false);
    assert_int_equal(desk_login("Ｌｉ", GOOD, &s), YX_OK); /* folded */
    assert_int_equal(s.state, YX_SESSION_FULL);
    assert_int_equal(strlen(s.token), YX_TOKEN_HEX);
    assert_int_equal(desk_enter(s.token, &entered), YX_OK);
    assert_int_equal(entered.me.id, id);
    assert_int_equal(entered.me.roles, YX_AGENT);
    assert_string_equal(entered.token, ""); /* it stays as it is */
    assert_int_equal(desk_count("SELECT count(*) FROM audit WHERE act = 'login'"), 1);
    assert_int_equal(desk_count("SELECT count(*) FROM session WHERE length(token) = 32"), 1);
}

/* One answer for all of them, and each recorded. */
static void keeps_out_the_wrong_the_unknown_and_the_disabled(void **state)
{
    (void)state;
    struct yx_session s;
    desk_add("li", YX_AGENT, false);
    desk_add("wu", YX_AGENT, false);
    struct yx_console_change c = { .name = "wu", .deed = YX_CONSOLE_DISABLE };
    assert_int_equal(yx_console_change(desk.store, desk.arena, &c, desk.now_ms), YX_OK);
    assert_int_equal(desk_login("li", "wrong", &s), YX_DENIED);
    assert_int_equal(desk_login("li", "", &s), YX_DENIED);
    assert_int_equal(desk_login("nobody", GOOD, &s), YX_DENIED);
    assert_int_equal(desk_login("a b\n' OR 1", GOOD, &s), YX_DENIED);
    assert_int_equal(desk_login("", GOOD, &s), YX_DENIED);
    assert_int_equal(desk_login("wu", GOOD, &s), YX_DENIED);
    assert_string_equal(s.token, "");
    assert_int_equal(desk_count("SELECT count(*) FROM session"), 0);
    assert_int_equal(desk_count("SELECT count(*) FROM audit WHERE act = 'login_failed'"), 6);
    assert_int_equal(desk_count("SELECT count(*) FROM audit WHERE act = 'login_failed' AND who = 0"), 3);
}

static void slows_guessing_down_also_for_names_nobody_has(void **state)
{
    (void)state;
    struct yx_session s;
    desk_add("li", YX_AGENT, false);
    static const char *const names[] = { "li", "nobody" };
    for (size_t n = 0; n < 2; n++) {
        for (int i = 0; i < 5; i++)
            assert_int_equal(desk_login(names[n], "wrong", &s), YX_DENIED);
        assert_int_equal(desk_login(names[n], GOOD, &s), YX_RATE);
        assert_int_equal(s.wait_ms, 1000);
        desk.now_ms += 1000;
        assert_int_equal(desk_login(names[n], "wrong", &s), YX_DENIED);
        assert_int_equal(desk_login(names[n], "wrong", &s), YX_RATE);
        assert_int_equal(s.wait_ms, 2000);
    }
    desk.now_ms += 2000;
    assert_int_equal(desk_login("li", GOOD, &s), YX_OK); /* and then begins anew */
    assert_int_equal(desk_login("li", "wrong", &s), YX_DENIED);
    assert_int_equal(desk_login("li", GOOD, &s), YX_OK);
}

static void a_session_is_its_browsers(void **state)
{
    (void)state;
    struct yx_session s, entered;
    desk_add("li", YX_AGENT, false);
    assert_int_equal(desk_login("li", GOOD, &s), YX_OK);
    struct yx_door door = desk_door(s.token);
    door.agent = "curl";
    assert_int_equal(yx_desk_enter(desk.arena, &door, true, &entered), YX_DENIED);
    char forged[YX_TOKEN_HEX + 1];
    memcpy(forged, s.token, sizeof forged);
    forged[0] = forged[0] == 'a' ? 'b' : 'a';
    assert_int_equal(desk_enter(forged, &entered), YX_DENIED);
    static const char *const none[] = { "", "x", "00000000000000000000000000000000000000000000000000000000000000zz" };
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_int_equal(desk_enter(none[i], &entered), YX_DENIED);
    assert_int_equal(desk_enter(s.token, &entered), YX_OK);
}

static enum yx_err nothing(struct yx_tx *tx, void *arg)
{
    (void)tx;
    (void)arg;
    return YX_OK;
}

static void a_session_ends_after_quiet_and_after_twelve_hours(void **state)
{
    (void)state;
    struct yx_session s, entered;
    desk_add("li", YX_AGENT, false);
    assert_int_equal(desk_login("li", GOOD, &s), YX_OK);
    for (int i = 0; i < 25; i++) { /* every 28 minutes: 11 h 40 min */
        desk.now_ms += 28 * 60 * 1000;
        assert_int_equal(desk_enter(s.token, &entered), YX_OK);
        /* the mark is written with the next group */
        assert_int_equal(yx_store_commit(desk.store, nothing, NULL), YX_OK);
    }
    desk.now_ms += 21 * 60 * 1000;
    assert_int_equal(desk_enter(s.token, &entered), YX_DENIED); /* not 30 minutes of quiet, but over 12 hours */
    assert_int_equal(desk_login("li", GOOD, &s), YX_OK);
    desk.now_ms += 30 * 60 * 1000;
    assert_int_equal(desk_enter(s.token, &entered), YX_DENIED);
}

static void a_page_that_asks_by_itself_keeps_no_session(void **state)
{
    (void)state;
    struct yx_session s, entered;
    desk_add("li", YX_AGENT, false);
    assert_int_equal(desk_login("li", GOOD, &s), YX_OK);
    for (int i = 0; i < 29; i++) {
        desk.now_ms += 60 * 1000;
        const struct yx_door door = desk_door(s.token);
        assert_int_equal(yx_desk_enter(desk.arena, &door, false, &entered), YX_OK);
    }
    desk.now_ms += 60 * 1000;
    assert_int_equal(desk_enter(s.token, &entered), YX_DENIED);
}

static void somebody_disabled_is_out_at_once(void **state)
{
    (void)state;
    struct yx_session s, entered;
    desk_add("li", YX_AGENT, false);
    assert_int_equal(desk_login("li", GOOD, &s), YX_OK);
    struct yx_console_change c = { .name = "li", .deed = YX_CONSOLE_DISABLE };
    assert_int_equal(yx_console_change(desk.store, desk.arena, &c, desk.now_ms), YX_OK);
    assert_int_equal(desk_enter(s.token, &entered), YX_DENIED);
    c.deed = YX_CONSOLE_ENABLE;
    assert_int_equal(yx_console_change(desk.store, desk.arena, &c, desk.now_ms), YX_OK);
    assert_int_equal(desk_enter(s.token, &entered), YX_DENIED); /* in again by signing in only */
    assert_int_equal(desk_login("li", GOOD, &s), YX_OK);
}

static void signing_out_and_in_replaces_the_token(void **state)
{
    (void)state;
    struct yx_session s, again, entered;
    desk_add("li", YX_AGENT, false);
    assert_int_equal(desk_login("li", GOOD, &s), YX_OK);
    const struct yx_door door = desk_door(s.token);
    assert_int_equal(yx_desk_login(desk.arena, &door, "li", GOOD, &again), YX_OK);
    assert_string_not_equal(s.token, again.token);
    assert_int_equal(desk_enter(s.token, &entered), YX_DENIED);
    const struct yx_door out = desk_door(again.token);
    assert_int_equal(yx_desk_logout(&out), YX_OK);
    assert_int_equal(desk_enter(again.token, &entered), YX_DENIED);
    assert_int_equal(yx_desk_logout(&out), YX_OK); /* twice is once */
    assert_int_equal(desk_count("SELECT count(*) FROM audit WHERE act = 'logout'"), 1);
}

static void other_rights_are_another_token(void **state)
{
    (void)state;
    struct yx_session admin, s, entered, late;
    const char *password, *why;
    desk_add("root", YX_ADMINISTRATOR, false);
    int64_t id = desk_add("li", YX_AGENT, false);
    assert_int_equal(desk_login("root", GOOD, &admin), YX_OK);
    assert_int_equal(desk_login("li", GOOD, &s), YX_OK);
    const struct yx_form form = { .me = &admin.me, .id = "1", .body = "{}", .len = 2, .now_ms = desk.now_ms };
    const struct yx_staff_draft draft = { .set = YX_SET_ROLES, .roles = YX_AGENT | YX_LEAD };
    assert_int_equal(yx_desk_staff_change(desk.arena, &form, id, &draft, &password, &why), YX_OK);
    assert_int_equal(desk_enter(s.token, &entered), YX_OK);
    assert_int_equal(entered.me.roles, YX_AGENT | YX_LEAD);
    assert_int_equal(strlen(entered.token), YX_TOKEN_HEX);
    assert_int_equal(desk_enter(s.token, &late), YX_OK); /* one that was under way */
    assert_string_equal(late.token, "");
    desk.now_ms += YX_SESSION_BEFORE_MS;
    assert_int_equal(desk_enter(s.token, &late), YX_DENIED);
    assert_int_equal(desk_enter(entered.token, &late), YX_OK);
}

/* ---- second factors ---- */

static void code_of(const char *base32, int64_t now_ms, char out[8])
{
    unsigned char secret[YX_TOTP_SECRET] = { 0 };
    size_t bits = 0;
    for (const char *at = base32; *at; at++, bits += 5) {
        unsigned v = *at >= 'A' ? (unsigned)(*at - 'A') : (unsigned)(*at - '2' + 26);
        for (unsigned b = 0; b < 5; b++)
            if (v >> (4 - b) & 1)
                secret[(bits + b) / 8] |= (unsigned char)(128 >> (bits + b) % 8);
    }
    snprintf(out, 8, "%06u", yx_totp_code(secret, sizeof secret, now_ms / YX_TOTP_STEP_MS, 6));
}

static enum yx_err desk_code(const char *token, const char *code, struct yx_session *out)
{
    const struct yx_door door = desk_door(token);
    return yx_desk_code(desk.arena, &door, code, out);
}

static void a_role_that_needs_one_sets_up_a_second_factor(void **state)
{
    (void)state;
    struct yx_session s, in, entered;
    char code[8];
    desk_open_with(YX_ADMINISTRATOR);
    desk_add("root", YX_ADMINISTRATOR, false);
    assert_int_equal(desk_login("root", GOOD, &s), YX_OK);
    assert_int_equal(s.state, YX_SESSION_ENROL);
    assert_int_equal(strlen(s.secret), 32);
    assert_non_null(strstr(s.uri, s.secret));
    assert_int_equal(desk_enter(s.token, &entered), YX_OK);
    assert_int_equal(entered.state, YX_SESSION_ENROL); /* half: rights.h gives it nothing */
    assert_int_equal(desk_code(s.token, "000000", &in), YX_INVALID);
    code_of(s.secret, desk.now_ms, code);
    assert_int_equal(desk_code(s.token, code, &in), YX_OK);
    assert_int_equal(in.state, YX_SESSION_FULL);
    assert_string_not_equal(in.token, s.token);
    assert_int_equal(desk_enter(s.token, &entered), YX_DENIED);
    assert_int_equal(desk_enter(in.token, &entered), YX_OK);
    assert_true(entered.me.totp);
    /* from now on each time, and no code twice */
    struct yx_session next;
    assert_int_equal(desk_login("root", GOOD, &next), YX_OK);
    assert_int_equal(next.state, YX_SESSION_CODE);
    assert_int_equal(desk_code(next.token, code, &in), YX_INVALID);
    desk.now_ms += YX_TOTP_STEP_MS;
    code_of(s.secret, desk.now_ms, code);
    assert_int_equal(desk_code(next.token, code, &in), YX_OK);
    assert_int_equal(desk_code(next.token, code, &in), YX_DENIED); /* that session is the new one now */
    assert_int_equal(desk_count("SELECT count(*) FROM audit WHERE act = 'totp_set'"), 1);
    /* what stands in the database is no secret */
    assert_int_equal(desk_count("SELECT length(totp) FROM staff"), YX_TOTP_SEALED);
}

static void five_wrong_codes_end_what_was_begun(void **state)
{
    (void)state;
    struct yx_session s, in;
    desk_open_with(YX_AGENT);
    desk_add("li", YX_AGENT, false);
    assert_int_equal(desk_login("li", GOOD, &s), YX_OK);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(desk_code(s.token, "12345", &in), YX_INVALID);
        desk.now_ms += 20000; /* slowed down, too */
    }
    assert_int_equal(desk_code(s.token, "12345", &in), YX_DENIED);
    assert_int_equal(desk_count("SELECT count(*) FROM session"), 0);
    assert_int_equal(desk_count("SELECT count(*) FROM audit WHERE act = 'code_failed'"), 5);
}

static void a_half_session_does_not_last(void **state)
{
    (void)state;
    struct yx_session s, in;
    desk_open_with(YX_AGENT);
    desk_add("li", YX_AGENT, false);
    assert_int_equal(desk_login("li", GOOD, &s), YX_OK);
    desk.now_ms += YX_SESSION_HALF_MS;
    assert_int_equal(desk_code(s.token, "123456", &in), YX_DENIED);
}

/* ---- passwords of one's own ---- */

static enum yx_err change(const char *token, const char *old, const char *fresh, struct yx_session *out, const char **why)
{
    const struct yx_door door = desk_door(token);
    return yx_desk_password(desk.arena, &door, old, fresh, out, why);
}

static void a_given_password_is_changed_first(void **state)
{
    (void)state;
    struct yx_session s, other, in, entered;
    const char *why;
    desk_add("li", YX_AGENT, true);
    assert_int_equal(desk_login("li", GOOD, &other), YX_OK);
    assert_int_equal(desk_login("li", GOOD, &s), YX_OK);
    assert_int_equal(s.state, YX_SESSION_PASSWORD);
    assert_int_equal(change(s.token, "wrong", "another passphrase", &in, &why), YX_FORBIDDEN);
    assert_int_equal(change(s.token, GOOD, "short", &in, &why), YX_INVALID);
    assert_string_equal(why, "short");
    assert_int_equal(change(s.token, GOOD, GOOD, &in, &why), YX_INVALID);
    assert_string_equal(why, "same");
    assert_int_equal(change(s.token, GOOD, "another passphrase", &in, &why), YX_OK);
    assert_int_equal(in.state, YX_SESSION_FULL);
    assert_int_equal(desk_enter(s.token, &entered), YX_DENIED);
    assert_int_equal(desk_enter(other.token, &entered), YX_DENIED); /* their other browsers are out */
    assert_int_equal(desk_enter(in.token, &entered), YX_OK);
    assert_int_equal(entered.state, YX_SESSION_FULL);
    assert_false(entered.me.must_change);
    assert_int_equal(desk_login("li", GOOD, &s), YX_DENIED);
    assert_int_equal(desk_login("li", "another passphrase", &s), YX_OK);
    assert_int_equal(change("", GOOD, "another passphrase", &in, &why), YX_DENIED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(lets_in_by_name_and_password),
        T(keeps_out_the_wrong_the_unknown_and_the_disabled),
        T(slows_guessing_down_also_for_names_nobody_has),
        T(a_session_is_its_browsers),
        T(a_session_ends_after_quiet_and_after_twelve_hours),
        T(a_page_that_asks_by_itself_keeps_no_session),
        T(somebody_disabled_is_out_at_once),
        T(signing_out_and_in_replaces_the_token),
        T(other_rights_are_another_token),
        T(a_role_that_needs_one_sets_up_a_second_factor),
        T(five_wrong_codes_end_what_was_begun),
        T(a_half_session_does_not_last),
        T(a_given_password_is_changed_first),
    };
    return cmocka_run_group_tests_name("people/signin", tests, NULL, NULL);
}
