/* The register of laws: what exists, how many articles it has, and since when. */
#ifndef YX_KB_REGISTER_H
#define YX_KB_REGISTER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "config/faults.h"

struct yx_kb_law {
    const char *title;
    const char *const *short_titles; /* NULL behind the last */
    int articles;
    const char *adopted, *revised, *since; /* 2018-12-29; revised may be "" */
    const char *status;                    /* current, repealed */
    const char *file;
};

struct yx_kb_register {
    struct yx_kb_law *laws;
    size_t count;
};

/* Read every *.yaml of a folder, in the order of their names. What is wrong with them
 * becomes faults; laws that are right are there all the same. All lives in the arena.
 * YX_INVALID: there were faults; YX_NOT_FOUND: no such folder (a fault too). */
enum yx_err yx_kb_register_read(struct yx_arena *, const char *folder, struct yx_faults *,
    struct yx_kb_register *register_out);

/* The law of this full title, or NULL. */
const struct yx_kb_law *yx_kb_register_find(const struct yx_kb_register *, const char *title);

/* The law that has this as a short title, or NULL: for saying what was perhaps meant. */
const struct yx_kb_law *yx_kb_register_guess(const struct yx_kb_register *, const char *short_title);

/* Whether it is a day of the calendar, written 2018-12-29. */
bool yx_kb_is_day(const char *text);

#endif
