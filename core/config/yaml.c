#include "config/yaml.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base/text.h"

/* Bounds that keep a hostile or broken file from costing more than it is worth. */
enum { FILE_MOST = 1 << 20, DEPTH_MOST = 16, KEY_MOST = 128, PATH_MOST = 256, MAP_MOST = 4096,
       NODES_MOST = 65536 };

struct reader {
    yaml_parser_t parser;
    struct yx_arena *arena;
    struct yx_faults *faults;
    const char *file;
    int first_line;
    size_t nodes;
};

static int line_of(const struct reader *r, yaml_mark_t mark)
{
    return (int)mark.line + r->first_line;
}

static void fault_at(struct reader *r, yaml_mark_t mark, const char *path, const char *message)
{
    yx_fault_add(r->faults, r->file, line_of(r, mark), (int)mark.column + 1, path, "%s", message);
}

/* The next event. A syntax fault is written down here, once; the caller just stops. */
static bool next_event(struct reader *r, yaml_event_t *event)
{
    if (yaml_parser_parse(&r->parser, event))
        return true;
    fault_at(r, r->parser.problem_mark, "", r->parser.problem ? r->parser.problem : "not YAML");
    return false;
}

static struct yx_node *new_node(struct reader *r, const yaml_event_t *event, const char *path)
{
    if (++r->nodes > NODES_MOST) {
        fault_at(r, event->start_mark, path, "too many entries in one file");
        return NULL;
    }
    struct yx_node *node = yx_arena_get(r->arena, sizeof *node);
    node->line = line_of(r, event->start_mark);
    node->column = (int)event->start_mark.column + 1;
    node->path = path;
    return node;
}

static bool is_tagged(const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT: return event->data.scalar.tag || event->data.scalar.anchor;
    case YAML_SEQUENCE_START_EVENT:
        return event->data.sequence_start.tag || event->data.sequence_start.anchor;
    case YAML_MAPPING_START_EVENT:
        return event->data.mapping_start.tag || event->data.mapping_start.anchor;
    default: return false;
    }
}

static struct yx_node *read_value(struct reader *r, yaml_event_t *event, const char *path, int depth);

static void append(struct yx_node *parent, struct yx_node **last, struct yx_node *child)
{
    if (*last)
        (*last)->next = child;
    else
        parent->first = child;
    *last = child;
    parent->count++;
}

static const char *path_below(struct reader *r, const char *path, const char *key)
{
    char *made = yx_arena_print(r->arena, "%s.%s", path, key);
    made[yx_text_cut(made, strlen(made), PATH_MOST)] = '\0';
    return made;
}

static bool read_list(struct reader *r, struct yx_node *list, int depth)
{
    struct yx_node *last = NULL;
    yaml_event_t event;
    while (next_event(r, &event)) {
        if (event.type == YAML_SEQUENCE_END_EVENT) {
            yaml_event_delete(&event);
            return true;
        }
        char *path = yx_arena_print(r->arena, "%s[%zu]", list->path, list->count);
        path[yx_text_cut(path, strlen(path), PATH_MOST)] = '\0';
        struct yx_node *child = read_value(r, &event, path, depth);
        if (child == NULL)
            return false;
        append(list, &last, child);
    }
    return false;
}

/* The text of a key, checked; NULL after a fault. */
static const char *read_key(struct reader *r, const struct yx_node *map, yaml_event_t *event)
{
    const char *text = (const char *)event->data.scalar.value, *key = NULL;
    if (event->type != YAML_SCALAR_EVENT || is_tagged(event))
        fault_at(r, event->start_mark, map->path, "a key must be a plain text");
    else if (event->data.scalar.length > KEY_MOST || strlen(text) != event->data.scalar.length)
        fault_at(r, event->start_mark, map->path, "a key may have 128 bytes at most");
    else if (map->count >= MAP_MOST)
        fault_at(r, event->start_mark, map->path, "more than 4096 keys in one map");
    else
        key = yx_arena_copy(r->arena, text);
    return key;
}

static bool read_map(struct reader *r, struct yx_node *map, int depth)
{
    struct yx_node *last = NULL;
    yaml_event_t event;
    while (next_event(r, &event)) {
        if (event.type == YAML_MAPPING_END_EVENT) {
            yaml_event_delete(&event);
            return true;
        }
        yaml_mark_t mark = event.start_mark;
        const char *key = read_key(r, map, &event);
        yaml_event_delete(&event);
        if (key == NULL || !next_event(r, &event))
            return false;
        const char *path = path_below(r, map->path, key);
        const struct yx_node *twin = yx_node_get(map, key);
        if (twin)
            yx_fault_add(r->faults, r->file, line_of(r, mark), (int)mark.column + 1, path,
                "the key is here twice, first on line %d", twin->line);
        struct yx_node *child = read_value(r, &event, path, depth);
        if (child == NULL)
            return false;
        child->key = key;
        append(map, &last, child);
    }
    return false;
}

