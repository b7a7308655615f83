#include "load/load.h"

#include <sys/stat.h>

#include "unit.h"

static char *folder;
static struct yx_arena *arena;
static struct yx_faults faults;
static struct yx_config *config;
static struct yx_registry *registry;

static char *path_of(const char *name)
{
    return yx_arena_print(arena, "%s/%s", folder, name);
}

static void write_file(const char *name, const char *text)
{
    FILE *out = fopen(path_of(name), "w");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
}

static int set_up(void **state)
{
    (void)state;
    folder = unit_folder();
    arena = yx_arena_new(4 << 20);
    faults = (struct yx_faults){ .arena = arena };
    char *command = yx_arena_print(arena, "mkdir -p %s/plugins/good/texts", folder);
    write_file("texts", "");
    if (system(command) != 0)
        return -1;
    write_file("plugins/good/texts/zh-CN.yaml", "bye: 再见\n");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    yx_load_free(&registry);
    yx_config_free(&config);
    yx_arena_free(&arena);
    unit_remove(folder);
    return 0;
}

/* Build the guest with these definitions, where the configuration finds it. */
static void build_guest(const char *definitions)
{
    const char *cc = getenv("CC") ? getenv("CC") : "cc";
    char *command = yx_arena_print(arena, "%s -std=c17 -D_GNU_SOURCE -Icore -I. -fPIC -shared -fvisibility=hidden %s "
        "-o %s/plugins/good.so tests/unit/load/guest.c", cc, definitions, folder);
    if (system(command) != 0)
        fail_msg("the guest does not compile: %s", command);
}

static enum yx_err load(const char *more)
{
    char *text = yx_arena_print(arena, "paths: {guests: ., data: .}\nguests: {plugins: [good], channels: []}\n%s", more);
    faults = (struct yx_faults){ .arena = arena };
    yx_load_free(&registry);
    yx_config_free(&config);
    write_file("yixian.yaml", text);
    assert_int_equal(yx_config_open(path_of("yixian.yaml"), &faults, &config), YX_OK);
    yx_config_take(config, "", yx_core_options, &faults);
    enum yx_err err = yx_load_open(config, &faults, &registry);
    yx_config_check(config, &faults);
    return err;
}

static bool has_fault(const char *words)
{
    for (const struct yx_fault *f = faults.first; f; f = f->next)
        if (strstr(f->message, words) || strstr(f->path, words))
            return true;
    yx_faults_print(&faults, stderr);
    return false;
}

static void says_which_version_a_guest_of_another_abi_needs(void **state)
{
    (void)state;
    build_guest("-DGUEST_ABI='{7,sizeof(struct yx_plugin)}'");
    assert_int_equal(load(""), YX_INVALID);
    assert_true(has_fault("was built for plugin ABI 7; this yixian, version " YX_VERSION ", speaks ABI 2"));
    assert_string_equal(faults.first->file, path_of("plugins/good.so"));
    assert_null(registry);
}

static void refuses_a_descriptor_of_another_size(void **state)
{
    (void)state;
    build_guest("-DGUEST_ABI='{2,8}'");
    assert_int_equal(load(""), YX_INVALID);
    assert_true(has_fault("with a plugin descriptor of 8 bytes"));
}

static void names_the_required_member_that_is_missing(void **state)
{
    (void)state;
    build_guest("-DGUEST_ANSWER=NULL -DGUEST_NAME='\"bad\"'");
    assert_int_equal(load(""), YX_INVALID);
    assert_true(has_fault(".answer"));
    assert_true(has_fault(".name"));
}

static void refuses_files_that_are_no_guest(void **state)
{
    (void)state;
    assert_int_equal(load(""), YX_INVALID);
    assert_true(has_fault("there is no guest good: guests.plugins lists it"));
    write_file("plugins/good.so", "not an object");
    assert_int_equal(load(""), YX_INVALID);
    assert_true(has_fault("cannot be opened"));
}

static void refuses_a_guest_without_its_symbol(void **state)
{
    (void)state;
    build_guest("-DGUEST_SYMBOL=yx_other");
    assert_int_equal(load(""), YX_INVALID);
    assert_true(has_fault("has no symbol yx_plugin"));
}

static void refuses_a_guest_that_calls_what_is_not_lent(void **state)
{
    (void)state;
    build_guest("-DGUEST_ANSWER=nowhere");
    assert_int_equal(load(""), YX_INVALID);
    assert_true(has_fault("undefined symbol: nowhere"));
}

