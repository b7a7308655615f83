/* What became of a text as Kannel wants to hear it. Anything in a body would be sent to the citizen, so a
 * body is empty; a 503 makes Kannel bring the same text again, with the same id. */
#include "sms.h"

/* Nothing that a later try would change. */
static bool is_final(enum yx_err err)
{
    switch (err) {
    case YX_INVALID:
    case YX_DENIED:
    case YX_FORBIDDEN:
    case YX_NOT_FOUND:
    case YX_METHOD:
    case YX_TOO_LARGE:
    case YX_MISMATCH:
        return true;
    default:
        return false;
    }
}

void sms_encode(void *self, struct yx_exchange *x, const struct yx_outcome *outcome)
{
    const struct sms_exchange *own = x->own;
    struct yx_response *resp = x->response;
    (void)self;
    yx_respond_header(resp, "Cache-Control", "no-store");
    if (own->why)
        yx_log(YX_WARN, "message refused", "channel", "sms", "gateway", own->gateway ? own->gateway->name : "-", "why",
            own->why, "err", yx_err_words(outcome->err), NULL);
    int status = outcome->err == YX_OK ? 200 : is_final(outcome->err) ? yx_http_status(outcome->err) : 503;
    yx_respond(resp, status, "text/plain; charset=utf-8", "", 0);
}
