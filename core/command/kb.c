#include "command/kb.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "command/kb_place.h"
#include "kb/corpus.h"
#include "kb/library.h"
#include "kb/model.h"
#include "kb/policy.h"

enum { DONE, FAILED, USAGE };

static int say(const char *verb, const char *what, const char *why)
{
    fprintf(stderr, "kb %s: %s: %s\n", verb, what, why);
    return FAILED;
}

static bool is_folder(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Read and judge the library; false: the faults were printed. */
static bool read_library(struct yx_arena *a, const struct yx_kb_words *w, const char *verb,
    struct yx_kb_library *library_out)
{
    struct yx_faults faults = { .arena = a };
    yx_kb_library_read(a, w->dir, w->from, &faults, library_out);
    yx_kb_lint(library_out, &faults);
    yx_faults_print(&faults, stderr);
    if (faults.count > 0)
        fprintf(stderr, "kb %s: %zu faults in %zu articles\n", verb, faults.count, library_out->count);
    return faults.count == 0;
}

static const char *today(struct yx_arena *a)
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

static int build_corpus(const struct yx_kb_words *w, int64_t start_us)
{
    long line = 0;
    struct yx_kb_builder *b = yx_kb_builder_new(&yx_kb_weights_entries);
    enum yx_err err = b == NULL ? YX_MEMORY : yx_kb_corpus_build(w->from, b, &line);
    if (err != YX_OK)
        fprintf(stderr, "kb build: %s:%ld: %s\n", w->from, line, yx_err_words(err));
    else if ((err = write_index(b, w->index, start_us)) != YX_OK)
        fprintf(stderr, "kb build: %s: %s %s\n", w->index, yx_err_words(err), yx_kb_builder_fault(b));
    yx_kb_builder_free(&b);
    return err == YX_OK ? DONE : FAILED;
}

static int build_articles(const struct yx_kb_words *w, struct yx_arena *a, int64_t start_us)
{
    struct yx_kb_library library;
    size_t count = 0;
    if (!read_library(a, w, "build", &library))
        return FAILED;
    struct yx_kb_builder *b = yx_kb_builder_new(&yx_kb_weights_articles);
    enum yx_err err = b == NULL ? YX_MEMORY : yx_kb_library_compile(&library, a, today(a), b, &count);
    if (err == YX_OK)
        err = yx_kb_model_read(yx_arena_print(a, "%s/model/scope.tsv", w->dir), b);
    if (err == YX_OK)
        err = write_index(b, w->index, start_us);
    if (err != YX_OK)
        fprintf(stderr, "kb build: %s: %s %s\n", w->index, yx_err_words(err), b ? yx_kb_builder_fault(b) : "");
    yx_kb_builder_free(&b);
    return err == YX_OK ? DONE : FAILED;
}

int yx_command_kb_build(int argc, char **argv)
{
    struct yx_kb_words w;
    int64_t start_us = yx_clock_mono_us();
    if (!yx_kb_words_read(argc, argv, YX_COMMAND_KB_BUILD, &w))
        return USAGE;
    if (w.rest[0] != NULL)
        return say("build", w.rest[0], "not understood"), USAGE;
    struct yx_arena *a = yx_arena_new(YX_KB_LIBRARY_BYTES);
    if (a == NULL)
        return say("build", "start", yx_err_words(YX_MEMORY));
    bool corpus = w.from != NULL && !is_folder(w.from);
    w.index = w.out;
    int code = FAILED;
    if (yx_kb_words_place(&w, a, !corpus))
        code = corpus ? build_corpus(&w, start_us) : build_articles(&w, a, start_us);
    yx_arena_free(&a);
    return code;
}

int yx_command_kb_lint(int argc, char **argv)
{
    struct yx_kb_words w;
    struct yx_kb_library library;
    if (!yx_kb_words_read(argc, argv, YX_COMMAND_KB_LINT, &w))
        return USAGE;
    struct yx_arena *a = yx_arena_new(YX_KB_LIBRARY_BYTES);
    if (a == NULL)
        return say("lint", "start", yx_err_words(YX_MEMORY));
    w.index = ""; /* it needs none */
    int code = FAILED;
    if (yx_kb_words_place(&w, a, true) && read_library(a, &w, "lint", &library)) {
        printf("%zu articles, %zu laws, %zu topics: no fault\n", library.count, library.laws.count,
            library.topics.count);
        code = DONE;
    }
    yx_arena_free(&a);
    return code;
}
