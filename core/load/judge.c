#include <string.h>

#include "load/load.h"

enum { DEADLINE_MOST_MS = 60000, TEXT_MOST = 20000 };

struct judgement {
    const char *kind, *name, *file;
    struct yx_faults *faults;
    bool good;
};

static void breach(struct judgement *j, const char *member, const char *message)
{
    yx_fault_add(j->faults, j->file, 0, 0, member, "%s", message);
    j->good = false;
}

/* Nothing else of a descriptor may be read when this fails: it has another shape. */
static bool same_abi(struct judgement *j, struct yx_abi abi, uint32_t number, size_t size)
{
    if (abi.number != number)
        yx_fault_add(j->faults, j->file, 0, 0, "",
            "was built for %s ABI %u; this yixian, version " YX_VERSION ", speaks ABI %u: "
            "build it again with the headers of this version", j->kind, abi.number, number);
    else if (abi.size != size)
        yx_fault_add(j->faults, j->file, 0, 0, "",
            "was built with a %s descriptor of %u bytes; that of this yixian, version " YX_VERSION
            ", has %zu: build it again with the headers of this version", j->kind, abi.size, size);
    else
        return true;
    return false;
}

static void judge_names(struct judgement *j, const char *name, const char *summary)
{
    if (name == NULL || strcmp(name, j->name) != 0)
        breach(j, ".name", "must be the name of its folder");
    if (summary == NULL || *summary == '\0')
        breach(j, ".summary", "is required and missing");
}

static void judge_routes(struct judgement *j, const struct yx_route *routes, const char *below, bool must_handle)
{
    size_t n = strlen(below);
    for (; routes && routes->path; routes++) {
        if (strncmp(routes->path, below, n) != 0)
            breach(j, ".routes", yx_arena_print(j->faults->arena, "%s must lie below %s", routes->path, below));
        if (must_handle && routes->handle == NULL)
            breach(j, ".routes", yx_arena_print(j->faults->arena, "%s needs a handler", routes->path));
        if (routes->methods == 0 || routes->who == 0)
            breach(j, ".routes", yx_arena_print(j->faults->arena, "%s needs methods and who", routes->path));
    }
}

static void judge_filters(struct judgement *j, const struct yx_plugin_filter *filter)
{
    for (; filter && filter->word; filter++) {
        if (*filter->word == '\0' || filter->word[strspn(filter->word, "abcdefghijklmnopqrstuvwxyz-")] != '\0')
            breach(j, ".filters", "a word has a-z and - only");
        if (filter->summary == NULL || filter->line == NULL)
            breach(j, ".filters", yx_arena_print(j->faults->arena, "%s needs a summary and a line", filter->word));
    }
}

bool yx_load_judge_plugin(const struct yx_plugin *is, const char *name, const char *file, struct yx_faults *faults)
{
    struct judgement j = { "plugin", name, file, faults, true };
    if (!same_abi(&j, is->abi, YX_PLUGIN_ABI_NUMBER, sizeof *is))
        return false;
    judge_names(&j, is->name, is->summary);
    if (is->answer == NULL && (is->filters == NULL || is->bid || is->routes))
        breach(&j, ".answer", "is required and missing");
    judge_filters(&j, is->filters);
    if (is->stop && is->start == NULL)
        breach(&j, ".start", "is required with .stop");
    judge_routes(&j, is->routes, yx_arena_print(faults->arena, "/api/%s/", name), true);
    return j.good;
}

/* What turns requests into messages: needed by a channel with a route that brings some. */
static void judge_messages(struct judgement *j, const struct yx_channel *is)
{
    const struct yx_route *r = is->routes;
    while (r && r->path && r->handle)
        r++;
    if (r && r->path == NULL)
        return;
    if (is->verify == NULL)
        breach(j, ".verify", "is required and missing");
    if (is->decode == NULL)
        breach(j, ".decode", "is required and missing");
    if (is->encode == NULL)
        breach(j, ".encode", "is required and missing");
}

bool yx_load_judge_channel(const struct yx_channel *is, const char *name, const char *file, struct yx_faults *faults)
{
    struct judgement j = { "channel", name, file, faults, true };
    if (!same_abi(&j, is->abi, YX_CHANNEL_ABI_NUMBER, sizeof *is))
        return false;
    judge_names(&j, is->name, is->summary);
    if (is->routes == NULL || is->routes->path == NULL)
        breach(&j, ".routes", "is required and missing");
    judge_messages(&j, is);
    if (is->deadline_ms < 1 || is->deadline_ms > DEADLINE_MOST_MS)
        breach(&j, ".deadline_ms", "is required, 1 to 60000");
    if (is->text_max < 1 || is->text_max > TEXT_MOST)
        breach(&j, ".text_max", "is required, 1 to 20000");
    judge_routes(&j, is->routes, "/", false);
    return j.good;
}
