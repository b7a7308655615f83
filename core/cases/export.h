/* The archive of one case: for tool.c alone. */
#ifndef YX_CASES_EXPORT_H
#define YX_CASES_EXPORT_H

#include <jansson.h>

#include "base/buf.h"
#include "cases/inside.h"

/* All that is known of it, as view.h writes it. */
struct case_record {
    struct case_row c;
    json_t *is, *fields, *limits, *events;
};

/* Write the archive. YX_TOO_LARGE. */
enum yx_err case_archive(struct yx_arena *, const struct case_record *, struct yx_buf *tar_out);

/* The record as a page of its own: no script, no address, all words escaped. */
void case_record_html(struct yx_arena *, const struct case_record *, struct yx_buf *);

/* A file of a tar archive (POSIX ustar, owner and time left out so that the same bytes come out again); its end. Names
 * are short and ours. */
void case_tar_add(struct yx_buf *, const char *name, const void *bytes, size_t len);
void case_tar_end(struct yx_buf *);

#endif
