/* A damaged index: what passes the checks of the form is searched and read; nothing
 * may lie outside. The digest, which would refuse nearly all of it, is left out. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kb/build.h"
#include "kb/index.h"
#include "kb/policy.h"
#include "kb/rank.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SEED_MAX = 1 << 16 };

static unsigned char seed[SEED_MAX];
static size_t seed_size;

/* A right index of a few documents, to be damaged: pure noise never gets past the header. */
static void make_seed(void)
{
    char path[] = "/tmp/yixian-fuzz-XXXXXX";
    struct yx_kb_report report;
    struct yx_kb_builder *b = yx_kb_builder_new(&yx_kb_weights_articles);
    struct yx_kb_basis basis = { "甲法", "第一条", "2001-01-01" };
    struct yx_kb_draft one = { "a", "拖欠工资", "不发钱", "去劳动监察大队投诉", "劳动", "r", "2026-11-23", &basis, 1 };
    struct yx_kb_draft two = { "b", "离婚", "分开", "去民政局办手续,不发钱", "婚姻", "r", "2026-11-23", NULL, 0 };
    struct yx_kb_odds odds = { .term = YX_KB_SCOPE_START, .odds = 1 };
    int fd = mkstemp(path);
    if (fd < 0 || yx_kb_builder_add(b, &one) != YX_OK || yx_kb_builder_add(b, &two) != YX_OK ||
        yx_kb_builder_scope(b, &odds, 1) != YX_OK ||
        yx_kb_builder_write(b, path, &yx_kb_limits_default, &report) != YX_OK)
        abort();
    close(fd);
    yx_kb_builder_free(&b);
    FILE *f = fopen(path, "rb");
    seed_size = f ? fread(seed, 1, sizeof seed, f) : 0;
    if (f == NULL || fclose(f) != 0 || unlink(path) != 0)
        abort();
}

static void use(const struct yx_kb_index *x, struct yx_arena *a)
{
    struct yx_kb_query q;
    struct yx_kb_ranked ranked[10];
    struct yx_kb_article article;
    uint32_t doc;
    yx_kb_query_make(x, a, "拖欠工资不发钱去民政局", &q);
    size_t count = yx_kb_rank(x, a, &q, 10, ranked);
    for (size_t i = 0; i < count; i++) {
        yx_kb_index_article(x, a, ranked[i].doc, &article);
        if (strlen(article.body) + strlen(article.title) > SEED_MAX)
            abort();
        yx_kb_cover(&q, ranked[i].doc);
    }
    if (yx_kb_index_doc(x, "a", &doc) == YX_OK)
        yx_kb_index_article(x, a, doc, &article);
    yx_kb_index_odds(x, 7);
}

/* Triples of the input (place low, place high, byte) change the seed. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct yx_kb_index x;
    if (seed_size == 0)
        make_seed();
    unsigned char *bytes = malloc(seed_size);
    size_t cut = size > 2 && data[0] == 0xff ? (size_t)(data[1] | data[2] << 8) % seed_size : seed_size;
    memcpy(bytes, seed, seed_size);
    for (size_t i = 0; i + 2 < size; i += 3)
        bytes[(size_t)(data[i] | data[i + 1] << 8) % seed_size] = data[i + 2];
    unsigned char *exact = malloc(cut > 0 ? cut : 1); /* its own size, so that one byte too far is seen */
    memcpy(exact, bytes, cut);
    if (yx_kb_index_take(exact, cut, &x) == YX_OK) {
        struct yx_arena *a = yx_arena_new(16 << 20);
        use(&x, a);
        yx_arena_free(&a);
    }
    free(exact);
    free(bytes);
    return 0;
}