/* One value and all below it; takes the event over. NULL after a fault. */
static struct yx_node *read_value(struct reader *r, yaml_event_t *event, const char *path, int depth)
{
    struct yx_node *node = NULL;
    bool whole = false;
    if (event->type == YAML_ALIAS_EVENT || is_tagged(event))
        fault_at(r, event->start_mark, path, "anchors, aliases and tags are not read here");
    else if (depth >= DEPTH_MOST)
        fault_at(r, event->start_mark, path, "nested deeper than 16");
    else
        node = new_node(r, event, path);
    yaml_event_type_t type = event->type;
    if (node && type == YAML_SCALAR_EVENT) {
        node->kind = YX_NODE_TEXT;
        node->text = yx_arena_text(r->arena, (const char *)event->data.scalar.value,
            event->data.scalar.length);
        node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
        whole = true;
        if (strlen(node->text) != event->data.scalar.length) {
            fault_at(r, event->start_mark, path, "a text may not contain NUL");
            whole = false;
        }
    }
    yaml_event_delete(event);
    if (node && type == YAML_SEQUENCE_START_EVENT) {
        node->kind = YX_NODE_LIST;
        whole = read_list(r, node, depth + 1);
    } else if (node && type == YAML_MAPPING_START_EVENT) {
        node->kind = YX_NODE_MAP;
        whole = read_map(r, node, depth + 1);
    }
    return whole ? node : NULL;
}

static struct yx_node *empty_map(struct reader *r)
{
    struct yx_node *node = yx_arena_get(r->arena, sizeof *node);
    node->kind = YX_NODE_MAP;
    node->line = r->first_line;
    node->column = 1;
    node->path = "";
    return node;
}

/* Stream start, at most one document, stream end. */
static struct yx_node *read_document(struct reader *r)
{
    struct yx_node *root = NULL;
    yaml_event_t event;
    while (next_event(r, &event)) {
        switch (event.type) {
        case YAML_STREAM_END_EVENT: yaml_event_delete(&event); return root ? root : empty_map(r);
        case YAML_STREAM_START_EVENT:
        case YAML_DOCUMENT_END_EVENT: yaml_event_delete(&event); break;
        case YAML_DOCUMENT_START_EVENT:
            if (root)
                fault_at(r, event.start_mark, "", "only one document a file");
            yaml_event_delete(&event);
            if (root)
                return NULL;
            break;
        default:
            root = read_value(r, &event, "", 0);
            if (root == NULL)
                return NULL;
            if (root->kind == YX_NODE_TEXT && root->plain && *root->text == '\0')
                root = empty_map(r);
        }
    }
    return NULL;
}

/* Say on which line the bytes stop being UTF-8: a multi-byte character never holds a
 * line end, so that each line can be judged alone. */
static bool is_text(const char *bytes, size_t len, const char *file, int line, struct yx_faults *faults)
{
    for (const char *end = bytes + len; bytes < end; line++) {
        const char *stop = memchr(bytes, '\n', (size_t)(end - bytes));
        size_t n = (size_t)((stop ? stop : end) - bytes);
        if (!yx_text_valid(bytes, n)) {
            yx_fault_add(faults, file, line, 1, "", "not UTF-8 text");
            return false;
        }
        bytes += n + (stop != NULL);
    }
    return true;
}

enum yx_err yx_yaml_bytes(struct yx_arena *arena, const char *bytes, size_t len, const char *file,
    int first_line, struct yx_faults *faults, const struct yx_node **root_out)
{
    size_t before = faults->count;
    struct reader r = { .arena = arena, .faults = faults, .file = file, .first_line = first_line };
    if (len > FILE_MOST) {
        yx_fault_add(faults, file, 0, 0, "", "larger than 1 MiB");
        return YX_TOO_LARGE;
    }
    if (!is_text(bytes, len, file, first_line, faults))
        return YX_INVALID;
    if (!yaml_parser_initialize(&r.parser))
        return YX_MEMORY;
    yaml_parser_set_input_string(&r.parser, (const unsigned char *)bytes, len);
    *root_out = read_document(&r);
    yaml_parser_delete(&r.parser);
    return *root_out && faults->count == before ? YX_OK : YX_INVALID;
}

enum yx_err yx_yaml_file(struct yx_arena *arena, const char *file, struct yx_faults *faults,
    const struct yx_node **root_out)
{
    FILE *in = fopen(file, "re");
    if (in == NULL) {
        int why = errno;
        yx_fault_add(faults, file, 0, 0, "", "cannot be opened: %s", strerror(why));
        return why == ENOENT ? YX_NOT_FOUND : YX_IO;
    }
    enum yx_err err = YX_MEMORY;
    char *bytes = malloc(FILE_MOST + 1);
    size_t len = bytes ? fread(bytes, 1, FILE_MOST + 1, in) : 0;
    if (ferror(in)) {
        yx_fault_add(faults, file, 0, 0, "", "cannot be read: %s", strerror(errno));
        err = YX_IO;
    } else if (bytes) {
        err = yx_yaml_bytes(arena, bytes, len, file, 1, faults, root_out);
    }
    free(bytes);
    fclose(in);
    return err;
}

const struct yx_node *yx_node_get(const struct yx_node *map, const char *key)
{
    if (map->kind != YX_NODE_MAP)
        return NULL;
    for (const struct yx_node *n = map->first; n; n = n->next)
        if (strcmp(n->key, key) == 0)
            return n;
    return NULL;
}

const char *yx_node_text(const struct yx_node *map, const char *key, const char *dflt)
{
    const struct yx_node *node = yx_node_get(map, key);
    return node && node->kind == YX_NODE_TEXT ? node->text : dflt;
}

void yx_node_only(const struct yx_node *map, const char *file, struct yx_faults *faults,
    const char *const keys[])
{
    for (const struct yx_node *n = map->kind == YX_NODE_MAP ? map->first : NULL; n; n = n->next) {
        size_t i = 0;
        while (keys[i] && strcmp(keys[i], n->key) != 0)
            i++;
        if (keys[i] == NULL)
            yx_fault_add(faults, file, n->line, n->column, n->path, "unknown key");
    }
}
