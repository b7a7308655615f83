#include "serve/settings.h"

#include <string.h>

#include "watch/log.h"

static enum yx_level level_of(const char *word)
{
    static const char *const words[] = { "debug", "info", "warn", "error" };
    for (int i = 0; i < 4; i++)
        if (strcmp(word, words[i]) == 0)
            return (enum yx_level)i;
    return YX_INFO;
}

enum yx_err yx_settings_open(const char *file, enum yx_role role, const char *name,
    struct yx_settings *s)
{
    *s = (struct yx_settings){ .arena = yx_arena_new(1 << 20) };
    if (s->arena == NULL)
        return YX_MEMORY;
    s->faults.arena = s->arena;
    enum yx_err err = yx_config_open(file, &s->faults, &s->config);
    if (err == YX_OK) {
        yx_config_as(s->config, role);
        yx_config_take(s->config, "", yx_core_options, &s->faults);
    }
    if (yx_settings_faulty(s))
        return err == YX_OK ? YX_INVALID : err;
    if (err == YX_OK)
        yx_log_start(name, level_of(yx_config_text(s->config, "log.level")));
    return err;
}

bool yx_settings_faulty(struct yx_settings *s)
{
    if (s->faults.count > 0)
        yx_faults_print(&s->faults, stderr);
    return s->faults.count > 0;
}

void yx_settings_free(struct yx_settings *s)
{
    yx_config_free(&s->config);
    yx_arena_free(&s->arena);
}
