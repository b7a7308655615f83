/* The tables: as shipped, and what the county adds. A county's row of the same name adds its words; `drop` takes
 * shipped ones away. */
#include <string.h>

#include "supervisor.h"

/* One table while it is read. */
struct table {
    struct supervisor *s;
    const struct yx_table *is;
    bool good;
};

static void fault(struct table *t, const struct yx_node *at, const char *message)
{
    yx_table_fault(t->s->host, t->is, at, "%s", message);
    t->good = false;
}

/* A word as texts are read: half width, simplified. NULL after a fault. */
static const char *even_word(struct table *t, const struct yx_node *node)
{
    char *even = NULL;
    if (node->kind != YX_NODE_TEXT ||
        yx_text_even(t->s->arena, node->text, strlen(node->text), &even) != YX_OK || *even == '\0') {
        fault(t, node, "must be a word");
        return NULL;
    }
    return even;
}

static const struct yx_node *list_of(struct table *t, const struct yx_node *map, const char *key)
{
    const struct yx_node *list = yx_node_get(map, key);
    if (list && list->kind != YX_NODE_LIST) {
        fault(t, list, "must be a list of words");
        return NULL;
    }
    return list ? list->first : NULL;
}

static void add_words(
    struct table *t, const struct yx_node *map, const char *key, struct sv_words *words, int value)
{
    for (const struct yx_node *n = list_of(t, map, key); n; n = n->next) {
        const char *word = even_word(t, n);
        if (word)
            sv_words_add(words, t->s->arena, word, value);
    }
}

/* Words that the county does not want are there first, as nothing. */
static void drop_words(struct table *t, const struct yx_node *map, struct sv_words *words, int nothing)
{
    add_words(t, map, "drop", words, nothing);
}

static int find_or_add(
    struct table *t, const struct yx_node *row, const char **names, size_t *count, size_t most)
{
    const struct yx_node *node = row->kind == YX_NODE_MAP ? yx_node_get(row, "name") : NULL;
    const char *name = node ? even_word(t, node) : NULL;
    if (name == NULL) {
        fault(t, row, "needs a name");
        return -1;
    }
    for (size_t i = 0; i < *count; i++)
        if (strcmp(names[i], name) == 0)
            return (int)i;
    if (*count == most) {
        fault(t, row, "there are too many");
        return -1;
    }
    names[*count] = name;
    return (int)(*count)++;
}

/* ---- agencies.yaml ---- */

static void read_agencies(struct table *t, const struct yx_node *root)
{
    static const char *const keys[] = { "agencies", "behind", "not", "drop", NULL }, *const row_keys[] = {
        "name", "aliases", NULL
    };
    struct supervisor *s = t->s;
    yx_table_only(s->host, t->is, root, keys);
    drop_words(t, root, &s->agency_words, -1);
    add_words(t, root, "behind", &s->behind, 0);
    add_words(t, root, "not", &s->agency_words, -1);
    for (const struct yx_node *row = list_of(t, root, "agencies"); row; row = row->next) {
        int agency = find_or_add(t, row, s->agencies, &s->agency_count, SV_AGENCIES_MOST);
        if (agency < 0)
            continue;
        yx_table_only(s->host, t->is, row, row_keys);
        add_words(t, row, "aliases", &s->agency_words, agency);
    }
}

/* ---- issues.yaml, urgent.yaml ---- */

static bool is_dropped(const struct sv_words *dropped, const char *word)
{
    size_t n = strlen(word);
    return n > 0 && sv_words_match(dropped, word, NULL) == n;
}

static void add_patterns(struct table *t, const struct yx_node *map, const char *key, struct sv_patterns *to,
    int value, int rank, const struct sv_words *dropped)
{
    for (const struct yx_node *n = list_of(t, map, key); n; n = n->next) {
        const char *why = NULL, *word = even_word(t, n);
        if (word == NULL || is_dropped(dropped, word))
            continue;
        /* yx_text_even writes … as three stops */
        struct sv_pattern *made = sv_pattern_read(t->s->arena, n->text, t->s->sets, &why);
        if (made == NULL) {
            fault(t, n, why);
            continue;
        }
        made->value = value;
        made->rank = rank;
        sv_patterns_add(to, t->s->arena, made);
    }
}

