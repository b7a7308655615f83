#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "command/command.h"
#include "command/kb_place.h"
#include "kb/corpus.h"
#include "kb/eval.h"

enum { ARENA_MAX = 64 << 20, TOP_DEFAULT = 10, TOP_MOST = 100 };

struct desk {
    const struct yx_call *call;
    long top;
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

/* Open the index; an exit status. desk_close also after a failure. */
static int desk_open(struct desk *d, const struct yx_call *call)
{
    *d = (struct desk){ .call = call, .top = TOP_DEFAULT, .arena = yx_arena_new(ARENA_MAX) };
    const char *index = d->arena ? yx_kb_place_index(call, "--index", d->arena) : NULL;
    if (index == NULL)
        return YX_EXIT_FAILED;
    enum yx_err err = yx_kb_open(index, &d->kb);
    if (err != YX_OK)
        return yx_command_fail(call, "%s: %s", index, yx_err_words(err));
    d->view = yx_kb_hold(d->kb);
    return YX_EXIT_DONE;
}

static bool take_top(struct desk *d)
{
    const char *text = yx_call_value(d->call, "--top");
    char *end = NULL;
    if (text == NULL)
        return true;
    d->top = strtol(text, &end, 10);
    return *end == '\0' && d->top >= 1 && d->top <= TOP_MOST;
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
    for (int i = 0; i < d->call->count; i++)
        question = yx_arena_print(d->arena, "%s%s%s", question, i > 0 ? " " : "", d->call->operands[i]);
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
    if (folded == NULL)
        return yx_command_fail(d->call, "the question is not UTF-8");
    int64_t start_us = yx_clock_mono_us();
    enum yx_err err = yx_kb_search(d->view, d->arena, folded, (int)d->top, &hits, &count);
    int64_t took_us = yx_clock_mono_us() - start_us;
    if (err == YX_OK)
        err = yx_kb_decide(d->view, d->arena, folded, &v);
    if (err != YX_OK)
        return yx_command_fail(d->call, "%s", yx_err_words(err));
    if (yx_call_has(d->call, "--json")) {
        print_json(&v, hits, count, d->view);
        return YX_EXIT_DONE;
    }
    printf("%s, %zu hits, %lld µs\n", decision_word(v.decision), count, (long long)took_us);
    for (size_t i = 0; i < count; i++)
        printf("%7.2f %5.2f  %-28s %s\n", (double)hits[i].score, (double)hits[i].cover, hits[i].id, hits[i].title);
    return YX_EXIT_DONE;
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
        err = yx_kb_search(d->view, d->arena, folded, (int)d->top, &hits, &count);
    for (size_t i = 0; err == YX_OK && i < count; i++)
        printf("%s\t%s\t%.4f\n", line->id, hits[i].id, (double)hits[i].score);
    return err;
}

static int search_file(struct desk *d, const char *queries)
{
    long line = 0;
    enum yx_err err = yx_kb_corpus_read(queries, search_line, d, &line);
    if (err != YX_OK)
        return yx_command_fail(d->call, "%s:%ld: %s", queries, line, yx_err_words(err));
    return YX_EXIT_DONE;
}

static int wrong_usage(const struct yx_call *call, const char *what)
{
    yx_command_fail(call, "%s", what);
    return YX_EXIT_USAGE;
}

static int run_search(const struct yx_call *call)
{
    struct desk d;
    const char *queries = yx_call_value(call, "--queries");
    if ((queries != NULL) != yx_call_has(call, "--tsv"))
        return wrong_usage(call, "--queries and --tsv go together");
    if ((queries != NULL) == (call->count > 0))
        return wrong_usage(call, "expected: a question, or --queries FILE --tsv");
    int code = desk_open(&d, call);
    if (code == YX_EXIT_DONE && !take_top(&d))
        code = wrong_usage(call, "--top is a number from 1 to 100");
    if (code == YX_EXIT_DONE)
        code = queries ? search_file(&d, queries) : search_one(&d);
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

static enum yx_err eval_file(struct desk *d, const char *file, struct yx_kb_tally *tally)
{
    long line = 0;
    yx_kb_wrong wrong = yx_call_has(d->call, "--verbose") ? print_wrong : NULL;
    enum yx_err err = yx_kb_eval_questions(d->view, file, wrong, NULL, tally, &line);
    if (err != YX_OK)
        yx_command_fail(d->call, "%s:%ld: %s", file, line, yx_err_words(err));
    return err;
}

static int eval_questions(struct desk *d, const char *first)
{
    struct yx_kb_tally tally = { 0 };
    enum yx_err err = first ? eval_file(d, first, &tally) : YX_OK;
    for (int i = 0; i < d->call->count && err == YX_OK; i++)
        err = eval_file(d, d->call->operands[i], &tally);
    if (err == YX_OK)
        print_tally(&tally);
    return err == YX_OK ? YX_EXIT_DONE : YX_EXIT_FAILED;
}

static int eval_qrels(struct desk *d, const char *queries, const char *qrels)
{
    struct yx_kb_measures m;
    long line = 0;
    enum yx_err err = yx_kb_eval_qrels(d->view, queries, qrels, &m, &line);
    if (err != YX_OK)
        return yx_command_fail(d->call, "%s or %s, line %ld: %s", queries, qrels, line, yx_err_words(err));
    printf("%zu questions: R@1=%.1f R@5=%.1f R@10=%.1f R@100=%.1f MRR@10=%.1f nDCG@10=%.1f S@1=%.1f S@3=%.1f "
           "S@5=%.1f S@10=%.1f\np50 %.0f µs, p95 %.0f µs\n",
        m.questions, 100 * m.recall_1, 100 * m.recall_5, 100 * m.recall_10, 100 * m.recall_100, 100 * m.mrr_10,
        100 * m.ndcg_10, 100 * m.success_1, 100 * m.success_3, 100 * m.success_5, 100 * m.success_10, m.p50_us,
        m.p95_us);
    return YX_EXIT_DONE;
}

static int run_eval(const struct yx_call *call)
{
    struct desk d;
    const char *queries = yx_call_value(call, "--queries"), *qrels = yx_call_value(call, "--qrels");
    const char *questions = yx_call_value(call, "--questions");
    bool lists = questions != NULL || call->count > 0;
    if ((queries != NULL) != (qrels != NULL) || lists == (queries != NULL))
        return wrong_usage(call, "expected: --questions FILE.tsv …, or --queries FILE --qrels FILE");
    int code = desk_open(&d, call);
    if (code == YX_EXIT_DONE)
        code = lists ? eval_questions(&d, questions) : eval_qrels(&d, queries, qrels);
    desk_close(&d);
    return code;
}

static const struct yx_flag search_flags[] = {
    YX_FLAG_CONFIG,
    YX_FLAG_INDEX,
    { "--top", "N", "how many, 1 to 100 (10)" },
    { "--json", NULL, "for a program" },
    { "--queries", "FILE", "JSON lines {id, text} instead of a question" },
    { "--tsv", NULL, "with --queries: lines of query, document, score" },
    { 0 },
};
static const struct yx_flag eval_flags[] = {
    YX_FLAG_CONFIG,
    YX_FLAG_INDEX,
    { "--questions", "FILE", "lines of question TAB article-id; without an id it is out of scope" },
    { "--queries", "FILE", "JSON lines {id, text}, judged by --qrels" },
    { "--qrels", "FILE", "lines of query TAB document TAB relevance" },
    { "--verbose", NULL, "print every question that went wrong" },
    { 0 },
};

const struct yx_command yx_commands_kb_search[] = {
    { "kb search", "look up a question", "QUESTION…", 0, 64, search_flags, run_search },
    { "kb eval", "measure search and policy on labelled questions", "[FILE.tsv…]", 0, 64, eval_flags, run_eval },
    { 0 },
};
