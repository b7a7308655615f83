/* One verified copy of a running house (database, index, secrets, configuration, what people sent) in a
 * folder, and the way back. */
#ifndef YX_BACKUP_BACKUP_H
#define YX_BACKUP_BACKUP_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"

/* Where the parts of a house are. */
struct yx_backup_place {
    const char *database;
    const char *page;    /* in which serving processes announce themselves (store.h) */
    const char *index;   /* the compiled knowledge base; absent is fine */
    const char *secrets; /* a folder of plain files; absent is fine */
    const char *config;
    const char *files;   /* a folder of what people sent (core/files); absent is fine */
};

/* Copy everything into the new folder `to`, which must not be there (YX_DUPLICATE).
 * It appears under its name only when it is whole, durable and verified. The server
 * may go on. *why_out (arena): what failed, NULL with YX_OK. */
enum yx_err yx_backup_make(const struct yx_backup_place *, const char *to, struct yx_arena *,
    char **why_out);

/* Compare every file with the manifest. YX_CORRUPT: not what was backed up; YX_INVALID:
 * no backup at all; YX_NEWER: of a newer program. Changes nothing. */
enum yx_err yx_backup_check(const char *folder, struct yx_arena *, char **why_out);

/* Put a checked backup in place. Refuses while somebody serves (YX_BUSY) and, without
 * `force`, when there is a database (YX_DUPLICATE). What is there is moved aside under
 * its name with `.before-restore-TIME`, never deleted; an existing configuration stays,
 * because it says where everything goes. */
enum yx_err yx_backup_restore(const char *folder, const struct yx_backup_place *, bool force,
    struct yx_arena *, char **why_out);

/* Only the configuration, and only when it is absent: a new machine needs it to learn
 * where the rest goes. YX_EMPTY: there was one already. */
enum yx_err yx_backup_restore_config(const char *folder, const char *config, struct yx_arena *,
    char **why_out);

#endif
