/* An article as its editor wrote it: front matter and body. */
#ifndef YX_KB_ARTICLE_H
#define YX_KB_ARTICLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "config/faults.h"
#include "config/yaml.h"

enum { YX_KB_ARTICLE_BYTES_MAX = 256 * 1024 };

struct yx_kb_source_basis {
    const char *law, *article; /* "" when missing */
    int line;
};

/* Texts that are missing are ""; all lives in the arena it was read into. */
struct yx_kb_source {
    const char *file;
    const struct yx_node *front; /* for the lines of messages */
    const char *id, *title, *topic, *area, *status, *document;
    const char *valid_from, *valid_to, *reviewed_on, *verified;
    const char *const *ask; /* ask_count of them */
    size_t ask_count;
    const struct yx_kb_source_basis *basis;
    size_t basis_count;
    const char *body; /* without the blank lines at both ends */
    int body_line;
    char revision[17]; /* hex, changes with any byte of the file */
};

/* Read a file. YX_OK: it has the form of an article, whatever lint may say of its
 * content; else YX_INVALID (with faults that say where), YX_IO, YX_TOO_LARGE. */
enum yx_err yx_kb_source_read(struct yx_arena *, const char *file, struct yx_faults *,
    struct yx_kb_source *source_out);

/* The same from bytes. */
enum yx_err yx_kb_source_parse(struct yx_arena *, const char *bytes, size_t len, const char *file,
    struct yx_faults *, struct yx_kb_source *source_out);

/* Whether it is compiled: status current, and `today` (2026-11-23) within its dates. */
bool yx_kb_source_is_current(const struct yx_kb_source *, const char *today);

#endif
