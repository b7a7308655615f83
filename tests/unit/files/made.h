/* Files that tests make, byte by byte. */
#ifndef UNIT_FILES_MADE_H
#define UNIT_FILES_MADE_H

#include <zlib.h>

#include "base/buf.h"
#include "files/look.h"
#include "unit.h"

#define ADD(buf, text) yx_buf_add((buf), (text), sizeof(text) - 1)

static inline void add_be(struct yx_buf *b, uint32_t n, int bytes)
{
    while (bytes-- > 0)
        yx_buf_add(b, &(char){ (char)(n >> 8 * bytes) }, 1);
}

static inline void add_le(struct yx_buf *b, uint32_t n, int bytes)
{
    for (int i = 0; i < bytes; i++)
        yx_buf_add(b, &(char){ (char)(n >> 8 * i) }, 1);
}

/* EXIF as cameras write it: orientation 6 among other rows, and a place. */
#define CAMERA "II*\0\x08\0\0\0\x02\0\x0f\x01\x02\0\x08\0\0\0\x26\0\0\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0" \
    "CAMERA!\0GPS 43N 122E"

static inline void add_segment(struct yx_buf *b, unsigned marker, const void *body, size_t len)
{
    add_be(b, 0xff00 | marker, 2);
    add_be(b, (uint32_t)len + 2, 2);
    yx_buf_add(b, body, len);
}
#define SEGMENT(buf, marker, text) add_segment((buf), (marker), (text), sizeof(text) - 1)

/* A picture of a camera: with all that it says about its owner, and a film behind its end. */
static inline struct yx_buf make_jpeg(unsigned width, unsigned height)
{
    struct yx_buf b = yx_buf_new(1 << 20);
    const char frame[] = { 8, (char)(height >> 8), (char)height, (char)(width >> 8), (char)width, 1, 1, 0x11, 0 };
    ADD(&b, "\xff\xd8");
    SEGMENT(&b, 0xe0, "JFIF\0\1\2\1\0\x48\0\x48\1\1\x10\x20\x30");
    SEGMENT(&b, 0xe1, "Exif\0\0" CAMERA);
    SEGMENT(&b, 0xe1, "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>SECRET</x:xmpmeta>");
    SEGMENT(&b, 0xe2, "ICC_PROFILE\0\1\1PROFILE");
    SEGMENT(&b, 0xe2, "MPF\0SECRET");
    SEGMENT(&b, 0xed, "Photoshop 3.0\0SECRET");
    SEGMENT(&b, 0xee, "Adobe\0\x64\0\0\0\0\1SECRET");
    SEGMENT(&b, 0xfe, "SECRET comment");
    SEGMENT(&b, 0xdb, "\0quantization");
    add_segment(&b, 0xc0, frame, sizeof frame);
    SEGMENT(&b, 0xc4, "\0huffman");
    SEGMENT(&b, 0xda, "\1\1\0\0\x3f\0");
    ADD(&b, "scan\xff\0more\xff\xd0rest");
    ADD(&b, "\xff\xff\xd9"); /* a fill byte before its end */
    ADD(&b, "SECRET film behind it");
    return b;
}

static inline void add_chunk(struct yx_buf *b, const char *type, const void *body, size_t len)
{
    add_be(b, (uint32_t)len, 4);
    size_t from = b->len;
    yx_buf_add(b, type, 4);
    yx_buf_add(b, body, len);
    add_be(b, (uint32_t)crc32(0, (const Bytef *)b->at + from, (uInt)(b->len - from)), 4);
}
#define CHUNK(buf, type, text) add_chunk((buf), (type), (text), sizeof(text) - 1)

static inline struct yx_buf make_png(uint32_t width, uint32_t height)
{
    struct yx_buf b = yx_buf_new(1 << 20), head = yx_buf_new(64);
    add_be(&head, width, 4);
    add_be(&head, height, 4);
    ADD(&head, "\x8\2\0\0\0");
    ADD(&b, "\x89PNG\r\n\x1a\n");
    add_chunk(&b, "IHDR", head.at, head.len);
    CHUNK(&b, "tEXt", "Comment\0SECRET");
    CHUNK(&b, "eXIf", CAMERA);
    CHUNK(&b, "pHYs", "\0\0\xb\x13\0\0\xb\x13\1");
    CHUNK(&b, "IDAT", "one");
    CHUNK(&b, "IDAT", "two");
    CHUNK(&b, "tIME", "SECRET!");
    CHUNK(&b, "IEND", "");
    ADD(&b, "SECRET behind it");
    yx_buf_free(&head);
    return b;
}

