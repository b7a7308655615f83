/* WebP, RFC 9649: a RIFF file whose chunks are one bare picture, or a canvas (VP8X) with what lies on it. */
#include <string.h>

#include "files/look.h"

enum { RIFF_HEAD = 12, HEAD = 8, VP8X_BYTES = 10, ANMF_BYTES = 16, HAS_EXIF = 0x08, HAS_XMP = 0x04 };

struct webp {
    struct yx_bytes in; /* what the RIFF header says belongs to it */
    struct yx_sink *out;
    bool canvas, picture; /* seen */
    unsigned held;        /* how it is held; 1: as it lies */
    size_t kept;          /* bytes of the chunks that stay */
};

struct chunk {
    const uint8_t *whole;
    struct yx_bytes body;
    size_t bytes; /* with head and padding */
};

static bool is(const struct chunk *c, const char *type)
{
    return memcmp(c->whole, type, 4) == 0;
}

/* The chunk at `at` of these bytes; false: there is no whole one. A missing last byte of padding is forgiven. */
static bool chunk_at(struct yx_bytes in, size_t at, struct chunk *c)
{
    if (in.len - at < HEAD)
        return false;
    c->whole = in.at + at;
    c->body = (struct yx_bytes){ c->whole + HEAD, yx_le32(c->whole + 4) };
    if (c->body.len > in.len - at - HEAD)
        return false;
    c->bytes = HEAD + c->body.len + (c->body.len & 1);
    return true;
}

/* A key frame of VP8 (RFC 6386, 9.1). */
static enum yx_file_reason look_lossy(const struct chunk *c)
{
    const uint8_t *b = c->body.at;
    if (c->body.len < 10 || (b[0] & 1) != 0 || memcmp(b + 3, "\x9d\x01\x2a", 3) != 0)
        return YX_REASON_BROKEN;
    return yx_picture_size(yx_le16(b + 6) & 0x3fff, yx_le16(b + 8) & 0x3fff);
}

