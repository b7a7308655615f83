/* yixian staff add, list, disable, enable, reset. */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "command/command.h"
#include "people/console.h"
#include "people/password.h"
#include "serve/rooms.h"
#include "serve/wake.h"

enum { MEMORY_MOST = 16 << 20, CAPACITY = 5 };

/* What a call works with. */
struct desk {
    const struct yx_call *call;
    struct yx_config *config;
    struct yx_rooms rooms;
    struct yx_arena *arena;
};

static bool open_desk(struct desk *d, const struct yx_call *call)
{
    *d = (struct desk){ .call = call, .arena = yx_arena_new(MEMORY_MOST), .config = yx_command_config(call) };
    if (d->arena == NULL || d->config == NULL)
        return false;
    enum yx_err err = yx_rooms_open_store(d->config, &d->rooms);
    if (err != YX_OK) {
        yx_command_fail(call, "%s: %s", yx_config_text(d->config, "store.path"), yx_err_words(err));
        return false;
    }
    yx_wake_aim(yx_arena_print(d->arena, "%s" YX_WAKE_SOCKET, yx_config_text(d->config, "paths.var")));
    return true;
}

static int close_desk(struct desk *d, int status)
{
    yx_rooms_close(&d->rooms);
    yx_config_free(&d->config);
    yx_arena_free(&d->arena);
    return status;
}

static int wrong(const struct desk *d, const char *what)
{
    yx_command_fail(d->call, "%s", what);
    return YX_EXIT_USAGE;
}

static const char *fold(const struct desk *d)
{
    return yx_staff_fold_name(d->arena, d->call->operands[0]);
}

static unsigned read_roles(const struct desk *d)
{
    unsigned roles = 0;
    char *words = yx_arena_copy(d->arena, yx_call_value(d->call, "--roles")), *rest = NULL;
    for (char *w = strtok_r(words, ",", &rest); w; w = strtok_r(NULL, ",", &rest)) {
        unsigned role = yx_desk_role_of(w);
        if (role == 0)
            return 0;
        roles |= role;
    }
    return roles;
}

/* 0: it is none, or too large to be meant. */
static int read_number(const char *text)
{
    size_t n = strspn(text, "0123456789");
    return n > 0 && n < 5 && text[n] == '\0' ? atoi(text) : 0;
}

/* ---- passwords: drawn and printed once, or one line of the input ---- */

/* NULL: nothing came, or it is refused; that is said. */
static char *read_password(const struct desk *d, const char *name, const char *display)
{
    char line[4 * YX_PASSWORD_MOST + 2] = "";
    if (fgets(line, sizeof line, stdin) == NULL) {
        yx_command_fail(d->call, "no password came on the input");
        return NULL;
    }
    line[strcspn(line, "\n")] = '\0';
    const char *why = yx_password_fault(d->arena, line, name, display);
    if (why != NULL)
        yx_command_fail(d->call, "the password is refused: %s (10 characters or more, not the name, not a common one)", why);
    return why ? NULL : yx_arena_copy(d->arena, line);
}

static char *get_password(const struct desk *d, const char *name, const char *display, char *hash)
{
    char drawn[YX_PASSWORD_DRAWN + 1];
    char *password;
    if (yx_call_has(d->call, "--password-stdin")) {
        password = read_password(d, name, display);
    } else {
        yx_password_draw(drawn);
        password = yx_arena_copy(d->arena, drawn);
    }
    if (password && yx_password_hash(password, hash) != YX_OK) {
        yx_command_fail(d->call, "%s", yx_err_words(YX_MEMORY));
        return NULL;
    }
    return password;
}

/* `shown`: a password that was drawn; one that was given is not printed. */
static void print_made(const struct desk *d, int64_t id, const char *name, const char *shown)
{
    if (yx_call_has(d->call, "--json")) {
        const char *number = yx_arena_print(d->arena, "%" PRId64, id);
        json_t *all = json_pack("{s:s, s:s, s:s*}", "id", number, "name", name, "password", shown);
        json_dumpf(all, stdout, JSON_INDENT(2));
        putchar('\n');
        json_decref(all);
    } else if (shown) {
        printf("%s  password: %s  (shown once; to be changed when they sign in)\n", name, shown);
    } else {
        printf("%s\n", name);
    }
}

/* ---- add ---- */

