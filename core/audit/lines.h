/* The chain as lines of JSON: what `yixian audit export` and `audit head` print, and what is read of it
 * elsewhere. */
#ifndef YX_AUDIT_LINES_H
#define YX_AUDIT_LINES_H

#include <stdio.h>

#include "audit/judge.h"

/* Print all that is sealed, then the heads; with `personal`, what entries say, too. *count_out: entries.
 * YX_IO: the file. */
enum yx_err yx_audit_export(struct yx_store *, FILE *, bool personal, int64_t *count_out);

/* One head as a line. */
enum yx_err yx_audit_print_head(FILE *, const struct yx_audit_head *);

/* Show an exported file to the judge, which may have points already, as if it were the database. YX_OK: the
 * report says how it is; YX_INVALID: *why_out (the judge's arena) says which line is none. */
enum yx_err yx_audit_lines_verify(struct yx_audit_judge *, const char *file, const char **why_out);

/* Add what a file printed earlier says of the chain, as points: heads, and entries too. As above. */
enum yx_err yx_audit_lines_points(struct yx_audit_judge *, const char *file, const char **why_out);

#endif
