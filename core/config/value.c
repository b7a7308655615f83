#include "config/value.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "config/secret.h"

enum { TEXT_MOST = 4096 };

/* What every kind needs: the words as written, where they stand, whether to complain. */
struct source {
    const struct yx_value_reader *by;
    const struct yx_node *node; /* NULL: the default */
    const struct yx_option *row;
    const char *name, *text;
};

static void fault(const struct source *s, const char *message)
{
    int line = s->node ? s->node->line : 0, column = s->node ? s->node->column : 0;
    char *path = yx_arena_print(s->by->arena, ".%s", s->name);
    yx_fault_add(s->by->faults, s->by->file, line, column, path, "%s", message);
}

static void read_int(const struct source *s, struct yx_setting *set)
{
    char *end = NULL;
    errno = 0;
    long long n = strtoll(s->text, &end, 10);
    const char *digits = s->text + (*s->text == '-');
    bool whole = *digits >= '0' && *digits <= '9' && *end == '\0' && errno == 0;
    const struct yx_option *row = s->row;
    if (!whole || (s->node && !s->node->plain))
        fault(s, "must be a whole number, written without quotes");
    else if ((row->min || row->max) && (n < row->min || n > row->max))
        fault(s, yx_arena_print(s->by->arena, "must be between %" PRId64 " and %" PRId64 "%s%s",
            row->min, row->max, row->unit ? " " : "", row->unit ? row->unit : ""));
    else
        set->number = n;
}

static void read_bool(const struct source *s, struct yx_setting *set)
{
    set->number = strcmp(s->text, "true") == 0;
    if (!set->number && strcmp(s->text, "false") != 0)
        fault(s, "must be true or false");
}

static void read_text(const struct source *s, struct yx_setting *set)
{
    int64_t most = s->row->max > 0 ? s->row->max : TEXT_MOST;
    int64_t count = (int64_t)yx_text_count(s->text);
    if (count < s->row->min || count > most)
        fault(s, yx_arena_print(s->by->arena, "must have %" PRId64 " to %" PRId64 " characters",
            s->row->min, most));
    set->text = yx_arena_copy(s->by->arena, s->text);
}

static const char *absolute(const struct yx_value_reader *by, const char *path)
{
    if (*path == '/' || *path == '\0')
        return yx_arena_copy(by->arena, path);
    if (strcmp(path, ".") == 0)
        return by->folder;
    return yx_arena_print(by->arena, "%s/%s", by->folder, path);
}

static bool is_choice(const char *choices, const char *word)
{
    size_t len = strlen(word);
    for (const char *at = choices; *at;) {
        size_t n = strcspn(at, " ");
        if (n == len && n > 0 && memcmp(at, word, n) == 0)
            return true;
        at += n + strspn(at + n, " ");
    }
    return false;
}

static void read_enum(const struct source *s, struct yx_setting *set)
{
    set->text = yx_arena_copy(s->by->arena, s->text);
    if (!is_choice(s->row->choices, s->text))
        fault(s, yx_arena_print(s->by->arena, "must be one of: %s", s->row->choices));
}

static char *secret_environment(const struct source *s, const char *name, size_t *len_out)
{
    const char *value = getenv(name);
    if (value == NULL) {
        fault(s, "the environment has no variable of this name");
        return NULL;
    }
    *len_out = strlen(value);
    return yx_arena_copy(s->by->arena, value);
}

static void read_secret(const struct source *s, struct yx_setting *set)
{
    unsigned roles = s->row->roles ? s->row->roles : YX_ROLE_ALL;
    size_t len = 0;
    if (*s->text == '\0' || (roles & s->by->role) == 0)
        return;
    const char *wrong = NULL;
    char *bytes = strncmp(s->text, "env:", 4) == 0
        ? secret_environment(s, s->text + 4, &len)
        : yx_secret_file(s->by->arena, absolute(s->by, s->text), &len, &wrong);
    if (wrong != NULL)
        fault(s, wrong);
    if (bytes == NULL)
        return;
    if ((int64_t)len < s->row->min || (s->row->max > 0 && (int64_t)len > s->row->max))
        fault(s, yx_arena_print(s->by->arena, "the secret must have at least %" PRId64 " bytes",
            s->row->min));
    set->text = bytes;
    set->len = len;
}

enum { ITEMS_MOST = 256 };

static void add_item(const struct source *s, struct yx_setting *set, const char *item)
{
    int64_t most = s->row->max > 0 ? s->row->max : ITEMS_MOST;
    for (size_t i = 0; i < set->count; i++)
        if (strcmp(set->items[i], item) == 0)
            fault(s, yx_arena_print(s->by->arena, "\"%s\" is listed twice", item));
    if ((int64_t)set->count < most && set->count < ITEMS_MOST)
        set->items[set->count++] = item;
    else
        fault(s, yx_arena_print(s->by->arena, "may have %" PRId64 " entries at most", most));
}

static void read_list(const struct source *s, struct yx_setting *set)
{
    set->items = yx_arena_get(s->by->arena, (ITEMS_MOST + 1) * sizeof *set->items);
    if (s->node && s->node->kind == YX_NODE_LIST) {
        for (const struct yx_node *n = s->node->first; n; n = n->next)
            if (n->kind == YX_NODE_TEXT)
                add_item(s, set, n->text);
            else
                fault(s, "must be a list of texts");
        return;
    }
    for (const char *at = s->text; *at;) { /* a default: words between commas */
        size_t n = strcspn(at, ",");
        add_item(s, set, yx_arena_text(s->by->arena, at, n));
        at += n + strspn(at + n, ", ");
    }
}

static const char *wanted_shape(const struct source *s)
{
    if (s->node == NULL)
        return s->row->dflt ? NULL : "must be given: it has no default";
    if (s->row->kind == YX_LIST)
        return s->node->kind == YX_NODE_LIST ? NULL : "must be a list, [a, b]";
    return s->node->kind == YX_NODE_TEXT ? NULL : "must be a single value";
}

void yx_value_read(const struct yx_value_reader *by, const struct yx_node *node, struct yx_setting *set)
{
    struct source s = { by, node, set->row, set->name, NULL };
    const char *wrong = wanted_shape(&s);
    set->text = "";
    if (wrong) {
        fault(&s, wrong);
        s.node = NULL;
    }
    s.text = s.node && s.node->kind == YX_NODE_TEXT ? s.node->text : s.row->dflt;
    if (s.text == NULL) {
        static const char *none[] = { NULL };
        set->items = none;
        return;
    }
    switch (set->row->kind) {
    case YX_INT: read_int(&s, set); break;
    case YX_BOOL: read_bool(&s, set); break;
    case YX_TEXT: read_text(&s, set); break;
    case YX_PATH: set->text = absolute(by, s.text); break;
    case YX_SECRET: read_secret(&s, set); break;
    case YX_ENUM: read_enum(&s, set); break;
    case YX_LIST: read_list(&s, set); break;
    }
}
