/* One option of the configuration as a row: reading, checking, help and
 * documentation are all made from it. */
#ifndef YX_CONFIG_OPTION_H
#define YX_CONFIG_OPTION_H

#include <stdint.h>

enum yx_option_kind {
    YX_INT,    /* whole number between min and max */
    YX_BOOL,   /* true or false */
    YX_TEXT,   /* any text of min..max characters */
    YX_PATH,   /* a file or folder; relative to the folder of yixian.yaml */
    YX_SECRET, /* the path of a file whose content is the secret (or env:NAME), of
                * min..max bytes; never printed; "" when it may be absent */
    YX_ENUM,   /* one of the words in .choices, separated by blanks */
    YX_LIST,   /* a list of texts */
};

/* Which processes may read it (bits). */
enum yx_role {
    YX_ROLE_GATE = 1,
    YX_ROLE_SERVE = 2, /* the supervisor */
    YX_ROLE_TOOL = 4,  /* the command line */
    YX_ROLE_POST = 8,  /* sends letters, fetches files */
    YX_ROLE_CLOCK = 16, /* looks for what is due */
    YX_ROLE_ALL = 31,
};

struct yx_option {
    const char *name; /* "gate.threads"; of a guest without its prefix */
    enum yx_option_kind kind;
    const char *dflt; /* as it would be written; NULL: it must be given */
    int64_t min, max;
    const char *unit;    /* "ms", "threads", … or NULL */
    const char *choices; /* YX_ENUM */
    unsigned roles;      /* 0 means YX_ROLE_ALL */
    const char *text;    /* what it does, one line */
};

#endif
