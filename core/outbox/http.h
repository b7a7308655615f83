/* Requests to others, many at a time on one thread: libcurl's multi interface, and the
 * only file that includes curl.h behind it. Connections are kept. Nothing of a URL, which
 * may hold a token, is ever logged. */
#ifndef YX_OUTBOX_HTTP_H
#define YX_OUTBOX_HTTP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "yx_channel.h"

struct yx_http;

/* Called once for each request that was begun, from yx_http_wait. The answer lives as long
 * as the call. */
typedef void yx_http_done(void *arg, const struct yx_http_answer *);

/* Where an answer goes, and by which way. */
struct yx_http_how {
    const char *unix_socket; /* connect there instead of the URL's host, or NULL */
    bool remove;             /* DELETE, whatever the call says */
    int file;                /* write the body here, and give only its first bytes; 0: keep it in memory */
    size_t body_max;         /* past it the answer counts as cut: status 0 */
};

/* NULL when there is no memory. Free with yx_http_free, which ends what is under way without a word. */
struct yx_http *yx_http_new(void);
void yx_http_free(struct yx_http **);

/* Begin. The texts of `call` must live until `done`. Not YX_OK: it was not begun. */
enum yx_err yx_http_begin(struct yx_http *, const struct yx_http_call *, const struct yx_http_how *,
    yx_http_done *, void *arg);

/* Wait until something moves, one of `fds` (at most 4) is readable or the time is over, and finish what is done. */
void yx_http_wait(struct yx_http *, const int *fds, unsigned count, int timeout_ms);

/* How many are under way. */
int yx_http_count(const struct yx_http *);

#endif
