/* What can go wrong, once, for every room: a word for the log, and whether
 * trying again can help. */
#ifndef YX_BASE_ERR_H
#define YX_BASE_ERR_H

#include <stdbool.h>

#include "base/api.h"

/* X(name, its name in JSON, words for the log, may heal by itself) */
#define YX_ERR_MAP(X)                                                          \
    X(OK, "ok", "ok", false)                                                   \
    X(EMPTY, "empty", "nothing there", false)                                  \
    X(INVALID, "invalid", "malformed", false)                                  \
    X(TOO_LARGE, "too_large", "too large", false)                              \
    X(DENIED, "denied", "not authentic", false)                                \
    X(FORBIDDEN, "forbidden", "not allowed", false)                            \
    X(NOT_FOUND, "not_found", "not found", false)                              \
    X(METHOD, "method", "method not allowed", false)                           \
    X(CONFLICT, "conflict", "changed meanwhile", true)                         \
    X(LEASE, "lease", "not theirs any more", false)                            \
    X(DUPLICATE, "duplicate", "seen before", false)                            \
    X(MISMATCH, "mismatch", "same id, other content", false)                   \
    X(RATE, "rate", "too many", true)                                          \
    X(BUSY, "busy", "try later", true)                                         \
    X(TIMEOUT, "timeout", "took too long", true)                               \
    X(FULL, "full", "no space left", true)                                     \
    X(READ_ONLY, "read_only", "not writable", false)                           \
    X(NEWER, "newer", "made by a newer version", false)                        \
    X(CORRUPT, "corrupt", "damaged", false)                                    \
    X(IO, "io", "input or output failed", true)                                \
    X(MEMORY, "memory", "out of memory", true)                                 \
    X(INTERNAL, "internal", "a fault of ours", false)

enum yx_err {
#define X(name, json, words, heals) YX_##name,
    YX_ERR_MAP(X)
#undef X
        YX_ERR_COUNT
};

/* The words of an error, for logs and command lines; static. Any thread. */
YX_API const char *yx_err_words(enum yx_err);

/* The name of an error in lower case ("too_large"), for JSON; static. */
YX_API const char *yx_err_name(enum yx_err);

/* Whether the same call may succeed later without anybody mending anything. */
YX_API bool yx_err_heals(enum yx_err);

/* What an errno of a file means; 0 is YX_OK. A quota and a limit on the size of files
 * are a full disk to the operator too. Any thread. */
enum yx_err yx_err_of_errno(int e);

#endif