static enum yx_file_reason look_lossless(const struct chunk *c)
{
    if (c->body.len < 5 || c->body.at[0] != 0x2f)
        return YX_REASON_BROKEN;
    uint32_t bits = yx_le32(c->body.at + 1);
    return yx_picture_size((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1);
}

static enum yx_file_reason look_canvas(struct webp *w, const struct chunk *c)
{
    if (c->whole != w->in.at + RIFF_HEAD || c->body.len != VP8X_BYTES) /* it comes first, and once */
        return YX_REASON_BROKEN;
    w->canvas = true;
    return yx_picture_size(yx_le24(c->body.at + 4) + 1, yx_le24(c->body.at + 7) + 1);
}

static enum yx_file_reason look_picture(const struct chunk *c)
{
    return is(c, "VP8 ") ? look_lossy(c) : is(c, "VP8L") ? look_lossless(c) : YX_REASON_BROKEN;
}

/* A frame of an animation: its place, then its transparency and its picture, and nothing else. */
static enum yx_file_reason look_frame(const struct chunk *c)
{
    struct chunk inner;
    size_t at = ANMF_BYTES;
    if (c->body.len < ANMF_BYTES || !chunk_at(c->body, at, &inner))
        return YX_REASON_BROKEN;
    if (is(&inner, "ALPH")) {
        at += inner.bytes;
        if (at > c->body.len || !chunk_at(c->body, at, &inner))
            return YX_REASON_BROKEN;
    }
    return at + inner.bytes < c->body.len ? YX_REASON_BROKEN : look_picture(&inner);
}

static bool is_kept(const struct webp *w, const struct chunk *c)
{
    static const char *const of_canvas[] = { "VP8X", "ICCP", "ANIM", "ANMF", "ALPH" };
    if (is(c, "VP8 ") || is(c, "VP8L"))
        return true;
    for (size_t i = 0; i < sizeof of_canvas / sizeof *of_canvas; i++)
        if (w->canvas && is(c, of_canvas[i]))
            return true;
    return false;
}

static enum yx_file_reason look_at(struct webp *w, const struct chunk *c)
{
    if (is(c, "VP8X"))
        return look_canvas(w, c);
    if (is(c, "EXIF"))
        w->held = yx_exif_orientation(yx_exif_tiff(c->body));
    if (is(c, "ANMF")) {
        w->picture = w->picture || w->canvas;
        return look_frame(c);
    }
    if (!is(c, "VP8 ") && !is(c, "VP8L"))
        return YX_REASON_FINE;
    if (w->picture)
        return YX_REASON_BROKEN;
    w->picture = true;
    return look_picture(c);
}

/* All chunks once, to know what stays: the file's length stands at its beginning. */
static enum yx_file_reason look(struct webp *w)
{
    enum yx_file_reason why = YX_REASON_FINE;
    struct chunk c;
    w->held = 1;
    for (size_t at = RIFF_HEAD; at < w->in.len && why == YX_REASON_FINE; at += c.bytes) {
        if (!chunk_at(w->in, at, &c))
            return YX_REASON_BROKEN;
        why = look_at(w, &c);
        if (is_kept(w, &c))
            w->kept += c.bytes;
    }
    return why == YX_REASON_FINE && !w->picture ? YX_REASON_BROKEN : why;
}

static void put_head(struct webp *w, const char *type, size_t len)
{
    const uint8_t head[] = { (uint8_t)type[0], (uint8_t)type[1], (uint8_t)type[2], (uint8_t)type[3], (uint8_t)len,
        (uint8_t)(len >> 8), (uint8_t)(len >> 16), (uint8_t)(len >> 24) };
    yx_sink_put(w->out, head, sizeof head);
}

static void put_canvas(struct webp *w, const struct chunk *c)
{
    uint8_t body[VP8X_BYTES];
    memcpy(body, c->body.at, sizeof body);
    body[0] &= (uint8_t)~(HAS_EXIF | HAS_XMP);
    if (w->held != 1)
        body[0] |= HAS_EXIF;
    put_head(w, "VP8X", sizeof body);
    yx_sink_put(w->out, body, sizeof body);
}

static void put_chunk(struct webp *w, const struct chunk *c)
{
    if (is(c, "VP8X")) {
        put_canvas(w, c);
        return;
    }
    yx_sink_put(w->out, c->whole, HEAD + c->body.len);
    yx_sink_put(w->out, "", c->body.len & 1);
}

static void put_all(struct webp *w)
{
    struct chunk c;
    bool held = w->canvas && w->held != 1;
    put_head(w, "RIFF", 4 + w->kept + (held ? HEAD + YX_EXIF_BYTES : 0));
    yx_sink_put(w->out, "WEBP", 4);
    for (size_t at = RIFF_HEAD; at < w->in.len && chunk_at(w->in, at, &c); at += c.bytes)
        if (is_kept(w, &c))
            put_chunk(w, &c);
    if (!held)
        return;
    uint8_t exif[YX_EXIF_BYTES];
    yx_exif_build(w->held, exif);
    put_head(w, "EXIF", sizeof exif);
    yx_sink_put(w->out, exif, sizeof exif);
}

enum yx_file_reason yx_webp_clean(struct yx_bytes in, struct yx_sink *out)
{
    struct webp w = { .in = in, .out = out };
    if (in.len < RIFF_HEAD || memcmp(in.at, "RIFF", 4) != 0 || memcmp(in.at + 8, "WEBP", 4) != 0)
        return YX_REASON_BROKEN;
    size_t len = (size_t)yx_le32(in.at + 4) + 8;
    if (len < RIFF_HEAD || len > in.len)
        return YX_REASON_BROKEN;
    w.in.len = len;
    enum yx_file_reason why = look(&w);
    if (why == YX_REASON_FINE)
        put_all(&w);
    return why;
}
