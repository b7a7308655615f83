/* Numbers that were learned, as data beside the articles. */
#ifndef YX_KB_MODEL_H
#define YX_KB_MODEL_H

#include "base/err.h"
#include "kb/build.h"

/* Read `term TAB log-odds` lines (# begins a remark, the term ^ is the constant that
 * every text begins with) and give them to the builder. A
 * missing file is no error: then every term's odds are 0. YX_INVALID: a line is wrong
 * (its number in yx_kb_builder_fault's words), YX_IO. */
enum yx_err yx_kb_model_read(const char *path, struct yx_kb_builder *);

#endif