static void refuses_names_that_leave_the_folder(void **state)
{
    (void)state;
    write_file("yixian.yaml", "guests: {plugins: [\"../x\"], channels: []}\n");
    assert_int_equal(yx_config_open(path_of("yixian.yaml"), &faults, &config), YX_OK);
    yx_config_take(config, "", yx_core_options, &faults);
    assert_int_equal(yx_load_open(config, &faults, &registry), YX_INVALID);
    assert_true(has_fault("a guest's name has a-z and _ only"));
}

/* No channel in this folder: everything else about the guest must be right. */
static void takes_options_texts_and_triggers_of_a_good_guest(void **state)
{
    (void)state;
    build_guest("");
    assert_int_equal(load("plugins: {good: {count: 10, cuont: 1}}\n"), YX_INVALID);
    assert_true(has_fault("must be between 1 and 9"));
    assert_true(has_fault("did you mean plugins.good.count?"));
    assert_true(has_fault("a house without a channel hears nobody"));
    write_file("plugins/good/triggers.yaml", "- {name: a, pattern: '(x'}\n- {name: a, pattern: x, urgnt: true}\n- {name: b}\n");
    write_file("plugins/good/texts/zh-CN.yaml", "bye: 再见\nbye: 又见\n");
    assert_int_equal(load(""), YX_INVALID);
    assert_true(has_fault("missing closing parenthesis (at byte 2)"));
    assert_true(has_fault("unknown key"));
    assert_true(has_fault("needs a pattern"));
    assert_true(has_fault("the key is here twice"));
}

/* A registry made by hand, since a whole one needs a channel of its own. */
static void start_guest(struct yx_registry *made, struct yx_loaded_plugin *plugin, struct yx_host *host, const char *text)
{
    static const struct yx_option options[] = { { "count", YX_INT, .dflt = "3", .text = "" }, { 0 } };
    faults = (struct yx_faults){ .arena = arena };
    write_file("yixian.yaml", text);
    yx_config_free(&config);
    assert_int_equal(yx_config_open(path_of("yixian.yaml"), &faults, &config), YX_OK);
    yx_config_take(config, "plugins.good", options, &faults);
    *host = (struct yx_host){ .name = "good", .prefix = "plugins.good", .config = config };
    plugin->host = host;
    *made = (struct yx_registry){ .plugins = plugin, .plugin_count = 1 };
}

static enum yx_err start_by_count(const struct yx_host *host, void **self_out)
{
    *self_out = NULL;
    if (yx_option_int(host, "count") == 9)
        yx_host_fault(host, "count", "nine is one too many");
    return yx_option_int(host, "count") >= 8 ? YX_BUSY : YX_OK;
}

static int stopped;
static void count_stop(void *self)
{
    (void)self;
    stopped++;
}

static void tells_why_a_guest_did_not_start_and_stops_the_others(void **state)
{
    (void)state;
    static const struct yx_plugin is = { .name = "good", .start = start_by_count, .stop = count_stop };
    struct yx_loaded_plugin plugin = { .is = &is };
    struct yx_registry made;
    struct yx_host host;
    start_guest(&made, &plugin, &host, "plugins:\n  good:\n    count: 9\n");
    assert_int_equal(yx_load_start(&made, YX_LOAD_ALL, NULL, NULL, &faults), YX_BUSY);
    assert_int_equal(faults.count, 1);
    assert_int_equal(faults.first->line, 3);
    assert_true(has_fault("nine is one too many"));
    start_guest(&made, &plugin, &host, "plugins: {good: {count: 8}}\n");
    assert_int_equal(yx_load_start(&made, YX_LOAD_ALL, NULL, NULL, &faults), YX_BUSY);
    assert_true(has_fault("did not start: try later"));
    assert_int_equal(stopped, 0);
    start_guest(&made, &plugin, &host, "");
    assert_int_equal(yx_load_start(&made, YX_LOAD_ALL, NULL, NULL, &faults), YX_OK);
    yx_load_stop(&made);
    yx_load_stop(&made);
    assert_int_equal(stopped, 1);
}

