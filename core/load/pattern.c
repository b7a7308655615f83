#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>

#include "watch/metrics.h"
#include "yx.h"

/* A pattern is written by people in the county: it may be clumsy, so one match may
 * take this much and no more. PCRE2 counts anew from each place where it starts. */
enum { MATCH_LIMIT = 20000, DEPTH_LIMIT = 2000, HEAP_LIMIT_KIB = 1024, PATTERN_MOST = 4096 };

struct yx_pattern {
    pcre2_code *code;
    pcre2_match_context *limits;
};

static pcre2_code *compile(const char *pattern, int *why_out, size_t *at_out)
{
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    if (context == NULL)
        return NULL;
    pcre2_set_max_pattern_length(context, PATTERN_MOST);
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
        PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C, why_out, at_out, context);
    pcre2_compile_context_free(context);
    return code;
}

static const char *reason(struct yx_arena *arena, int why, size_t at)
{
    PCRE2_UCHAR words[200];
    if (pcre2_get_error_message(why, words, sizeof words) < 0)
        return "not a pattern";
    return yx_arena_print(arena, "%s (at byte %zu)", (const char *)words, at);
}

enum yx_err yx_pattern_new(const char *pattern, struct yx_arena *arena, struct yx_pattern **pattern_out,
    const char **fault_out)
{
    *pattern_out = NULL;
    *fault_out = "out of memory";
    int why = PCRE2_ERROR_NOMEMORY;
    size_t at = 0;
    struct yx_pattern *made = calloc(1, sizeof *made);
    if (made == NULL)
        return YX_MEMORY;
    made->code = compile(pattern, &why, &at);
    made->limits = pcre2_match_context_create(NULL);
    if (made->code == NULL || made->limits == NULL) {
        if (made->code == NULL)
            *fault_out = reason(arena, why, at);
        yx_pattern_free(&made);
        return why == PCRE2_ERROR_NOMEMORY ? YX_MEMORY : YX_INVALID;
    }
    pcre2_set_match_limit(made->limits, MATCH_LIMIT);
    pcre2_set_depth_limit(made->limits, DEPTH_LIMIT);
    pcre2_set_heap_limit(made->limits, HEAP_LIMIT_KIB);
    /* Without JIT (some machines forbid it) matching is slower, and right. */
    (void)pcre2_jit_compile(made->code, PCRE2_JIT_COMPLETE);
    *pattern_out = made;
    *fault_out = NULL;
    return YX_OK;
}

bool yx_pattern_matches(const struct yx_pattern *pattern, const char *text, size_t len)
{
    pcre2_match_data *data = pcre2_match_data_create(1, NULL);
    if (data == NULL)
        return false;
    int found = pcre2_match(pattern->code, (PCRE2_SPTR)text, len, 0, 0, data, pattern->limits);
    pcre2_match_data_free(data);
    if (found < 0 && found != PCRE2_ERROR_NOMATCH)
        yx_count(YX_M_PATTERN_LIMIT);
    return found >= 0;
}

void yx_pattern_free(struct yx_pattern **pattern)
{
    if (*pattern == NULL)
        return;
    pcre2_code_free((*pattern)->code);
    pcre2_match_context_free((*pattern)->limits);
    free(*pattern);
    *pattern = NULL;
}
