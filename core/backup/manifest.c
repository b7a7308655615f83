#include "backup/manifest.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backup/sent.h"
#include "base/clock.h"
#include "store/store.h"

enum { FORMAT = 1 };

void yx_manifest_add(struct yx_manifest *m, const char *name, const struct yx_print *print)
{
    struct yx_manifest_file *file = yx_arena_get(m->arena, sizeof *file);
    *file = (struct yx_manifest_file){ yx_arena_copy(m->arena, name), *print, m->files };
    m->files = file;
}

const struct yx_manifest_file *yx_manifest_find(const struct yx_manifest *m, const char *name)
{
    const struct yx_manifest_file *file = m->files;
    while (file != NULL && strcmp(file->name, name) != 0)
        file = file->next;
    return file;
}

bool yx_manifest_allows(const char *name)
{
    static const char *const names[] = { YX_BACKUP_DATABASE, YX_BACKUP_INDEX, YX_BACKUP_CONFIG };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    if (yx_sent_is(name))
        return true;
    const size_t prefix = strlen(YX_BACKUP_SECRETS);
    return strncmp(name, YX_BACKUP_SECRETS, prefix) == 0 && name[prefix] != '\0' &&
        name[prefix] != '.' && strchr(name + prefix, '/') == NULL;
}

enum yx_err yx_manifest_write(const struct yx_manifest *m, const char *path)
{
    json_t *files = json_array();
    for (const struct yx_manifest_file *f = m->files; f != NULL; f = f->next)
        json_array_append_new(files, json_pack("{s:s, s:I, s:s}", "name", f->name, "bytes",
            (json_int_t)f->print.bytes, "sha256", f->print.sha256));
    json_t *all = json_pack("{s:i, s:s, s:i, s:I, s:o}", "yixian_backup", FORMAT, "program",
        YX_VERSION, "schema", m->schema, "made_ms", (json_int_t)yx_clock_ms(), "files", files);
    char *text = json_dumps(all, JSON_INDENT(2));
    enum yx_err err = text == NULL ? YX_MEMORY : yx_file_write(path, text);
    free(text);
    json_decref(all);
    return err;
}

static enum yx_err read_file(struct yx_manifest *m, json_t *row)
{
    const char *name, *sha256;
    json_int_t bytes;
    struct yx_print print;
    if (json_unpack(row, "{s:s, s:I, s:s}", "name", &name, "bytes", &bytes, "sha256", &sha256) != 0 ||
        !yx_manifest_allows(name) || strlen(sha256) != sizeof print.sha256 - 1 ||
        (!yx_sent_is(name) && yx_manifest_find(m, name) != NULL)) /* of a hash twice is the same */
        return YX_INVALID;
    print.bytes = bytes;
    memcpy(print.sha256, sha256, sizeof print.sha256);
    yx_manifest_add(m, name, &print);
    return YX_OK;
}

static enum yx_err read_all(struct yx_manifest *m, json_t *all)
{
    int format;
    json_t *files, *row;
    size_t i;
    if (json_unpack(all, "{s:i, s:i, s:o}", "yixian_backup", &format, "schema", &m->schema, "files",
            &files) != 0)
        return YX_INVALID;
    if (format > FORMAT || m->schema > yx_store_schema())
        return YX_NEWER;
    enum yx_err err = YX_OK;
    json_array_foreach(files, i, row)
        if (err == YX_OK)
            err = read_file(m, row);
    if (err == YX_OK && yx_manifest_find(m, YX_BACKUP_DATABASE) == NULL)
        err = YX_INVALID;
    return err;
}

enum yx_err yx_manifest_read(const char *path, struct yx_manifest *m)
{
    json_error_t why;
    if (access(path, F_OK) != 0)
        return YX_NOT_FOUND;
    json_t *all = json_load_file(path, JSON_REJECT_DUPLICATES, &why);
    enum yx_err err = all == NULL ? YX_INVALID : read_all(m, all);
    json_decref(all);
    return err;
}
