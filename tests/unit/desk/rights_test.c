/* Every route of the desk, as every role, on one's own object and on another's: allowed or refused as the table below
 * says. It is written by hand and apart from channels/desk/rights.h, so that a right is changed twice or not at all. */
#define yx_desk_enter world_enter
#define yx_desk_is_own world_is_own
#define yx_desk_case_is_own world_is_own

#include "channels/desk/enter.c"
#include "channels/desk/rights.c"
#include "unit.h"

enum { NOBODY, HALF, IN }; /* how far signed in, at least */

static const struct {
    unsigned method;
    const char *path;
    int least;
    unsigned any, own; /* roles */
} expected[] = {
    { YX_GET, "/api/desk/texts", NOBODY, 0, 0 },
    { YX_POST, "/api/desk/login", NOBODY, 0, 0 },
    { YX_POST, "/api/desk/totp", HALF, 127, 0 },
    { YX_POST, "/api/desk/logout", NOBODY, 0, 0 },
    { YX_GET, "/api/desk/me", HALF, 127, 0 },
    { YX_POST, "/api/desk/password", HALF, 127, 0 },
    { YX_GET, "/api/desk/events", IN, 127, 0 },
    { YX_GET, "/api/desk/staff", IN, YX_LEAD | YX_ADMINISTRATOR, 0 },
    { YX_POST, "/api/desk/staff", IN, YX_ADMINISTRATOR, 0 },
    { YX_POST, "/api/desk/staff/{id}", IN, YX_ADMINISTRATOR, 0 },
    { YX_GET, "/api/desk/teams", IN, YX_LEAD | YX_ADMINISTRATOR, 0 },
    { YX_POST, "/api/desk/teams", IN, YX_ADMINISTRATOR, 0 },
    { YX_POST, "/api/desk/bodies", IN, YX_ADMINISTRATOR, 0 },
    { YX_POST, "/api/desk/areas", IN, YX_ADMINISTRATOR, 0 },
    { YX_GET, "/api/desk/supervisors", IN, YX_LEAD | YX_ADMINISTRATOR, 0 },
    { YX_POST, "/api/desk/supervisors", IN, YX_LEAD | YX_ADMINISTRATOR, 0 },
    { YX_POST, "/api/desk/supervisors/{id}/end", IN, YX_LEAD | YX_ADMINISTRATOR, 0 },
    { YX_GET, "/api/desk/acts", IN, YX_AUDITOR, 0 },
    { YX_GET, "/api/desk/queue", IN, YX_AGENT | YX_LEAD, 0 },
    { YX_POST, "/api/desk/claim", IN, YX_AGENT | YX_LEAD, 0 },
    { YX_POST, "/api/desk/heartbeat", IN, YX_AGENT | YX_LEAD, 0 },
    { YX_POST, "/api/desk/present", IN, YX_AGENT | YX_LEAD, 0 },
    { YX_GET, "/api/desk/colleagues", IN, YX_AGENT | YX_LEAD, 0 },
    { YX_GET, "/api/desk/conversations/{id}", IN, YX_LEAD | YX_AUDITOR, YX_AGENT },
    { YX_POST, "/api/desk/conversations/{id}/reply", IN, 0, YX_AGENT | YX_LEAD },
    { YX_POST, "/api/desk/conversations/{id}/note", IN, YX_LEAD, YX_AGENT },
    { YX_POST, "/api/desk/conversations/{id}/handover", IN, YX_LEAD, YX_AGENT },
    { YX_POST, "/api/desk/conversations/{id}/close", IN, 0, YX_AGENT | YX_LEAD },
    { YX_POST, "/api/desk/conversations/{id}/typing", IN, 0, YX_AGENT | YX_LEAD },
    { YX_POST, "/api/desk/conversations/{id}/reveal", IN, YX_LEAD, YX_AGENT },
    { YX_GET, "/api/desk/kinds", IN, YX_AGENT | YX_HANDLER | YX_REVIEWER | YX_LEAD | YX_AUDITOR, 0 },
    { YX_GET, "/api/desk/handlers", IN, YX_AGENT | YX_HANDLER | YX_REVIEWER | YX_LEAD | YX_AUDITOR, 0 },
    { YX_GET, "/api/desk/cases", IN, YX_AGENT | YX_HANDLER | YX_REVIEWER | YX_LEAD | YX_AUDITOR, 0 },
    { YX_POST, "/api/desk/cases", IN, YX_AGENT | YX_LEAD, 0 },
    { YX_GET, "/api/desk/cases/{id}", IN, YX_LEAD | YX_AUDITOR, YX_AGENT | YX_HANDLER | YX_REVIEWER },
    { YX_POST, "/api/desk/cases/{id}/act", IN, YX_LEAD, YX_AGENT | YX_HANDLER | YX_REVIEWER },
    { YX_POST, "/api/desk/conversations/{id}/files", IN, 0, YX_AGENT | YX_LEAD },
    { YX_PUT, "/api/desk/conversations/{id}/file", IN, 0, YX_AGENT | YX_LEAD },
    { YX_GET, "/api/desk/conversations/{id}/file", IN, YX_LEAD | YX_AUDITOR, YX_AGENT },
    { YX_GET, "/api/desk/conversations/{id}/file-state", IN, YX_LEAD | YX_AUDITOR, YX_AGENT },
    { YX_GET, "/api/desk/canned", IN, YX_AGENT | YX_LEAD, 0 },
    { YX_POST, "/api/desk/canned", IN, YX_LEAD, 0 },
    { YX_GET, "/api/desk/kb", IN, YX_AGENT | YX_LEAD, 0 },
    { YX_GET, "/api/desk/hours", IN, YX_LEAD | YX_ADMINISTRATOR, 0 },
    { YX_POST, "/api/desk/hours", IN, YX_ADMINISTRATOR, 0 },
    { YX_GET, "/api/desk/board", IN, YX_LEAD, 0 },
    { YX_GET, "/api/desk/board.csv", IN, YX_LEAD, 0 },
};
enum { ROWS = sizeof expected / sizeof *expected };

