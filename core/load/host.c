#include "load/host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/secret.h"

enum { NAME_MOST = 200 };

/* The full name of a guest's option; a name too long is none of its rows and ends
 * the process where it is looked up. */
struct full_name {
    char at[NAME_MOST];
};

static struct full_name full(const struct yx_host *host, const char *name)
{
    struct full_name full;
    snprintf(full.at, sizeof full.at, "%s.%s", host->prefix, name);
    return full;
}

int64_t yx_option_int(const struct yx_host *host, const char *name)
{
    return yx_config_int(host->config, full(host, name).at);
}

bool yx_option_bool(const struct yx_host *host, const char *name)
{
    return yx_config_bool(host->config, full(host, name).at);
}

const char *yx_option_text(const struct yx_host *host, const char *name)
{
    return yx_config_text(host->config, full(host, name).at);
}

const char *yx_option_item(const struct yx_host *host, const char *name, size_t n)
{
    return yx_config_item(host->config, full(host, name).at, n);
}

const char *yx_option_secret(const struct yx_host *host, const char *name, size_t *len_out)
{
    return yx_config_secret(host->config, full(host, name).at, len_out);
}

const char *yx_house_text(const struct yx_host *host, const char *name)
{
    if (strncmp(name, "house.", 6) != 0) {
        fprintf(stderr, "yixian: guest %s asked for %s, which is not the house's to lend\n", host->name, name);
        abort();
    }
    return yx_config_text(host->config, name);
}

const char *yx_text_of(const struct yx_host *host, const char *key)
{
    return yx_texts_get(host->texts, key);
}

char *yx_text_fill(const struct yx_host *host, struct yx_arena *arena, const char *key, ...)
{
    va_list values;
    va_start(values, key);
    char *filled = yx_texts_vfill(host->texts, arena, key, values);
    va_end(values);
    return filled;
}

bool yx_text_at(const struct yx_host *host, size_t n, const char **key_out, const char **text_out)
{
    return yx_texts_at(host->texts, n, key_out, text_out);
}

void yx_host_fault(const struct yx_host *host, const char *what, const char *message)
{
    if (host->faults)
        yx_config_fault(host->config, full(host, what).at, host->faults, message);
    else
        yx_log(YX_ERROR, "fault of a guest", "guest", host->name, "what", what, "message", message, NULL);
}

unsigned yx_host_role(const struct yx_host *host)
{
    return yx_config_role(host->config);
}

const char *yx_host_data(const struct yx_host *host, struct yx_arena *arena, const char *file)
{
    return yx_config_data(host->config, arena, yx_arena_print(arena, "%s/%s", host->folder, file));
}

const char *yx_host_secret(const struct yx_host *host, const char *name, unsigned roles, size_t *len_out)
{
    const char *wrong = NULL;
    *len_out = 0;
    if ((yx_host_role(host) & roles) == 0 || host->faults == NULL)
        return NULL;
    const char *path = yx_arena_print(host->arena, "%s/%s", yx_config_text(host->config, "paths.secrets"), name);
    const char *secret = yx_secret_file(host->arena, path, len_out, &wrong);
    if (secret == NULL)
        yx_fault_add(host->faults, path, 0, 0, "", "%s", wrong);
    return secret;
}

struct yx_kb *yx_host_kb(const struct yx_host *host)
{
    return host->kb;
}
