/* All articles with the register of laws and the topics: what lint judges and
 * build compiles. */
#ifndef YX_KB_LIBRARY_H
#define YX_KB_LIBRARY_H

#include "base/arena.h"
#include "base/err.h"
#include "config/faults.h"
#include "kb/article.h"
#include "kb/build.h"
#include "kb/register.h"

enum { YX_KB_LIBRARY_BYTES = 512 << 20 }; /* the most an arena for it should allow */

struct yx_kb_topics {
    const char *const *titles; /* count of them */
    size_t count;
};

struct yx_kb_library {
    struct yx_kb_source *sources; /* those that could be read, in the order of their paths */
    size_t count;
    struct yx_kb_register laws;
    struct yx_kb_topics topics;
};

/* Read DIR/articles (folders deep), DIR/laws and DIR/topics.yaml. What is wrong becomes
 * faults, and YX_INVALID. All lives in the arena. */
enum yx_err yx_kb_library_read(struct yx_arena *, const char *dir, const char *articles, struct yx_faults *,
    struct yx_kb_library *library_out);

/* Judge every article by the rules of README.md; each breach is a fault with its line.
 * YX_OK or YX_INVALID. */
enum yx_err yx_kb_lint(const struct yx_kb_library *, struct yx_faults *);

/* Judge one against the laws and topics of the library. */
void yx_kb_lint_source(const struct yx_kb_library *, const struct yx_kb_source *, struct yx_faults *);

/* Add what is current on `today` (2026-11-23) to the builder; how many in *count_out. */
enum yx_err yx_kb_library_compile(const struct yx_kb_library *, struct yx_arena *, const char *today,
    struct yx_kb_builder *, size_t *count_out);

#endif
