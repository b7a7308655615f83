/* What stays of a picture, and what is refused. */
#include "made.h"

static struct yx_buf out;

static bool put(void *arg, const void *at, size_t len)
{
    yx_buf_add(arg, at, len);
    return true;
}

typedef enum yx_file_reason cleaner(struct yx_bytes, struct yx_sink *);

static struct yx_bytes bytes_of(const struct yx_buf *b)
{
    return (struct yx_bytes){ (const uint8_t *)b->at, b->len };
}

static enum yx_file_reason clean(cleaner *with, const struct yx_buf *in)
{
    struct yx_sink sink = { put, &out, false };
    yx_buf_clear(&out);
    return with(bytes_of(in), &sink);
}

static bool holds(const struct yx_buf *b, const void *what, size_t len)
{
    return memmem(b->at, b->len, what, len) != NULL;
}
#define HOLDS(buf, text) holds((buf), (text), sizeof(text) - 1)

static int open_out(void **state)
{
    (void)state;
    out = yx_buf_new(64 << 20);
    return 0;
}

static int close_out(void **state)
{
    (void)state;
    yx_buf_free(&out);
    return 0;
}

/* Nothing of the owner, the way it is held, and the same once more. */
static void assert_clean(cleaner *with, struct yx_buf made)
{
    assert_true(HOLDS(&made, "SECRET") && HOLDS(&made, "CAMERA") && HOLDS(&made, "GPS"));
    assert_int_equal(clean(with, &made), YX_REASON_FINE);
    assert_false(HOLDS(&out, "SECRET") || HOLDS(&out, "CAMERA") || HOLDS(&out, "GPS"));
    assert_true(HOLDS(&out, "MM\0*\0\0\0\x8\0\1\1\x12\0\3\0\0\0\1\0\6\0\0\0\0\0\0"));
    struct yx_buf first = yx_buf_new(1 << 20);
    yx_buf_add(&first, out.at, out.len);
    assert_int_equal(clean(with, &first), YX_REASON_FINE);
    assert_int_equal(out.len, first.len);
    assert_memory_equal(out.at, first.at, first.len);
    yx_buf_free(&first);
    yx_buf_free(&made);
}

/* Wherever it is cut off, it is refused; nothing behind its end counts. `whole`: its length without that. */
static void assert_whole(cleaner *with, struct yx_buf made, size_t behind)
{
    for (size_t len = 0; len < made.len - behind; len++) {
        struct yx_buf cut = made;
        cut.len = len;
        if (clean(with, &cut) == YX_REASON_FINE)
            fail_msg("cut at %zu of %zu it is taken", len, made.len);
    }
    yx_buf_free(&made);
}

static void jpeg_keeps_the_picture_alone(void **state)
{
    (void)state;
    assert_clean(yx_jpeg_clean, make_jpeg(640, 480));
    assert_true(HOLDS(&out, "JFIF\0\1\2\1\0\x48\0\x48\0\0\xff")); /* its thumbnail is gone */
    assert_true(HOLDS(&out, "ICC_PROFILE") && HOLDS(&out, "Adobe\0\x64\0\0\0\0\1\xff") && HOLDS(&out, "quantization"));
    assert_true(HOLDS(&out, "scan\xff\0more\xff\xd0rest\xff\xd9"));
    assert_whole(yx_jpeg_clean, make_jpeg(640, 480), sizeof "SECRET film behind it" - 1);
}

static void png_keeps_the_picture_alone(void **state)
{
    (void)state;
    assert_clean(yx_png_clean, make_png(640, 480));
    assert_true(HOLDS(&out, "IDATone") && HOLDS(&out, "IDATtwo") && HOLDS(&out, "pHYs") && HOLDS(&out, "eXIfMM"));
    assert_whole(yx_png_clean, make_png(640, 480), sizeof "SECRET behind it" - 1);
}

static void webp_keeps_the_picture_alone(void **state)
{
    (void)state;
    assert_clean(yx_webp_clean, make_webp(640, 480));
    assert_int_equal(yx_le32((const uint8_t *)out.at + 4) + 8, out.len);
    assert_int_equal(out.at[20], 0x28); /* profile and EXIF, no XMP */
    assert_true(HOLDS(&out, "picture") && HOLDS(&out, "PROFILE"));
    assert_whole(yx_webp_clean, make_webp(640, 480), sizeof "SECRET behind it" - 1);
}

