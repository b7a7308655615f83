/* JSON printed straight into a buffer: what every turn prints is small and of a known form,
 * and a tree of it costs dozens of allocations. Reading is jansson's. */
#ifndef YX_BASE_JSON_H
#define YX_BASE_JSON_H

#include "base/buf.h"

/* A text in quotes. What is not UTF-8 is printed as an empty one. */
void yx_json_text(struct yx_buf *, const char *text);

/* A member of the object that is open at the buffer's end, with the comma before it when it
 * needs one. The name is plain (no escapes); nothing at all when the value is NULL. */
void yx_json_member(struct yx_buf *, const char *name, const char *value);

#endif
