#include "command/command.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "command/guest.h"

enum { FAULT_MEMORY = 4 << 20 };

/* How many of the arguments are exactly the words of the command; 0: not this one. */
static int words_taken(const char *words, int argc, char *const *argv)
{
    int taken = 0;
    while (*words) {
        size_t n = strcspn(words, " ");
        if (taken >= argc || strlen(argv[taken]) != n || memcmp(argv[taken], words, n) != 0)
            return 0;
        taken++;
        words += n + strspn(words + n, " ");
    }
    return taken;
}

static const struct yx_command *find_in(const struct yx_command *table, int argc, char *const *argv, int *taken_out)
{
    for (const struct yx_command *c = table; c->words; c++)
        if ((*taken_out = words_taken(c->words, argc, argv)) > 0)
            return c;
    return NULL;
}

static const struct yx_command *find(int argc, char *const *argv, int *taken_out)
{
    const struct yx_command *found = NULL;
    for (const struct yx_command *const *t = yx_command_tables; *t && found == NULL; t++)
        found = find_in(*t, argc, argv, taken_out);
    return found;
}

static int print_table(const struct yx_command *table, const char *family, FILE *out)
{
    int shown = 0;
    size_t n = strlen(family);
    for (const struct yx_command *c = table; c->words; c++)
        if (strncmp(c->words, family, n) == 0 && (n == 0 || c->words[n] == ' '))
            shown += fprintf(out, "  %-16s %s\n", c->words, c->summary) > 0;
    return shown;
}

/* All commands, or those that begin with `family`; returns how many. */
static int print_commands(const char *family, FILE *out)
{
    int shown = 0;
    for (const struct yx_command *const *t = yx_command_tables; *t; t++)
        shown += print_table(*t, family, out);
    return shown;
}

static void print_help(const struct yx_command *c, FILE *out)
{
    fprintf(out, "yixian %s: %s\n\nusage: yixian %s", c->words, c->summary, c->words);
    for (const struct yx_flag *f = c->flags; f && f->name; f++)
        fprintf(out, " [%s%s%s]", f->name, f->value ? " " : "", f->value ? f->value : "");
    fprintf(out, "%s%s\n", c->operands ? " " : "", c->operands ? c->operands : "");
    for (const struct yx_flag *f = c->flags; f && f->name; f++)
        fprintf(out, "  %s %-*s %s\n", f->name, (int)(18 - strlen(f->name)), f->value ? f->value : "", f->text);
}

static int wrong_usage(const struct yx_command *c, const char *what, const char *which)
{
    fprintf(stderr, "yixian %s: %s%s\n", c->words, what, which);
    fprintf(stderr, "try: yixian %s --help\n", c->words);
    return YX_EXIT_USAGE;
}

static int flag_of(const struct yx_command *c, const char *arg, size_t len)
{
    for (int i = 0; c->flags && c->flags[i].name; i++)
        if (strlen(c->flags[i].name) == len && memcmp(c->flags[i].name, arg, len) == 0)
            return i;
    return -1;
}

/* Take one flag at argv[*at], "--out FILE" or "--out=FILE". Returns an exit status. */
static int take_flag(struct yx_call *call, int argc, char **argv, int *at)
{
    const char *arg = argv[*at], *equals = strchr(arg, '=');
    int i = flag_of(call->command, arg, equals ? (size_t)(equals - arg) : strlen(arg));
    if (i < 0)
        return wrong_usage(call->command, "unknown option ", arg);
    bool wants = call->command->flags[i].value != NULL;
    if (wants && equals == NULL && *at + 1 >= argc)
        return wrong_usage(call->command, "a value must follow ", arg);
    if (!wants && equals)
        return wrong_usage(call->command, "no value may follow ", call->command->flags[i].name);
    call->values[i] = !wants ? "" : equals ? equals + 1 : argv[++*at];
    return YX_EXIT_DONE;
}

