/* Which kinds of file the house takes, what is wrong with one that it does not, and where a look into one begins. */
#ifndef YX_FILES_KIND_H
#define YX_FILES_KIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* X(id, word in configuration and API, media type as it is served, its usual ending) */
#define YX_FILE_KIND_MAP(X)                                                                               \
    X(JPG, "jpg", "image/jpeg", ".jpg")                                                                   \
    X(PNG, "png", "image/png", ".png")                                                                    \
    X(WEBP, "webp", "image/webp", ".webp")                                                                \
    X(PDF, "pdf", "application/pdf", ".pdf")                                                              \
    X(DOCX, "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx")   \
    X(AMR, "amr", "audio/amr", ".amr")                                                                    \
    X(SILK, "silk", "application/octet-stream", ".silk")                                                  \
    X(MP3, "mp3", "audio/mpeg", ".mp3")                                                                   \
    X(MP4, "mp4", "video/mp4", ".mp4")

enum yx_file_kind {
    YX_FILE_NONE,
#define X(id, word, media, ending) YX_FILE_##id,
    YX_FILE_KIND_MAP(X)
#undef X
        YX_FILE_KINDS
};

/* Why one is refused. X(id, word in API and catalogue) */
#define YX_FILE_REASON_MAP(X)                                                                             \
    X(FINE, "")                                                                                           \
    X(TYPE, "type")         /* none of the kinds that are allowed, whatever its name says */              \
    X(BROKEN, "broken")     /* cut off, or not what it begins as */                                       \
    X(PIXELS, "pixels")     /* a picture too large to be shown */                                         \
    X(BOMB, "bomb")         /* holds far more than it weighs */                                           \
    X(LOCKED, "locked")     /* behind a password: nobody can look into it */                              \
    X(MACRO, "macro")       /* carries a program */                                                       \
    X(VIRUS, "virus")       /* the scanner knows it */                                                    \
    X(UNREADABLE, "unreadable") /* it ended the sieve, three times */                                     \
    X(LOST, "lost")         /* its bytes are not there any more */

enum yx_file_reason {
#define X(id, word) YX_REASON_##id,
    YX_FILE_REASON_MAP(X)
#undef X
        YX_REASONS
};

/* Static texts; of a number that is none: "". */
const char *yx_file_kind_word(enum yx_file_kind);
const char *yx_file_kind_media(enum yx_file_kind);
const char *yx_file_kind_ending(enum yx_file_kind);
const char *yx_file_reason_word(enum yx_file_reason);
/* YX_FILE_NONE: there is none of that word. */
enum yx_file_kind yx_file_kind_of(const char *word);
bool yx_file_is_picture(enum yx_file_kind);

/* The bit of a kind in a set of them. */
static inline unsigned yx_file_kind_bit(enum yx_file_kind kind)
{
    return 1u << (unsigned)kind;
}

#endif
