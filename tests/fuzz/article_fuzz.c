/* What an editor may write: parsed, judged and compiled without a crash. */
#include <stdint.h>

#include "kb/library.h"
#include "kb/numeral.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 64 * 1024)
        return 0;
    struct yx_arena *a = yx_arena_new(64 << 20);
    struct yx_faults faults = { .arena = a };
    struct yx_kb_source source;
    const char *const no_short[] = { NULL };
    struct yx_kb_law law = { "甲法", no_short, 100, "2001-01-01", "", "2001-01-01", "current", "x" };
    const char *const topics[] = { "劳动纠纷" };
    struct yx_kb_library library = { .laws = { &law, 1 }, .topics = { topics, 1 }, .sources = &source, .count = 1 };
    if (yx_kb_source_parse(a, (const char *)data, size, "articles/x.md", &faults, &source) == YX_OK) {
        size_t count;
        struct yx_kb_builder *b = yx_kb_builder_new(&yx_kb_weights_articles);
        yx_kb_lint(&library, &faults);
        yx_kb_library_compile(&library, a, "2026-11-23", b, &count);
        yx_kb_builder_free(&b);
    }
    yx_kb_article_number(yx_arena_text(a, (const char *)data, size));
    yx_arena_free(&a);
    return 0;
}
