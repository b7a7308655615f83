/* The citizen's way in by web: an API for pages with script, a page for those without. */
#include "web.h"

#include <stdlib.h>

enum { DEADLINE_MS = 15000 };

static const struct yx_option web_options[] = {
    { "cookie_key", YX_SECRET, .dflt = NULL, .min = 32, .roles = YX_ROLE_GATE,
      .text = "Makes visitors' cookies unforgeable: at least 32 random bytes; changed, all visitors are new." },
    { "colour", YX_TEXT, .dflt = "#1a4e8f", .min = 7, .max = 7, .roles = YX_ROLE_GATE,
      .text = "The county's colour on the page, #rrggbb, dark enough to read white on it." },
    { "frame_ancestors", YX_LIST, .dflt = "", .max = WEB_FRAME_ANCESTORS_MOST, .roles = YX_ROLE_GATE,
      .text = "Sites whose pages may show the hotline in a frame, by origin: [https://www.example.gov.cn]." },
    { 0 },
};

static const struct yx_route web_routes[] = {
    { "/api/chat", YX_POST, WEB_BODY_MOST, YX_ANYBODY, false, NULL },
    { "/api/chat", YX_GET, 0, YX_ANYBODY, false, web_list },
    { "/api/chat/events", YX_GET, 0, YX_ANYBODY, false, web_events },
    { "/api/chat/feedback", YX_POST, WEB_SMALL_BODY_MOST, YX_ANYBODY, false, web_post_feedback },
    { "/api/chat/leave", YX_POST, WEB_SMALL_BODY_MOST, YX_ANYBODY, false, web_leave },
    { "/api/files", YX_POST, WEB_SMALL_BODY_MOST, YX_ANYBODY, false, web_file_begin },
    { "/api/files/{id}", YX_PUT, WEB_PIECE_MOST, YX_ANYBODY, true, web_file_append },
    { "/api/files/{id}", YX_GET, 0, YX_ANYBODY, false, web_file_get },
    { "/api/files/{id}/state", YX_GET, 0, YX_ANYBODY, false, web_file_state },
    { "/", YX_GET, 0, YX_ANYBODY, false, web_get_page },
    { "/chat/", YX_GET, 0, YX_ANYBODY, false, web_get_page },
    { "/chat", YX_POST, WEB_BODY_MOST, YX_ANYBODY, false, web_post_form },
    { "/theme.css", YX_GET, 0, YX_ANYBODY, false, web_get_style },
    { "/widget.js", YX_GET, 0, YX_ANYBODY, false, web_get_widget },
    { 0 },
};

/* The administrator hears which of the two is wrong with the colour. */
static enum yx_err take_colour(struct web *web)
{
    enum yx_err err = web_colour_read(yx_option_text(web->host, "colour"), &web->colour);
    if (err == YX_OK)
        return YX_OK;
    yx_host_fault(web->host, "colour", err == YX_INVALID ? "must be a colour as #rrggbb"
        : "is too light: white words on it could not be read");
    return YX_INVALID;
}

static void web_stop(void *self)
{
    struct web *web = self;
    yx_arena_free(&web->arena);
    free(web);
}

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
    enum yx_err err = take_colour(web);
    if (err == YX_OK)
        err = web_frame_open(web);
    if (err == YX_OK)
        err = web_widget_open(web);
    if (err == YX_OK)
        *self_out = web;
    else
        web_stop(web);
    return err;
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