static int add_one(struct desk *d, struct yx_console_staff *s)
{
    char hash[YX_PASSWORD_HASH];
    char *password = get_password(d, s->staff.name, s->staff.display, hash);
    if (password == NULL)
        return YX_EXIT_FAILED;
    s->hash = hash;
    s->staff.must_change = !yx_call_has(d->call, "--password-stdin");
    enum yx_err err = yx_console_add(d->rooms.store, d->arena, s, yx_clock_ms());
    if (err == YX_DUPLICATE)
        return yx_command_fail(d->call, "%s is there already; `yixian staff reset` gives another password", s->staff.name);
    if (err != YX_OK)
        return yx_command_fail(d->call, "%s", yx_err_words(err));
    print_made(d, s->staff.id, s->staff.name, s->staff.must_change ? password : NULL);
    return YX_EXIT_DONE;
}

static int judge_add(struct desk *d, struct yx_console_staff *s)
{
    const struct yx_call *call = d->call;
    const char *display = yx_call_value(call, "--display"), *capacity = yx_call_value(call, "--capacity");
    s->staff.name = fold(d);
    s->staff.display = yx_staff_clean_display(d->arena, display ? display : call->operands[0]);
    s->staff.roles = yx_call_value(call, "--roles") ? read_roles(d) : 0;
    s->staff.capacity = capacity ? read_number(capacity) : CAPACITY;
    s->team = yx_call_value(call, "--team");
    if (s->staff.name == NULL)
        return wrong(d, "a name is 1 to 32 letters (of any script), digits, . _ or -");
    if (s->staff.display == NULL)
        return wrong(d, "--display is 1 to 20 characters in one line");
    if (s->staff.roles == 0)
        return wrong(d, "--roles is needed: agent, handler, reviewer, lead, editor, auditor, administrator, with commas between");
    if (s->staff.capacity < 1 || s->staff.capacity > YX_STAFF_CAPACITY_MOST)
        return wrong(d, "--capacity is 1 to 100");
    if (s->team && yx_staff_clean_display(d->arena, s->team) == NULL)
        return wrong(d, "--team is a name of 1 to 20 characters");
    return YX_EXIT_DONE;
}

static int staff_add(const struct yx_call *call)
{
    struct desk d;
    struct yx_console_staff s = { 0 };
    int status = YX_EXIT_FAILED;
    if (open_desk(&d, call)) {
        status = judge_add(&d, &s);
        if (status == YX_EXIT_DONE)
            status = add_one(&d, &s);
    }
    return close_desk(&d, status);
}

/* ---- list ---- */

static char *roles_text(struct yx_arena *a, unsigned roles)
{
    const char *word;
    char *text = yx_arena_copy(a, "");
    for (size_t n = 0; (word = yx_desk_role_word(roles, n)) != NULL; n++)
        text = yx_arena_print(a, "%s%s%s", text, *text ? "," : "", word);
    return text;
}

static void print_list(struct desk *d, const struct yx_staff *staff, size_t count)
{
    for (size_t i = 0; i < count; i++)
        printf("%s  %s  %s%s%s%s%s\n", staff[i].name, staff[i].display, roles_text(d->arena, staff[i].roles),
            staff[i].team_name ? "  " : "", staff[i].team_name ? staff[i].team_name : "",
            staff[i].disabled ? "  disabled" : "", staff[i].totp ? "  second factor" : "");
    if (count == 0)
        puts("nobody works here yet: yixian staff add NAME --roles administrator");
}

static void print_list_json(struct desk *d, const struct yx_staff *staff, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s, s:s?, s:i, s:b, s:b, s:b}", "id",
            yx_arena_print(d->arena, "%" PRId64, staff[i].id), "name", staff[i].name, "display", staff[i].display, "roles",
            roles_text(d->arena, staff[i].roles), "team", staff[i].team_name, "capacity", staff[i].capacity, "present",
            staff[i].present, "disabled", staff[i].disabled, "totp", staff[i].totp));
    json_t *all = json_pack("{s:o}", "staff", list);
    json_dumpf(all, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(all);
}

