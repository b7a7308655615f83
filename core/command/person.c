/* yixian person copy, correct, erase. */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "command/command.h"
#include "person/person.h"
#include "serve/rooms.h"

enum { MEMORY_MOST = 1 << 30, INPUT_MOST = 4 * YX_PERSON_TEXT_MOST + 2 };

struct asked {
    const struct yx_call *call;
    struct yx_config *config;
    struct yx_rooms rooms;
    struct yx_arena *arena;
    struct yx_person_work work;
};

static bool open_texts(struct asked *d)
{
    static const char file[] = "core/texts/zh-CN.yaml";
    struct yx_faults faults = { .arena = d->arena };
    const char *county = yx_config_text(d->config, "paths.county");
    yx_texts_open(yx_arena_print(d->arena, "%s/%s", yx_config_text(d->config, "paths.data"), file),
        *county ? yx_arena_print(d->arena, "%s/%s", county, file) : NULL, &faults, &d->rooms.texts);
    if (faults.count > 0)
        yx_faults_print(&faults, stderr);
    return faults.count == 0;
}

static bool open_asked(struct asked *d, const struct yx_call *call)
{
    *d =
        (struct asked){ .call = call, .arena = yx_arena_new(MEMORY_MOST), .config = yx_command_config(call) };
    if (d->arena == NULL || d->config == NULL || !open_texts(d))
        return false;
    enum yx_err err = yx_rooms_open_store(d->config, &d->rooms);
    if (err != YX_OK) {
        yx_command_fail(call, "%s: %s", yx_config_text(d->config, "store.path"), yx_err_words(err));
        return false;
    }
    d->work = (struct yx_person_work){ .store = d->rooms.store,
        .arena = d->arena,
        .texts = d->rooms.texts,
        .house = yx_config_text(d->config, "house.name"),
        .now_ms = yx_clock_ms(),
        .media = yx_arena_print(d->arena, "%s/media", yx_config_text(d->config, "paths.var")),
        .files = yx_arena_print(d->arena, "%s/files", yx_config_text(d->config, "paths.var")) };
    return true;
}

static int close_asked(struct asked *d, int status)
{
    yx_rooms_close(&d->rooms);
    yx_config_free(&d->config);
    yx_arena_free(&d->arena);
    return status;
}

/* Who was asked for is not repeated: it may be a number. */
static int failed(const struct asked *d, enum yx_err err)
{
    switch (err) {
    case YX_INVALID:
        yx_command_fail(
            d->call, "WHO is the number of a conversation, CHANNEL:ADDRESS or CHANNEL/ACCOUNT:ADDRESS");
        return YX_EXIT_USAGE;
    case YX_NOT_FOUND:
        return yx_command_fail(
            d->call, "nobody of this name has written, or no message of theirs has this number");
    case YX_BUSY:
        return yx_command_fail(d->call, "they wait for a person, or speak with one: that ends first");
    default: return yx_command_fail(d->call, "%s", yx_err_words(err));
    }
}

/* ---- copy ---- */

static int copy(const struct yx_call *call)
{
    struct asked d;
    if (!open_asked(&d, call))
        return close_asked(&d, YX_EXIT_FAILED);
    const char *to = call->operands[1];
    enum yx_err err = yx_person_copy(&d.work, call->operands[0], to, yx_call_has(call, "--notes"));
    if (err == YX_OK)
        printf("%s: made\n", to);
    else if (err == YX_DUPLICATE)
        return close_asked(&d, yx_command_fail(call, "%s: it is there already", to));
    return close_asked(&d, err == YX_OK ? YX_EXIT_DONE : failed(&d, err));
}

/* ---- correct ---- */

static const char *read_input(struct yx_arena *a)
{
    char *text = yx_arena_get(a, INPUT_MOST + 1);
    size_t n = fread(text, 1, INPUT_MOST, stdin);
    text[n] = '\0';
    return text;
}

