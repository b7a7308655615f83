/* Looking into the bytes of a file: is it whole, is it what it begins as, and what of it may stay. Pure functions on
 * bytes of strangers, without a decoder of pixels or sounds; they run inside the sieve (sieve.h), and are fuzzed
 * (tests/fuzz/files_*). Each returns YX_REASON_FINE, or why the file is refused; what it then gave to the sink counts for
 * nothing. */
#ifndef YX_FILES_LOOK_H
#define YX_FILES_LOOK_H

#include "files/kind.h"

struct yx_bytes {
    const uint8_t *at;
    size_t len;
};

/* Where what may stay goes. `put` returns false when it cannot take it: then the look ends with YX_REASON_LOST. */
struct yx_sink {
    bool (*put)(void *arg, const void *at, size_t len);
    void *arg;
    bool failed; /* a put has failed: the others are not made */
};
void yx_sink_put(struct yx_sink *, const void *at, size_t len);

/* A picture larger than this in one direction, or in all, is refused: it would be unpacked on the telephone or desk of
 * whoever looks at it. Cameras of today reach 200 million. */
enum { YX_PICTURE_SIDE_MOST = 30000, YX_PICTURE_AREA_MOST = 210000000 };
/* What a document may unpack to, and how many parts it may have. */
enum { YX_DOCX_BYTES_MOST = 128 << 20, YX_DOCX_PARTS_MOST = 4096 };

/* Pictures without what cameras and programs write about them: EXIF (place, time, device, thumbnail), XMP, IPTC,
 * comments, anything behind the picture's end. What is needed to show it right stays: colour profile, resolution, and
 * from EXIF the way round it is held, in an EXIF of our own that holds nothing else. No pixel is decoded. */
enum yx_file_reason yx_jpeg_clean(struct yx_bytes, struct yx_sink *);
enum yx_file_reason yx_png_clean(struct yx_bytes, struct yx_sink *);
enum yx_file_reason yx_webp_clean(struct yx_bytes, struct yx_sink *);
/* A film without its user data and other tables of metadata (iPhones write the place there): they become free space of
 * zeros, so that all that points into the file still does. Changes the bytes. */
enum yx_file_reason yx_mp4_clean(uint8_t *at, size_t len);

/* Whether it is whole and, as far as it can be seen, harmless. */
enum yx_file_reason yx_docx_look(struct yx_bytes);
enum yx_file_reason yx_pdf_look(struct yx_bytes);
enum yx_file_reason yx_amr_look(struct yx_bytes);
enum yx_file_reason yx_silk_look(struct yx_bytes);
enum yx_file_reason yx_mp3_look(struct yx_bytes);

/* Judges kinds by content, with libmagic; one thread. NULL: its database cannot be read. */
struct yx_judge;
struct yx_judge *yx_judge_new(void);
void yx_judge_free(struct yx_judge **);
/* The kind, YX_FILE_NONE when it is none that the house knows. */
enum yx_file_kind yx_judge_kind(struct yx_judge *, struct yx_bytes);
/* All of it: the kind, whether it is one of `kinds` (bits), the look that belongs to it; what may stay goes to the sink.
 * The bytes may be changed. */
enum yx_file_reason yx_judge_file(struct yx_judge *, uint8_t *at, size_t len, unsigned kinds, struct yx_sink *,
    enum yx_file_kind *kind_out);

/* ---- for the files of this room ---- */

/* Numbers inside bytes; the caller has looked that they are there. */
static inline uint32_t yx_be16(const uint8_t *p)
{
    return (uint32_t)p[0] << 8 | p[1];
}
static inline uint32_t yx_be32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}
static inline uint32_t yx_le16(const uint8_t *p)
{
    return (uint32_t)p[1] << 8 | p[0];
}
static inline uint32_t yx_le24(const uint8_t *p)
{
    return (uint32_t)p[2] << 16 | yx_le16(p);
}
static inline uint32_t yx_le32(const uint8_t *p)
{
    return (uint32_t)p[3] << 24 | yx_le24(p);
}

/* YX_REASON_FINE, PIXELS, or BROKEN when a side is 0. */
enum yx_file_reason yx_picture_size(uint32_t width, uint32_t height);

/* exif.c: how a picture is held, 1 to 8, of an EXIF block as TIFF; 1 when it does not say. A block that says that and
 * nothing else. */
enum { YX_EXIF_BYTES = 26 };
unsigned yx_exif_orientation(struct yx_bytes tiff);
void yx_exif_build(unsigned orientation, uint8_t out[YX_EXIF_BYTES]);
/* The TIFF behind "Exif\0\0", or the bytes themselves when that does not stand there. */
struct yx_bytes yx_exif_tiff(struct yx_bytes);

#endif
