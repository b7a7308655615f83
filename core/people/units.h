/* Teams, bodies and areas: names with one link each. Every function works inside a transaction. */
#ifndef YX_PEOPLE_UNITS_H
#define YX_PEOPLE_UNITS_H

#include "store/store.h"
#include "yx_desk.h"

enum { YX_UNITS_MOST = 1000, YX_UNIT_NAME_MOST = 40 };

/* By name, at most YX_UNITS_MOST. */
enum yx_err yx_unit_list(struct yx_tx *, struct yx_arena *, enum yx_unit_kind, struct yx_unit **units_out,
    size_t *count_out);
/* YX_EMPTY: there is none. */
enum yx_err yx_unit_get(struct yx_tx *, struct yx_arena *, enum yx_unit_kind, int64_t id, struct yx_unit *unit_out);
/* YX_DUPLICATE: the name is taken. */
enum yx_err yx_unit_insert(struct yx_tx *, enum yx_unit_kind, const struct yx_unit *, int64_t now_ms);
/* The same; YX_EMPTY: there is none. */
enum yx_err yx_unit_update(struct yx_tx *, enum yx_unit_kind, const struct yx_unit *);

#endif
