/* The same page inside a frame of another site: who may, and how we tell. */
#include <stdio.h>
#include <string.h>

#include "web.h"

enum { ORIGIN_MOST = 100, PORT_DIGITS = 5 };

bool web_is_framed(const struct yx_request *req)
{
    const char *dest = yx_request_header(req, "Sec-Fetch-Dest");
    if (dest == NULL) /* an old browser: only frames are led there */
        return strcmp(req->path, "/chat/") == 0;
    return strcmp(dest, "iframe") == 0 || strcmp(dest, "frame") == 0;
}

/* A host's name, and perhaps a port, as a browser writes them in an origin. */
static bool is_authority(const char *at)
{
    size_t host = strspn(at, "abcdefghijklmnopqrstuvwxyz0123456789.-");
    const char *port = at + host;
    if (host == 0 || strchr(".-", at[0]) || strchr(".-", port[-1]) || strstr(at, ".."))
        return false;
    size_t digits = *port == ':' ? strspn(port + 1, "0123456789") : 0;
    return *port == '\0' || (digits >= 1 && digits <= PORT_DIGITS && port[1 + digits] == '\0');
}

bool web_is_origin(const char *text)
{
    static const char *const schemes[] = { "https://", "http://" };
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (strncmp(text, schemes[i], strlen(schemes[i])) == 0)
            return strlen(text) <= ORIGIN_MOST && is_authority(text + strlen(schemes[i]));
    return false;
}

enum yx_err web_frame_open(struct web *web)
{
    const char *origin = yx_option_item(web->host, "frame_ancestors", 0);
    size_t len = (size_t)snprintf(web->frame_rule, sizeof web->frame_rule, "frame-ancestors%s", origin ? "" : " 'none'");
    for (size_t i = 0; (origin = yx_option_item(web->host, "frame_ancestors", i)) != NULL; i++) {
        if (!web_is_origin(origin)) {
            yx_host_fault(web->host, "frame_ancestors",
                "must be a list of origins: https://www.example.gov.cn, in lower case, without a path");
            return YX_INVALID;
        }
        len += (size_t)snprintf(web->frame_rule + len, sizeof web->frame_rule - len, " %s", origin);
    }
    return YX_OK;
}

void web_frame_allow(const struct web *web, const struct yx_request *req, struct yx_response *resp)
{
    if (strncmp(req->path, "/chat", 5) == 0)
        yx_respond_header(resp, "Content-Security-Policy", web->frame_rule);
}
