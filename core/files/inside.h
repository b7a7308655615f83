/* The inside of the room. */
#ifndef YX_FILES_INSIDE_H
#define YX_FILES_INSIDE_H

#include <limits.h>

#include "files/files.h"

/* The one room of this process. */
struct yx_files_room {
    struct yx_store *store;
    const struct yx_texts *texts;
    char folder[PATH_MAX - 128], media[PATH_MAX - 128]; /* paths.var/files, paths.var/media */
    int64_t size_most, room;                            /* bytes */
    int64_t per_day;
    unsigned kinds;
};
extern struct yx_files_room yx_files;

/* ---- place.c: where bytes lie ---- */

enum { YX_PLACE_PATH = PATH_MAX };

/* FOLDER/new/ID: what came, FOLDER/new/ID.clean: what the sieve left of it, FOLDER/HH/HASH: what is kept. */
void yx_place_new(const char *id, char path_out[YX_PLACE_PATH]);
void yx_place_clean(const char *id, char path_out[YX_PLACE_PATH]);
void yx_place_kept(const char *hash, char path_out[YX_PLACE_PATH]);
/* While it is held, nothing kept is removed, and nothing is put there by others; -1: *err_out. Close it. */
int yx_place_lock(enum yx_err *err_out);
/* Move FOLDER/new/ID.clean to its hash, durably. */
enum yx_err yx_place_keep(const char *id, const char *hash);
/* SHA-256 of an open file, from its beginning. */
enum yx_err yx_place_hash(int fd, char hex_out[YX_FILE_HASH_HEX + 1]);
enum yx_err yx_place_folders(void);
bool yx_place_is_id(const char *text);

/* ---- row.c ---- */

enum yx_err yx_row_get(struct yx_tx *, struct yx_arena *, const char *id, unsigned char who_out[YX_CONTACT_BYTES],
    struct yx_file_row *row_out);
/* YX_NOT_FOUND unless they brought it or may read its conversation. */
enum yx_err yx_row_get_for(struct yx_tx *, struct yx_arena *, const struct yx_file_who *, const char *id,
    struct yx_file_row *row_out);

/* ---- clamd.c ---- */

/* Show an open file to clamd (INSTREAM). *found_out: it knows it. YX_IO, YX_TIMEOUT: nobody there, or no answer. */
enum yx_err yx_clamd_scan(const char *socket_path, int fd, bool *found_out);

#endif
