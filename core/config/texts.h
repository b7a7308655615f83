/* Catalogues: every text that people see, by key. One file per speaker
 * (core/texts/zh-CN.yaml, plugins/NAME/texts/zh-CN.yaml); a county changes single
 * texts in a folder of its own with the same layout (option paths.county). */
#ifndef YX_CONFIG_TEXTS_H
#define YX_CONFIG_TEXTS_H

#include <stdarg.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "config/faults.h"

struct yx_texts;

/* Read `file`, then what `county_file` (may be NULL or absent) says otherwise.
 * A county's key that the first file lacks, or another set of {placeholders}
 * than the original's, is a fault. Free with yx_texts_free. */
enum yx_err yx_texts_open(const char *file, const char *county_file, struct yx_faults *,
    struct yx_texts **texts_out);

/* The text of a key; texts inside maps are asked for by their path, "page.title". A key
 * that is not there ends the process in tests (yx_texts_strict) and is the key itself,
 * logged once, while serving. Any thread. */
const char *yx_texts_get(const struct yx_texts *, const char *key);

/* The text with its {name} filled in: pairs of name and value, then NULL. A
 * placeholder without a value stays as it is. */
char *yx_texts_fill(const struct yx_texts *, struct yx_arena *, const char *key, ...);
char *yx_texts_vfill(const struct yx_texts *, struct yx_arena *, const char *key, va_list);

/* The n-th text, from 0, in the order of keys; false behind the last. */
bool yx_texts_at(const struct yx_texts *, size_t n, const char **key_out, const char **text_out);

/* A missing key ends the process from now on: for tests. */
void yx_texts_strict(bool on);

void yx_texts_free(struct yx_texts **);

#endif
