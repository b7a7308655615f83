#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "kb/library.h"
#include "kb/numeral.h"

enum { ASK_LEAST = 4, ASK_MOST = 12, FIRST_MOST = 120, TITLE_MOST = 60, ID_MOST = 64 };

struct judge {
    const struct yx_kb_library *library;
    const struct yx_kb_source *source;
    struct yx_faults *faults;
};

/* The line of a key, or of the front matter when it is missing. */
static int line_of(const struct judge *j, const char *key)
{
    const struct yx_node *n = yx_node_get(j->source->front, key);
    return n ? n->line : 1;
}

#define blame(j, line, path, ...) yx_fault_add((j)->faults, (j)->source->file, line, 0, path, __VA_ARGS__)

static void check_present(const struct judge *j)
{
    const struct yx_kb_source *s = j->source;
    const struct {
        const char *key, *text;
    } needed[] = { { "id", s->id }, { "title", s->title }, { "topic", s->topic }, { "area", s->area },
        { "status", s->status }, { "valid_from", s->valid_from }, { "reviewed_on", s->reviewed_on },
        { "verified", s->verified } };
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (needed[i].text[0] == '\0')
            blame(j, line_of(j, needed[i].key), needed[i].key, "is missing");
    if (yx_text_count(s->title) > TITLE_MOST)
        blame(j, line_of(j, "title"), "title", "has more than %d characters", TITLE_MOST);
}

static void check_id(const struct judge *j)
{
    const struct yx_kb_source *s = j->source;
    const char *slash = strrchr(s->file, '/'), *name = slash ? slash + 1 : s->file;
    size_t n = strlen(s->id);
    if (n == 0)
        return;
    if (n > ID_MOST || strspn(s->id, "abcdefghijklmnopqrstuvwxyz0123456789-") != n)
        blame(j, line_of(j, "id"), "id", "is not of a-z, 0-9 and -, at most %d", ID_MOST);
    if (strncmp(name, s->id, n) != 0 || strcmp(name + n, ".md") != 0)
        blame(j, line_of(j, "id"), "id", "%s is not the name of the file", s->id);
}

static void check_topic(const struct judge *j)
{
    const struct yx_kb_topics *t = &j->library->topics;
    for (size_t i = 0; i < t->count; i++)
        if (strcmp(t->titles[i], j->source->topic) == 0)
            return;
    if (j->source->topic[0] != '\0')
        blame(j, line_of(j, "topic"), "topic", "%s is not in topics.yaml", j->source->topic);
}

static void check_ask(const struct judge *j)
{
    const struct yx_kb_source *s = j->source;
    if (s->ask_count < ASK_LEAST || s->ask_count > ASK_MOST)
        blame(j, line_of(j, "ask"), "ask", "has %zu ways to ask, not %d to %d", s->ask_count, ASK_LEAST, ASK_MOST);
    for (size_t i = 0; i < s->ask_count; i++)
        for (size_t k = 0; k < i; k++)
            if (strcmp(s->ask[i], s->ask[k]) == 0)
                blame(j, line_of(j, "ask"), "ask", "says twice: %s", s->ask[i]);
}

static void check_days(const struct judge *j)
{
    const struct yx_kb_source *s = j->source;
    const struct {
        const char *key, *text;
    } days[] = { { "valid_from", s->valid_from }, { "valid_to", s->valid_to }, { "reviewed_on", s->reviewed_on } };
    for (size_t i = 0; i < sizeof days / sizeof *days; i++)
        if (days[i].text[0] != '\0' && !yx_kb_is_day(days[i].text))
            blame(j, line_of(j, days[i].key), days[i].key, "is not a day like 2018-12-29");
    if (s->valid_to[0] != '\0' && strcmp(s->valid_to, s->valid_from) < 0)
        blame(j, line_of(j, "valid_to"), "valid_to", "is before valid_from");
    if (s->status[0] != '\0' && strcmp(s->status, "current") != 0 && strcmp(s->status, "draft") != 0 &&
        strcmp(s->status, "withdrawn") != 0)
        blame(j, line_of(j, "status"), "status", "is none of current, draft, withdrawn");
}

static void check_law(const struct judge *j, const struct yx_kb_source_basis *b)
{
    const struct yx_kb_law *law = yx_kb_register_find(&j->library->laws, b->law);
    if (law == NULL) {
        law = yx_kb_register_guess(&j->library->laws, b->law);
        if (law != NULL)
            blame(j, b->line, "basis", "%s is not a full title: is %s meant?", b->law, law->title);
        else
            blame(j, b->line, "basis", "%s is not in the register of laws", b->law[0] ? b->law : "(no law)");
        return;
    }
    if (strcmp(law->status, "current") != 0)
        blame(j, b->line, "basis", "%s is %s", b->law, law->status);
    int number = yx_kb_article_number(b->article);
    if (number == 0)
        blame(j, b->line, "basis", "“%s” is not an article such as 第五十条", b->article);
    else if (number > law->articles)
        blame(j, b->line, "basis", "%s: %s has %d articles", b->article, b->law, law->articles);
}

