/* One value of the configuration, read by its row. Inside core/config only. */
#ifndef YX_CONFIG_VALUE_H
#define YX_CONFIG_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "config/faults.h"
#include "config/option.h"
#include "config/yaml.h"

struct yx_value_reader {
    struct yx_arena *arena;
    struct yx_faults *faults;
    const char *file;   /* for the messages */
    const char *folder; /* relative paths start here */
    unsigned role;      /* secrets of other roles are not read */
};

struct yx_setting {
    const char *name; /* in full */
    const struct yx_option *row;
    int64_t number;           /* YX_INT, YX_BOOL */
    const char *text;         /* YX_TEXT, YX_PATH, YX_ENUM, YX_SECRET: its content */
    size_t len;               /* YX_SECRET: bytes */
    const char **items;       /* YX_LIST */
    size_t count;
    struct yx_setting *next;
};

/* Read what the file says (node) or, without one, the default. Faults name the place;
 * the setting then keeps a harmless value. Never repeats a secret in a message. */
void yx_value_read(const struct yx_value_reader *, const struct yx_node *node, struct yx_setting *);

#endif
