/* Files of strangers, each by the look that its first byte picks: nothing is read outside of them, what comes out of a
 * picture is taken again and does not change any more, and is not much larger than what came in. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "files/look.h"

enum { LARGER_MOST = 64 }; /* our own EXIF with its heads */

static bool put(void *arg, const void *at, size_t len)
{
    yx_buf_add(arg, at, len);
    return true;
}

static void fuzz_cleaner(enum yx_file_reason (*clean)(struct yx_bytes, struct yx_sink *), struct yx_bytes in)
{
    struct yx_buf once = yx_buf_new(in.len + LARGER_MOST), twice = yx_buf_new(in.len + LARGER_MOST);
    struct yx_sink first = { put, &once, false }, second = { put, &twice, false };
    if (clean(in, &first) == YX_REASON_FINE) {
        if (once.over || clean((struct yx_bytes){ (const uint8_t *)once.at, once.len }, &second) != YX_REASON_FINE)
            abort();
        if (once.len != twice.len || memcmp(once.at, twice.at, once.len) != 0)
            abort();
    }
    yx_buf_free(&once);
    yx_buf_free(&twice);
}

static void fuzz_film(struct yx_bytes in)
{
    uint8_t *copy = malloc(in.len + 1);
    if (copy == NULL)
        return;
    memcpy(copy, in.at, in.len);
    if (yx_mp4_clean(copy, in.len) == YX_REASON_FINE && yx_mp4_clean(copy, in.len) != YX_REASON_FINE)
        abort();
    free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static enum yx_file_reason (*const looks[])(struct yx_bytes) = { yx_docx_look, yx_pdf_look, yx_amr_look,
        yx_silk_look, yx_mp3_look };
    static enum yx_file_reason (*const cleaners[])(struct yx_bytes, struct yx_sink *) = { yx_jpeg_clean, yx_png_clean,
        yx_webp_clean };
    enum { LOOKS = sizeof looks / sizeof *looks, CLEANERS = sizeof cleaners / sizeof *cleaners };
    if (size < 1)
        return 0;
    const struct yx_bytes in = { data + 1, size - 1 };
    unsigned which = data[0] % (LOOKS + CLEANERS + 1);
    if (which < LOOKS)
        looks[which](in);
    else if (which < LOOKS + CLEANERS)
        fuzz_cleaner(cleaners[which - LOOKS], in);
    else
        fuzz_film(in);
    return 0;
}
