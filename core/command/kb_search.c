#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "command/kb.h"
#include "command/kb_place.h"
#include "kb/corpus.h"
#include "kb/eval.h"

enum { DONE, FAILED, USAGE, ARENA_MAX = 64 << 20 };

struct desk {
    struct yx_kb_words words;
    struct yx_arena *arena;
    struct yx_kb *kb;
    struct yx_kb_view *view;
};

static void desk_close(struct desk *d)
{
    yx_kb_let_go(&d->view);
    yx_kb_close(&d->kb);
    yx_arena_free(&d->arena);
}

/* Read the words and open the index; DONE, or the code to end with. */
static int desk_open(struct desk *d, int argc, char **argv, const char *usage)
{
    *d = (struct desk){ 0 };
    if (!yx_kb_words_read(argc, argv, usage, &d->words))
        return USAGE;
    d->arena = yx_arena_new(ARENA_MAX);
    if (d->arena == NULL || !yx_kb_words_place(&d->words, d->arena, false))
        return FAILED;
    enum yx_err err = yx_kb_open(d->words.index, &d->kb);
    if (err != YX_OK) {
        fprintf(stderr, "kb %s: %s: %s\n", argv[0], d->words.index, yx_err_words(err));
        return FAILED;
    }
    d->view = yx_kb_hold(d->kb);
    return DONE;
}

static const char *decision_word(enum yx_kb_decision decision)
{
    return decision == YX_KB_SURE ? "sure" : decision == YX_KB_UNSURE ? "unsure" : "none";
}

/* The words of the command line as one question, folded; NULL when not UTF-8. */
static char *question_of(struct desk *d)
{
    const char *question = "";
    char *folded = NULL;
    for (char **word = d->words.rest; *word != NULL; word++)
        question = yx_arena_print(d->arena, "%s%s%s", question, question[0] ? " " : "", *word);
    return yx_text_fold(d->arena, question, strlen(question), &folded) == YX_OK ? folded : NULL;
}

static void print_json(const struct yx_kb_verdict *v, const struct yx_kb_hit *hits, size_t count,
    const struct yx_kb_view *view)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, json_pack("{s:s, s:s, s:f, s:f}", "id", hits[i].id, "title", hits[i].title,
            "score", (double)hits[i].score, "cover", (double)hits[i].cover));
    json_t *all = json_pack("{s:s, s:s, s:o}", "decision", decision_word(v->decision), "generation",
        yx_kb_generation(view), "hits", list);
    json_dumpf(all, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(all);
}

static int search_one(struct desk *d)
{
    struct yx_kb_verdict v;
    struct yx_kb_hit *hits;
    size_t count;
    const char *folded = question_of(d);
    if (folded == NULL) {
        fprintf(stderr, "kb search: the question is not UTF-8\n");
        return FAILED;
    }
    int64_t start_us = yx_clock_mono_us();
    enum yx_err err = yx_kb_search(d->view, d->arena, folded, d->words.top, &hits, &count);
    int64_t took_us = yx_clock_mono_us() - start_us;
    if (err == YX_OK)
        err = yx_kb_decide(d->view, d->arena, folded, &v);
    if (err != YX_OK) {
        fprintf(stderr, "kb search: %s\n", yx_err_words(err));
        return FAILED;
    }
    if (d->words.json) {
        print_json(&v, hits, count, d->view);
        return DONE;
    }
    printf("%s, %zu hits, %lld µs\n", decision_word(v.decision), count, (long long)took_us);
    for (size_t i = 0; i < count; i++)
        printf("%7.2f %5.2f  %-28s %s\n", (double)hits[i].score, (double)hits[i].cover, hits[i].id, hits[i].title);
    return DONE;
}

static enum yx_err search_line(void *arg, const struct yx_kb_line *line)
{
    struct desk *d = arg;
    struct yx_kb_hit *hits;
    size_t count = 0;
    char *folded;
    yx_arena_wipe(d->arena);
    enum yx_err err = yx_text_fold(d->arena, line->text, strlen(line->text), &folded);
    if (err == YX_OK)
        err = yx_kb_search(d->view, d->arena, folded, d->words.top, &hits, &count);
    for (size_t i = 0; err == YX_OK && i < count; i++)
        printf("%s\t%s\t%.4f\n", line->id, hits[i].id, (double)hits[i].score);
    return err;
}

