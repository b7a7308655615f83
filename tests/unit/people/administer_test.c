#include "desk.h"

static struct yx_staff root;

static struct yx_form form(const char *id, const char *body)
{
    return (struct yx_form){ .me = &root, .id = id, .body = body, .len = strlen(body), .now_ms = desk.now_ms };
}

static int build(void **state)
{
    desk_build(state);
    root = (struct yx_staff){ .id = desk_add("root", YX_ADMINISTRATOR, false), .name = "root", .display = "root" };
    return 0;
}

static const struct yx_staff_draft good = { .name = "Li", .display = " 李 ", .roles = YX_AGENT, .capacity = 3 };

static enum yx_err add(const char *id, const char *body, const struct yx_staff_draft *d, int64_t *id_out,
    const char **password, const char **why)
{
    const struct yx_form f = form(id, body);
    return yx_desk_staff_add(desk.arena, &f, d, id_out, password, why);
}

static enum yx_err change(const char *form_id, int64_t id, struct yx_staff_draft d)
{
    const char *password, *why;
    const struct yx_form f = form(form_id, form_id);
    return yx_desk_staff_change(desk.arena, &f, id, &d, &password, &why);
}

static struct yx_staff get(int64_t id)
{
    struct yx_tx *tx;
    struct yx_staff s;
    assert_int_equal(yx_store_read(desk.store, &tx), YX_OK);
    assert_int_equal(yx_staff_get(tx, desk.arena, id, &s), YX_OK);
    yx_store_done(desk.store, &tx);
    return s;
}

static void adds_somebody_once(void **state)
{
    (void)state;
    int64_t id, again;
    const char *password, *why;
    struct yx_session s;
    assert_int_equal(add("f1", "{1}", &good, &id, &password, &why), YX_OK);
    assert_string_equal(get(id).name, "li");
    assert_string_equal(get(id).display, "李");
    assert_int_equal(desk_login("li", password, &s), YX_OK);
    assert_int_equal(s.state, YX_SESSION_PASSWORD);
    assert_int_equal(add("f1", "{1}", &good, &again, &password, &why), YX_OK); /* sent twice */
    assert_int_equal(again, id);
    assert_null(password);
    assert_int_equal(add("f1", "{2}", &good, &again, &password, &why), YX_MISMATCH);
    assert_int_equal(add("f2", "{1}", &good, &again, &password, &why), YX_DUPLICATE);
    assert_null(password);
    assert_int_equal(desk_count("SELECT count(*) FROM staff"), 2);
    assert_int_equal(desk_count("SELECT count(*) FROM audit WHERE act = 'staff_add' AND who > 0"), 1);
}

static void names_the_field_that_is_wrong(void **state)
{
    (void)state;
    static const struct {
        const char *field;
        struct yx_staff_draft draft;
    } rows[] = {
        { "name", { .name = "", .display = "李", .roles = 1, .capacity = 3 } },
        { "name", { .name = "a b", .display = "李", .roles = 1, .capacity = 3 } },
        { "name", { .name = "<b>", .display = "李", .roles = 1, .capacity = 3 } },
        { "name", { .name = "li☺", .display = "李", .roles = 1, .capacity = 3 } },
        { "name", { .name = "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三", .display = "李", .roles = 1, .capacity = 3 } },
        { "name", { .name = NULL, .display = "李", .roles = 1, .capacity = 3 } },
        { "display", { .name = "li", .display = " ", .roles = 1, .capacity = 3 } },
        { "display", { .name = "li", .display = "a\nb", .roles = 1, .capacity = 3 } },
        { "display", { .name = "li", .display = NULL, .roles = 1, .capacity = 3 } },
        { "roles", { .name = "li", .display = "李", .roles = 0, .capacity = 3 } },
        { "roles", { .name = "li", .display = "李", .roles = 128, .capacity = 3 } },
        { "capacity", { .name = "li", .display = "李", .roles = 1, .capacity = 0 } },
        { "capacity", { .name = "li", .display = "李", .roles = 1, .capacity = 101 } },
        { "team", { .name = "li", .display = "李", .roles = 1, .capacity = 3, .team = 99 } },
        { "body", { .name = "li", .display = "李", .roles = 1, .capacity = 3, .body = 99 } },
    };
    int64_t id;
    const char *password, *why;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(add("f", "{}", &rows[i].draft, &id, &password, &why), YX_INVALID);
        assert_string_equal(why, rows[i].field);
        assert_null(password);
    }
    assert_int_equal(desk_count("SELECT count(*) FROM staff"), 1);
}

