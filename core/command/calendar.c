/* yixian calendar import: the working days of a year, as the State Council's General Office announced them. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "backup/file.h"
#include "command/command.h"
#include "schedule/calendar.h"

enum { MEMORY_MOST = 8 << 20 };

/* The one year that a good file has; 0 after its faults were printed. */
static int read_year(const char *file, struct yx_faults *faults)
{
    static struct yx_calendar calendar;
    calendar.count = 0;
    if (yx_calendar_read(file, faults, &calendar) == YX_OK && calendar.count == 1)
        return calendar.years[0].year;
    yx_faults_print(faults, stderr);
    return 0;
}

/* Beside its place first, then into it by a rename: whoever reads meanwhile reads a whole file. */
static enum yx_err put(struct yx_arena *a, const char *file, const char *place)
{
    struct yx_print print;
    const char *fresh = yx_arena_print(a, "%s.new", place);
    unlink(fresh);
    enum yx_err err = yx_file_make_folders(place);
    if (err == YX_OK)
        err = yx_file_copy(file, fresh, 0644, &print);
    if (err == YX_OK && rename(fresh, place) != 0)
        err = yx_err_of_errno(errno);
    return err == YX_OK ? yx_file_sync_folder_of(place) : err;
}

static int import_into(const struct yx_call *call, const struct yx_config *config, struct yx_faults *faults)
{
    const char *county = yx_config_text(config, "paths.county"), *file = call->operands[0];
    int year = read_year(file, faults);
    if (year == 0)
        return YX_EXIT_FAILED;
    if (*county == '\0')
        return yx_command_fail(call, "paths.county says no folder in which a year of this county may be kept");
    const char *place = yx_arena_print(faults->arena, "%s/core/schedule/calendars/%d.yaml", county, year);
    const char *shipped = yx_arena_print(faults->arena, "%s/core/schedule/calendars/%d.yaml", yx_config_text(config, "paths.data"), year);
    bool known = access(place, F_OK) == 0 || access(shipped, F_OK) == 0;
    if (known && !yx_call_has(call, "--replace"))
        return yx_command_fail(call, "%d is there already; --replace puts this file in its place", year);
    enum yx_err err = put(faults->arena, file, place);
    if (err != YX_OK)
        return yx_command_fail(call, "%s: %s", place, yx_err_words(err));
    printf("%s: %d; a running house takes it with SIGHUP\n", place, year);
    return YX_EXIT_DONE;
}

static int import(const struct yx_call *call)
{
    struct yx_faults faults = { .arena = yx_arena_new(MEMORY_MOST) };
    struct yx_config *config = faults.arena ? yx_command_config(call) : NULL;
    int status = config ? import_into(call, config, &faults) : YX_EXIT_FAILED;
    yx_config_free(&config);
    yx_arena_free(&faults.arena);
    return status;
}

static const struct yx_flag import_flags[] = { YX_FLAG_CONFIG, { "--replace", NULL, "also when the year is known" }, { 0 } };

const struct yx_command yx_commands_calendar[] = {
    { "calendar import", "check the working days of a year and put them into the county's folder", "FILE", 1, 1, import_flags, import },
    { 0 },
};
