/* The contract of a plugin: a folder plugins/NAME with one .so, whose one visible
 * symbol is `yx_plugin`. plugins/README.md shows how to write one.
 * `work` (jobs, in the post role) joins with that role; the ABI number moves then. */
#ifndef YX_PLUGIN_H
#define YX_PLUGIN_H

#include "gate/route.h"
#include "yx.h"

#define YX_PLUGIN_ABI_NUMBER 2
#define YX_PLUGIN_ABI { YX_PLUGIN_ABI_NUMBER, sizeof(struct yx_plugin) }

/* How sure a plugin is that a message is its own. */
struct yx_bid {
    int sure;        /* 0 to 100; under 1 is no bid */
    const char *why; /* for the log: an English word or two, static; no citizen's text */
};

/* A line of standard input, for a filter. */
struct yx_line {
    struct yx_arena *arena; /* wiped behind the line */
    const char *text;       /* without its end; valid UTF-8, NUL behind len */
    size_t len;
    int64_t now_ms;
    bool json;              /* for a program, else for a person */
};

/* A command of the plugin on the command line, `yixian NAME WORD [--json] [--now TIME]`: what the plugin makes of a
 * text, without a house around it. The core reads standard input line by line and prints what comes out; the
 * plugin is started alone, in role tool, with neither store nor knowledge base. */
struct yx_plugin_filter {
    const char *word;    /* "read" */
    const char *summary; /* one line of English */
    /* Write what is said about this line, in one line (its end is added). A pure function; not YX_OK: a fault of
     * ours, and the command ends. */
    enum yx_err (*line)(void *self, const struct yx_line *, struct yx_buf *out);
};

struct yx_plugin {
    struct yx_abi abi;   /* MUST: YX_PLUGIN_ABI */
    const char *name;    /* MUST: the name of its folder, a-z and _ */
    const char *summary; /* MUST: one line of English for the administrator */
    const struct yx_option *options; /* MAY: rows, ended by one without name */

    /* MAY. Make what the plugin needs, once per process; *self_out is handed to
     * everything below. Not YX_OK: the process does not start (say why with
     * yx_host_fault). Single-threaded. */
    enum yx_err (*start)(const struct yx_host *, void **self_out);
    void (*stop)(void *self);

    /* MAY. How sure it is; without it only triggers, choices and the floor bring turns.
     * Must not add effects. Many threads at once. */
    struct yx_bid (*bid)(void *self, const struct yx_turn *);

    /* MUST, except of a plugin with filters and without bid, triggers and routes: it answers nobody. Read the turn, add effects. No I/O of its own: it may be run again, and
     * may crash at any line without harm. Not YX_OK: the effects are dropped and the
     * citizen is offered a person. Many threads at once. */
    enum yx_err (*answer)(void *self, struct yx_turn *);

    /* MAY. HTTP endpoints, all below /api/NAME/; ended by one without path. */
    const struct yx_route *routes;

    /* MAY. Commands of its own; ended by one without word. */
    const struct yx_plugin_filter *filters;
};

extern YX_API const struct yx_plugin yx_plugin;

#endif
