/* JPEG, ITU-T T.81 annex B: segments, each a marker and a length, and behind each start of scan the scan itself, in
 * which 0xff stands only before 0x00 or a restart marker. */
#include <string.h>

#include "files/look.h"

enum { SOI = 0xd8, EOI = 0xd9, SOS = 0xda, APP0 = 0xe0, APP1 = 0xe1, APP2 = 0xe2, APP14 = 0xee };
enum { JFIF_BYTES = 14, ADOBE_BYTES = 12 };

struct jpeg {
    struct yx_bytes in;
    size_t pos;
    struct yx_sink *out;
    bool frame, scan, held; /* seen; held: our EXIF is written */
};

static bool is_frame(unsigned marker)
{
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

/* Tables that decoders need: Huffman, arithmetic, quantization, lines, restart interval. */
static bool is_table(unsigned marker)
{
    return marker == 0xc4 || marker == 0xcc || (marker >= 0xdb && marker <= 0xdd);
}

static bool begins(struct yx_bytes b, const char *with, size_t len)
{
    return b.len >= len && memcmp(b.at, with, len) == 0;
}

static void put_segment(struct jpeg *j, unsigned marker, const void *at, size_t len)
{
    const uint8_t head[] = { 0xff, (uint8_t)marker, (uint8_t)((len + 2) >> 8), (uint8_t)(len + 2) };
    yx_sink_put(j->out, head, sizeof head);
    yx_sink_put(j->out, at, len);
}

/* JFIF says the resolution; the little picture behind it goes. */
static void put_jfif(struct jpeg *j, struct yx_bytes body)
{
    uint8_t jfif[JFIF_BYTES];
    if (body.len < JFIF_BYTES || !begins(body, "JFIF", 5))
        return;
    memcpy(jfif, body.at, JFIF_BYTES);
    jfif[12] = jfif[13] = 0; /* its width and height */
    put_segment(j, APP0, jfif, sizeof jfif);
}

static void put_orientation(struct jpeg *j, struct yx_bytes body)
{
    uint8_t exif[6 + YX_EXIF_BYTES] = "Exif";
    if (j->held || !begins(body, "Exif\0", 6))
        return;
    unsigned held = yx_exif_orientation(yx_exif_tiff(body));
    if (held == 1)
        return;
    yx_exif_build(held, exif + 6);
    put_segment(j, APP1, exif, sizeof exif);
    j->held = true;
}

static enum yx_file_reason take_frame(struct jpeg *j, unsigned marker, struct yx_bytes body)
{
    if (j->frame || body.len < 6)
        return YX_REASON_BROKEN;
    j->frame = true;
    put_segment(j, marker, body.at, body.len);
    return yx_picture_size(yx_be16(body.at + 3), yx_be16(body.at + 1));
}

/* The scan behind its head, to the next marker that is none of its own. */
static enum yx_file_reason take_scan(struct jpeg *j, struct yx_bytes head)
{
    const size_t from = j->pos;
    if (!j->frame)
        return YX_REASON_BROKEN;
    j->scan = true;
    put_segment(j, SOS, head.at, head.len);
    while (j->pos < j->in.len) {
        const uint8_t *ff = memchr(j->in.at + j->pos, 0xff, j->in.len - j->pos);
        if (ff == NULL || (size_t)(ff - j->in.at) + 1 >= j->in.len)
            return YX_REASON_BROKEN;
        j->pos = (size_t)(ff - j->in.at);
        if (ff[1] != 0 && (ff[1] < 0xd0 || ff[1] > 0xd7)) {
            yx_sink_put(j->out, j->in.at + from, j->pos - from);
            return YX_REASON_FINE;
        }
        j->pos += 2;
    }
    return YX_REASON_BROKEN;
}

static enum yx_file_reason take_segment(struct jpeg *j, unsigned marker, struct yx_bytes body)
{
    if (marker == SOS)
        return take_scan(j, body);
    if (is_frame(marker))
        return take_frame(j, marker, body);
    if (marker == APP0)
        put_jfif(j, body);
    else if (marker == APP1)
        put_orientation(j, body);
    else if (marker == APP14 && body.len >= ADOBE_BYTES && begins(body, "Adobe", 5))
        put_segment(j, marker, body.at, ADOBE_BYTES); /* how its colours are meant */
    else if (is_table(marker) || (marker == APP2 && begins(body, "ICC_PROFILE", 12)))
        put_segment(j, marker, body.at, body.len);
    else if (marker < APP0 || (marker > 0xef && marker != 0xfe))
        return YX_REASON_BROKEN; /* neither an application's nor a comment */
    return YX_REASON_FINE;
}

/* The next marker, behind any fill bytes; 0 when there is none. */
static unsigned next_marker(struct jpeg *j)
{
    size_t at = j->pos;
    while (at < j->in.len && j->in.at[at] == 0xff)
        at++;
    if (at == j->pos || at == j->in.len)
        return 0;
    j->pos = at + 1;
    return j->in.at[at];
}

enum yx_file_reason yx_jpeg_clean(struct yx_bytes in, struct yx_sink *out)
{
    struct jpeg j = { .in = in, .pos = 2, .out = out };
    if (!begins(in, "\xff\xd8", 2))
        return YX_REASON_BROKEN;
    yx_sink_put(out, in.at, 2);
    for (;;) {
        unsigned marker = next_marker(&j);
        if (marker == EOI) {
            yx_sink_put(out, "\xff\xd9", 2);
            return j.scan ? YX_REASON_FINE : YX_REASON_BROKEN;
        }
        if (marker < 0xc0 || marker == SOI || in.len - j.pos < 2)
            return YX_REASON_BROKEN;
        size_t len = yx_be16(in.at + j.pos);
        if (len < 2 || in.len - j.pos < len)
            return YX_REASON_BROKEN;
        const struct yx_bytes body = { in.at + j.pos + 2, len - 2 };
        j.pos += len;
        enum yx_file_reason why = take_segment(&j, marker, body);
        if (why != YX_REASON_FINE)
            return why;
    }
}
