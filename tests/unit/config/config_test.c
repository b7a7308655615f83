#include "config/config.h"

#include <sys/stat.h>
#include <unistd.h>

#include "unit.h"

static char *folder;
static struct yx_arena *arena;
static struct yx_faults faults;
static struct yx_config *config;

static const struct yx_option rows[] = {
    { "gate.threads", YX_INT, .dflt = "72", .min = 1, .max = 1024, .unit = "threads", .text = "Threads." },
    { "gate.open", YX_BOOL, .dflt = "true", .text = "Whether." },
    { "house.name", YX_TEXT, .dflt = "热线", .min = 1, .max = 4, .text = "Name." },
    { "store.path", YX_PATH, .dflt = "a.db", .text = "Where." },
    { "log.level", YX_ENUM, .dflt = "info", .choices = "debug info warn", .text = "Level." },
    { "guests.plugins", YX_LIST, .dflt = "consult, hours", .max = 3, .text = "Which." },
    { 0 },
};
static const struct yx_option secret_rows[] = {
    { "key", YX_SECRET, .dflt = NULL, .min = 8, .roles = YX_ROLE_GATE, .text = "Key." },
    { 0 },
};

static int set_up(void **state)
{
    (void)state;
    folder = unit_folder();
    arena = yx_arena_new(1 << 20);
    faults = (struct yx_faults){ .arena = arena };
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    yx_config_free(&config);
    yx_arena_free(&arena);
    unit_remove(folder);
    return 0;
}

static char *write_file(const char *name, const char *text, mode_t mode)
{
    char *path = yx_arena_print(arena, "%s/%s", folder, name);
    FILE *out = fopen(path, "w");
    fputs(text, out);
    fclose(out);
    chmod(path, mode);
    return path;
}

static void open_config(const char *text)
{
    yx_config_free(&config);
    faults = (struct yx_faults){ .arena = arena };
    assert_int_equal(yx_config_open(write_file("yixian.yaml", text, 0644), &faults, &config), YX_OK);
}

static void take_all(const char *text)
{
    open_config(text);
    yx_config_take(config, "", rows, &faults);
    yx_config_check(config, &faults);
}

/* Exactly one fault, at this place and with these words. */
static void assert_one_fault(const char *text, int line, int column, const char *path, const char *message)
{
    take_all(text);
    assert_int_equal(faults.count, 1);
    assert_int_equal(faults.first->line, line);
    assert_int_equal(faults.first->column, column);
    assert_string_equal(faults.first->path, path);
    assert_string_equal(faults.first->message, message);
}

static void reads_values_and_defaults(void **state)
{
    (void)state;
    take_all("gate:\n  threads: 8\nguests: {plugins: [one]}\nlog:\n");
    assert_int_equal(faults.count, 0);
    assert_int_equal(yx_config_int(config, "gate.threads"), 8);
    assert_true(yx_config_bool(config, "gate.open"));
    assert_string_equal(yx_config_text(config, "house.name"), "热线");
    assert_string_equal(yx_config_text(config, "log.level"), "info");
    assert_string_equal(yx_config_text(config, "store.path"), yx_arena_print(arena, "%s/a.db", folder));
    assert_string_equal(yx_config_item(config, "guests.plugins", 0), "one");
    assert_null(yx_config_item(config, "guests.plugins", 1));
    take_all("");
    assert_string_equal(yx_config_item(config, "guests.plugins", 1), "hours");
}

static void points_at_an_unknown_option_and_proposes_the_near_one(void **state)
{
    (void)state;
    assert_one_fault("gate:\n  thraeds: 8\n", 2, 12, ".gate.thraeds", "unknown option, did you mean gate.threads?");
    assert_one_fault("nothing: 1\n", 1, 10, ".nothing", "unknown option");
    assert_one_fault("gate: 7\n", 1, 7, ".gate", "must be a map of options");
    assert_one_fault("- a\n", 1, 1, "", "must be a map of options");
}

static void refuses_values_out_of_range_or_of_another_kind(void **state)
{
    (void)state;
    assert_one_fault("gate: {threads: 0}\n", 1, 17, ".gate.threads", "must be between 1 and 1024 threads");
    assert_one_fault("gate: {threads: 8080abc}", 1, 17, ".gate.threads", "must be a whole number, written without quotes");
    assert_one_fault("gate: {threads: \"8\"}", 1, 17, ".gate.threads", "must be a whole number, written without quotes");
    assert_one_fault("gate: {threads: 99999999999999999999}", 1, 17, ".gate.threads",
        "must be a whole number, written without quotes");
    assert_one_fault("gate: {threads: [8]}", 1, 17, ".gate.threads", "must be a single value");
    assert_one_fault("gate: {open: yes}", 1, 14, ".gate.open", "must be true or false");
    assert_one_fault("house: {name: 一二三四五}", 1, 15, ".house.name", "must have 1 to 4 characters");
    assert_one_fault("log: {level: warning}", 1, 14, ".log.level", "must be one of: debug info warn");
    assert_one_fault("log: {level: \"debug info\"}", 1, 14, ".log.level", "must be one of: debug info warn");
    assert_one_fault("guests: {plugins: hours}", 1, 19, ".guests.plugins", "must be a list, [a, b]");
    assert_one_fault("guests: {plugins: [a, a]}", 1, 19, ".guests.plugins", "\"a\" is listed twice");
    assert_one_fault("guests: {plugins: [a, b, c, d]}", 1, 19, ".guests.plugins", "may have 3 entries at most");
}