static void changes_what_is_said_and_nothing_else(void **state)
{
    (void)state;
    int64_t id = desk_add("li", YX_AGENT, false);
    assert_int_equal(change("1", id, (struct yx_staff_draft){ .set = YX_SET_CAPACITY, .capacity = 9 }), YX_OK);
    assert_int_equal(get(id).capacity, 9);
    assert_string_equal(get(id).display, "li");
    assert_int_equal(get(id).rights, 1);
    assert_int_equal(change("2", id, (struct yx_staff_draft){ .set = YX_SET_ROLES, .roles = YX_AGENT | YX_EDITOR }), YX_OK);
    assert_int_equal(get(id).roles, YX_AGENT | YX_EDITOR);
    assert_int_equal(get(id).rights, 2);
    assert_int_equal(change("2", id, (struct yx_staff_draft){ .set = YX_SET_ROLES, .roles = YX_AGENT | YX_EDITOR }), YX_OK);
    assert_int_equal(get(id).rights, 2); /* the same form */
    assert_int_equal(change("3", 4711, (struct yx_staff_draft){ .set = YX_SET_CAPACITY, .capacity = 9 }), YX_NOT_FOUND);
    assert_int_equal(change("4", id, (struct yx_staff_draft){ .set = YX_SET_TEAM, .team = 4711 }), YX_INVALID);
    assert_int_equal(desk_count("SELECT count(*) FROM audit a LEFT JOIN audit_content c ON c.entry = a.id WHERE act = 'roles' AND c.words LIKE '%agent editor%'"), 1);
}

static void disables_at_once_and_resets(void **state)
{
    (void)state;
    struct yx_session s, entered;
    int64_t id = desk_add("li", YX_AGENT, false);
    assert_int_equal(desk_login("li", GOOD, &s), YX_OK);
    assert_int_equal(change("1", id, (struct yx_staff_draft){ .set = YX_SET_DISABLED, .disabled = true }), YX_OK);
    assert_int_equal(desk_enter(s.token, &entered), YX_DENIED);
    assert_int_equal(desk_login("li", GOOD, &s), YX_DENIED);
    assert_int_equal(change("2", id, (struct yx_staff_draft){ .set = YX_SET_DISABLED }), YX_OK);
    assert_int_equal(desk_login("li", GOOD, &s), YX_OK);
    const struct yx_form f = form("3", "{reset}");
    const struct yx_staff_draft d = { .set = YX_SET_PASSWORD | YX_SET_TOTP };
    const char *password, *why;
    assert_int_equal(yx_desk_staff_change(desk.arena, &f, id, &d, &password, &why), YX_OK);
    assert_int_equal(desk_enter(s.token, &entered), YX_DENIED);
    assert_int_equal(desk_login("li", GOOD, &s), YX_DENIED);
    assert_int_equal(desk_login("li", password, &s), YX_OK);
    assert_int_equal(s.state, YX_SESSION_PASSWORD);
    static const char *const acts[] = { "disable", "enable", "reset", "totp_reset" };
    char sql[100];
    for (size_t i = 0; i < 4; i++) {
        snprintf(sql, sizeof sql, "SELECT count(*) FROM audit WHERE act = '%s'", acts[i]);
        assert_int_equal(desk_count(sql), 1);
    }
}

static void somebody_is_left_to_administer(void **state)
{
    (void)state;
    assert_int_equal(change("1", root.id, (struct yx_staff_draft){ .set = YX_SET_DISABLED, .disabled = true }), YX_CONFLICT);
    assert_int_equal(change("2", root.id, (struct yx_staff_draft){ .set = YX_SET_ROLES, .roles = YX_AGENT }), YX_CONFLICT);
    int64_t id = desk_add("second", YX_ADMINISTRATOR, false);
    assert_int_equal(change("3", root.id, (struct yx_staff_draft){ .set = YX_SET_DISABLED, .disabled = true }), YX_OK);
    assert_int_equal(change("4", id, (struct yx_staff_draft){ .set = YX_SET_ROLES, .roles = YX_AGENT }), YX_CONFLICT);
    struct yx_console_change c = { .name = "second", .deed = YX_CONSOLE_DISABLE };
    assert_int_equal(yx_console_change(desk.store, desk.arena, &c, desk.now_ms), YX_CONFLICT);
}

static enum yx_err put(const char *form_id, enum yx_unit_kind kind, struct yx_unit u, int64_t *id, const char **why)
{
    const struct yx_form f = form(form_id, form_id);
    return yx_desk_unit_put(desk.arena, &f, kind, &u, id, why);
}

