/* The citizen's way in by web: an API for pages with script, a page for those without. */
#include "web.h"

#include <stdlib.h>

enum { DEADLINE_MS = 15000 };

static const struct yx_option web_options[] = {
    { "cookie_key", YX_SECRET, .dflt = NULL, .min = 32, .roles = YX_ROLE_GATE,
      .text = "Makes visitors' cookies unforgeable: at least 32 random bytes; changed, all visitors are new." },
    { 0 },
};

static const struct yx_route web_routes[] = {
    { "/api/chat", YX_POST, WEB_BODY_MOST, YX_ANYBODY, false, NULL },
    { "/api/chat", YX_GET, 0, YX_ANYBODY, false, web_list },
    { "/api/chat/events", YX_GET, 0, YX_ANYBODY, false, web_events },
    { "/api/chat/feedback", YX_POST, WEB_SMALL_BODY_MOST, YX_ANYBODY, false, web_post_feedback },
    { "/", YX_GET, 0, YX_ANYBODY, false, web_get_page },
    { "/chat", YX_POST, WEB_BODY_MOST, YX_ANYBODY, false, web_post_form },
    { "/page.css", YX_GET, 0, YX_ANYBODY, false, web_get_style },
    { 0 },
};

static enum yx_err web_start(const struct yx_host *host, void **self_out)
{
    struct web *web = calloc(1, sizeof *web);
    size_t len = 0;
    if (web == NULL)
        return YX_MEMORY;
    const char *secret = yx_option_secret(host, "cookie_key", &len);
    const struct yx_part parts[] = { { "web cookie", 10 }, { secret, len } };
    yx_digest(NULL, parts, 2, web->key, sizeof web->key);
    web->host = host;
    *self_out = web;
    return YX_OK;
}

static void web_stop(void *self)
{
    free(self);
}

const struct yx_channel yx_channel = {
    .abi = YX_CHANNEL_ABI,
    .name = "web",
    .summary = "the citizen's web page and its API",
    .deadline_ms = DEADLINE_MS,
    .text_max = WEB_TEXT_MOST,
    .options = web_options,
    .routes = web_routes,
    .start = web_start,
    .stop = web_stop,
    .verify = web_verify,
    .decode = web_decode,
    .encode = web_encode,
};