/* ---- the world around: who asks, whose the object is, what was done ---- */

enum { ME = 7, OTHER = 8 };

static struct {
    struct yx_arena *arena;
    bool signed_in;
    enum yx_session_state state;
    unsigned roles;
    int64_t object;       /* in the path */
    const char *headers[8][2];
    const char *body;
    int done;             /* handlers that ran */
    enum yx_err refused;  /* YX_OK: not */
} world;

enum yx_err world_enter(struct yx_arena *a, const struct yx_door *door, bool active, struct yx_session *out)
{
    (void)active;
    assert_true(a && door->token && door->agent);
    *out = (struct yx_session){ .state = world.state, .me = { .id = ME, .roles = world.roles } };
    return world.signed_in ? YX_OK : YX_DENIED;
}

/* A conversation is whose number it has. */
enum yx_err world_is_own(struct yx_arena *a, const struct yx_staff *me, int64_t conversation, bool *own_out)
{
    assert_true(a && me->id == ME);
    *own_out = conversation == ME;
    return YX_OK;
}

enum yx_err desk_refuse_with(struct desk_call *call, enum yx_err err, const char *key, json_t *extra)
{
    assert_true(key == NULL && extra == NULL);
    world.refused = err;
    yx_respond_json(call->resp, yx_http_status(err), "{}");
    return YX_OK;
}

void desk_set_cookie(struct desk_call *call, const char *token)
{
    (void)call;
    (void)token;
}

bool desk_read_id(const char *text, size_t len, int64_t *id_out)
{
    *id_out = len == 1 && text[0] >= '1' && text[0] <= '9' ? text[0] - '0' : 0;
    return *id_out != 0;
}

static enum yx_err note(struct desk_call *call, const char *path, unsigned method)
{
    world.done++;
    assert_int_equal(call->object, strchr(path, '{') ? world.object : 0);
    assert_true(method != YX_POST || json_is_object(call->body));
    yx_respond_json(call->resp, 200, "{}");
    return YX_OK;
}

#define X(path, method, most, slow, least, any, own, what, name) \
    enum yx_err desk_##name(struct desk_call *call) \
    { \
        return note(call, path, method); \
    }
DESK_TABLE(X)
#undef X

static const char *param(const void *wire, const char *name)
{
    (void)wire;
    for (size_t i = 0; i < 8 && world.headers[i][0]; i++)
        if (strcmp(world.headers[i][0], name) == 0)
            return world.headers[i][1];
    return NULL;
}

static int set_up(void **state)
{
    (void)state;
    memset(&world, 0, sizeof world);
    world.arena = yx_arena_new(64 << 20);
    world.headers[0][0] = "HTTP_X_DESK";
    world.headers[0][1] = "1";
    world.object = OTHER;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    yx_arena_free(&world.arena);
    return 0;
}

static const struct yx_route *route_of(size_t row)
{
    for (const struct yx_route *r = desk_routes; r->path; r++)
        if (r->methods == expected[row].method && strcmp(r->path, expected[row].path) == 0)
            return r;
    fail_msg("%s is not in channels/desk/rights.h", expected[row].path);
    return NULL;
}

/* Call a row's route. YX_OK: its handler ran. */
static enum yx_err call(size_t row)
{
    const struct yx_route *route = route_of(row);
    const char *brace = strchr(route->path, '{'), *body = world.body ? world.body : "{}";
    const char *path = !brace ? route->path : yx_arena_print(world.arena, "%.*s%d%s", (int)(brace - route->path), route->path,
                           (int)world.object, strchr(brace, '}') + 1);
    struct yx_request req = { .method = (enum yx_method)route->methods, .path = path, .query = "", .body = body,
        .body_len = strlen(body), .content_type = "", .remote = "192.0.2.1", .id = "", .arena = world.arena, .param = param };
    struct yx_response resp = { .head = yx_buf_new(1000) };
    struct desk desk = { 0 };
    world.done = 0;
    world.refused = YX_OK;
    assert_int_equal(route->handle(&desk, &req, &resp), YX_OK);
    assert_int_equal(world.done, world.refused == YX_OK);
    assert_true(resp.status != 0);
    yx_buf_free(&resp.head);
    return world.refused;
}

