/* Texts of supervisors: whatever bytes come, each is read, within what the reader promises. */
#include "config/config.h"
#include "config/texts.h"
#include "load/host.h"
#include "tests/unit/supervisor/whole.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct yx_host host;
static void *self;

static void open_once(void)
{
    static struct yx_faults faults;
    struct yx_config *config;
    if (self)
        return;
    faults.arena = yx_arena_new(4 << 20);
    if (yx_config_open("tests/fuzz/supervisor_fuzz.yaml", &faults, &config) != YX_OK)
        abort(); /* run it at the root of the tree */
    yx_config_take(config, "", yx_core_options, &faults);
    host = (struct yx_host){ .name = "supervisor",
        .prefix = "plugins.supervisor",
        .folder = "plugins/supervisor",
        .config = config,
        .faults = &faults };
    if (supervisor_start(&host, &self) != YX_OK)
        abort();
}

static void judge_when(const struct yx_when *w)
{
    if (w->has_time && (w->hour < 0 || w->hour > 23 || w->minute < 0 || w->minute > 59))
        abort();
    if (w->date != YX_WHEN_NO_DATE && w->date != YX_WHEN_FUTURE &&
        (w->month < 1 || w->month > 12 || w->day < 1 || w->day > 31))
        abort();
}

static void judge_reading(const struct sv_reading *r)
{
    judge_when(&r->when);
    if (r->place && (!yx_text_valid(r->place, strlen(r->place)) || *r->place == '\0'))
        abort();
    if (r->text && !yx_text_valid(r->text, strlen(r->text)))
        abort();
    if (r->fen < 0 || r->fen > (int64_t)YX_MONEY_MOST_YUAN * 100)
        abort();
    if (r->part < 0 || r->part > r->parts || (r->unreadable && (r->command || r->issues || r->place)))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    open_once();
    struct yx_arena *arena = yx_arena_new(16 << 20);
    char *text = yx_arena_text(arena, (const char *)data, size);
    struct yx_buf out = yx_buf_new(1 << 20);
    struct sv_reading reading;
    if (sv_read(self, arena, text, size, 1795320000000, &reading) != YX_OK)
        abort();
    judge_reading(&reading);
    if (sv_print(self, &reading, true, &out) != YX_OK || out.len < 2 || out.at[0] != '{')
        abort();
    yx_buf_free(&out);
    yx_arena_free(&arena);
    return 0;
}
