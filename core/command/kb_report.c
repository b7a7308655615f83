/* yixian kb report: which topics are thin. Prints numbers and names of articles, never what
 * anybody wrote. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "command/kb_place.h"
#include "kb/topic.h"
#include "kb/yx_kb.h"
#include "store/store.h"
#include "talk/feedback.h"
#include "talk/message.h"

enum { SCRATCH = 8 << 20, SHOWN = 10 };

/* An article and what its readers said of it. */
struct judged {
    const char *article, *topic;
    size_t useful, useless;
    struct judged *next;
};

struct report {
    const struct yx_call *call;
    struct yx_arena *arena, *scratch;
    const struct yx_kb_library *library;
    struct yx_kb_topic *topics;
    size_t topic_count;
    const char *database, *index; /* NULL: not asked of */
    struct yx_kb *kb;
    struct yx_kb_view *view;
    struct judged *judged;
    size_t judged_count;
};

static struct yx_kb_topic *topic_of_article(const struct report *r, const char *id)
{
    const char *title = "";
    for (size_t i = 0; id && i < r->library->count; i++)
        if (strcmp(r->library->sources[i].id, id) == 0)
            title = r->library->sources[i].topic;
    return yx_kb_topic_of(r->topics, r->topic_count, title);
}

/* A question belongs to the topic of its best hit. */
static enum yx_err count_question(void *arg, const char *text, const char *decision)
{
    struct report *r = arg;
    struct yx_kb_hit *hits;
    size_t count = 0;
    char *folded;
    enum yx_err err = yx_text_fold(r->scratch, text, strlen(text), &folded);
    if (err == YX_OK)
        err = yx_kb_search(r->view, r->scratch, folded, 1, &hits, &count);
    if (err != YX_OK)
        return err;
    struct yx_kb_topic *topic = topic_of_article(r, count > 0 ? hits[0].id : NULL);
    if (decision && strcmp(decision, "unsure") == 0)
        topic->unsure++;
    else
        topic->none++;
    return YX_OK;
}

static struct judged *judged_of(struct report *r, const char *article)
{
    for (struct judged *j = r->judged; j; j = j->next)
        if (strcmp(j->article, article) == 0)
            return j;
    struct judged *j = yx_arena_get(r->arena, sizeof *j);
    *j = (struct judged){ yx_arena_copy(r->arena, article), topic_of_article(r, article)->title, 0, 0, r->judged };
    r->judged = j;
    r->judged_count++;
    return j;
}

static enum yx_err count_feedback(void *arg, bool useful, const char *provenance)
{
    struct report *r = arg;
    json_t *root = provenance ? json_loads(provenance, 0, NULL) : NULL;
    const char *article = json_string_value(json_object_get(root, "article"));
    struct judged *j = article ? judged_of(r, article) : NULL;
    struct yx_kb_topic *topic = topic_of_article(r, article);
    json_decref(root);
    if (useful) {
        topic->useful++;
        if (j)
            j->useful++;
    } else {
        topic->useless++;
        if (j)
            j->useless++;
    }
    return YX_OK;
}

static enum yx_err read_database(struct report *r)
{
    const struct yx_store_setup setup = { .path = r->database, .readers = 1, .read_only = true };
    struct yx_store *store;
    struct yx_tx *tx;
    enum yx_err err = yx_store_open(&setup, &store);
    if (err == YX_OK)
        err = yx_store_read(store, &tx);
    if (err == YX_OK) {
        err = yx_message_unanswered_walk(tx, r->scratch, count_question, r);
        if (err == YX_OK)
            err = yx_feedback_walk(tx, r->scratch, count_feedback, r);
        yx_store_done(store, &tx);
    }
    yx_store_close(&store);
    return err;
}

static int by_uselessness(const void *a, const void *b)
{
    const struct judged *x = *(struct judged *const *)a, *y = *(struct judged *const *)b;
    if (x->useless != y->useless)
        return x->useless < y->useless ? 1 : -1;
    return strcmp(x->article, y->article);
}

static struct judged **sorted(const struct report *r)
{
    struct judged **list = yx_arena_get(r->arena, (r->judged_count + 1) * sizeof(void *));
    size_t n = 0;
    for (struct judged *j = r->judged; j; j = j->next)
        list[n++] = j;
    qsort(list, n, sizeof *list, by_uselessness);
    return list;
}

static json_t *topic_json(const struct report *r, const struct yx_kb_topic *t)
{
    json_t *made = json_pack("{s:s, s:i, s:i, s:s?}", "topic", t->title, "articles", (int)t->articles, "bases",
        (int)t->bases, "oldest_review", *t->oldest_review ? t->oldest_review : NULL);
    if (r->database) {
        json_object_set_new(made, "unsure", json_integer((json_int_t)t->unsure));
        json_object_set_new(made, "none", json_integer((json_int_t)t->none));
        json_object_set_new(made, "useful", json_integer((json_int_t)t->useful));
        json_object_set_new(made, "useless", json_integer((json_int_t)t->useless));
    }
    return made;
}