static int correct(const struct yx_call *call)
{
    struct asked d;
    char *end = NULL;
    long long message = strtoll(call->operands[1], &end, 10);
    if (*end != '\0' || message < 1) {
        yx_command_fail(call, "expected the number of a message, as the copy shows it");
        return YX_EXIT_USAGE;
    }
    if (!open_asked(&d, call))
        return close_asked(&d, YX_EXIT_FAILED);
    const char *text = yx_call_value(call, "--text");
    enum yx_err err =
        yx_person_correct(&d.work, call->operands[0], message, text ? text : read_input(d.arena));
    if (err == YX_INVALID && strpbrk(call->operands[0], ":0123456789") != NULL) {
        yx_command_fail(
            call, "the correction is 1 to %d characters, after --text or on the input", YX_PERSON_TEXT_MOST);
        return close_asked(&d, YX_EXIT_USAGE);
    }
    if (err == YX_OK)
        puts("recorded beside the message");
    return close_asked(&d, err == YX_OK ? YX_EXIT_DONE : failed(&d, err));
}

/* ---- erase ---- */

static void print_erased(const struct asked *d, const struct yx_person_erased *e)
{
    const char *reason;
    printf("erased: %" PRId64 " messages, %" PRId64 " notes, %" PRId64 " files, the words of %" PRId64
           " entries of the audit\n",
        e->messages, e->notes, e->files, e->entries);
    for (size_t n = 0; (reason = yx_person_stays(d->rooms.texts, n)) != NULL; n++)
        printf("stays: %s\n", reason);
}

static void print_erased_json(const struct asked *d, const struct yx_person_erased *e)
{
    const char *reason;
    json_t *stays = json_array();
    for (size_t n = 0; (reason = yx_person_stays(d->rooms.texts, n)) != NULL; n++)
        json_array_append_new(stays, json_string(reason));
    json_t *all = json_pack("{s:I, s:I, s:I, s:I, s:o}", "messages", (json_int_t)e->messages, "notes",
        (json_int_t)e->notes, "files", (json_int_t)e->files, "entries", (json_int_t)e->entries, "stays",
        stays);
    json_dumpf(all, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(all);
}

static int erase(const struct yx_call *call)
{
    struct asked d;
    struct yx_person_erased erased;
    if (!yx_call_has(call, "--yes")) {
        yx_command_fail(
            call, "it cannot be undone: say --yes (and give them their copy first, if they want it)");
        return YX_EXIT_USAGE;
    }
    if (!open_asked(&d, call))
        return close_asked(&d, YX_EXIT_FAILED);
    enum yx_err err = yx_person_erase(&d.work, call->operands[0], &erased);
    if (err != YX_OK)
        return close_asked(&d, failed(&d, err));
    if (yx_call_has(call, "--json"))
        print_erased_json(&d, &erased);
    else
        print_erased(&d, &erased);
    int status = YX_EXIT_DONE;
    if (erased.files_left)
        status = yx_command_fail(call,
            "files below %s could not be deleted; mend that and erase conversation again by its number",
            d.work.media);
    return close_asked(&d, status);
}

static const struct yx_flag copy_flags[] = {
    YX_FLAG_CONFIG,
    { "--notes", NULL, "also what staff wrote of them" },
    { 0 },
};
static const struct yx_flag correct_flags[] = {
    YX_FLAG_CONFIG,
    { "--text", "TEXT", "what is right (else the input)" },
    { 0 },
};
static const struct yx_flag erase_flags[] = {
    YX_FLAG_CONFIG,
    { "--yes", NULL, "needed: it cannot be undone" },
    { "--json", NULL, "for programs" },
    { 0 },
};

const struct yx_command yx_commands_person[] = {
    { "person copy", "everything somebody wrote and was told, as an archive for them", "WHO FILE.zip", 2, 2,
        copy_flags, copy },
    { "person correct", "record what somebody says is right, beside their message", "WHO MESSAGE", 2, 2,
        correct_flags, correct },
    { "person erase", "erase what somebody wrote and was told; says what stays and why", "WHO", 1, 1,
        erase_flags, erase },
    { 0 },
};