static void tells_several_faults_at_once(void **state)
{
    (void)state;
    take_all("gate: {threads: 0, open: 1}\nhuose: {name: x}\n");
    assert_int_equal(faults.count, 3);
}

static void takes_a_guests_rows_below_its_prefix(void **state)
{
    (void)state;
    static const struct yx_option guest[] = { { "weekdays", YX_TEXT, .dflt = "", .text = "" }, { 0 } };
    open_config("plugins:\n  hours:\n    weekdays: 8\n    weekend: 9\n");
    yx_config_take(config, "plugins.hours", guest, &faults);
    yx_config_check(config, &faults);
    assert_int_equal(faults.count, 1);
    assert_int_equal(faults.first->line, 4);
    assert_string_equal(yx_config_text(config, "plugins.hours.weekdays"), "8");
}

static void reads_a_secret_and_never_tells_it(void **state)
{
    (void)state;
    size_t len = 0;
    char *printed = NULL;
    size_t size = 0;
    write_file("good", "topsecret-1\n", 0600);
    open_config("channels: {web: {key: good}}");
    yx_config_take(config, "channels.web", secret_rows, &faults);
    assert_int_equal(faults.count, 0);
    assert_string_equal(yx_config_secret(config, "channels.web.key", &len), "topsecret-1");
    assert_int_equal(len, 11);

    write_file("short", "hush", 0600);
    open_config("channels: {web: {key: short}}");
    yx_config_take(config, "channels.web", secret_rows, &faults);
    FILE *out = open_memstream(&printed, &size);
    yx_faults_print(&faults, out);
    fclose(out);
    assert_non_null(strstr(printed, "yixian.yaml:1:23: .channels.web.key: the secret must have at least 8 bytes"));
    assert_null(strstr(printed, "hush"));
    free(printed);
}

static void assert_secret_fault(const char *text, const char *message)
{
    open_config(text);
    yx_config_take(config, "channels.web", secret_rows, &faults);
    assert_int_equal(faults.count, 1);
    assert_non_null(strstr(faults.first->message, message));
}

static void refuses_secrets_that_are_missing_or_open_to_others(void **state)
{
    (void)state;
    write_file("open", "topsecret-1", 0644);
    assert_secret_fault("", "must be given");
    assert_secret_fault("channels: {web: {key: nowhere}}", "cannot be read: No such file");
    assert_secret_fault("channels: {web: {key: open}}", "open to others");
    assert_secret_fault("channels: {web: {key: .}}", "must be a file");
    assert_secret_fault("channels: {web: {key: \"env:YX_TEST_NONE\"}}", "no variable of this name");
}

static void reads_a_secret_from_the_environment(void **state)
{
    (void)state;
    size_t len = 0;
    setenv("YX_TEST_SECRET", "from-environment", 1);
    open_config("channels: {web: {key: \"env:YX_TEST_SECRET\"}}");
    yx_config_take(config, "channels.web", secret_rows, &faults);
    assert_string_equal(yx_config_secret(config, "channels.web.key", &len), "from-environment");
}

static void keeps_secrets_from_roles_that_may_not_read_them(void **state)
{
    (void)state;
    size_t len = 1;
    write_file("good", "topsecret-1\n", 0600);
    open_config("channels: {web: {key: good}}");
    yx_config_as(config, YX_ROLE_TOOL);
    yx_config_take(config, "channels.web", secret_rows, &faults);
    assert_int_equal(faults.count, 0);
    assert_string_equal(yx_config_secret(config, "channels.web.key", &len), "");
    assert_int_equal(len, 0);
}

static void prints_options_that_it_can_read_again(void **state)
{
    (void)state;
    char *printed = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&printed, &size);
    yx_option_print("", rows, out);
    yx_option_print("plugins.hours", rows, out);
    fclose(out);
    assert_non_null(strstr(printed, "  # Threads. (1 to 1024 threads)\n  threads: 72\n"));
    open_config(printed);
    yx_config_take(config, "", rows, &faults);
    yx_config_take(config, "plugins.hours", rows, &faults);
    yx_config_check(config, &faults);
    assert_int_equal(faults.count, 0);
    free(printed);
}

static void knows_defaults_of_the_house_that_keep_its_own_rules(void **state)
{
    (void)state;
    open_config("");
    yx_config_take(config, "", yx_core_options, &faults);
    yx_config_check(config, &faults);
    assert_int_equal(faults.count, 0);
    assert_string_equal(yx_config_text(config, "paths.var"), folder);
    assert_string_equal(yx_config_text(config, "paths.county"), "");
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(reads_values_and_defaults),
        T(points_at_an_unknown_option_and_proposes_the_near_one),
        T(refuses_values_out_of_range_or_of_another_kind),
        T(tells_several_faults_at_once),
        T(takes_a_guests_rows_below_its_prefix),
        T(reads_a_secret_and_never_tells_it),
        T(refuses_secrets_that_are_missing_or_open_to_others),
        T(reads_a_secret_from_the_environment),
        T(keeps_secrets_from_roles_that_may_not_read_them),
        T(prints_options_that_it_can_read_again),
        T(knows_defaults_of_the_house_that_keep_its_own_rules),
    };
    return cmocka_run_group_tests_name("config/config", tests, NULL, NULL);
}
