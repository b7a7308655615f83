/* MP4, ISO 14496-12: boxes in boxes, each a length and a type. */
#include <string.h>

#include "files/look.h"

enum { HEAD = 8, LONG_HEAD = 16 };

struct box {
    uint8_t *at;
    size_t bytes, head; /* with its head; of the head */
};

/* The box that these bytes begin with; false: no whole one. */
static bool box_at(uint8_t *at, size_t left, struct box *b)
{
    if (left < HEAD)
        return false;
    *b = (struct box){ at, yx_be32(at), HEAD };
    if (b->bytes == 0)
        b->bytes = left;
    if (b->bytes == 1) {
        if (left < LONG_HEAD || yx_be32(at + 8) != 0)
            return false;
        b->bytes = yx_be32(at + 12);
        b->head = LONG_HEAD;
    }
    return b->bytes >= b->head && b->bytes <= left;
}

static bool is(const struct box *b, const char *type)
{
    return memcmp(b->at + 4, type, 4) == 0;
}

static void make_free(const struct box *b)
{
    memcpy(b->at + 4, "free", 4);
    memset(b->at + b->head, 0, b->bytes - b->head);
}

/* Inside the film and its tracks. Anything that goes wrong in there is the players' to say. */
static bool clean_inside(const struct box *parent, int deep)
{
    struct box b;
    for (size_t at = parent->head; at < parent->bytes; at += b.bytes) {
        if (!box_at(parent->at + at, parent->bytes - at, &b))
            return false;
        if (is(&b, "udta") || is(&b, "meta") || is(&b, "uuid"))
            make_free(&b);
        else if (deep == 0 && is(&b, "trak") && !clean_inside(&b, deep + 1))
            return false;
    }
    return true;
}

enum yx_file_reason yx_mp4_clean(uint8_t *at, size_t len)
{
    struct box b;
    bool film = false;
    for (size_t pos = 0; pos < len; pos += b.bytes) {
        if (!box_at(at + pos, len - pos, &b) || (pos == 0 && !is(&b, "ftyp")))
            return YX_REASON_BROKEN;
        if (is(&b, "moov")) {
            film = true;
            if (!clean_inside(&b, 0))
                return YX_REASON_BROKEN;
        } else if (is(&b, "meta") || is(&b, "uuid") || is(&b, "udta")) {
            make_free(&b);
        }
    }
    return film ? YX_REASON_FINE : YX_REASON_BROKEN;
}
