#include <string.h>

#include "web.h"

/* Served apart, so that the page's policy can forbid every inline style and script. */
static const char style[] =
    ":root{color-scheme:light;--ink:#1b2430;--soft:#5b6776;--line:#d9dfe7;--main:#0b5cad}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0 auto;max-width:44rem;padding:0 1rem 2rem;color:var(--ink);background:#f5f7fa;"
    "font:1.0625rem/1.6 system-ui,\"PingFang SC\",\"Microsoft YaHei\",\"WenQuanYi Micro Hei\",sans-serif}\n"
    "h1{margin:1rem 0 .25rem;font-size:1.375rem}\n"
    "h2{margin:0 0 .25rem;font-size:.875rem;color:var(--soft);font-weight:600}\n"
    "time{font-weight:400}\n"
    ".facts{margin:0;padding:0;list-style:none;color:var(--soft);font-size:.9375rem}\n"
    ".facts b{margin-right:.5em;font-weight:600}\n"
    ".urgent{margin:.75rem 0;padding:.5rem .75rem;border-left:4px solid #c62828;background:#fdecea}\n"
    ".notice{padding:.5rem .75rem;border-left:4px solid #b26a00;background:#fff4e0}\n"
    ".error{padding:.5rem .75rem;border-left:4px solid #c62828;background:#fdecea;font-weight:600}\n"
    "article,.welcome{margin:.75rem 0;padding:.75rem;border:1px solid var(--line);border-radius:.5rem;background:#fff}\n"
    "article.citizen{margin-left:2rem;background:#e8f1fb}\n"
    "article p{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}\n"
    ".sources{margin-top:.5rem;padding-top:.5rem;border-top:1px dashed var(--line);font-size:.9375rem}\n"
    ".sources ul{margin:.25rem 0 0;padding-left:1.25rem}\n"
    ".sources cite{font-style:normal}\n"
    ".sources q{display:block;color:var(--soft)}\n"
    ".choices{margin-top:.5rem}\n"
    ".choices form{margin:.375rem 0}\n"
    "button{min-height:2.75rem;padding:.375rem 1rem;border:1px solid var(--main);border-radius:.5rem;"
    "background:#fff;color:var(--main);font:inherit;text-align:left;cursor:pointer}\n"
    "button:focus-visible,textarea:focus-visible{outline:3px solid #7fb3e6}\n"
    ".choice button{width:100%}\n"
    "label{display:block;font-weight:600}\n"
    "textarea{width:100%;padding:.5rem;border:1px solid var(--soft);border-radius:.5rem;font:inherit}\n"
    ".write button{width:100%;margin:.5rem 0;background:var(--main);color:#fff;text-align:center}\n"
    ".person button{width:100%;text-align:center}\n"
    "footer{margin-top:1.5rem;color:var(--soft);font-size:.875rem}\n";

enum yx_err web_get_style(void *self, struct yx_request *req, struct yx_response *resp)
{
    (void)self;
    (void)req;
    yx_respond_header(resp, "Cache-Control", "public, max-age=3600");
    yx_respond(resp, 200, "text/css; charset=utf-8", style, sizeof style - 1);
    return YX_OK;
}
