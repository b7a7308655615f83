/* Checking a backup, and putting it in place. */
#include "backup/backup.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "backup/file.h"
#include "backup/manifest.h"
#include "backup/sent.h"
#include "store/yield.h"

struct restoring {
    const char *folder;
    const struct yx_backup_place *place;
    struct yx_manifest manifest;
    const char *aside; /* the ending of what was there before */
    struct yx_arena *arena;
    char **why_out;
};

static enum yx_err failed(struct restoring *r, const char *path, enum yx_err err)
{
    if (err != YX_OK && *r->why_out == NULL)
        *r->why_out = yx_arena_print(r->arena, "%s: %s", path, yx_err_words(err));
    return err;
}

static enum yx_err check_file(struct restoring *r, const struct yx_manifest_file *file)
{
    struct yx_print print;
    const char *path = yx_arena_print(r->arena, "%s/%s", r->folder, file->name);
    enum yx_err err = yx_file_print(path, &print);
    if (err == YX_OK && (print.bytes != file->print.bytes || strcmp(print.sha256, file->print.sha256) != 0))
        err = YX_CORRUPT;
    return failed(r, path, err);
}

static enum yx_err check_all(struct restoring *r)
{
    const char *path = yx_arena_print(r->arena, "%s/" YX_BACKUP_MANIFEST, r->folder);
    r->manifest.arena = r->arena;
    enum yx_err err = yx_manifest_read(path, &r->manifest);
    if (err != YX_OK)
        return failed(r, path, err == YX_NOT_FOUND ? YX_INVALID : err);
    for (const struct yx_manifest_file *f = r->manifest.files; f != NULL && err == YX_OK; f = f->next)
        err = check_file(r, f);
    return err == YX_NOT_FOUND ? YX_CORRUPT : err;
}

enum yx_err yx_backup_check(const char *folder, struct yx_arena *arena, char **why_out)
{
    struct restoring r = { .folder = folder, .arena = arena, .why_out = why_out };
    *why_out = NULL;
    return check_all(&r);
}

/* Where a file of the backup goes. NULL: nowhere (the configuration). */
static const char *home_of(struct restoring *r, const char *name)
{
    if (strcmp(name, YX_BACKUP_DATABASE) == 0)
        return r->place->database;
    if (strcmp(name, YX_BACKUP_INDEX) == 0)
        return r->place->index;
    if (strcmp(name, YX_BACKUP_CONFIG) == 0)
        return NULL;
    if (yx_sent_is(name))
        return yx_arena_print(r->arena, "%s/%s", r->place->files, name + strlen("files/"));
    return yx_arena_print(r->arena, "%s/%s", r->place->secrets, name + strlen(YX_BACKUP_SECRETS));
}

static char *coming(struct restoring *r, const char *home)
{
    return yx_arena_print(r->arena, "%s.restoring", home);
}

/* Beside its place, so that the last step is a rename. What an earlier try left is ours. */
static enum yx_err bring(struct restoring *r, const struct yx_manifest_file *file)
{
    const char *home = home_of(r, file->name);
    if (home == NULL)
        return YX_OK;
    const char *from = yx_arena_print(r->arena, "%s/%s", r->folder, file->name), *to = coming(r, home);
    struct yx_print print;
    enum yx_err err = yx_file_make_folders(to);
    unlink(to);
    if (err == YX_OK)
        err = yx_file_copy(from, to, 0600, &print);
    if (err == YX_OK && strcmp(print.sha256, file->print.sha256) != 0)
        err = YX_CORRUPT;
    return failed(r, to, err);
}

static enum yx_err move_aside(struct restoring *r, const char *home, const char *ending)
{
    const char *from = yx_arena_print(r->arena, "%s%s", home, ending);
    const char *to = yx_arena_print(r->arena, "%s%s%s", home, r->aside, ending);
    if (rename(from, to) == 0 || errno == ENOENT)
        return YX_OK;
    return failed(r, from, yx_err_of_errno(errno));
}

