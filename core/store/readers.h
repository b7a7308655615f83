/* The pool of snapshot connections. */
#ifndef YX_STORE_READERS_H
#define YX_STORE_READERS_H

#include "store/engine.h"

struct yx_readers;

/* Up to `count` connections, each opened when it is first needed; the first at once. */
enum yx_err yx_readers_open(const char *path, enum yx_engine_mode, int count,
    struct yx_readers **readers_out);
void yx_readers_close(struct yx_readers **); /* all must have been given back */

/* As yx_store_read and yx_store_done. */
enum yx_err yx_readers_lend(struct yx_readers *, struct yx_tx **tx_out);
void yx_readers_back(struct yx_readers *, struct yx_tx **);

#endif
