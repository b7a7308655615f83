/* manifest.json of a backup: which files belong to it, and their prints. */
#ifndef YX_BACKUP_MANIFEST_H
#define YX_BACKUP_MANIFEST_H

#include <stdbool.h>

#include "backup/file.h"
#include "base/arena.h"

/* The names inside a backup. */
#define YX_BACKUP_DATABASE "yixian.db"
#define YX_BACKUP_INDEX "kb.idx"
#define YX_BACKUP_CONFIG "yixian.yaml"
#define YX_BACKUP_SECRETS "secrets/"
#define YX_BACKUP_MANIFEST "manifest.json"

struct yx_manifest_file {
    const char *name; /* one of the above, secrets/NAME, or one of sent.h */
    struct yx_print print;
    struct yx_manifest_file *next;
};

struct yx_manifest {
    struct yx_arena *arena; /* of the rows */
    struct yx_manifest_file *files;
    int schema; /* of the database */
};

/* Add a row; the name is copied. */
void yx_manifest_add(struct yx_manifest *, const char *name, const struct yx_print *);
const struct yx_manifest_file *yx_manifest_find(const struct yx_manifest *, const char *name);

/* Whether a name may stand in a manifest: whoever edits one must not reach outside. */
bool yx_manifest_allows(const char *name);

enum yx_err yx_manifest_write(const struct yx_manifest *, const char *path);

/* YX_NOT_FOUND, YX_INVALID (not a manifest), YX_NEWER. arena must be set. */
enum yx_err yx_manifest_read(const char *path, struct yx_manifest *);

#endif
