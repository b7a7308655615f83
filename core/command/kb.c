#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "command/command.h"
#include "command/kb_place.h"
#include "kb/corpus.h"
#include "kb/model.h"
#include "kb/policy.h"

const char *yx_kb_place_index(const struct yx_call *call, const char *flag, struct yx_arena *a)
{
    const char *given = yx_call_value(call, flag);
    struct yx_config *config = given ? NULL : yx_command_config(call);
    const char *path = given ? given : config ? yx_arena_copy(a, yx_config_text(config, "kb.index")) : NULL;
    yx_config_free(&config);
    return path;
}

const char *yx_kb_place_dir(const struct yx_call *call, struct yx_arena *a)
{
    const char *given = yx_call_value(call, "--dir");
    struct yx_config *config = given ? NULL : yx_command_config(call);
    const char *path = given ? given
        : config ? yx_arena_print(a, "%s/kb", yx_config_text(config, "paths.data")) : NULL;
    yx_config_free(&config);
    return path;
}

static bool is_folder(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

const struct yx_kb_library *yx_kb_place_library(const struct yx_call *call, const char *dir, const char *articles,
    struct yx_arena *a)
{
    struct yx_kb_library *library = yx_arena_get(a, sizeof *library);
    struct yx_faults faults = { .arena = a };
    yx_kb_library_read(a, dir, articles, &faults, library);
    yx_kb_lint(library, &faults);
    yx_faults_print(&faults, stderr);
    if (faults.count == 0)
        return library;
    yx_command_fail(call, "%zu faults beside %zu readable articles", faults.count, library->count);
    return NULL;
}

const char *yx_kb_today(struct yx_arena *a)
{
    struct yx_civil c = yx_clock_civil(yx_clock_ms());
    return yx_arena_print(a, "%04d-%02d-%02d", c.year, c.month, c.day);
}

static enum yx_err write_index(struct yx_kb_builder *b, const char *path, int64_t start_us)
{
    struct yx_kb_report r;
    enum yx_err err = yx_kb_builder_write(b, path, &yx_kb_limits_default, &r);
    if (err == YX_OK)
        printf("%s: %u documents, %u terms, %llu postings, %.1f MB, generation %s, %.2f s\n", path, r.documents,
            r.terms, (unsigned long long)r.postings, (double)r.bytes / 1e6, r.generation,
            (double)(yx_clock_mono_us() - start_us) / 1e6);
    return err;
}

static int build_corpus(const struct yx_call *call, const char *from, const char *index, int64_t start_us)
{
    long line = 0;
    int code = YX_EXIT_DONE;
    const struct yx_kb_weights *weights = NULL;
    enum yx_err err = yx_kb_corpus_weights(from, &weights);
    struct yx_kb_builder *b = err == YX_OK ? yx_kb_builder_new(weights) : NULL;
    if (err == YX_OK)
        err = b == NULL ? YX_MEMORY : yx_kb_corpus_build(from, b, &line);
    if (err != YX_OK)
        code = yx_command_fail(call, "%s:%ld: %s", from, line, yx_err_words(err));
    else if ((err = write_index(b, index, start_us)) != YX_OK)
        code = yx_command_fail(call, "%s: %s %s", index, yx_err_words(err), yx_kb_builder_fault(b));
    yx_kb_builder_free(&b);
    return code;
}

static int build_articles(const struct yx_call *call, struct yx_arena *a, const char *index, int64_t start_us)
{
    size_t count = 0;
    const char *dir = yx_kb_place_dir(call, a);
    const struct yx_kb_library *library = dir ? yx_kb_place_library(call, dir, yx_call_value(call, "--from"), a) : NULL;
    if (library == NULL)
        return YX_EXIT_FAILED;
    int code = YX_EXIT_DONE;
    struct yx_kb_builder *b = yx_kb_builder_new(&yx_kb_weights_articles);
    enum yx_err err = b == NULL ? YX_MEMORY : yx_kb_library_compile(library, a, yx_kb_today(a), b, &count);
    if (err == YX_OK)
        err = yx_kb_model_read(yx_arena_print(a, "%s/model/scope.tsv", dir), b);
    if (err == YX_OK)
        err = write_index(b, index, start_us);
    if (err != YX_OK)
        code = yx_command_fail(call, "%s: %s %s", index, yx_err_words(err), b ? yx_kb_builder_fault(b) : "");
    yx_kb_builder_free(&b);
    return code;
}

static int run_build(const struct yx_call *call)
{
    int64_t start_us = yx_clock_mono_us();
    const char *from = yx_call_value(call, "--from");
    struct yx_arena *a = yx_arena_new(YX_KB_LIBRARY_BYTES);
    if (a == NULL)
        return yx_command_fail(call, "%s", yx_err_words(YX_MEMORY));
    const char *index = yx_kb_place_index(call, "--out", a);
    int code = index == NULL ? YX_EXIT_FAILED
        : from != NULL && !is_folder(from) ? build_corpus(call, from, index, start_us)
                                           : build_articles(call, a, index, start_us);
    yx_arena_free(&a);
    return code;
}

static int run_lint(const struct yx_call *call)
{
    struct yx_arena *a = yx_arena_new(YX_KB_LIBRARY_BYTES);
    if (a == NULL)
        return yx_command_fail(call, "%s", yx_err_words(YX_MEMORY));
    const char *dir = yx_kb_place_dir(call, a);
    const struct yx_kb_library *library = dir ? yx_kb_place_library(call, dir, NULL, a) : NULL;
    if (library != NULL)
        printf("%zu articles, %zu laws, %zu topics: no fault\n", library->count, library->laws.count,
            library->topics.count);
    int code = library != NULL ? YX_EXIT_DONE : YX_EXIT_FAILED;
    yx_arena_free(&a);
    return code;
}

static const struct yx_flag build_flags[] = {
    YX_FLAG_CONFIG,
    YX_FLAG_DIR,
    { "--from", "PATH", "a folder of articles, or documents as JSON lines (.jsonl, .jsonl.gz)" },
    { "--out", "FILE", "where the index goes (else option kb.index)" },
    { 0 },
};
static const struct yx_flag lint_flags[] = { YX_FLAG_CONFIG, YX_FLAG_DIR, { 0 } };

const struct yx_command yx_commands_kb[] = {
    { "kb build", "compile articles, or JSON lines, into one index file", .flags = build_flags, .run = run_build },
    { "kb lint", "check every article, its basis and the register of laws", .flags = lint_flags, .run = run_lint },
    { 0 },
};