static void keeps_teams_bodies_and_areas(void **state)
{
    (void)state;
    int64_t county, town, team, area, id;
    const char *why;
    assert_int_equal(put("1", YX_UNIT_BODY, (struct yx_unit){ .name = "县局" }, &county, &why), YX_OK);
    assert_int_equal(put("2", YX_UNIT_BODY, (struct yx_unit){ .name = "镇所", .link = county }, &town, &why), YX_OK);
    assert_int_equal(put("3", YX_UNIT_TEAM, (struct yx_unit){ .name = "一组", .link = town }, &team, &why), YX_OK);
    assert_int_equal(put("4", YX_UNIT_AREA, (struct yx_unit){ .name = "东镇", .link = team }, &area, &why), YX_OK);
    assert_int_equal(put("4", YX_UNIT_AREA, (struct yx_unit){ .name = "东镇", .link = team }, &id, &why), YX_OK);
    assert_int_equal(id, area); /* sent twice */
    assert_int_equal(put("5", YX_UNIT_TEAM, (struct yx_unit){ .name = "一组" }, &id, &why), YX_DUPLICATE);
    assert_int_equal(put("6", YX_UNIT_TEAM, (struct yx_unit){ .id = team, .name = "二组" }, &id, &why), YX_OK);
    assert_int_equal(put("7", YX_UNIT_TEAM, (struct yx_unit){ .id = 4711, .name = "三组" }, &id, &why), YX_NOT_FOUND);
    assert_int_equal(put("8", YX_UNIT_AREA, (struct yx_unit){ .name = "西镇", .link = county }, &id, &why), YX_INVALID);
    assert_string_equal(why, "link");
    assert_int_equal(put("9", YX_UNIT_BODY, (struct yx_unit){ .id = county, .name = "县局", .link = town }, &id, &why), YX_INVALID);
    assert_int_equal(put("10", YX_UNIT_AREA, (struct yx_unit){ .name = "  " }, &id, &why), YX_INVALID);
    assert_string_equal(why, "name");
    struct yx_unit *units;
    size_t count;
    assert_int_equal(yx_desk_unit_list(desk.arena, YX_UNIT_TEAM, &units, &count), YX_OK);
    assert_int_equal(count, 1);
    assert_string_equal(units[0].name, "二组");
    assert_int_equal(units[0].link, 0);
}

static void lists_acts_backwards_and_by_what_is_asked(void **state)
{
    (void)state;
    struct yx_act *acts;
    size_t count;
    int64_t id = desk_add("li", YX_AGENT, false);
    for (int i = 0; i < 5; i++) {
        struct yx_session s;
        assert_int_equal(desk_login("li", i % 2 ? GOOD : "wrong", &s), i % 2 ? YX_OK : YX_DENIED);
    }
    struct yx_act_filter f = { .staff = id, .most = 3 };
    assert_int_equal(yx_desk_acts(desk.arena, &f, &acts, &count), YX_OK);
    assert_int_equal(count, 3);
    assert_string_equal(acts[0].what, "login_failed");
    assert_string_equal(acts[0].display, "li");
    assert_true(acts[0].id > acts[1].id && acts[1].id > acts[2].id);
    f.before = acts[2].id;
    assert_int_equal(yx_desk_acts(desk.arena, &f, &acts, &count), YX_OK);
    assert_int_equal(count, 2);
    f = (struct yx_act_filter){ .what = "login", .most = 500 };
    assert_int_equal(yx_desk_acts(desk.arena, &f, &acts, &count), YX_OK);
    assert_int_equal(count, 2);
    f.staff = root.id;
    assert_int_equal(yx_desk_acts(desk.arena, &f, &acts, &count), YX_OK);
    assert_int_equal(count, 0);
    f = (struct yx_act_filter){ .most = 501 };
    assert_int_equal(yx_desk_acts(desk.arena, &f, &acts, &count), YX_INVALID);
}

#undef T
#define T(name) cmocka_unit_test_setup_teardown(name, build, desk_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(adds_somebody_once),
        T(names_the_field_that_is_wrong),
        T(changes_what_is_said_and_nothing_else),
        T(disables_at_once_and_resets),
        T(somebody_is_left_to_administer),
        T(keeps_teams_bodies_and_areas),
        T(lists_acts_backwards_and_by_what_is_asked),
    };
    return cmocka_run_group_tests_name("people/administer", tests, NULL, NULL);
}
