/* A document of Word is a zip archive (APPNOTE.TXT) of parts. Each part is unpacked once and thrown away, with a bound on
 * all of them: what an archive says of its sizes is not believed. */
#include <string.h>
#include <strings.h>
#include <zlib.h>

#include "files/look.h"

enum { END_BYTES = 22, COMMENT_MOST = 65535, ROW_BYTES = 46, LOCAL_BYTES = 30, SCRATCH = 64 << 10 };
enum { STORED = 0, DEFLATED = 8, ENCRYPTED = 1 };

struct archive {
    struct yx_bytes in;
    size_t rows_at, rows_end, count;
    uint64_t unpacked; /* so far */
    bool types, document;
};

struct part {
    const char *name;
    size_t name_len, local_at;
    unsigned flags, method;
    uint32_t crc, packed, bytes;
};

/* The record at the end, whose comment must reach to the end of the file. */
static bool find_rows(struct archive *a)
{
    const size_t len = a->in.len;
    if (len < END_BYTES)
        return false;
    size_t least = len > END_BYTES + COMMENT_MOST ? len - END_BYTES - COMMENT_MOST : 0;
    for (size_t at = len - END_BYTES + 1; at-- > least;) {
        const uint8_t *end = a->in.at + at;
        if (memcmp(end, "PK\5\6", 4) != 0 || at + END_BYTES + yx_le16(end + 20) != len)
            continue;
        a->count = yx_le16(end + 10);
        size_t bytes = yx_le32(end + 12);
        a->rows_at = yx_le32(end + 16);
        a->rows_end = a->rows_at + bytes;
        return yx_le16(end + 4) == 0 && yx_le16(end + 6) == 0 && a->rows_end <= at;
    }
    return false;
}

static bool next_row(struct archive *a, struct part *p)
{
    const uint8_t *row = a->in.at + a->rows_at;
    if (a->rows_end - a->rows_at < ROW_BYTES || memcmp(row, "PK\1\2", 4) != 0)
        return false;
    *p = (struct part){ .name = (const char *)row + ROW_BYTES, .name_len = yx_le16(row + 28),
        .local_at = yx_le32(row + 42), .flags = yx_le16(row + 8), .method = yx_le16(row + 10), .crc = yx_le32(row + 16),
        .packed = yx_le32(row + 20), .bytes = yx_le32(row + 24) };
    size_t all = ROW_BYTES + p->name_len + yx_le16(row + 30) + yx_le16(row + 32);
    if (all > a->rows_end - a->rows_at)
        return false;
    a->rows_at += all;
    return true;
}

static bool is_name(const struct part *p, const char *name)
{
    return p->name_len == strlen(name) && memcmp(p->name, name, p->name_len) == 0;
}

static bool name_ends(const struct part *p, const char *with)
{
    size_t len = strlen(with);
    return p->name_len >= len && strncasecmp(p->name + p->name_len - len, with, len) == 0;
}

/* Programs that unpack an archive have been led out of their folder by such names. */
static bool leads_out(const struct part *p)
{
    if (p->name_len == 0 || p->name[0] == '/' || memchr(p->name, '\\', p->name_len) != NULL ||
        memchr(p->name, '\0', p->name_len) != NULL || memchr(p->name, ':', p->name_len) != NULL)
        return true;
    for (size_t i = 0; i + 1 < p->name_len; i++)
        if (p->name[i] == '.' && p->name[i + 1] == '.' && (i == 0 || p->name[i - 1] == '/') &&
            (i + 2 == p->name_len || p->name[i + 2] == '/'))
            return true;
    return false;
}

/* The packed bytes of a part; they lie before the list of parts. */
static bool find_bytes(const struct archive *a, const struct part *p, struct yx_bytes *out)
{
    if (p->local_at > a->in.len || a->in.len - p->local_at < LOCAL_BYTES)
        return false;
    const uint8_t *local = a->in.at + p->local_at;
    size_t head = LOCAL_BYTES + yx_le16(local + 26) + yx_le16(local + 28);
    *out = (struct yx_bytes){ local + head, p->packed };
    return memcmp(local, "PK\3\4", 4) == 0 && a->in.len - p->local_at >= head + p->packed;
}

static enum yx_file_reason inflate_all(z_stream *z, const struct part *p)
{
    static _Thread_local uint8_t scratch[SCRATCH];
    uLong crc = crc32(0, NULL, 0);
    int rc = Z_OK;
    while (rc == Z_OK) {
        z->next_out = scratch;
        z->avail_out = sizeof scratch;
        rc = inflate(z, Z_NO_FLUSH);
        crc = crc32(crc, scratch, (uInt)(sizeof scratch - z->avail_out));
        if (z->total_out > p->bytes)
            return YX_REASON_BOMB; /* more than it says */
        if (rc == Z_OK && z->avail_out == sizeof scratch && z->avail_in == 0)
            return YX_REASON_BROKEN;
    }
    return rc == Z_STREAM_END && z->total_out == p->bytes && crc == p->crc ? YX_REASON_FINE : YX_REASON_BROKEN;
}

static enum yx_file_reason unpack(const struct part *p, struct yx_bytes packed)
{
    if (p->method == STORED)
        return p->packed == p->bytes && crc32(crc32(0, NULL, 0), packed.at, (uInt)packed.len) == p->crc
            ? YX_REASON_FINE
            : YX_REASON_BROKEN;
    if (p->method != DEFLATED)
        return YX_REASON_BROKEN;
    z_stream z = { .next_in = (Bytef *)(uintptr_t)packed.at, .avail_in = (uInt)packed.len };
    if (inflateInit2(&z, -MAX_WBITS) != Z_OK)
        return YX_REASON_LOST;
    enum yx_file_reason why = inflate_all(&z, p);
    inflateEnd(&z);
    return why;
}

static enum yx_file_reason look_at(struct archive *a, const struct part *p)
{
    struct yx_bytes packed;
    if ((p->flags & ENCRYPTED) != 0)
        return YX_REASON_LOCKED;
    if (name_ends(p, "vbaProject.bin"))
        return YX_REASON_MACRO;
    a->unpacked += p->bytes;
    if (a->unpacked > YX_DOCX_BYTES_MOST)
        return YX_REASON_BOMB;
    if (leads_out(p) || !find_bytes(a, p, &packed))
        return YX_REASON_BROKEN;
    a->types = a->types || is_name(p, "[Content_Types].xml");
    a->document = a->document || is_name(p, "word/document.xml");
    return unpack(p, packed);
}

enum yx_file_reason yx_docx_look(struct yx_bytes in)
{
    struct archive a = { .in = in };
    struct part p;
    if (!find_rows(&a))
        return YX_REASON_BROKEN;
    if (a.count > YX_DOCX_PARTS_MOST)
        return YX_REASON_BOMB;
    enum yx_file_reason why = YX_REASON_FINE;
    for (size_t i = 0; i < a.count && why == YX_REASON_FINE; i++)
        why = next_row(&a, &p) ? look_at(&a, &p) : YX_REASON_BROKEN;
    if (why != YX_REASON_FINE)
        return why;
    return a.types && a.document ? YX_REASON_FINE : YX_REASON_TYPE; /* another kind of archive */
}
