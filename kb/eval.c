#include "kb/eval.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum { TOP = 10, ARENA_MAX = 16 << 20 };

static void count_verdict(struct yx_kb_tally *t, const struct yx_kb_verdict *v, const char *id)
{
    bool among = false;
    for (size_t i = 0; i < v->count && i < 3; i++)
        among = among || strcmp(v->hits[i].id, id) == 0;
    switch (v->decision) {
    case YX_KB_SURE:
        if (v->count > 0 && strcmp(v->hits[0].id, id) == 0)
            t->sure_right++;
        else
            t->sure_wrong++;
        break;
    case YX_KB_UNSURE:
        if (among)
            t->unsure_right++;
        else
            t->unsure_without++;
        break;
    case YX_KB_NONE:
        t->none++;
        break;
    }
}

/* The place of the right article in the first ten, from 1; 0 when it is not there. */
static size_t place_of(const struct yx_kb_hit *hits, size_t count, const char *id)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(hits[i].id, id) == 0)
            return i + 1;
    return 0;
}

static enum yx_err ask(const struct yx_kb_view *view, struct yx_arena *a, const char *question, const char *id,
    yx_kb_wrong wrong, void *arg, struct yx_kb_tally *t)
{
    struct yx_kb_verdict v;
    struct yx_kb_hit *hits;
    size_t count;
    char *folded;
    enum yx_err err = yx_text_fold(a, question, strlen(question), &folded);
    if (err == YX_OK)
        err = yx_kb_search(view, a, folded, TOP, &hits, &count);
    if (err == YX_OK)
        err = yx_kb_decide(view, a, folded, &v);
    if (err != YX_OK)
        return err;
    size_t place = place_of(hits, count, id), sure_wrong = t->sure_wrong;
    t->questions++;
    t->first += place == 1;
    t->in_three += place >= 1 && place <= 3;
    t->reciprocal += place > 0 ? 1.0 / (double)place : 0;
    count_verdict(t, &v, id);
    bool lost = id[0] != '\0' && (place == 0 || place > 3 || v.decision == YX_KB_NONE);
    if (wrong != NULL && (lost || t->sure_wrong > sure_wrong))
        wrong(arg, question, id, &v);
    return YX_OK;
}

/* One line, cut into question and id (in place). */
static enum yx_err take_line(const struct yx_kb_view *view, struct yx_arena *a, char *line, yx_kb_wrong wrong,
    void *arg, struct yx_kb_tally *t)
{
    struct yx_kb_article article;
    line[strcspn(line, "\r\n")] = '\0';
    if (line[0] == '\0' || line[0] == '#')
        return YX_OK;
    char *tab = strchr(line, '\t');
    const char *id = tab ? tab + 1 : "";
    if (tab != NULL)
        *tab = '\0';
    if (id[0] != '\0' && yx_kb_article(view, a, id, &article) != YX_OK)
        return YX_NOT_FOUND;
    return ask(view, a, line, id, wrong, arg, t);
}

enum yx_err yx_kb_eval_questions(const struct yx_kb_view *view, const char *path, yx_kb_wrong wrong, void *arg,
    struct yx_kb_tally *tally_io, long *line_out)
{
    FILE *f = fopen(path, "re");
    char *line = NULL;
    size_t room = 0;
    enum yx_err err = YX_OK;
    *line_out = 0;
    if (f == NULL)
        return errno == ENOENT ? YX_NOT_FOUND : YX_IO;
    struct yx_arena *a = yx_arena_new(ARENA_MAX);
    while (a != NULL && err == YX_OK && getline(&line, &room, f) > 0) {
        ++*line_out;
        err = take_line(view, a, line, wrong, arg, tally_io);
        yx_arena_wipe(a);
    }
    if (err == YX_OK && (a == NULL || ferror(f)))
        err = a == NULL ? YX_MEMORY : YX_IO;
    yx_arena_free(&a);
    free(line);
    fclose(f);
    return err;
}