static int search_file(struct desk *d)
{
    long line = 0;
    enum yx_err err = yx_kb_corpus_read(d->words.queries, search_line, d, &line);
    if (err != YX_OK)
        fprintf(stderr, "kb search: %s:%ld: %s\n", d->words.queries, line, yx_err_words(err));
    return err == YX_OK ? DONE : FAILED;
}

int yx_command_kb_search(int argc, char **argv)
{
    struct desk d;
    int code = desk_open(&d, argc, argv, YX_COMMAND_KB_SEARCH);
    if (code == DONE && (d.words.queries != NULL) != d.words.tsv) {
        fprintf(stderr, "kb search: --queries and --tsv go together\n");
        code = USAGE;
    } else if (code == DONE && d.words.queries == NULL && d.words.rest[0] == NULL) {
        fprintf(stderr, "usage: yixian kb search " YX_COMMAND_KB_SEARCH "\n");
        code = USAGE;
    } else if (code == DONE) {
        code = d.words.queries ? search_file(&d) : search_one(&d);
    }
    desk_close(&d);
    return code;
}

static void print_wrong(void *arg, const char *question, const char *id, const struct yx_kb_verdict *v)
{
    (void)arg;
    printf("%s\t%s\t%s", decision_word(v->decision), id[0] ? id : "-", question);
    for (size_t i = 0; i < v->count; i++)
        printf("\t%s", v->hits[i].id);
    putchar('\n');
}

static double percent(size_t part, size_t all)
{
    return all > 0 ? 100.0 * (double)part / (double)all : 0;
}

static void print_tally(const struct yx_kb_tally *t)
{
    size_t n = t->questions;
    printf("%zu questions: success@1 %.1f %%, success@3 %.1f %%, MRR@10 %.3f\n", n, percent(t->first, n),
        percent(t->in_three, n), n > 0 ? t->reciprocal / (double)n : 0);
    printf("sure and right %.1f %%, sure and wrong %.1f %%, unsure with it among three %.1f %%, "
           "unsure without %.1f %%, none %.1f %%\n",
        percent(t->sure_right, n), percent(t->sure_wrong, n), percent(t->unsure_right, n),
        percent(t->unsure_without, n), percent(t->none, n));
}

static int eval_questions(struct desk *d)
{
    struct yx_kb_tally tally = { 0 };
    for (char **file = d->words.rest; *file != NULL; file++) {
        long line = 0;
        enum yx_err err = yx_kb_eval_questions(d->view, *file, d->words.verbose ? print_wrong : NULL, NULL, &tally,
            &line);
        if (err != YX_OK) {
            fprintf(stderr, "kb eval: %s:%ld: %s\n", *file, line, yx_err_words(err));
            return FAILED;
        }
    }
    print_tally(&tally);
    return DONE;
}

static int eval_qrels(struct desk *d)
{
    struct yx_kb_measures m;
    long line = 0;
    enum yx_err err = yx_kb_eval_qrels(d->view, d->words.queries, d->words.qrels, &m, &line);
    if (err != YX_OK) {
        fprintf(stderr, "kb eval: %s or %s:%ld: %s\n", d->words.queries, d->words.qrels, line, yx_err_words(err));
        return FAILED;
    }
    printf("%zu questions: R@1=%.1f R@5=%.1f R@10=%.1f R@100=%.1f MRR@10=%.1f nDCG@10=%.1f S@1=%.1f S@3=%.1f "
           "S@5=%.1f S@10=%.1f\np50 %.0f µs, p95 %.0f µs\n",
        m.questions, 100 * m.recall_1, 100 * m.recall_5, 100 * m.recall_10, 100 * m.recall_100, 100 * m.mrr_10,
        100 * m.ndcg_10, 100 * m.success_1, 100 * m.success_3, 100 * m.success_5, 100 * m.success_10, m.p50_us,
        m.p95_us);
    return DONE;
}

int yx_command_kb_eval(int argc, char **argv)
{
    struct desk d;
    int code = desk_open(&d, argc, argv, YX_COMMAND_KB_EVAL);
    bool lists = code == DONE && d.words.rest[0] != NULL;
    bool qrels = code == DONE && d.words.queries != NULL && d.words.qrels != NULL;
    if (code == DONE && lists == qrels) {
        fprintf(stderr, "usage: yixian kb eval " YX_COMMAND_KB_EVAL "\n");
        code = USAGE;
    } else if (code == DONE) {
        code = lists ? eval_questions(&d) : eval_qrels(&d);
    }
    desk_close(&d);
    return code;
}
