#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BLOCK = 16 * 1024 };

struct block {
    struct block *next;
    size_t room, used;
    alignas(max_align_t) unsigned char bytes[];
};

struct yx_arena {
    struct block *top;
    size_t total, max; /* bytes handed out, and the most there may be */
};

static struct block *block_new(size_t room)
{
    struct block *b = malloc(sizeof *b + room);
    if (b != NULL) {
        b->next = NULL;
        b->room = room;
        b->used = 0;
    }
    return b;
}

struct yx_arena *yx_arena_new(size_t max)
{
    struct yx_arena *a = calloc(1, sizeof *a);
    if (a == NULL)
        return NULL;
    a->max = max;
    a->top = block_new(max < FIRST_BLOCK ? max : FIRST_BLOCK);
    if (a->top == NULL) {
        free(a);
        return NULL;
    }
    return a;
}

static _Noreturn void give_up(const char *why)
{
    fprintf(stderr, "level=error event=\"arena\" why=\"%s\"\n", why);
    abort();
}

static void grow(struct yx_arena *a, size_t n)
{
    size_t room = a->top->room * 2;
    struct block *b = block_new(room > n ? room : n);
    if (b == NULL)
        give_up("out of memory");
    b->next = a->top;
    a->top = b;
}

void *yx_arena_get(struct yx_arena *a, size_t n)
{
    const size_t unit = alignof(max_align_t);
    if (n > a->max || a->total > a->max - n)
        give_up("past its maximum");
    size_t need = (n + unit - 1) / unit * unit;
    if (a->top->room - a->top->used < need)
        grow(a, need);
    void *p = a->top->bytes + a->top->used;
    a->top->used += need;
    a->total += n;
    return memset(p, 0, n);
}

char *yx_arena_text(struct yx_arena *a, const char *bytes, size_t n)
{
    char *text = yx_arena_get(a, n + 1);
    if (n > 0)
        memcpy(text, bytes, n);
    return text;
}

char *yx_arena_copy(struct yx_arena *a, const char *text)
{
    return yx_arena_text(a, text, strlen(text));
}

char *yx_arena_vprint(struct yx_arena *a, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    if (len < 0)
        give_up("a format that cannot be printed");
    char *text = yx_arena_get(a, (size_t)len + 1);
    vsnprintf(text, (size_t)len + 1, format, again);
    va_end(again);
    return text;
}

char *yx_arena_print(struct yx_arena *a, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = yx_arena_vprint(a, format, args);
    va_end(args);
    return text;
}

size_t yx_arena_used(const struct yx_arena *a)
{
    return a->total;
}

void yx_arena_wipe(struct yx_arena *a)
{
    while (a->top->next != NULL) {
        struct block *b = a->top;
        a->top = b->next;
        explicit_bzero(b->bytes, b->used);
        free(b);
    }
    explicit_bzero(a->top->bytes, a->top->used);
    a->top->used = 0;
    a->total = 0;
}

void yx_arena_free(struct yx_arena **a)
{
    if (*a == NULL)
        return;
    yx_arena_wipe(*a);
    free((*a)->top);
    free(*a);
    *a = NULL;
}