static int staff_list(const struct yx_call *call)
{
    struct desk d;
    struct yx_tx *tx;
    struct yx_staff *staff = NULL;
    size_t count = 0;
    if (!open_desk(&d, call))
        return close_desk(&d, YX_EXIT_FAILED);
    enum yx_err err = yx_store_read(d.rooms.store, &tx);
    if (err == YX_OK) {
        err = yx_staff_list(tx, d.arena, &staff, &count);
        yx_store_done(d.rooms.store, &tx);
    }
    if (err != YX_OK)
        return close_desk(&d, yx_command_fail(call, "%s", yx_err_words(err)));
    if (yx_call_has(call, "--json"))
        print_list_json(&d, staff, count);
    else
        print_list(&d, staff, count);
    return close_desk(&d, YX_EXIT_DONE);
}

/* ---- disable, enable, reset ---- */

static int change_one(struct desk *d, struct yx_console_change *c)
{
    c->name = fold(d);
    enum yx_err err = c->name ? yx_console_change(d->rooms.store, d->arena, c, yx_clock_ms()) : YX_NOT_FOUND;
    if (err == YX_NOT_FOUND)
        return yx_command_fail(d->call, "nobody is called %s; `yixian staff list` shows who there is", d->call->operands[0]);
    if (err == YX_CONFLICT)
        return yx_command_fail(d->call, "%s is the last administrator who may sign in", c->name);
    return err == YX_OK ? YX_EXIT_DONE : yx_command_fail(d->call, "%s", yx_err_words(err));
}

static int change(const struct yx_call *call, enum yx_console_deed deed)
{
    struct desk d;
    struct yx_console_change c = { .deed = deed };
    int status = open_desk(&d, call) ? change_one(&d, &c) : YX_EXIT_FAILED;
    if (status == YX_EXIT_DONE)
        print_made(&d, c.id, c.name, NULL);
    return close_desk(&d, status);
}

static int staff_disable(const struct yx_call *call)
{
    return change(call, YX_CONSOLE_DISABLE);
}

static int staff_enable(const struct yx_call *call)
{
    return change(call, YX_CONSOLE_ENABLE);
}

static int staff_reset(const struct yx_call *call)
{
    struct desk d;
    char hash[YX_PASSWORD_HASH];
    struct yx_console_change c = { .deed = YX_CONSOLE_PASSWORD, .hash = hash, .given = yx_call_has(call, "--password-stdin") };
    if (yx_call_has(call, "--totp"))
        return change(call, YX_CONSOLE_TOTP);
    if (!open_desk(&d, call))
        return close_desk(&d, YX_EXIT_FAILED);
    char *password = get_password(&d, call->operands[0], call->operands[0], hash);
    int status = password ? change_one(&d, &c) : YX_EXIT_FAILED;
    if (status == YX_EXIT_DONE)
        print_made(&d, c.id, c.name, c.given ? NULL : password);
    return close_desk(&d, status);
}

#define FLAG_JSON { "--json", NULL, "for programs" }
#define FLAG_STDIN { "--password-stdin", NULL, "the password is the first line of the input (else one is drawn, printed once)" }

static const struct yx_flag add_flags[] = {
    YX_FLAG_CONFIG,
    { "--roles", "LIST", "agent, handler, reviewer, lead, editor, auditor, administrator, with commas between" },
    { "--display", "NAME", "what citizens and colleagues read (else the name)" },
    { "--team", "NAME", "made when there is none of that name" },
    { "--capacity", "N", "conversations at the same time (else 5)" },
    FLAG_STDIN,
    FLAG_JSON,
    { 0 },
};
static const struct yx_flag reset_flags[] = {
    YX_FLAG_CONFIG,
    FLAG_STDIN,
    { "--totp", NULL, "take the second factor away instead, and leave the password" },
    FLAG_JSON,
    { 0 },
};
static const struct yx_flag plain_flags[] = {
    YX_FLAG_CONFIG,
    FLAG_JSON,
    { 0 },
};

const struct yx_command yx_commands_staff[] = {
    { "staff add", "let somebody sign in at the desk; the first administrator, too", "NAME", 1, 1, add_flags, staff_add },
    { "staff list", "who works here", NULL, 0, 0, plain_flags, staff_list },
    { "staff disable", "lock somebody out, at once", "NAME", 1, 1, plain_flags, staff_disable },
    { "staff enable", "let somebody in again", "NAME", 1, 1, plain_flags, staff_enable },
    { "staff reset", "another password, or no second factor; ends their sessions", "NAME", 1, 1, reset_flags, staff_reset },
    { 0 },
};
