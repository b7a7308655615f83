/* What every unit test includes: cmocka and its needs, in the right order. */
#ifndef YX_UNIT_H
#define YX_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A new empty folder under $TMPDIR or /tmp; remove it with unit_remove. */
static inline char *unit_folder(void)
{
    const char *tmp = getenv("TMPDIR");
    char *path = NULL;
    if (asprintf(&path, "%s/yixian-unit-XXXXXX", tmp ? tmp : "/tmp") < 0 || mkdtemp(path) == NULL)
        fail_msg("no temporary folder");
    return path;
}

static inline void unit_remove(char *folder)
{
    char *command = NULL;
    if (asprintf(&command, "rm -rf '%s'", folder) < 0 || system(command) != 0)
        print_message("left behind: %s\n", folder);
    free(command);
    free(folder);
}

#endif