/* A set is made anew for each table, so that the county's words stand beside the shipped ones. */
static void read_set(struct table *t, const struct yx_node *node)
{
    struct supervisor *s = t->s;
    size_t had = 0;
    struct sv_set *made = yx_arena_get(s->arena, sizeof *made);
    const struct sv_set *old = s->sets;
    while (old && strcmp(old->name, node->key) != 0)
        old = old->next;
    had = old ? old->count : 0;
    made->name = node->key;
    made->next = s->sets;
    made->words = yx_arena_get(s->arena, (had + node->count + 1) * sizeof *made->words);
    for (size_t i = 0; i < had; i++)
        made->words[made->count++] = old->words[i];
    if (node->kind != YX_NODE_LIST)
        fault(t, node, "must be a list of words");
    for (const struct yx_node *n = node->first; n; n = n->next) {
        const char *word = even_word(t, n);
        if (word)
            made->words[made->count++] = word;
    }
    s->sets = made;
}

static void read_issues(struct table *t, const struct yx_node *root, const struct sv_words *dropped)
{
    static const char *const keys[] = { "sets", "issues", "negations", "drop", NULL };
    static const char *const row_keys[] = { "name", "words", "weak", "weaker", "last", "not", NULL };
    struct supervisor *s = t->s;
    yx_table_only(s->host, t->is, root, keys);
    add_words(t, root, "negations", &s->negations, 0);
    for (const struct yx_node *row = list_of(t, root, "issues"); row; row = row->next) {
        int issue = find_or_add(t, row, s->issues, &s->issue_count, SV_ISSUES_MOST);
        if (issue < 0)
            continue;
        yx_table_only(s->host, t->is, row, row_keys);
        add_patterns(t, row, "words", &s->issue_patterns, issue, SV_STRONG, dropped);
        add_patterns(t, row, "weak", &s->issue_patterns, issue, SV_WEAK, dropped);
        add_patterns(t, row, "weaker", &s->issue_patterns, issue, SV_WEAKER, dropped);
        add_patterns(t, row, "last", &s->issue_patterns, issue, SV_LAST, dropped);
        add_patterns(t, row, "not", &s->issue_patterns, issue, SV_NOT, dropped);
    }
}

static void read_urgent(struct table *t, const struct yx_node *root, const struct sv_words *dropped)
{
    static const char *const keys[] = { "urgent", "unless", "drop", NULL };
    yx_table_only(t->s->host, t->is, root, keys);
    add_patterns(t, root, "urgent", &t->s->urgent_patterns, 0, SV_STRONG, dropped);
    add_patterns(t, root, "unless", &t->s->urgent_patterns, 0, SV_NOT, dropped);
}

/* ---- places.yaml ---- */

static void read_places(struct table *t, const struct yx_node *root)
{
    static const struct {
        const char *key;
        int value;
    } lists[] = { { "tails", SV_TAIL }, { "ends", SV_END }, { "names", SV_NAME }, { "before", SV_BEFORE },
        { "stops", SV_STOP }, { "weak", SV_FAINT } };
    static const char *const keys[] = { "names", "ends", "tails", "before", "stops", "weak", "vague", "admin",
        "drop", NULL };
    struct supervisor *s = t->s;
    yx_table_only(s->host, t->is, root, keys);
    drop_words(t, root, &s->place_words, SV_NAME);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        add_words(t, root, lists[i].key, &s->place_words, lists[i].value);
    add_words(t, root, "vague", &s->vague, 0);
    add_words(t, root, "admin", &s->admin, 0);
}

/* ---- commands.yaml ---- */

static struct sv_command *command_of(struct table *t, const struct yx_node *row)
{
    static const char *const names[] = { "status", "supplement", "withdraw", "resume", "satisfied",
        "dissatisfied", "human", "help", "optout" };
    struct supervisor *s = t->s;
    const char *name = row->kind == YX_NODE_MAP ? yx_node_text(row, "name", "") : "";
    for (size_t i = 0; i < s->command_count; i++)
        if (strcmp(s->commands[i].name, name) == 0)
            return &s->commands[i];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0) {
            s->commands[s->command_count].name = names[i];
            return &s->commands[s->command_count++];
        }
    fault(t, row,
        "name must be status, supplement, withdraw, resume, satisfied, dissatisfied, human, help or optout");
    return NULL;
}