static void check_basis(const struct judge *j)
{
    const struct yx_kb_source *s = j->source;
    if (s->basis_count == 0)
        blame(j, line_of(j, "basis"), "basis", "names no law");
    for (size_t i = 0; i < s->basis_count; i++) {
        check_law(j, &s->basis[i]);
        for (size_t k = 0; k < i; k++)
            if (strcmp(s->basis[i].law, s->basis[k].law) == 0 && strcmp(s->basis[i].article, s->basis[k].article) == 0)
                blame(j, s->basis[i].line, "basis", "%s%s stands twice", s->basis[i].law, s->basis[i].article);
    }
}

static bool is_numbered(const char *line)
{
    size_t n = strspn(line, "0123456789");
    return n > 0 && n <= 2 && strncmp(line + n, ". ", 2) == 0;
}

/* Bold opens and closes on its line. */
static bool bold_is_paired(const char *line)
{
    int marks = 0;
    for (const char *at = line; (at = strstr(at, "**")) != NULL; at += 2)
        marks++;
    return marks % 2 == 0;
}

/* What is wrong with the form of a line, or NULL. */
static const char *fault_of(const char *line)
{
    if (line[0] == ' ' || line[0] == '\t')
        return "is indented: lists are not nested and there is no code";
    if (line[0] == '#')
        return "is a heading: write it as **bold** on a line of its own";
    if (line[0] == '>' || line[0] == '|' || strncmp(line, "```", 3) == 0 || strncmp(line, "---", 3) == 0)
        return "is a quotation, table, rule or code: only paragraphs, lists and **bold**";
    if ((line[0] == '*' && line[1] == ' ') || (line[0] == '+' && line[1] == ' '))
        return "begins a list with something other than “- ” or “1. ”";
    if (line[0] == '-' && line[1] != ' ')
        return "lacks a blank behind “-”";
    if (strstr(line, "](") != NULL || strstr(line, "<") != NULL || strstr(line, "`") != NULL)
        return "holds a link, HTML or code";
    return bold_is_paired(line) ? NULL : "opens **bold** that it does not close";
}

static void check_first(const struct judge *j, const char *first)
{
    size_t n = yx_text_count(first);
    if (n > FIRST_MOST)
        blame(j, j->source->body_line, "", "the first paragraph has %zu characters, not at most %d", n, FIRST_MOST);
    if (is_numbered(first) || strncmp(first, "- ", 2) == 0 || strncmp(first, "**", 2) == 0)
        blame(j, j->source->body_line, "", "the body does not begin with the answer in a paragraph");
}

static void check_body(const struct judge *j)
{
    char *copy = strdup(j->source->body), *rest = copy;
    int line = j->source->body_line;
    if (copy == NULL || copy[0] == '\0') {
        blame(j, line, "", "the body is empty");
        free(copy);
        return;
    }
    char *end = strstr(copy, "\n\n");
    char *first = end ? strndup(copy, (size_t)(end - copy)) : strdup(copy);
    if (first != NULL)
        check_first(j, first);
    free(first);
    for (char *at; (at = strsep(&rest, "\n")) != NULL; line++) {
        const char *fault = fault_of(at);
        if (fault != NULL)
            blame(j, line, "", "the line %s", fault);
    }
    free(copy);
}

void yx_kb_lint_source(const struct yx_kb_library *library, const struct yx_kb_source *s, struct yx_faults *faults)
{
    const struct judge j = { library, s, faults };
    check_present(&j);
    check_id(&j);
    check_topic(&j);
    check_ask(&j);
    check_days(&j);
    check_basis(&j);
    check_body(&j);
}

enum yx_err yx_kb_lint(const struct yx_kb_library *l, struct yx_faults *faults)
{
    size_t before = faults->count;
    for (size_t i = 0; i < l->count; i++) {
        yx_kb_lint_source(l, &l->sources[i], faults);
        for (size_t k = 0; k < i; k++)
            if (strcmp(l->sources[i].id, l->sources[k].id) == 0)
                yx_fault_add(faults, l->sources[i].file, 2, 0, "id", "%s is also the id of %s", l->sources[i].id,
                    l->sources[k].file);
    }
    return faults->count == before ? YX_OK : YX_INVALID;
}