static inline void add_riff(struct yx_buf *b, const char *type, const void *body, size_t len)
{
    yx_buf_add(b, type, 4);
    add_le(b, (uint32_t)len, 4);
    yx_buf_add(b, body, len);
    yx_buf_add(b, "", len & 1);
}
#define RIFF(buf, type, text) add_riff((buf), (type), (text), sizeof(text) - 1)

/* width, height: of the canvas; the picture on it is 16 by 8. */
static inline struct yx_buf make_webp(uint32_t width, uint32_t height)
{
    struct yx_buf b = yx_buf_new(1 << 20), rows = yx_buf_new(1 << 20), canvas = yx_buf_new(64);
    add_le(&canvas, 0x2c, 4); /* profile, EXIF, XMP */
    add_le(&canvas, width - 1, 3);
    add_le(&canvas, height - 1, 3);
    add_riff(&rows, "VP8X", canvas.at, canvas.len);
    RIFF(&rows, "ICCP", "PROFILE");
    RIFF(&rows, "VP8 ", "\x10\0\0\x9d\x01\x2a\x10\0\x08\0picture");
    RIFF(&rows, "EXIF", CAMERA);
    RIFF(&rows, "XMP ", "SECRET");
    ADD(&b, "RIFF");
    add_le(&b, (uint32_t)rows.len + 4, 4);
    ADD(&b, "WEBP");
    yx_buf_add(&b, rows.at, rows.len);
    ADD(&b, "SECRET behind it");
    yx_buf_free(&canvas);
    yx_buf_free(&rows);
    return b;
}

/* A zip archive in the making. */
struct made_zip {
    struct yx_buf all, rows;
    unsigned count;
};

static inline struct made_zip zip_new(void)
{
    return (struct made_zip){ .all = yx_buf_new(64 << 20), .rows = yx_buf_new(1 << 20) };
}

/* says: the size that the archive claims, 0: the true one. */
static inline void zip_add(struct made_zip *z, const char *name, const void *body, size_t len, uint32_t says,
    unsigned flags)
{
    uLongf packed_len = compressBound((uLong)len);
    Bytef *packed = malloc(packed_len);
    z_stream s = { .next_in = (Bytef *)(uintptr_t)body, .avail_in = (uInt)len, .next_out = packed,
        .avail_out = (uInt)packed_len };
    if (packed == NULL || deflateInit2(&s, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK ||
        deflate(&s, Z_FINISH) != Z_STREAM_END)
        fail_msg("no archive");
    struct yx_buf head = yx_buf_new(64);
    const uint32_t at = (uint32_t)z->all.len;
    add_le(&head, 20, 2);
    add_le(&head, flags, 2);
    add_le(&head, 8, 2);
    add_le(&head, 0, 4);
    add_le(&head, (uint32_t)crc32(0, body, (uInt)len), 4);
    add_le(&head, (uint32_t)s.total_out, 4);
    add_le(&head, says ? says : (uint32_t)len, 4);
    add_le(&head, (uint32_t)strlen(name), 2);
    add_le(&head, 0, 2);
    ADD(&z->all, "PK\3\4");
    yx_buf_add(&z->all, head.at, head.len);
    yx_buf_text(&z->all, name);
    yx_buf_add(&z->all, packed, s.total_out);
    ADD(&z->rows, "PK\1\2\x14\0");
    yx_buf_add(&z->rows, head.at, head.len);
    add_le(&z->rows, 0, 4);
    add_le(&z->rows, 0, 4);
    add_le(&z->rows, 0, 2);
    add_le(&z->rows, at, 4);
    yx_buf_text(&z->rows, name);
    z->count++;
    deflateEnd(&s);
    free(packed);
    yx_buf_free(&head);
}

static inline struct yx_buf zip_end(struct made_zip *z)
{
    const uint32_t at = (uint32_t)z->all.len, bytes = (uint32_t)z->rows.len;
    yx_buf_add(&z->all, z->rows.at, z->rows.len);
    ADD(&z->all, "PK\5\6\0\0\0\0");
    add_le(&z->all, z->count, 2);
    add_le(&z->all, z->count, 2);
    add_le(&z->all, bytes, 4);
    add_le(&z->all, at, 4);
    add_le(&z->all, 0, 2);
    yx_buf_free(&z->rows);
    return z->all;
}

#endif