static void read_takes(struct table *t, const struct yx_node *row, struct sv_command *c)
{
    const char *takes = yx_node_text(row, "takes", NULL);
    if (takes == NULL)
        return;
    if (strcmp(takes, "nothing") == 0)
        c->takes = SV_NOTHING;
    else if (strcmp(takes, "number") == 0)
        c->takes = SV_NUMBER;
    else if (strcmp(takes, "number and text") == 0)
        c->takes = SV_NUMBER_AND_TEXT;
    else
        fault(t, row, "takes must be nothing, number, or number and text");
}

static void read_commands(struct table *t, const struct yx_node *root)
{
    static const char *const keys[] = { "commands", "endings", "openings", NULL };
    static const char *const row_keys[] = { "name", "takes", "words", "after", "patterns", NULL };
    struct supervisor *s = t->s;
    yx_table_only(s->host, t->is, root, keys);
    add_words(t, root, "endings", &s->endings, 0);
    add_words(t, root, "openings", &s->openings, 0);
    for (const struct yx_node *row = list_of(t, root, "commands"); row; row = row->next) {
        struct sv_command *c = command_of(t, row);
        if (c == NULL)
            continue;
        yx_table_only(s->host, t->is, row, row_keys);
        read_takes(t, row, c);
        add_words(t, row, "words", &c->words, 0);
        add_words(t, row, "after", &c->after, 0);
        add_patterns(t, row, "patterns", &c->patterns, 0, SV_STRONG, &(struct sv_words){ 0 });
    }
}

/* ---- all of them ---- */

enum which { AGENCIES, ISSUES, URGENT, PLACES, COMMANDS };

static void read_one(struct table *t, enum which which, const struct sv_words *dropped)
{
    const struct yx_node *root = t->is->root;
    if (root->kind != YX_NODE_MAP) {
        fault(t, root, "must be a map");
        return;
    }
    switch (which) {
    case AGENCIES: read_agencies(t, root); break;
    case ISSUES: read_issues(t, root, dropped); break;
    case URGENT: read_urgent(t, root, dropped); break;
    case PLACES: read_places(t, root); break;
    case COMMANDS: read_commands(t, root); break;
    }
}

/* The county's table is read first, so that its words and what it drops count before the shipped ones; sets grow from
 * the shipped ones, which is why they are read before all. */
static bool read_file(struct supervisor *s, const char *file, enum which which)
{
    struct yx_table tables[YX_TABLES_MOST];
    struct sv_words dropped = { 0 };
    size_t count;
    bool good = yx_host_tables(s->host, s->arena, file, tables, &count) == YX_OK;
    for (size_t i = 0; i < count; i++) {
        struct table t = { s, &tables[i], true };
        const struct yx_node *sets = which == ISSUES && tables[i].root->kind == YX_NODE_MAP
                                         ? yx_node_get(tables[i].root, "sets")
                                         : NULL;
        for (const struct yx_node *n = sets ? sets->first : NULL; n; n = n->next)
            read_set(&t, n);
        if ((which == ISSUES || which == URGENT) && tables[i].root->kind == YX_NODE_MAP)
            add_words(&t, tables[i].root, "drop", &dropped, 0);
        good = good && t.good;
    }
    sv_words_close(&dropped);
    for (size_t i = count; i-- > 0;) {
        struct table t = { s, &tables[i], true };
        read_one(&t, which, &dropped);
        good = good && t.good;
    }
    return good;
}

enum yx_err sv_tables_open(struct supervisor *s)
{
    static const char *const files[] = { [AGENCIES] = "agencies.yaml",
        [ISSUES] = "issues.yaml",
        [URGENT] = "urgent.yaml",
        [PLACES] = "places.yaml",
        [COMMANDS] = "commands.yaml" };
    enum { COMMANDS_MOST = 9 };
    bool good = true;
    s->commands = yx_arena_get(s->arena, COMMANDS_MOST * sizeof *s->commands);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        good = read_file(s, files[i], (enum which)i) && good;
    struct sv_words *const all[] = { &s->agency_words, &s->behind, &s->negations, &s->place_words, &s->vague,
        &s->admin, &s->endings, &s->openings };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        sv_words_close(all[i]);
    for (size_t i = 0; i < s->command_count; i++) {
        sv_words_close(&s->commands[i].words);
        sv_words_close(&s->commands[i].after);
    }
    return good ? YX_OK : YX_INVALID;
}
