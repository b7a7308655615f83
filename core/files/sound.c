/* Voices and music: whether the frames that a file is made of follow each other to its end. */
#include <string.h>

#include "files/look.h"

static bool begins(struct yx_bytes in, const char *with, size_t len)
{
    return in.len >= len && memcmp(in.at, with, len) == 0;
}

/* RFC 4867, 5: a byte with the frame's type, then as many bytes as that type has; -1: no such type. */
static enum yx_file_reason walk_amr(struct yx_bytes in, size_t at, const short sizes[16])
{
    if (at >= in.len)
        return YX_REASON_BROKEN;
    while (at < in.len) {
        int bytes = sizes[in.at[at] >> 3 & 15];
        if (bytes < 0 || in.len - at - 1 < (size_t)bytes)
            return YX_REASON_BROKEN;
        at += 1 + (size_t)bytes;
    }
    return YX_REASON_FINE;
}

enum yx_file_reason yx_amr_look(struct yx_bytes in)
{
    static const short narrow[16] = { 12, 13, 15, 17, 19, 20, 26, 31, 5, -1, -1, -1, -1, -1, -1, 0 };
    static const short wide[16] = { 17, 23, 32, 36, 40, 46, 50, 58, 60, 5, -1, -1, -1, -1, 0, 0 };
    if (begins(in, "#!AMR-WB\n", 9))
        return walk_amr(in, 9, wide);
    return begins(in, "#!AMR\n", 6) ? walk_amr(in, 6, narrow) : YX_REASON_BROKEN;
}

/* As telephones' messengers write it: a byte 2 before the name, then lengths and frames, and perhaps 0xffff. */
enum yx_file_reason yx_silk_look(struct yx_bytes in)
{
    size_t at = in.len > 0 && in.at[0] == 2, frames = 0;
    if (in.len < at || !begins((struct yx_bytes){ in.at + at, in.len - at }, "#!SILK_V3", 9))
        return YX_REASON_BROKEN;
    for (at += 9; in.len - at >= 2; frames++) {
        size_t bytes = yx_le16(in.at + at);
        at += 2;
        if (bytes == 0xffff)
            return at == in.len && frames > 0 ? YX_REASON_FINE : YX_REASON_BROKEN;
        if (bytes > in.len - at)
            return YX_REASON_BROKEN;
        at += bytes;
    }
    return at == in.len && frames > 0 ? YX_REASON_FINE : YX_REASON_BROKEN;
}

/* Bytes of the MPEG audio frame of layer III that begins with this head (ISO 11172-3, 2.4.1.3); 0: none does. */
static size_t mp3_frame(const uint8_t *head)
{
    static const unsigned short rates[2][15] = {
        { 0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320 }, /* MPEG 1 */
        { 0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160 },     /* 2 and 2.5 */
    };
    static const unsigned hertz[3] = { 44100, 48000, 32000 };
    unsigned version = head[1] >> 3 & 3, layer = head[1] >> 1 & 3, rate = head[2] >> 4, tune = head[2] >> 2 & 3;
    if (head[0] != 0xff || (head[1] & 0xe0) != 0xe0 || version == 1 || layer != 1 || rate == 0 || rate == 15 || tune == 3)
        return 0;
    unsigned per_s = version == 3 ? hertz[tune] : version == 2 ? hertz[tune] / 2 : hertz[tune] / 4;
    return (version == 3 ? 144u : 72u) * 1000u * rates[version != 3][rate] / per_s + (head[2] >> 1 & 1);
}

/* The tag that most files begin with (ID3v2, its length in four times seven bits); 0: none. */
static size_t id3_bytes(struct yx_bytes in)
{
    if (in.len < 10 || memcmp(in.at, "ID3", 3) != 0)
        return 0;
    size_t bytes = 0;
    for (int i = 6; i < 10; i++)
        bytes = bytes << 7 | (in.at[i] & 0x7f);
    return bytes + 10 + ((in.at[5] & 0x10) != 0 ? 10 : 0);
}

/* The last frame may be cut, and tags may stand behind it: players take that, too. Three in a row are no chance. */
enum yx_file_reason yx_mp3_look(struct yx_bytes in)
{
    enum { SURE = 3 };
    size_t at = id3_bytes(in);
    for (int frames = 0; frames < SURE; frames++) {
        size_t bytes = at < in.len && in.len - at >= 4 ? mp3_frame(in.at + at) : 0;
        if (bytes < 4)
            return YX_REASON_BROKEN;
        at += bytes;
    }
    return at <= in.len ? YX_REASON_FINE : YX_REASON_BROKEN;
}
