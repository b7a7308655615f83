/* Documents and questions from JSON lines, plain or gzipped: {"id", "title", "text"}
 * with "keywords" if there are any, and {"id", "text"}. */
#ifndef YX_KB_CORPUS_H
#define YX_KB_CORPUS_H

#include "base/err.h"
#include "kb/build.h"

/* One line. Texts live until `take` returns; those that are absent are "". Anything
 * but YX_OK ends the reading with that error. */
struct yx_kb_line {
    const char *id, *title, *text, *keywords;
    long number; /* from 1 */
};
typedef enum yx_err (*yx_kb_take_line)(void *arg, const struct yx_kb_line *);

/* Read a file. YX_NOT_FOUND, YX_IO; YX_INVALID: a line is not such an object or has no
 * id; YX_TOO_LARGE: a line over 4 MiB. *line_out: the line it ended at, 0 if none. */
enum yx_err yx_kb_corpus_read(const char *path, yx_kb_take_line take, void *arg, long *line_out);

/* What weighs in these documents, judged by the first: a title that only cites (法名第
 * 几条) says nothing that a layman's question could contain. */
enum yx_err yx_kb_corpus_weights(const char *path, const struct yx_kb_weights **weights_out);

/* Add each line to the builder. */
enum yx_err yx_kb_corpus_build(const char *path, struct yx_kb_builder *, long *line_out);

#endif