static void judges_every_required_member_of_a_channel(void **state)
{
    (void)state;
    static const struct yx_route routes[] = { { "/api/x", YX_GET, 0, YX_ANYBODY, false, NULL }, { 0 } };
    struct yx_channel channel = { .abi = YX_CHANNEL_ABI, .name = "x", .summary = "s", .routes = routes };
    assert_false(yx_load_judge_channel(&channel, "x", "x.so", &faults));
    assert_int_equal(faults.count, 5);
    assert_true(has_fault(".verify") && has_fault(".decode") && has_fault(".encode"));
    assert_true(has_fault(".deadline_ms") && has_fault(".text_max"));
}

static enum yx_err serve(void *self, struct yx_request *req, struct yx_response *resp)
{
    (void)self;
    (void)req;
    (void)resp;
    return YX_OK;
}

/* Staff are no citizens: their channel has routes and brings no messages. */
static void a_channel_of_handlers_alone_brings_no_messages(void **state)
{
    (void)state;
    static const struct yx_route routes[] = { { "/api/x", YX_GET, 0, YX_ANYBODY, false, serve },
        { "/api/y", YX_POST, 9, YX_ANYBODY, false, serve }, { 0 } };
    static const struct yx_route mixed[] = { { "/api/x", YX_GET, 0, YX_ANYBODY, false, serve },
        { "/api/y", YX_POST, 9, YX_ANYBODY, false, NULL }, { 0 } };
    struct yx_channel channel = { .abi = YX_CHANNEL_ABI, .name = "x", .summary = "s", .routes = routes,
        .deadline_ms = 1000, .text_max = 100 };
    assert_true(yx_load_judge_channel(&channel, "x", "x.so", &faults));
    assert_int_equal(faults.count, 0);
    channel.routes = mixed;
    assert_false(yx_load_judge_channel(&channel, "x", "x.so", &faults));
    assert_int_equal(faults.count, 3);
    assert_true(has_fault(".verify") && has_fault(".decode") && has_fault(".encode"));
}

static void keeps_a_plugins_routes_below_its_own_name(void **state)
{
    (void)state;
    static const struct yx_route routes[] = { { "/api/chat", YX_GET, 0, YX_ANYBODY, false, NULL }, { 0 } };
    struct yx_plugin plugin = { .abi = YX_PLUGIN_ABI, .name = "x", .summary = "s", .routes = routes };
    assert_false(yx_load_judge_plugin(&plugin, "x", "x.so", &faults));
    assert_true(has_fault("/api/chat must lie below /api/x/"));
    assert_true(has_fault("/api/chat needs a handler"));
    assert_true(has_fault(".answer"));
}

static enum yx_err line(void *self, const struct yx_line *in, struct yx_buf *out)
{
    (void)self;
    yx_buf_text(out, in->text);
    return YX_OK;
}

static void a_plugin_of_filters_alone_answers_nobody(void **state)
{
    (void)state;
    static const struct yx_plugin_filter good[] = { { "read", "reads", line }, { 0 } }, bad[] = { { "Read it", "", NULL }, { 0 } };
    struct yx_plugin plugin = { .abi = YX_PLUGIN_ABI, .name = "x", .summary = "s", .filters = good };
    assert_true(yx_load_judge_plugin(&plugin, "x", "x.so", &faults));
    plugin.filters = bad;
    assert_false(yx_load_judge_plugin(&plugin, "x", "x.so", &faults));
    assert_true(has_fault("a word has a-z and - only"));
    assert_true(has_fault("needs a summary and a line"));
    plugin.filters = NULL;
    assert_false(yx_load_judge_plugin(&plugin, "x", "x.so", &faults));
    assert_true(has_fault(".answer"));
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(says_which_version_a_guest_of_another_abi_needs),
        T(refuses_a_descriptor_of_another_size),
        T(names_the_required_member_that_is_missing),
        T(refuses_files_that_are_no_guest),
        T(refuses_a_guest_without_its_symbol),
        T(refuses_a_guest_that_calls_what_is_not_lent),
        T(refuses_names_that_leave_the_folder),
        T(takes_options_texts_and_triggers_of_a_good_guest),
        T(tells_why_a_guest_did_not_start_and_stops_the_others),
        T(judges_every_required_member_of_a_channel),
        T(a_channel_of_handlers_alone_brings_no_messages),
        T(keeps_a_plugins_routes_below_its_own_name),
        T(a_plugin_of_filters_alone_answers_nobody),
    };
    return cmocka_run_group_tests_name("load/load", tests, NULL, NULL);
}
