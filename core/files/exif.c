/* Of EXIF only the way round a picture is held (tag 0x0112 of TIFF 6.0's first directory): without it, a portrait from a
 * telephone would lie on its side. */
#include <string.h>

#include "files/look.h"

enum { HEAD = 8, ROW = 12, TAG_ORIENTATION = 0x0112, TYPE_SHORT = 3 };

struct tiff {
    struct yx_bytes in;
    bool big; /* big-endian */
};

static uint32_t get16(const struct tiff *t, size_t at)
{
    return t->big ? yx_be16(t->in.at + at) : yx_le16(t->in.at + at);
}

static uint32_t get32(const struct tiff *t, size_t at)
{
    return t->big ? yx_be32(t->in.at + at) : yx_le32(t->in.at + at);
}

struct yx_bytes yx_exif_tiff(struct yx_bytes in)
{
    if (in.len < 6 || memcmp(in.at, "Exif\0\0", 6) != 0)
        return in;
    return (struct yx_bytes){ in.at + 6, in.len - 6 };
}

unsigned yx_exif_orientation(struct yx_bytes in)
{
    struct tiff t = { .in = in };
    if (in.len < HEAD || (memcmp(in.at, "II*\0", 4) != 0 && memcmp(in.at, "MM\0*", 4) != 0))
        return 1;
    t.big = in.at[0] == 'M';
    size_t at = get32(&t, 4);
    if (at > in.len || in.len - at < 2)
        return 1;
    size_t rows = get16(&t, at);
    at += 2;
    for (size_t i = 0; i < rows && in.len - at >= ROW; i++, at += ROW) {
        if (get16(&t, at) != TAG_ORIENTATION)
            continue;
        uint32_t value = get16(&t, at + 8);
        return get16(&t, at + 2) == TYPE_SHORT && value >= 1 && value <= 8 ? value : 1;
    }
    return 1;
}

void yx_exif_build(unsigned orientation, uint8_t out[YX_EXIF_BYTES])
{
    static const uint8_t form[YX_EXIF_BYTES] = {
        'M', 'M', 0, '*', 0, 0, 0, HEAD,                             /* big-endian, the directory at 8 */
        0, 1,                                                        /* one row: */
        1, 0x12, 0, TYPE_SHORT, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, /* orientation; no directory behind it */
    };
    memcpy(out, form, sizeof form);
    out[19] = (uint8_t)orientation;
}
