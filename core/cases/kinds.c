/* All kinds of a house: the files of paths.data, and those of the county instead of them or beside them. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cases/kind.h"

enum { ARENA = 64 << 20, FILE_MOST = 1 << 20 };
#define FOLDER "core/cases/kinds"

static int is_yaml(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');
    return entry->d_name[0] != '.' && dot != NULL && strcmp(dot, ".yaml") == 0;
}

static enum yx_err read_file(struct yx_kinds *kinds, const char *name, const char *file, struct yx_faults *faults)
{
    FILE *in = fopen(file, "re");
    char *bytes = in ? malloc(FILE_MOST + 1) : NULL;
    size_t len = bytes ? fread(bytes, 1, FILE_MOST + 1, in) : 0;
    struct yx_kind *kind = NULL;
    enum yx_err err = YX_INVALID;
    if (bytes == NULL || ferror(in))
        yx_fault_add(faults, file, 0, 0, "", "cannot be read: %s", strerror(errno));
    else
        err = yx_kind_read(kinds->arena, bytes, len, name, file, faults, &kind);
    free(bytes);
    if (in != NULL)
        fclose(in);
    if (err == YX_OK)
        kinds->at[kinds->count++] = kind;
    return err;
}

static bool is_known(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

/* The names that a folder holds, added to those that are there. An absent folder holds none. */
static void list_names(struct yx_kinds *kinds, const char *folder, const char **names, size_t *count, struct yx_faults *faults)
{
    struct dirent **entries = NULL;
    int n = scandir(folder, &entries, is_yaml, alphasort);
    for (int i = 0; i < n; i++) {
        const char *file = entries[i]->d_name;
        const char *name = yx_arena_text(kinds->arena, file, strlen(file) - strlen(".yaml"));
        if (*count == YX_KINDS_MOST)
            yx_fault_add(faults, folder, 0, 0, "", "more than %d kinds", YX_KINDS_MOST);
        else if (!is_known(names, *count, name))
            names[(*count)++] = name;
        free(entries[i]);
    }
    free(entries);
}

/* Two kinds of the same prefix would share numbers. */
static void refuse_twins(const struct yx_kinds *kinds, const char *folder, struct yx_faults *faults)
{
    for (size_t i = 0; i < kinds->count; i++)
        for (size_t n = 0; n < i; n++)
            if (strcmp(kinds->at[i]->prefix, kinds->at[n]->prefix) == 0)
                yx_fault_add(faults, folder, 0, 0, "", "%s and %s have the same prefix %s", kinds->at[n]->name,
                    kinds->at[i]->name, kinds->at[i]->prefix);
}

enum yx_err yx_kinds_open(const struct yx_config *config, struct yx_faults *faults, struct yx_kinds *kinds)
{
    const char *names[YX_KINDS_MOST], *county = yx_config_text(config, "paths.county");
    size_t count = 0, before = faults->count;
    *kinds = (struct yx_kinds){ .arena = yx_arena_new(ARENA) };
    if (kinds->arena == NULL)
        return YX_MEMORY;
    const char *folder = yx_arena_print(kinds->arena, "%s/" FOLDER, yx_config_text(config, "paths.data"));
    list_names(kinds, folder, names, &count, faults);
    if (*county)
        list_names(kinds, yx_arena_print(kinds->arena, "%s/" FOLDER, county), names, &count, faults);
    for (size_t i = 0; i < count; i++)
        read_file(kinds, names[i], yx_config_data(config, kinds->arena, yx_arena_print(kinds->arena, FOLDER "/%s.yaml", names[i])),
            faults);
    refuse_twins(kinds, folder, faults);
    if (faults->count == before)
        return YX_OK;
    yx_kinds_free(kinds);
    return YX_INVALID;
}

void yx_kinds_free(struct yx_kinds *kinds)
{
    for (size_t i = 0; i < kinds->count; i++)
        yx_kind_close((struct yx_kind *)(uintptr_t)kinds->at[i]);
    kinds->count = 0;
    yx_arena_free(&kinds->arena);
}

const struct yx_kind *yx_kinds_find(const struct yx_kinds *kinds, const char *name)
{
    for (size_t i = 0; i < kinds->count; i++)
        if (strcmp(kinds->at[i]->name, name) == 0)
            return kinds->at[i];
    return NULL;
}