static void print_json(const struct report *r)
{
    json_t *topics = json_array(), *answers = json_array();
    struct judged **list = sorted(r);
    for (size_t i = 0; i < r->topic_count; i++)
        json_array_append_new(topics, topic_json(r, &r->topics[i]));
    for (size_t i = 0; i < r->judged_count; i++)
        json_array_append_new(answers, json_pack("{s:s, s:s, s:i, s:i}", "article", list[i]->article, "topic",
            list[i]->topic, "useful", (int)list[i]->useful, "useless", (int)list[i]->useless));
    json_t *all = json_pack("{s:s?, s:o, s:o}", "database", r->database, "topics", topics, "answers", answers);
    json_dumpf(all, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(all);
}

/* The last row is none's: shown when something belongs to it. */
static bool is_shown(const struct yx_kb_topic *t)
{
    return t->title[0] || t->articles + t->unsure + t->none + t->useful + t->useless > 0;
}

static void print_topics(const struct report *r)
{
    printf("articles  bases  oldest review%s  topic\n", r->database ? "  unsure   none  useful  useless" : "");
    for (size_t i = 0; i < r->topic_count; i++) {
        const struct yx_kb_topic *t = &r->topics[i];
        if (!is_shown(t))
            continue;
        printf("%8zu %6zu  %13s", t->articles, t->bases, *t->oldest_review ? t->oldest_review : "-");
        if (r->database)
            printf("  %6zu %6zu  %6zu  %7zu", t->unsure, t->none, t->useful, t->useless);
        printf("  %s\n", *t->title ? t->title : "(no topic)");
    }
}

static void print_answers(const struct report *r)
{
    struct judged **list = sorted(r);
    for (size_t i = 0; i < r->judged_count && i < SHOWN && list[i]->useless > 0; i++)
        printf("%s%8zu useless, %zu useful  %s\n", i == 0 ? "\nanswers that helped least\n" : "", list[i]->useless,
            list[i]->useful, list[i]->article);
}

/* Without --database the configuration's, when one is at hand: a folder alone can be
 * reported on, too. *good_out: false after a fault was printed. */
static const char *find_database(const struct yx_call *call, struct yx_arena *a, bool *good_out)
{
    const char *given = yx_call_value(call, "--database");
    bool wanted = yx_call_has(call, "--config") || access(yx_command_config_file(call), F_OK) == 0;
    *good_out = true;
    if (given || !wanted)
        return given;
    struct yx_config *config = yx_command_config(call);
    const char *path = config ? yx_arena_copy(a, yx_config_text(config, "store.path")) : NULL;
    *good_out = config != NULL;
    yx_config_free(&config);
    return path && access(path, F_OK) == 0 ? path : NULL;
}

static int add_database(struct report *r)
{
    r->index = yx_kb_place_index(r->call, "--index", r->arena);
    if (r->index == NULL)
        return YX_EXIT_FAILED;
    enum yx_err err = yx_kb_open(r->index, &r->kb);
    if (err != YX_OK)
        return yx_command_fail(r->call, "%s: %s", r->index, yx_err_words(err));
    r->view = yx_kb_hold(r->kb);
    err = read_database(r);
    yx_kb_let_go(&r->view);
    yx_kb_close(&r->kb);
    return err == YX_OK ? YX_EXIT_DONE : yx_command_fail(r->call, "%s: %s", r->database, yx_err_words(err));
}

static int report(struct report *r)
{
    bool good;
    const char *dir = yx_kb_place_dir(r->call, r->arena);
    r->library = dir ? yx_kb_place_library(r->call, dir, NULL, r->arena) : NULL;
    if (r->library == NULL)
        return YX_EXIT_FAILED;
    r->topics = yx_kb_topic_rows(r->library, r->arena, yx_kb_today(r->arena), &r->topic_count);
    r->database = find_database(r->call, r->arena, &good);
    int code = !good ? YX_EXIT_FAILED : r->database ? add_database(r) : YX_EXIT_DONE;
    if (code != YX_EXIT_DONE)
        return code;
    yx_kb_topic_sort(r->topics, r->topic_count);
    if (yx_call_has(r->call, "--json")) {
        print_json(r);
    } else {
        print_topics(r);
        print_answers(r);
    }
    return YX_EXIT_DONE;
}

static int run_report(const struct yx_call *call)
{
    struct report r = { .call = call, .arena = yx_arena_new(YX_KB_LIBRARY_BYTES), .scratch = yx_arena_new(SCRATCH) };
    int code = r.arena && r.scratch ? report(&r) : yx_command_fail(call, "%s", yx_err_words(YX_MEMORY));
    yx_arena_free(&r.scratch);
    yx_arena_free(&r.arena);
    return code;
}

static const struct yx_flag report_flags[] = {
    YX_FLAG_CONFIG,
    YX_FLAG_DIR,
    YX_FLAG_INDEX,
    { "--database", "FILE", "count what people asked in vain, too (else option store.path, when it is there)" },
    { "--json", NULL, "for a program" },
    { 0 },
};

const struct yx_command yx_commands_kb_report[] = {
    { "kb report", "which topics are thin, thinnest first", .flags = report_flags, .run = run_report },
    { 0 },
};
