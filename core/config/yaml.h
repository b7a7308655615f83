/* YAML files as a tree that remembers its lines. Reads libyaml's events, so that
 * aliases and tags have their exact place; the only room that includes yaml.h. Refuses duplicate keys, aliases, tags,
 * more than one document, files over 1 MiB and nesting deeper than 16. */
#ifndef YX_CONFIG_YAML_H
#define YX_CONFIG_YAML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/api.h"
#include "base/arena.h"
#include "base/err.h"
#include "config/faults.h"

enum yx_node_kind { YX_NODE_TEXT, YX_NODE_LIST, YX_NODE_MAP };

struct yx_node {
    enum yx_node_kind kind;
    int line, column;            /* from 1 */
    const char *key;             /* its name in the map that holds it, else NULL */
    const char *path;            /* ".topics[3].title", for messages */
    const char *text;            /* YX_NODE_TEXT */
    bool plain;                  /* written without quotes, so that 12 and "12" differ */
    const struct yx_node *first; /* children of a list or a map, in order */
    const struct yx_node *next;
    size_t count;
};

/* Read a file. Faults are added to `faults` with file and line (also that it cannot
 * be opened). YX_OK: *root_out lives in the arena, never NULL (an empty file is an
 * empty map). */
enum yx_err yx_yaml_file(struct yx_arena *, const char *file, struct yx_faults *,
    const struct yx_node **root_out);

/* The same from bytes; `file` and `first_line` are for the messages (front matter
 * starts on line 2 of its file). */
enum yx_err yx_yaml_bytes(struct yx_arena *, const char *bytes, size_t len, const char *file,
    int first_line, struct yx_faults *, const struct yx_node **root_out);

/* The child of a map by name, or NULL. */
YX_API const struct yx_node *yx_node_get(const struct yx_node *map, const char *key);
/* Its text, or `dflt` when it is absent; a list or map there is a fault of the caller's table. */
YX_API const char *yx_node_text(const struct yx_node *map, const char *key, const char *dflt);

/* Check a map against the keys it may have (NULL at the end); each other key is a fault. */
void yx_node_only(const struct yx_node *map, const char *file, struct yx_faults *,
    const char *const keys[]);

#endif
