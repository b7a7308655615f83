/* Making a backup. */
#include "backup/backup.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backup/file.h"
#include "backup/manifest.h"
#include "backup/sent.h"
#include "store/store.h"

/* A backup in the making. */
struct making {
    const struct yx_backup_place *place;
    const char *folder; /* its name until it is whole */
    struct yx_manifest manifest;
    struct yx_arena *arena;
    char **why_out;
};

static enum yx_err failed(struct making *m, const char *path, enum yx_err err)
{
    if (err != YX_OK && *m->why_out == NULL)
        *m->why_out = yx_arena_print(m->arena, "%s: %s", path,
            err == YX_DUPLICATE ? "it is there already" : yx_err_words(err));
    return err;
}

static char *inside(struct making *m, const char *name)
{
    return yx_arena_print(m->arena, "%s/%s", m->folder, name);
}

static enum yx_err copy_database(struct making *m)
{
    const struct yx_store_setup setup = {
        .path = m->place->database, .readers = 1, .read_only = true,
    };
    struct yx_store *store;
    struct yx_print print;
    const char *to = inside(m, YX_BACKUP_DATABASE);
    enum yx_err err = yx_store_open(&setup, &store);
    if (err != YX_OK)
        return failed(m, setup.path, err);
    err = yx_store_copy(store, to);
    yx_store_close(&store);
    if (err == YX_OK)
        err = yx_file_print(to, &print);
    if (err == YX_OK)
        yx_manifest_add(&m->manifest, YX_BACKUP_DATABASE, &print);
    return failed(m, to, err);
}

static enum yx_err copy_file(struct making *m, const char *from, const char *name)
{
    struct yx_print print;
    enum yx_err err = yx_file_copy(from, inside(m, name), 0600, &print);
    if (err == YX_OK)
        yx_manifest_add(&m->manifest, name, &print);
    return failed(m, from, err);
}

/* An index is optional: a house without one still serves. */
static enum yx_err copy_index(struct making *m)
{
    const char *from = m->place->index;
    return from == NULL || access(from, F_OK) != 0 ? YX_OK : copy_file(m, from, YX_BACKUP_INDEX);
}

static enum yx_err copy_secret(struct making *m, const char *name)
{
    const char *from = yx_arena_print(m->arena, "%s/%s", m->place->secrets, name);
    const char *to = yx_arena_print(m->arena, YX_BACKUP_SECRETS "%s", name);
    struct stat s;
    if (name[0] == '.' || stat(from, &s) != 0 || !S_ISREG(s.st_mode))
        return YX_OK; /* half-written ones and folders are no secrets */
    return copy_file(m, from, to);
}

static enum yx_err copy_secrets(struct making *m)
{
    DIR *folder = m->place->secrets == NULL ? NULL : opendir(m->place->secrets);
    if (folder == NULL)
        return m->place->secrets == NULL || errno == ENOENT
            ? YX_OK
            : failed(m, m->place->secrets, yx_err_of_errno(errno));
    enum yx_err err = YX_OK;
    if (mkdir(inside(m, YX_BACKUP_SECRETS), 0700) != 0)
        err = failed(m, YX_BACKUP_SECRETS, yx_err_of_errno(errno));
    for (struct dirent *entry; err == YX_OK && (entry = readdir(folder)) != NULL;)
        err = copy_secret(m, entry->d_name);
    closedir(folder);
    if (err == YX_OK)
        err = yx_file_sync_folder_of(inside(m, YX_BACKUP_SECRETS "x"));
    return err;
}

static enum yx_err copy_sent(void *arg, const char *from, const char *name)
{
    struct making *m = arg;
    enum yx_err err = yx_file_make_folders(inside(m, name));
    return err == YX_OK ? copy_file(m, from, name) : failed(m, from, err);
}

/* The database and those that are on their way at the same moment; kept ones do not change. */
static enum yx_err copy_database_and_sent(struct making *m)
{
    int hold = yx_sent_hold(m->arena, m->place->files);
    enum yx_err err = copy_database(m);
    if (err == YX_OK)
        err = yx_sent_new(m->place->files, copy_sent, m);
    if (hold >= 0)
        close(hold);
    return err == YX_OK ? yx_sent_kept(m->place->files, copy_sent, m) : err;
}

/* Remove what was begun; only names that we made. */
static void give_up(struct making *m)
{
    for (const struct yx_manifest_file *f = m->manifest.files; f != NULL; f = f->next) {
        unlink(inside(m, f->name));
        if (yx_sent_is(f->name)) {
            char *folder = inside(m, f->name);
            *strrchr(folder, '/') = '\0';
            rmdir(folder); /* with the last one of it */
        }
    }
    rmdir(inside(m, "files"));
    unlink(inside(m, YX_BACKUP_MANIFEST));
    rmdir(inside(m, YX_BACKUP_SECRETS));
    rmdir(m->folder);
}

static enum yx_err make_parts(struct making *m)
{
    enum yx_err err = copy_database_and_sent(m);
    if (err == YX_OK)
        err = copy_index(m);
    if (err == YX_OK)
        err = copy_secrets(m);
    if (err == YX_OK)
        err = copy_file(m, m->place->config, YX_BACKUP_CONFIG);
    if (err != YX_OK)
        return err;
    const char *manifest = inside(m, YX_BACKUP_MANIFEST);
    err = yx_manifest_write(&m->manifest, manifest);
    if (err == YX_OK)
        err = yx_file_sync_folder_of(manifest);
    return failed(m, manifest, err);
}

enum yx_err yx_backup_make(const struct yx_backup_place *place, const char *to,
    struct yx_arena *arena, char **why_out)
{
    struct making m = {
        .place = place, .arena = arena, .why_out = why_out,
        .folder = yx_arena_print(arena, "%s.part", to),
        .manifest = { .arena = arena, .schema = yx_store_schema() },
    };
    *why_out = NULL;
    if (access(to, F_OK) == 0)
        return failed(&m, to, YX_DUPLICATE);
    if (mkdir(m.folder, 0700) != 0)
        return failed(&m, m.folder, yx_err_of_errno(errno));
    enum yx_err err = make_parts(&m);
    if (err == YX_OK)
        err = yx_backup_check(m.folder, arena, why_out);
    /* rename(2) would replace an empty folder that somebody made meanwhile: no harm */
    if (err == YX_OK && rename(m.folder, to) != 0)
        err = failed(&m, to, yx_err_of_errno(errno));
    if (err == YX_OK)
        return failed(&m, to, yx_file_sync_folder_of(to));
    give_up(&m);
    return err;
}