static void a_picture_too_large_to_be_shown_is_refused(void **state)
{
    static const struct {
        cleaner *with;
        struct yx_buf (*make)(unsigned, unsigned);
    } rows[] = { { yx_jpeg_clean, make_jpeg }, { yx_png_clean, make_png }, { yx_webp_clean, make_webp } };
    static const struct {
        unsigned width, height;
        enum yx_file_reason why;
    } sizes[] = { { 60000, 60000, YX_REASON_PIXELS }, { 30001, 1, YX_REASON_PIXELS }, { 1, 30001, YX_REASON_PIXELS },
        { 16384, 12288, YX_REASON_FINE }, { 20000, 20000, YX_REASON_PIXELS }, { 1, 1, YX_REASON_FINE } };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t n = 0; n < sizeof sizes / sizeof *sizes; n++) {
            struct yx_buf made = rows[i].make(sizes[n].width, sizes[n].height);
            assert_int_equal(clean(rows[i].with, &made), sizes[n].why);
            yx_buf_free(&made);
        }
    struct yx_buf none = make_png(0, 9);
    assert_int_equal(clean(yx_png_clean, &none), YX_REASON_BROKEN);
    yx_buf_free(&none);
}

static void a_wrong_checksum_is_found(void **state)
{
    (void)state;
    struct yx_buf made = make_png(64, 64);
    char *data = memmem(made.at, made.len, "IDATone", 7);
    data[5] ^= 1;
    assert_int_equal(clean(yx_png_clean, &made), YX_REASON_BROKEN);
    yx_buf_free(&made);
}

/* ---- documents ---- */

static struct made_zip document(void)
{
    struct made_zip z = zip_new();
    static const char types[] = "<Types/>", words[] = "<w:document>words</w:document>";
    zip_add(&z, "[Content_Types].xml", types, sizeof types - 1, 0, 0);
    zip_add(&z, "word/document.xml", words, sizeof words - 1, 0, 0);
    return z;
}

static enum yx_file_reason look(struct made_zip z)
{
    struct yx_buf all = zip_end(&z);
    enum yx_file_reason why = yx_docx_look(bytes_of(&all));
    yx_buf_free(&all);
    return why;
}

static void documents_are_looked_into(void **state)
{
    static const struct {
        const char *name;
        uint32_t says;
        unsigned flags;
        enum yx_file_reason why;
    } rows[] = {
        { "word/media/image1.png", 0, 0, YX_REASON_FINE },
        { "word/..rels/x..xml", 0, 0, YX_REASON_FINE },
        { "word/vbaProject.bin", 0, 0, YX_REASON_MACRO },
        { "word/VBAPROJECT.BIN", 0, 0, YX_REASON_MACRO },
        { "word/x.xml", 0, 1, YX_REASON_LOCKED },
        { "../../etc/cron.d/x", 0, 0, YX_REASON_BROKEN },
        { "/etc/passwd", 0, 0, YX_REASON_BROKEN },
        { "word\\..\\x", 0, 0, YX_REASON_BROKEN },
        { "c:x", 0, 0, YX_REASON_BROKEN },
        { "word/..", 0, 0, YX_REASON_BROKEN },
        { "word/x.xml", 3, 0, YX_REASON_BOMB },   /* holds more than it says */
        { "word/x.xml", 600, 0, YX_REASON_BROKEN }, /* and less */
        { "word/x.xml", 0x7fffffff, 0, YX_REASON_BOMB },
    };
    (void)state;
    assert_int_equal(look(document()), YX_REASON_FINE);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct made_zip z = document();
        zip_add(&z, rows[i].name, "0123456789", 10, rows[i].says, rows[i].flags);
        assert_int_equal(look(z), rows[i].why);
    }
    struct made_zip other = zip_new();
    zip_add(&other, "readme.txt", "words", 5, 0, 0);
    assert_int_equal(look(other), YX_REASON_TYPE);
}

static void a_document_that_unpacks_to_too_much_is_refused(void **state)
{
    enum { PIECE = 16 << 20 };
    (void)state;
    char *zeros = calloc(1, PIECE);
    struct made_zip z = document(), lies = document();
    for (int i = 0; i < 9; i++) /* 144 MB in 150 KB */
        zip_add(&z, i % 2 ? "word/a.xml" : "word/b.xml", zeros, PIECE, 0, 0);
    assert_int_equal(look(z), YX_REASON_BOMB);
    zip_add(&lies, "word/a.xml", zeros, PIECE, 100, 0);
    assert_int_equal(look(lies), YX_REASON_BOMB);
    free(zeros);
}

