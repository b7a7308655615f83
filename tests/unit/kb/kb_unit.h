/* Small collections for the tests of kb. */
#ifndef YX_KB_UNIT_H
#define YX_KB_UNIT_H

#include "unit.h"

#include "base/arena.h"
#include "base/text.h"
#include "kb/build.h"
#include "kb/index.h"
#include "kb/policy.h"

static struct yx_arena *arena;

static inline int kb_set_up(void **state)
{
    (void)state;
    arena = yx_arena_new(64 << 20);
    return arena == NULL;
}

static inline int kb_tear_down(void **state)
{
    (void)state;
    yx_arena_free(&arena);
    return 0;
}

static inline void kb_write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
    assert_int_equal(fclose(f), 0);
}

static inline void kb_add(struct yx_kb_builder *b, const char *id, const char *title, const char *body)
{
    struct yx_kb_draft d = { id, title, "", body, "", "", "", NULL, 0 };
    assert_int_equal(yx_kb_builder_add(b, &d), YX_OK);
}

/* id, title, body, id, title, body, …, NULL into the file `path`. */
static inline void kb_make(const char *path, const struct yx_kb_weights *weights, const char *const *texts)
{
    struct yx_kb_report report;
    struct yx_kb_builder *b = yx_kb_builder_new(weights);
    assert_non_null(b);
    for (; *texts != NULL; texts += 3)
        kb_add(b, texts[0], texts[1], texts[2]);
    assert_int_equal(yx_kb_builder_write(b, path, &yx_kb_limits_default, &report), YX_OK);
    yx_kb_builder_free(&b);
}

static inline char *kb_fold(const char *text)
{
    char *folded = NULL;
    assert_int_equal(yx_text_fold(arena, text, strlen(text), &folded), YX_OK);
    return folded;
}

#endif
