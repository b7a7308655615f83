#include "gate/routes.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "watch/log.h"

struct entry {
    const struct yx_route *route;
    struct yx_route_owner *owner;
    size_t literal; /* bytes of the path before a `{name}`, all of them without one */
    bool open;      /* has a `{name}` */
    const char *rest; /* behind it, "" at the end */
    size_t rest_len;
};

struct owner_node {
    struct owner_node *next;
    struct yx_route_owner owner;
};

/* A house has some dozens of routes: a list, compared by length first, is quicker than
 * it could be hashed. */
struct yx_routes {
    struct entry *entries;
    size_t count;
    struct owner_node *owners;
};

struct yx_routes *yx_routes_new(void)
{
    return calloc(1, sizeof(struct yx_routes));
}

static bool is_segment(const char *at, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (!isalnum((unsigned char)at[i]) && at[i] != '-' && at[i] != '_')
            return false;
    return len > 0;
}

static bool matches(const struct entry *e, const char *path, size_t len)
{
    if (e->open ? len <= e->literal + e->rest_len : len != e->literal)
        return false;
    if (memcmp(path, e->route->path, e->literal) != 0)
        return false;
    return !e->open || (memcmp(path + len - e->rest_len, e->rest, e->rest_len) == 0 &&
                           is_segment(path + e->literal, len - e->literal - e->rest_len));
}

/* NULL, or what is wrong with the row. */
static const char *fault_of(const struct yx_route *r, const struct yx_route_owner *owner)
{
    const char *brace = strchr(r->path, '{'), *close = brace ? strchr(brace, '}') : NULL;
    if (r->path[0] != '/')
        return "the path does not begin with /";
    if (brace != NULL && (brace[-1] != '/' || close == NULL || (close[1] != '\0' && close[1] != '/')))
        return "only a whole segment may be a {name}";
    if (close != NULL && strpbrk(close + 1, "{}") != NULL)
        return "only one segment may be a {name}";
    if (r->methods == 0 || (r->methods & YX_OTHER) != 0)
        return "no method";
    if (r->who != YX_ANYBODY && r->who != YX_OPERATOR)
        return "it does not say who may call it";
    if (r->handle == NULL && owner->channel == NULL)
        return "no handle";
    return NULL;
}

/* The same path pattern twice with a method in common. */
static bool is_taken(const struct yx_routes *t, const struct entry *e)
{
    for (size_t i = 0; i < t->count; i++) {
        const struct entry *o = &t->entries[i];
        if (o->open == e->open && o->literal == e->literal && strcmp(o->rest, e->rest) == 0 &&
            memcmp(o->route->path, e->route->path, e->literal) == 0 &&
            (o->route->methods & e->route->methods) != 0)
            return true;
    }
    return false;
}

static enum yx_err add_row(struct yx_routes *t, struct yx_route_owner *owner,
    const struct yx_route *r)
{
    const char *fault = fault_of(r, owner);
    struct entry e = { .route = r, .owner = owner, .literal = strcspn(r->path, "{"), .rest = "" };
    e.open = r->path[e.literal] == '{';
    if (fault == NULL && e.open) {
        e.rest = strchr(r->path, '}') + 1;
        e.rest_len = strlen(e.rest);
    }
    if (fault == NULL && is_taken(t, &e))
        fault = "path and method are taken";
    if (fault != NULL) {
        yx_log(YX_ERROR, "route refused", "owner", owner->name, "path", r->path, "why", fault, NULL);
        return is_taken(t, &e) ? YX_DUPLICATE : YX_INVALID;
    }
    struct entry *entries = realloc(t->entries, (t->count + 1) * sizeof e);
    if (entries == NULL)
        return YX_MEMORY;
    t->entries = entries;
    t->entries[t->count++] = e;
    return YX_OK;
}

enum yx_err yx_routes_add(struct yx_routes *t, const struct yx_route_owner *owner,
    const struct yx_route *rows)
{
    struct owner_node *node = malloc(sizeof *node);
    if (node == NULL)
        return YX_MEMORY;
    *node = (struct owner_node){ .next = t->owners, .owner = *owner };
    t->owners = node;
    enum yx_err err = YX_OK;
    for (; err == YX_OK && rows != NULL && rows->path != NULL; rows++)
        err = add_row(t, &node->owner, rows);
    return err;
}

enum yx_err yx_routes_find(const struct yx_routes *t, const struct yx_request *req,
    struct yx_found *found_out)
{
    size_t len = strlen(req->path);
    struct yx_found found = { 0 };
    bool literal_found = false;
    for (size_t i = 0; i < t->count; i++) {
        const struct entry *e = &t->entries[i];
        if (!matches(e, req->path, len) || (e->route->who == YX_OPERATOR && !req->operator_side))
            continue; /* what is not for them does not exist for them */
        found.methods |= e->route->methods;
        if ((e->route->methods & req->method) == 0 || (found.route != NULL && literal_found))
            continue;
        found.route = e->route;
        found.owner = e->owner;
        literal_found = !e->open;
    }
    *found_out = found;
    if (found.route != NULL)
        return YX_OK;
    return found.methods != 0 ? YX_METHOD : YX_NOT_FOUND;
}

const char *yx_methods_print(struct yx_arena *arena, unsigned methods)
{
    static const struct {
        enum yx_method method;
        const char *name;
    } rows[] = { { YX_GET, "GET, HEAD" }, { YX_POST, "POST" }, { YX_PUT, "PUT" },
        { YX_DELETE, "DELETE" } };
    const char *text = "";
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if ((methods & rows[i].method) != 0)
            text = yx_arena_print(arena, "%s%s%s", text, *text ? ", " : "", rows[i].name);
    return text;
}

void yx_routes_free(struct yx_routes **t)
{
    if (*t == NULL)
        return;
    for (struct owner_node *node = (*t)->owners, *next; node != NULL; node = next) {
        next = node->next;
        free(node);
    }
    free((*t)->entries);
    free(*t);
    *t = NULL;
}