static void a_document_that_is_cut_off_is_refused(void **state)
{
    (void)state;
    struct made_zip z = document();
    struct yx_buf all = zip_end(&z);
    for (size_t len = 0; len < all.len; len++)
        assert_int_not_equal(yx_docx_look((struct yx_bytes){ (const uint8_t *)all.at, len }), YX_REASON_FINE);
    yx_buf_free(&all);
}

/* ---- sounds and films ---- */

#define BYTES(text) (struct yx_bytes){ (const uint8_t *)(text), sizeof(text) - 1 }

static void sounds_are_walked_to_their_end(void **state)
{
    (void)state;
    assert_int_equal(yx_amr_look(BYTES("#!AMR\n\x04" "123456789012" "\x44" "12345" "\x7c")), YX_REASON_FINE);
    assert_int_equal(yx_amr_look(BYTES("#!AMR\n\x04" "12345678901")), YX_REASON_BROKEN);
    assert_int_equal(yx_amr_look(BYTES("#!AMR\n\x5c")), YX_REASON_BROKEN); /* a type that is none */
    assert_int_equal(yx_amr_look(BYTES("#!AMR\n")), YX_REASON_BROKEN);
    assert_int_equal(yx_amr_look(BYTES("#!AMR-WB\n\x04" "12345678901234567")), YX_REASON_FINE);
    assert_int_equal(yx_silk_look(BYTES("\2#!SILK_V3\3\0abc\1\0d")), YX_REASON_FINE);
    assert_int_equal(yx_silk_look(BYTES("#!SILK_V3\3\0abc\xff\xff")), YX_REASON_FINE);
    assert_int_equal(yx_silk_look(BYTES("\2#!SILK_V3\3\0ab")), YX_REASON_BROKEN);
    assert_int_equal(yx_silk_look(BYTES("\2#!SILK_V3")), YX_REASON_BROKEN);
    assert_int_equal(yx_silk_look(BYTES("")), YX_REASON_BROKEN);
}

static void music_is_frames(void **state)
{
    (void)state;
    struct yx_buf b = yx_buf_new(1 << 16);
    ADD(&b, "ID3\4\0\0\0\0\0\5tags!");
    for (int i = 0; i < 3; i++) { /* MPEG 1, 32 kbit/s, 32 kHz: 144 bytes */
        ADD(&b, "\xff\xfb\x18\0");
        for (int n = 0; n < 140; n++)
            ADD(&b, "x");
    }
    assert_int_equal(yx_mp3_look(bytes_of(&b)), YX_REASON_FINE);
    b.len -= 1;
    assert_int_equal(yx_mp3_look(bytes_of(&b)), YX_REASON_BROKEN);
    yx_buf_free(&b);
}

static void films_lose_where_they_were_made(void **state)
{
    static const char film[] = "\0\0\0\x0c" "ftypisom" "\0\0\0\x38" "moov" "\0\0\0\x10" "udtaSECRET!!"
        "\0\0\0\x18" "trak" "\0\0\0\x10" "metaSECRET!!" "\0\0\0\x08" "mvhd" "\0\0\0\x0c" "mdatdata";
    uint8_t bytes[sizeof film - 1];
    (void)state;
    memcpy(bytes, film, sizeof bytes);
    assert_int_equal(yx_mp4_clean(bytes, sizeof bytes), YX_REASON_FINE);
    assert_null(memmem(bytes, sizeof bytes, "SECRET", 6));
    assert_non_null(memmem(bytes, sizeof bytes, "free\0\0\0\0\0\0\0\0", 12));
    assert_memory_equal(bytes, film, 20);
    for (size_t len = 1; len < sizeof bytes; len++) {
        memcpy(bytes, film, sizeof bytes);
        if (len != 68) /* all but the data: a film still */
            assert_int_equal(yx_mp4_clean(bytes, len), YX_REASON_BROKEN);
    }
}

/* ---- the judge ---- */

