#include <stdio.h>
#include <string.h>

#include "files/inside.h"
#include "watch/log.h"

static unsigned read_kinds(const struct yx_config *c, struct yx_faults *faults)
{
    unsigned kinds = 0;
    const char *word;
    for (size_t n = 0; (word = yx_config_item(c, "files.types", n)) != NULL; n++) {
        enum yx_file_kind kind = yx_file_kind_of(word);
        if (kind == YX_FILE_NONE)
            yx_config_fault(c, "files.types", faults, "a type is jpg, png, webp, pdf, docx, amr, silk, mp3 or mp4");
        kinds |= yx_file_kind_bit(kind);
    }
    return kinds & ~1u;
}

void yx_files_check(const struct yx_config *c, struct yx_faults *faults)
{
    read_kinds(c, faults);
}

enum yx_err yx_files_start(const struct yx_config *c, struct yx_faults *faults, struct yx_store *store,
    const struct yx_texts *texts)
{
    const char *var = yx_config_text(c, "paths.var");
    const size_t before = faults->count;
    yx_files = (struct yx_files_room){
        .store = store, .texts = texts, .kinds = read_kinds(c, faults),
        .size_most = yx_config_int(c, "files.max_mb") << 20, .room = yx_config_int(c, "files.room_mb") << 20,
        .per_day = yx_config_int(c, "files.per_day"),
    };
    if (faults->count > before)
        return YX_INVALID;
    if ((size_t)snprintf(yx_files.folder, sizeof yx_files.folder, "%s/files", var) >= sizeof yx_files.folder ||
        (size_t)snprintf(yx_files.media, sizeof yx_files.media, "%s/media", var) >= sizeof yx_files.media)
        return YX_TOO_LARGE;
    enum yx_err err = yx_place_folders();
    if (err != YX_OK)
        yx_log(YX_ERROR, "cannot make a folder", "path", yx_files.folder, "err", yx_err_words(err), NULL);
    return err;
}
