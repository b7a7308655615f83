#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "kb/files.h"

enum { MOST_FILES = 20000 };

struct names {
    struct yx_arena *arena;
    const char **at;
    size_t count, room;
};

static void add_name(struct names *n, const char *path)
{
    if (n->count + 1 >= n->room) {
        size_t room = n->room ? n->room * 2 : 64;
        const char **at = yx_arena_get(n->arena, room * sizeof *at);
        if (n->count > 0)
            memcpy(at, n->at, n->count * sizeof *at);
        n->at = at;
        n->room = room;
    }
    n->at[n->count++] = path;
}

static bool ends_in(const char *name, const char *end)
{
    size_t n = strlen(name), m = strlen(end);
    return n > m && strcmp(name + n - m, end) == 0;
}

static enum yx_err walk(struct names *n, const char *folder, const char *end, bool deep)
{
    DIR *dir = opendir(folder);
    if (dir == NULL)
        return errno == ENOENT ? YX_NOT_FOUND : YX_IO;
    enum yx_err err = YX_OK;
    for (struct dirent *e; err == YX_OK && n->count < MOST_FILES && (e = readdir(dir)) != NULL;) {
        struct stat st;
        const char *path = yx_arena_print(n->arena, "%s/%s", folder, e->d_name);
        if (e->d_name[0] == '.' || stat(path, &st) != 0)
            continue;
        if (S_ISDIR(st.st_mode) && deep)
            err = walk(n, path, end, false);
        else if (S_ISREG(st.st_mode) && ends_in(e->d_name, end))
            add_name(n, path);
    }
    closedir(dir);
    return err;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

enum yx_err yx_kb_files(struct yx_arena *a, const char *folder, const char *end, bool deep,
    const char *const **files_out)
{
    struct names n = { .arena = a };
    enum yx_err err = walk(&n, folder, end, deep);
    if (err != YX_OK)
        return err;
    if (n.count > 0)
        qsort(n.at, n.count, sizeof *n.at, by_name);
    else
        n.at = yx_arena_get(a, sizeof *n.at);
    n.at[n.count] = NULL;
    *files_out = n.at;
    return YX_OK;
}
