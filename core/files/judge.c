#include <magic.h>
#include <stdlib.h>
#include <string.h>

#include "files/look.h"

/* How much of a file libmagic is shown. */
enum { SHOWN = 256 << 10 };

struct yx_judge {
    magic_t magic;
};

/* What libmagic says, and what that is here. Archives are looked into: what writes a document does not always put its parts
 * in the order that libmagic expects. */
static const struct {
    const char *media;
    enum yx_file_kind kind;
} medias[] = {
    { "image/jpeg", YX_FILE_JPG },
    { "image/png", YX_FILE_PNG },
    { "image/apng", YX_FILE_PNG },
    { "image/webp", YX_FILE_WEBP },
    { "application/pdf", YX_FILE_PDF },
    { "application/vnd.openxmlformats-officedocument.wordprocessingml.document", YX_FILE_DOCX },
    { "application/vnd.openxmlformats-officedocument", YX_FILE_DOCX },
    { "application/zip", YX_FILE_DOCX },
    { "audio/amr", YX_FILE_AMR },
    { "audio/AMR", YX_FILE_AMR },
    { "audio/mpeg", YX_FILE_MP3 },
    { "video/mp4", YX_FILE_MP4 },
    { "video/x-m4v", YX_FILE_MP4 },
};

struct yx_judge *yx_judge_new(void)
{
    struct yx_judge *j = calloc(1, sizeof *j);
    if (j == NULL)
        return NULL;
    j->magic = magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR | MAGIC_NO_CHECK_ELF |
        MAGIC_NO_CHECK_TOKENS | MAGIC_NO_CHECK_CDF);
    if (j->magic != NULL && magic_load(j->magic, NULL) == 0)
        return j;
    yx_judge_free(&j);
    return NULL;
}

void yx_judge_free(struct yx_judge **j)
{
    if (*j != NULL && (*j)->magic != NULL)
        magic_close((*j)->magic);
    free(*j);
    *j = NULL;
}

/* What libmagic 5.44 does not know, or knows only by luck: a voice in SILK, an archive whose first part is another. */
static enum yx_file_kind known_by_first_bytes(struct yx_bytes in)
{
    if (in.len >= 10 && (memcmp(in.at, "#!SILK_V3", 9) == 0 || memcmp(in.at, "\x02#!SILK_V3", 10) == 0))
        return YX_FILE_SILK;
    if (in.len >= 4 && memcmp(in.at, "PK\3\4", 4) == 0)
        return YX_FILE_DOCX;
    if (in.len >= 6 && memcmp(in.at, "#!AMR", 5) == 0)
        return YX_FILE_AMR;
    return YX_FILE_NONE;
}

enum yx_file_kind yx_judge_kind(struct yx_judge *j, struct yx_bytes in)
{
    enum yx_file_kind kind = known_by_first_bytes(in);
    if (kind != YX_FILE_NONE)
        return kind;
    const char *media = magic_buffer(j->magic, in.at, in.len < SHOWN ? in.len : SHOWN);
    for (size_t i = 0; media != NULL && i < sizeof medias / sizeof *medias; i++)
        if (strcmp(medias[i].media, media) == 0)
            return medias[i].kind;
    return YX_FILE_NONE;
}

static bool holds(const uint8_t *at, size_t len, const char *mark)
{
    return memmem(at, len, mark, strlen(mark)) != NULL;
}

enum yx_file_reason yx_pdf_look(struct yx_bytes in)
{
    enum { TAIL = 2048 };
    if (in.len < 16 || memcmp(in.at, "%PDF-", 5) != 0)
        return YX_REASON_BROKEN;
    size_t tail = in.len < TAIL ? in.len : TAIL;
    return holds(in.at + in.len - tail, tail, "%%EOF") ? YX_REASON_FINE : YX_REASON_BROKEN; /* else cut off */
}

static enum yx_file_reason look(enum yx_file_kind kind, uint8_t *at, size_t len, struct yx_sink *out)
{
    const struct yx_bytes in = { at, len };
    switch (kind) {
    case YX_FILE_JPG: return yx_jpeg_clean(in, out);
    case YX_FILE_PNG: return yx_png_clean(in, out);
    case YX_FILE_WEBP: return yx_webp_clean(in, out);
    case YX_FILE_PDF: return yx_pdf_look(in);
    case YX_FILE_DOCX: return yx_docx_look(in);
    case YX_FILE_AMR: return yx_amr_look(in);
    case YX_FILE_SILK: return yx_silk_look(in);
    case YX_FILE_MP3: return yx_mp3_look(in);
    case YX_FILE_MP4: return yx_mp4_clean(at, len);
    default: return YX_REASON_TYPE;
    }
}

enum yx_file_reason yx_judge_file(struct yx_judge *j, uint8_t *at, size_t len, unsigned kinds, struct yx_sink *out,
    enum yx_file_kind *kind_out)
{
    *kind_out = yx_judge_kind(j, (struct yx_bytes){ at, len });
    if ((kinds & yx_file_kind_bit(*kind_out)) == 0 || *kind_out == YX_FILE_NONE)
        return YX_REASON_TYPE;
    enum yx_file_reason why = look(*kind_out, at, len, out);
    if (why == YX_REASON_FINE && !yx_file_is_picture(*kind_out))
        yx_sink_put(out, at, len);
    return why == YX_REASON_FINE && out->failed ? YX_REASON_LOST : why;
}
