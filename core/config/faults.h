/* What is wrong with files that people write, all of it, each with its place. */
#ifndef YX_CONFIG_FAULTS_H
#define YX_CONFIG_FAULTS_H

#include <stdio.h>

#include "base/api.h"
#include "base/arena.h"

struct yx_fault {
    const char *file;
    int line, column; /* 0: unknown */
    const char *path; /* inside the file, or "" */
    const char *message;
    struct yx_fault *next;
};

struct yx_faults {
    struct yx_arena *arena; /* set by the owner before use */
    struct yx_fault *first, *last;
    size_t count;
};

/* Add one; everything is copied into the arena. After 100 only the count grows. */
YX_API void yx_fault_add(struct yx_faults *, const char *file, int line, int column, const char *path,
    const char *format, ...) YX_PRINTF(6, 7);

/* Print them, one a line: `file:line:column: .path: message`; all in one write, so that several processes that find
 * the same fault do not mix their lines. */
void yx_faults_print(const struct yx_faults *, FILE *);

#endif
