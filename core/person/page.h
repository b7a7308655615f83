/* The copy as a page that is read without anything else: no script, nothing fetched. */
#ifndef YX_PERSON_PAGE_H
#define YX_PERSON_PAGE_H

#include "person/parts.h"

/* Print the whole tree of a copy (copy.c). */
void person_page(struct yx_buf *, const struct yx_person_work *, const json_t *copy);

#endif