static int parse_and_run(const struct yx_command *c, int argc, char **argv)
{
    struct yx_call call = { .command = c, .operands = argv };
    bool flags = true; /* until "--" */
    for (int i = 0; i < argc; i++) {
        if (flags && (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)) {
            print_help(c, stdout);
            return YX_EXIT_DONE;
        }
        if (flags && strcmp(argv[i], "--") == 0) {
            flags = false;
        } else if (flags && argv[i][0] == '-' && argv[i][1] != '\0') {
            int status = take_flag(&call, argc, argv, &i);
            if (status != YX_EXIT_DONE)
                return status;
        } else {
            argv[call.count++] = argv[i]; /* operands move to the front, in order */
        }
    }
    if (call.count < c->least || call.count > c->most)
        return wrong_usage(c, c->operands ? "expected: " : "takes no operand", c->operands ? c->operands : "");
    return c->run(&call);
}

static int show_all(FILE *out)
{
    fputs("yixian " YX_VERSION ": a public legal hotline in one small server\n\nusage: yixian COMMAND …\n", out);
    print_commands("", out);
    fputs("\nyixian COMMAND --help says more. Exit status: 0 done, 1 refused or failed, 2 wrong usage.\n", out);
    return out == stdout ? YX_EXIT_DONE : YX_EXIT_USAGE;
}

/* A command that the house does not know may be a guest's; a family may have members of both. */
static int run_guests(int argc, char **argv, bool helps)
{
    int taken = 0;
    const struct yx_command *table = yx_guest_commands(argc, argv);
    const struct yx_command *command = find_in(table, argc - 1, argv + 1, &taken);
    if (command)
        return parse_and_run(command, argc - 1 - taken, argv + 1 + taken);
    FILE *out = helps ? stdout : stderr;
    int shown = print_commands(argv[1], out);
    shown += print_table(table, argv[1], out);
    if (shown == 0)
        fprintf(stderr, "yixian: unknown command %s; try: yixian help\n", argv[1]);
    return helps && shown > 0 ? YX_EXIT_DONE : YX_EXIT_USAGE;
}

int yx_command_main(int argc, char **argv)
{
    int taken = 0;
    if (argc < 2)
        return show_all(stderr);
    const char *first = argv[1];
    if (strcmp(first, "help") == 0 || strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0)
        return show_all(stdout);
    static char version[] = "version";
    if (strcmp(first, "--version") == 0)
        argv[1] = version;
    const struct yx_command *command = find(argc - 1, argv + 1, &taken);
    if (command)
        return parse_and_run(command, argc - 1 - taken, argv + 1 + taken);
    bool helps = argc > 2 && strcmp(argv[2], "--help") == 0;
    int status = run_guests(argc, argv, helps);
    yx_guest_commands_free();
    return status;
}

const char *yx_call_value(const struct yx_call *call, const char *flag)
{
    int i = flag_of(call->command, flag, strlen(flag));
    if (i < 0 || i >= YX_FLAGS_MOST)
        abort(); /* a fault of the program: no such row */
    return call->values[i];
}

bool yx_call_has(const struct yx_call *call, const char *flag)
{
    return yx_call_value(call, flag) != NULL;
}

int yx_command_fail(const struct yx_call *call, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    fprintf(stderr, "yixian %s: ", call->command->words);
    vfprintf(stderr, format, values);
    fputc('\n', stderr);
    va_end(values);
    return YX_EXIT_FAILED;
}

const char *yx_command_config_file(const struct yx_call *call)
{
    const char *given = yx_call_value(call, "--config"), *environment = getenv("YIXIAN_CONFIG");
    return given ? given : environment && *environment ? environment : "yixian.yaml";
}

struct yx_config *yx_command_config(const struct yx_call *call)
{
    struct yx_faults faults = { .arena = yx_arena_new(FAULT_MEMORY) };
    struct yx_config *config = NULL;
    if (faults.arena == NULL)
        return NULL;
    if (yx_config_open(yx_command_config_file(call), &faults, &config) == YX_OK) {
        yx_config_as(config, YX_ROLE_TOOL);
        yx_config_take(config, "", yx_core_options, &faults);
    }
    if (faults.count > 0) {
        yx_faults_print(&faults, stderr);
        yx_config_free(&config);
    }
    yx_arena_free(&faults.arena);
    return config;
}
