/* Files with their prints: size and SHA-256, as sha256sum(1) prints it. */
#ifndef YX_BACKUP_FILE_H
#define YX_BACKUP_FILE_H

#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"

struct yx_print {
    int64_t bytes;
    char sha256[65]; /* hex */
};

/* Read a file to its end. YX_NOT_FOUND, YX_READ_ONLY (no permission), YX_IO. */
enum yx_err yx_file_print(const char *path, struct yx_print *print_out);

/* Copy into a new file, durably; never over one (YX_DUPLICATE). Nothing is left behind on
 * failure. */
enum yx_err yx_file_copy(const char *from, const char *to, mode_t mode, struct yx_print *print_out);

/* Write `text` into a new file, durably. */
enum yx_err yx_file_write(const char *path, const char *text);

/* Make the names in the folder that holds `path` durable. */
enum yx_err yx_file_sync_folder_of(const char *path);

/* Make the folders above `path` that are missing, for their owner only. */
enum yx_err yx_file_make_folders(const char *path);

#endif