static void the_content_says_what_it_is(void **state)
{
    struct yx_judge *judge = yx_judge_new();
    struct made_zip z = document();
    struct yx_buf made[] = { make_jpeg(9, 9), make_png(9, 9), make_webp(9, 9), zip_end(&z) };
    static const enum yx_file_kind kinds[] = { YX_FILE_JPG, YX_FILE_PNG, YX_FILE_WEBP, YX_FILE_DOCX };
    (void)state;
    assert_non_null(judge);
    for (size_t i = 0; i < sizeof made / sizeof *made; i++) {
        struct yx_sink sink = { put, &out, false };
        enum yx_file_kind kind;
        uint8_t *at = (uint8_t *)made[i].at;
        assert_int_equal(yx_judge_file(judge, at, made[i].len, ~0u, &sink, &kind), YX_REASON_FINE);
        assert_int_equal(kind, kinds[i]);
        unsigned others = ~yx_file_kind_bit(kinds[i]);
        assert_int_equal(yx_judge_file(judge, at, made[i].len, others, &sink, &kind), YX_REASON_TYPE);
        yx_buf_free(&made[i]);
    }
    static const char *const no_kinds[] = { "MZ\x90\0\3\0\0\0\4", "#!/bin/sh\nrm -rf /\n", "<html><script>alert(1)</script>",
        "<svg xmlns='http://www.w3.org/2000/svg'/>", "GIF89a\1\0\1\0\0\0\0;", "words", "" };
    for (size_t i = 0; i < sizeof no_kinds / sizeof *no_kinds; i++)
        assert_int_equal(yx_judge_kind(judge, (struct yx_bytes){ (const uint8_t *)no_kinds[i], strlen(no_kinds[i]) }),
            YX_FILE_NONE);
    static const char pdf[] = "%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer <<>>\n%%EOF\n";
    assert_int_equal(yx_judge_kind(judge, BYTES(pdf)), YX_FILE_PDF);
    assert_int_equal(yx_pdf_look(BYTES(pdf)), YX_REASON_FINE);
    assert_int_equal(yx_pdf_look((struct yx_bytes){ (const uint8_t *)pdf, 30 }), YX_REASON_BROKEN);
    yx_judge_free(&judge);
}

static bool refuse(void *arg, const void *at, size_t len)
{
    (void)at;
    (void)len;
    ++*(int *)arg;
    return false;
}

static void a_sink_that_is_full_is_told_once(void **state)
{
    int puts = 0;
    struct yx_judge *judge = yx_judge_new();
    struct yx_sink sink = { refuse, &puts, false };
    struct yx_buf made = make_png(9, 9);
    enum yx_file_kind kind;
    (void)state;
    assert_int_equal(yx_judge_file(judge, (uint8_t *)made.at, made.len, ~0u, &sink, &kind), YX_REASON_LOST);
    assert_int_equal(puts, 1);
    yx_buf_free(&made);
    yx_judge_free(&judge);
}

static void kinds_have_words(void **state)
{
    (void)state;
    for (unsigned kind = 1; kind < YX_FILE_KINDS; kind++)
        assert_int_equal(yx_file_kind_of(yx_file_kind_word((enum yx_file_kind)kind)), kind);
    assert_int_equal(yx_file_kind_of("exe"), YX_FILE_NONE);
    assert_int_equal(yx_file_kind_of(""), YX_FILE_NONE);
    assert_string_equal(yx_file_reason_word(YX_REASON_PIXELS), "pixels");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(jpeg_keeps_the_picture_alone),
        cmocka_unit_test(png_keeps_the_picture_alone),
        cmocka_unit_test(webp_keeps_the_picture_alone),
        cmocka_unit_test(a_picture_too_large_to_be_shown_is_refused),
        cmocka_unit_test(a_wrong_checksum_is_found),
        cmocka_unit_test(documents_are_looked_into),
        cmocka_unit_test(a_document_that_unpacks_to_too_much_is_refused),
        cmocka_unit_test(a_document_that_is_cut_off_is_refused),
        cmocka_unit_test(sounds_are_walked_to_their_end),
        cmocka_unit_test(music_is_frames),
        cmocka_unit_test(films_lose_where_they_were_made),
        cmocka_unit_test(the_content_says_what_it_is),
        cmocka_unit_test(a_sink_that_is_full_is_told_once),
        cmocka_unit_test(kinds_have_words),
    };
    return cmocka_run_group_tests_name("files look", tests, open_out, close_out);
}
