#include "files/kind.h"

#include <string.h>

static const struct {
    const char *word, *media, *ending;
} kinds[] = {
    { "", "", "" },
#define X(id, word, media, ending) { word, media, ending },
    YX_FILE_KIND_MAP(X)
#undef X
};

static const char *const reasons[] = {
#define X(id, word) word,
    YX_FILE_REASON_MAP(X)
#undef X
};

static unsigned bounded(unsigned kind)
{
    return kind < YX_FILE_KINDS ? kind : 0;
}

const char *yx_file_kind_word(enum yx_file_kind kind)
{
    return kinds[bounded((unsigned)kind)].word;
}

const char *yx_file_kind_media(enum yx_file_kind kind)
{
    return kinds[bounded((unsigned)kind)].media;
}

const char *yx_file_kind_ending(enum yx_file_kind kind)
{
    return kinds[bounded((unsigned)kind)].ending;
}

const char *yx_file_reason_word(enum yx_file_reason reason)
{
    return reasons[(unsigned)reason < YX_REASONS ? (unsigned)reason : 0];
}

enum yx_file_kind yx_file_kind_of(const char *word)
{
    for (unsigned kind = 1; kind < YX_FILE_KINDS; kind++)
        if (strcmp(kinds[kind].word, word) == 0)
            return (enum yx_file_kind)kind;
    return YX_FILE_NONE;
}

bool yx_file_is_picture(enum yx_file_kind kind)
{
    return kind == YX_FILE_JPG || kind == YX_FILE_PNG || kind == YX_FILE_WEBP;
}
