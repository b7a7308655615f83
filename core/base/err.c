#include "base/err.h"

#include <errno.h>

static const struct {
    const char *name, *words;
    bool heals;
} errs[] = {
#define X(name, json, words, heals) { json, words, heals },
    YX_ERR_MAP(X)
#undef X
};

static enum yx_err known(enum yx_err err)
{
    return (unsigned)err < YX_ERR_COUNT ? err : YX_INTERNAL;
}

const char *yx_err_words(enum yx_err err)
{
    return errs[known(err)].words;
}

const char *yx_err_name(enum yx_err err)
{
    return errs[known(err)].name;
}

bool yx_err_heals(enum yx_err err)
{
    return errs[known(err)].heals;
}

enum yx_err yx_err_of_errno(int e)
{
    switch (e) {
    case 0:
        return YX_OK;
    case ENOENT:
    case ENOTDIR:
        return YX_NOT_FOUND;
    case EEXIST:
    case ENOTEMPTY:
        return YX_DUPLICATE;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return YX_FULL;
    case EROFS:
    case EACCES:
    case EPERM:
        return YX_READ_ONLY;
    default:
        return YX_IO;
    }
}
