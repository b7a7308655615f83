#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "web.h"

/* The county's one colour, and a lighter one of the same kind to be read on a dark ground. */

enum { HEX_LEN = 7 };
static const double read_on_white = 4.5, read_on_dark = 7.0; /* contrasts of WCAG 2.1 */
static const unsigned white = 0xffffff, dark_ground = 0x1a222d;

static double linear(unsigned channel)
{
    double part = (double)channel / 255;
    return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4);
}

static double luminance(unsigned rgb)
{
    return 0.2126 * linear(rgb >> 16 & 255) + 0.7152 * linear(rgb >> 8 & 255) + 0.0722 * linear(rgb & 255);
}

static double contrast(unsigned a, unsigned b)
{
    double x = luminance(a), y = luminance(b);
    return (fmax(x, y) + 0.05) / (fmin(x, y) + 0.05);
}

static unsigned toward_white(unsigned rgb)
{
    unsigned mixed = 0;
    for (unsigned shift = 0; shift <= 16; shift += 8) {
        unsigned channel = rgb >> shift & 255;
        mixed |= (channel + (255 - channel + 9) / 10) << shift;
    }
    return mixed;
}

enum yx_err web_colour_read(const char *text, unsigned *rgb_out)
{
    if (strlen(text) != HEX_LEN || text[0] != '#' ||
        strspn(text + 1, "0123456789abcdefABCDEF") != HEX_LEN - 1)
        return YX_INVALID;
    *rgb_out = (unsigned)strtoul(text + 1, NULL, 16);
    return contrast(*rgb_out, white) >= read_on_white ? YX_OK : YX_TOO_LARGE;
}

enum yx_err web_get_style(void *self, struct yx_request *req, struct yx_response *resp)
{
    const struct web *web = self;
    unsigned light = web->colour;
    while (contrast(light, dark_ground) < read_on_dark)
        light = toward_white(light);
    const char *style =
        yx_arena_print(req->arena, ":root{--county:#%06x;--county-light:#%06x}\n", web->colour, light);
    yx_respond_header(resp, "Cache-Control", "public, max-age=300");
    yx_respond(resp, 200, "text/css; charset=utf-8", style, strlen(style));
    return YX_OK;
}
