/* PNG, W3C third edition: a signature and chunks of length, type, data, CRC. */
#include <string.h>
#include <zlib.h>

#include "files/look.h"

enum { SIGNATURE = 8, HEAD = 8, CRC = 4, IHDR_BYTES = 13, PROFILE_MOST = 512 << 10 };

struct png {
    struct yx_bytes in;
    size_t pos;
    struct yx_sink *out;
    bool data, held; /* seen; held: our eXIf is written */
};

struct chunk {
    const uint8_t *whole; /* from its length to its CRC */
    struct yx_bytes body;
    char type[5];
};

static bool is_kept(const struct chunk *c)
{
    /* what the picture consists of, animated or not, and how its colours and size are meant */
    static const char *const kept[] = { "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "cICP", "sBIT",
        "bKGD", "pHYs", "acTL", "fcTL", "fdAT" };
    if (strcmp(c->type, "iCCP") == 0)
        return c->body.len <= PROFILE_MOST;
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (strcmp(c->type, kept[i]) == 0)
            return true;
    return false;
}

static bool is_intact(const struct chunk *c)
{
    uLong crc = crc32(crc32(0, NULL, 0), c->whole + 4, (uInt)(4 + c->body.len));
    return yx_be32(c->body.at + c->body.len) == crc;
}

static bool next_chunk(struct png *p, struct chunk *c)
{
    const size_t left = p->in.len - p->pos;
    if (left < HEAD + CRC)
        return false;
    c->whole = p->in.at + p->pos;
    c->body = (struct yx_bytes){ c->whole + HEAD, yx_be32(c->whole) };
    if (c->body.len > left - HEAD - CRC)
        return false;
    memcpy(c->type, c->whole + 4, 4);
    c->type[4] = '\0';
    p->pos += HEAD + c->body.len + CRC;
    return true;
}

static void put_number(struct png *p, uint32_t n)
{
    const uint8_t be[] = { (uint8_t)(n >> 24), (uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n };
    yx_sink_put(p->out, be, sizeof be);
}

static void put_orientation(struct png *p, const struct chunk *c)
{
    uint8_t body[4 + YX_EXIF_BYTES] = "eXIf";
    unsigned held = yx_exif_orientation(yx_exif_tiff(c->body));
    if (p->held || p->data || held == 1)
        return;
    yx_exif_build(held, body + 4);
    put_number(p, YX_EXIF_BYTES);
    yx_sink_put(p->out, body, sizeof body);
    put_number(p, (uint32_t)crc32(crc32(0, NULL, 0), body, sizeof body));
    p->held = true;
}

static enum yx_file_reason take_chunk(struct png *p, const struct chunk *c)
{
    if (strcmp(c->type, "eXIf") == 0)
        put_orientation(p, c);
    if (!is_kept(c))
        return YX_REASON_FINE;
    if (!is_intact(c))
        return YX_REASON_BROKEN;
    p->data = p->data || strcmp(c->type, "IDAT") == 0;
    yx_sink_put(p->out, c->whole, HEAD + c->body.len + CRC);
    return YX_REASON_FINE;
}

enum yx_file_reason yx_png_clean(struct yx_bytes in, struct yx_sink *out)
{
    struct png p = { .in = in, .pos = SIGNATURE, .out = out };
    struct chunk c;
    if (in.len < SIGNATURE || memcmp(in.at, "\x89PNG\r\n\x1a\n", SIGNATURE) != 0)
        return YX_REASON_BROKEN;
    yx_sink_put(out, in.at, SIGNATURE);
    if (!next_chunk(&p, &c) || strcmp(c.type, "IHDR") != 0 || c.body.len != IHDR_BYTES)
        return YX_REASON_BROKEN;
    enum yx_file_reason why = yx_picture_size(yx_be32(c.body.at), yx_be32(c.body.at + 4));
    for (bool first = true; why == YX_REASON_FINE; first = false) {
        if (!first && (!next_chunk(&p, &c) || strcmp(c.type, "IHDR") == 0))
            return YX_REASON_BROKEN; /* cut off, or begun anew */
        why = take_chunk(&p, &c);
        if (why == YX_REASON_FINE && strcmp(c.type, "IEND") == 0)
            return p.data ? YX_REASON_FINE : YX_REASON_BROKEN;
    }
    return why;
}
