/* One request of an administrator's to a platform, on the command line: with the account's
 * token, which the running house shares. */
#ifndef YX_OUTBOX_ASK_H
#define YX_OUTBOX_ASK_H

#include "base/buf.h"
#include "serve/rooms.h"
#include "yx_channel.h"

/* Ask and wait. What the answer says is added to `out`, also when it was refused. YX_NOT_FOUND:
 * the channel has no such account; YX_DENIED: no token; YX_INVALID: the channel cannot ask
 * that (it has said why) or the platform refused; YX_IO: no answer. One thread. */
enum yx_err yx_outbox_ask(const struct yx_rooms *, const struct yx_loaded_channel *, const char *account,
    const struct yx_channel_command *, const char *argument, struct yx_buf *out);

#endif
