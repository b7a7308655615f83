/* How a kind's file is read: shared by the files kind_*.c alone. */
#ifndef YX_CASES_KIND_INSIDE_H
#define YX_CASES_KIND_INSIDE_H

#include "cases/kind.h"
#include "config/yaml.h"

struct kind_reader {
    struct yx_arena *arena;
    struct yx_faults *faults;
    const char *file;
    struct yx_kind *kind;
};

void kind_fault(const struct kind_reader *, const struct yx_node *at, const char *format, ...) YX_PRINTF(3, 4);

/* A text of a map, 1 to `most` characters, cleaned; absent: NULL, a fault when it must be there. */
const char *kind_text(const struct kind_reader *, const struct yx_node *map, const char *key, size_t most, bool must);
/* A whole number between two others; absent: `dflt`. */
int kind_int(const struct kind_reader *, const struct yx_node *map, const char *key, int least, int most, int dflt);
/* true or false. */
bool kind_bool(const struct kind_reader *, const struct yx_node *map, const char *key, bool dflt);
/* A name of ours: a-z, 0-9, _. */
bool kind_is_name(const char *text);
/* A child that must be a list (or map) when it is there; NULL: it is not, or is something else, which is said. */
const struct yx_node *kind_list(const struct kind_reader *, const struct yx_node *map, const char *key);
const struct yx_node *kind_map(const struct kind_reader *, const struct yx_node *map, const char *key);

/* {field, is: [values]} at `key`: the field must have been read before. */
void kind_condition(const struct kind_reader *, const struct yx_node *map, const char *key, struct yx_condition *out);

/* kind_fields.c, kind_limits.c: one part of the file each. */
void kind_read_fields(const struct kind_reader *, const struct yx_node *root);
void kind_read_limits(const struct kind_reader *, const struct yx_node *root);
/* {n, unit, roll, …}; keys beside those are the caller's. */
void kind_read_term(const struct kind_reader *, const struct yx_node *map, struct yx_term *out);
/* A list of events, of states, of actors, as bits; each word that is none is a fault. */
uint64_t kind_events(const struct kind_reader *, const struct yx_node *map, const char *key);
unsigned kind_states(const struct kind_reader *, const struct yx_node *map, const char *key);
unsigned kind_actors(const struct kind_reader *, const struct yx_node *list);

#endif
