#include "kb/index.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kb/rank.h"
#include "kb_unit.h"

static unsigned char *bytes;
static size_t size;

/* An index of two documents in memory, to be damaged without its digest saying so. */
static int load(void **state)
{
    kb_set_up(state);
    char *folder = unit_folder(), *path = yx_arena_print(arena, "%s/kb.idx", folder);
    struct yx_kb_report report;
    struct yx_kb_builder *b = yx_kb_builder_new(&yx_kb_weights_articles);
    struct yx_kb_basis basis[] = { { "中华人民共和国劳动法", "第五十条", "2018-12-29" }, { "甲法", "第一条", "" } };
    struct yx_kb_draft d = { "wages", "拖欠工资", "不发钱", "去劳动监察", "劳动纠纷", "abc", "2026-11-23", basis, 2 };
    assert_int_equal(yx_kb_builder_add(b, &d), YX_OK);
    kb_add(b, "divorce", "离婚", "去民政局");
    assert_int_equal(yx_kb_builder_write(b, path, &yx_kb_limits_default, &report), YX_OK);
    yx_kb_builder_free(&b);
    int fd = open(path, O_RDONLY);
    bytes = yx_arena_get(arena, (size_t)report.bytes);
    size = (size_t)report.bytes;
    assert_int_equal(read(fd, bytes, size), (ssize_t)size);
    close(fd);
    unit_remove(folder);
    return 0;
}

static void gives_back_an_article_as_it_was_written(void **state)
{
    (void)state;
    struct yx_kb_index x;
    struct yx_kb_article article;
    uint32_t doc;
    assert_int_equal(yx_kb_index_take(bytes, size, &x), YX_OK);
    assert_int_equal(yx_kb_index_doc(&x, "wages", &doc), YX_OK);
    yx_kb_index_article(&x, arena, doc, &article);
    assert_string_equal(article.id, "wages");
    assert_string_equal(article.title, "拖欠工资");
    assert_string_equal(article.topic, "劳动纠纷");
    assert_string_equal(article.revision, "abc");
    assert_string_equal(article.reviewed_on, "2026-11-23");
    assert_string_equal(article.body, "去劳动监察");
    assert_int_equal(article.basis_count, 2);
    assert_string_equal(article.basis[0].law, "中华人民共和国劳动法");
    assert_string_equal(article.basis[0].article, "第五十条");
    assert_string_equal(article.basis[0].since, "2018-12-29");
    assert_string_equal(article.basis[1].since, "");
    assert_int_equal(yx_kb_index_doc(&x, "divorce", &doc), YX_OK);
    assert_int_equal(yx_kb_index_doc(&x, "dive", &doc), YX_NOT_FOUND);
}

static void refuses_a_version_that_is_newer(void **state)
{
    (void)state;
    struct yx_kb_index x;
    ((struct yx_kb_header *)(void *)bytes)->version = YX_KB_VERSION + 1;
    assert_int_equal(yx_kb_index_take(bytes, size, &x), YX_NEWER);
}

static void refuses_sections_and_texts_that_lie_outside(void **state)
{
    (void)state;
    struct yx_kb_index x;
    struct yx_kb_header *h = (void *)bytes;
    for (int i = 0; i < YX_KB_SECTIONS; i++) {
        struct yx_kb_section kept = h->sections[i];
        h->sections[i].size = UINT64_MAX - 63;
        assert_int_equal(yx_kb_index_take(bytes, size, &x), YX_CORRUPT);
        h->sections[i] = (struct yx_kb_section){ UINT64_MAX - 63, kept.size };
        assert_int_equal(yx_kb_index_take(bytes, size, &x), YX_CORRUPT);
        h->sections[i] = kept;
    }
    struct yx_kb_record *r = (void *)(bytes + h->sections[YX_KB_RECORDS].offset);
    r[1].body = (uint32_t)h->sections[YX_KB_STRINGS].size;
    assert_int_equal(yx_kb_index_take(bytes, size, &x), YX_CORRUPT);
    r[1].body = 0;
    r[1].basis_count = 3;
    assert_int_equal(yx_kb_index_take(bytes, size, &x), YX_CORRUPT);
    r[1].basis_count = 0;
    assert_int_equal(yx_kb_index_take(bytes, size, &x), YX_OK);
    bytes[h->sections[YX_KB_STRINGS].offset + h->sections[YX_KB_STRINGS].size - 1] = 'x';
    assert_int_equal(yx_kb_index_take(bytes, size, &x), YX_CORRUPT);
}

static void leaves_out_postings_that_lie_outside(void **state)
{
    (void)state;
    struct yx_kb_index x;
    struct yx_kb_query q;
    struct yx_kb_ranked ranked[10];
    struct yx_kb_header *h = (void *)bytes;
    struct yx_kb_slot *slots = (void *)(bytes + h->sections[YX_KB_TERMS].offset);
    uint32_t *docs = (void *)(bytes + h->sections[YX_KB_DOCS].offset);
    size_t count = (size_t)h->sections[YX_KB_TERMS].size / sizeof *slots;
    assert_int_equal(yx_kb_index_take(bytes, size, &x), YX_OK);
    yx_kb_query_make(&x, arena, "拖欠工资", &q);
    assert_int_equal(q.count, 7);
    for (size_t i = 0; i < h->sections[YX_KB_DOCS].size / sizeof *docs; i++)
        docs[i] = 0xfffffff0; /* documents that do not exist */
    assert_int_equal(yx_kb_rank(&x, arena, &q, 10, ranked), 0);
    for (size_t i = 0; i < count; i++)
        slots[i].first = 0xffffff00;
    yx_kb_query_make(&x, arena, "拖欠工资", &q);
    assert_int_equal(q.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(gives_back_an_article_as_it_was_written, load, kb_tear_down),
        cmocka_unit_test_setup_teardown(refuses_a_version_that_is_newer, load, kb_tear_down),
        cmocka_unit_test_setup_teardown(refuses_sections_and_texts_that_lie_outside, load, kb_tear_down),
        cmocka_unit_test_setup_teardown(leaves_out_postings_that_lie_outside, load, kb_tear_down),
    };
    return cmocka_run_group_tests_name("kb/index", tests, NULL, NULL);
}