/* ---- the walk ---- */

static void every_route_stands_in_both_tables(void **state)
{
    (void)state;
    size_t count = 0;
    for (const struct yx_route *r = desk_routes; r->path; r++, count++)
        assert_true(r->who == YX_ANYBODY && r->handle && (r->methods == YX_GET || r->methods == YX_POST || r->methods == YX_PUT));
    assert_int_equal(count, ROWS);
    for (size_t i = 0; i < ROWS; i++)
        route_of(i);
}

static void strangers_may_sign_in_and_no_more(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++)
        assert_int_equal(call(i), expected[i].least == NOBODY ? YX_OK : YX_DENIED);
}

static void a_password_alone_opens_nothing(void **state)
{
    (void)state;
    static const enum yx_session_state half[] = { YX_SESSION_CODE, YX_SESSION_ENROL, YX_SESSION_PASSWORD };
    world.signed_in = true;
    world.roles = YX_ROLES_OF_DESK;
    world.object = ME;
    for (size_t s = 0; s < 3; s++)
        for (size_t i = 0; i < ROWS; i++) {
            world.state = half[s];
            enum yx_err refusal = half[s] == YX_SESSION_PASSWORD ? YX_FORBIDDEN : YX_DENIED;
            assert_int_equal(call(i), expected[i].least < IN ? YX_OK : refusal);
        }
}

/* All 128 sets of roles, on one's own object and on another's. */
static void each_role_may_what_the_table_says(void **state)
{
    (void)state;
    world.signed_in = true;
    world.state = YX_SESSION_FULL;
    for (world.roles = 0; world.roles <= YX_ROLES_OF_DESK; world.roles++)
        for (size_t i = 0; i < ROWS; i++)
            for (int own = 0; own < 2; own++) {
                world.object = own ? ME : OTHER;
                bool may = expected[i].least == NOBODY || (world.roles & expected[i].any) ||
                    (own && (world.roles & expected[i].own));
                if (call(i) != (may ? YX_OK : YX_FORBIDDEN))
                    fail_msg("%s as %u on %s object", expected[i].path, world.roles, own ? "an own" : "another's");
            }
}

static void a_form_of_another_site_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *name, *value;
        bool good;
    } rows[] = {
        { "HTTP_SEC_FETCH_SITE", "same-origin", true }, { "HTTP_SEC_FETCH_SITE", "none", true },
        { "HTTP_SEC_FETCH_SITE", "same-site", false },  { "HTTP_SEC_FETCH_SITE", "cross-site", false },
        { "HTTP_ORIGIN", "https://desk.example", true }, { "HTTP_ORIGIN", "https://evil.example", false },
        { "HTTP_ORIGIN", "null", false },                { "HTTP_ORIGIN", "https://desk.example.evil.example", false },
        { "HTTP_X_DESK", "1", true },                    { "HTTP_X_DESK", "0", true },
        { "HTTP_X_DESK", NULL, false },                  { "HTTP_X_DESK", "yes", false },
    };
    world.signed_in = true;
    world.state = YX_SESSION_FULL;
    world.roles = YX_ROLES_OF_DESK;
    world.object = ME;
    for (size_t n = 0; n < sizeof rows / sizeof *rows; n++)
        for (size_t i = 0; i < ROWS; i++) {
            bool header = strcmp(rows[n].name, "HTTP_X_DESK") == 0;
            world.headers[0][1] = header ? rows[n].value : "1";
            world.headers[1][0] = "HTTP_HOST";
            world.headers[1][1] = "desk.example";
            world.headers[2][0] = header ? NULL : rows[n].name;
            world.headers[2][1] = rows[n].value;
            bool good = rows[n].good || (header && expected[i].method == YX_GET);
            assert_int_equal(call(i), good ? YX_OK : YX_FORBIDDEN);
        }
}

static void what_is_no_object_of_json_is_refused(void **state)
{
    (void)state;
    static const char *const bodies[] = { "[]", "null", "1", "\"x\"", "{", "{\"a\":1,\"a\":2}", "{\"a\":\"\xff\"}", "{}{}",
        "{\"a\":[[[[[[[[1]]]]]]]]}", "{\"a\":\"\\u0000\"}" };
    world.signed_in = true;
    world.state = YX_SESSION_FULL;
    world.roles = YX_ROLES_OF_DESK;
    world.object = ME;
    for (size_t b = 0; b < sizeof bodies / sizeof *bodies; b++)
        for (size_t i = 0; i < ROWS; i++) {
            world.body = bodies[b];
            assert_int_equal(call(i), expected[i].method == YX_POST ? YX_INVALID : YX_OK);
        }
    world.body = "";
    for (size_t i = 0; i < ROWS; i++)
        assert_int_equal(call(i), YX_OK); /* nothing is an empty object */
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(every_route_stands_in_both_tables),
        T(strangers_may_sign_in_and_no_more),
        T(a_password_alone_opens_nothing),
        T(each_role_may_what_the_table_says),
        T(a_form_of_another_site_is_refused),
        T(what_is_no_object_of_json_is_refused),
    };
    return cmocka_run_group_tests_name("desk/rights", tests, NULL, NULL);
}