/* The old database's log must go before the new database comes: SQLite would play it
 * into the wrong one. It keeps its ending, so that the old one can still be opened. */
static enum yx_err settle(struct restoring *r, const struct yx_manifest_file *file)
{
    const char *home = home_of(r, file->name);
    if (home == NULL)
        return YX_OK;
    enum yx_err err = YX_OK;
    if (home == r->place->database) {
        err = move_aside(r, home, "-wal");
        if (err == YX_OK)
            err = move_aside(r, home, "-shm");
    }
    bool sent = yx_sent_is(file->name);
    if (err == YX_OK && !sent) /* what has the same name as one of these has the same content */
        err = move_aside(r, home, "");
    if (err == YX_OK && rename(coming(r, home), home) != 0)
        err = failed(r, home, yx_err_of_errno(errno));
    if (err == YX_OK && sent)
        yx_sent_open(home);
    return err == YX_OK ? failed(r, home, yx_file_sync_folder_of(home)) : err;
}

static enum yx_err may_restore(struct restoring *r, bool force)
{
    if (yx_yield_is_used(r->place->page)) {
        *r->why_out = yx_arena_copy(r->arena, "the server is running: stop it first");
        return YX_BUSY;
    }
    if (!force && access(r->place->database, F_OK) == 0) {
        *r->why_out = yx_arena_print(r->arena,
            "%s: there is a database already; with --force it is moved aside", r->place->database);
        return YX_DUPLICATE;
    }
    return YX_OK;
}

/* The database last: until it is there, the house does not start. */
static enum yx_err settle_all(struct restoring *r)
{
    const struct yx_manifest_file *database = yx_manifest_find(&r->manifest, YX_BACKUP_DATABASE);
    enum yx_err err = YX_OK;
    for (const struct yx_manifest_file *f = r->manifest.files; f != NULL && err == YX_OK; f = f->next)
        if (f != database)
            err = settle(r, f);
    return err == YX_OK ? settle(r, database) : err;
}

static const char *aside_now(struct yx_arena *arena)
{
    char text[64];
    struct tm tm;
    time_t now = time(NULL);
    gmtime_r(&now, &tm);
    strftime(text, sizeof text, ".before-restore-%Y%m%dT%H%M%SZ", &tm);
    return yx_arena_copy(arena, text);
}

enum yx_err yx_backup_restore(const char *folder, const struct yx_backup_place *place, bool force,
    struct yx_arena *arena, char **why_out)
{
    struct restoring r = {
        .folder = folder, .place = place, .aside = aside_now(arena), .arena = arena,
        .why_out = why_out,
    };
    *why_out = NULL;
    enum yx_err err = check_all(&r);
    if (err == YX_OK)
        err = may_restore(&r, force);
    for (const struct yx_manifest_file *f = r.manifest.files; f != NULL && err == YX_OK; f = f->next)
        err = bring(&r, f);
    return err == YX_OK ? settle_all(&r) : err;
}

enum yx_err yx_backup_restore_config(const char *folder, const char *config, struct yx_arena *arena,
    char **why_out)
{
    struct restoring r = { .folder = folder, .arena = arena, .why_out = why_out };
    struct yx_print print;
    *why_out = NULL;
    if (access(config, F_OK) == 0)
        return YX_EMPTY;
    enum yx_err err = check_all(&r);
    const char *from = yx_arena_print(arena, "%s/" YX_BACKUP_CONFIG, folder);
    if (err == YX_OK && yx_manifest_find(&r.manifest, YX_BACKUP_CONFIG) == NULL)
        return failed(&r, from, YX_NOT_FOUND);
    if (err == YX_OK)
        err = failed(&r, config, yx_file_make_folders(config));
    if (err == YX_OK)
        err = failed(&r, config, yx_file_copy(from, config, 0600, &print));
    return err == YX_OK ? failed(&r, config, yx_file_sync_folder_of(config)) : err;
}
