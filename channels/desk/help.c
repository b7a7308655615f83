/* What helps to answer: replies kept to be sent again, and the knowledge base. */
#include <string.h>

#include "kb/yx_kb.h"
#include "rights.h"

enum { HITS = 8, QUESTION_MOST = 500 };

/* ---- replies kept ---- */

/* {姓名} {热线} {时间} {工作时间}: what this house and this person put there; a page puts the time. */
static json_t *canned_json(const struct yx_desk_canned *c)
{
    return json_pack("{s:o, s:s, s:s, s:o}", "id", desk_id_json(c->id), "title", c->title, "text", c->text, "team",
        desk_who_json(&c->team, "name"));
}

/* Those that the house ships, which stand in our catalogue as canned.NAME.title and .text. They have no id: an item
 * of the desk's own is made from one, none is changed. */
static void add_shipped(const struct desk *desk, json_t *all)
{
    static const char before[] = "canned.", behind[] = ".title";
    const char *key, *title;
    for (size_t n = 0; yx_text_at(desk->host, n, &key, &title); n++) {
        size_t len = strlen(key), end = sizeof behind - 1;
        char text_key[128];
        if (strncmp(key, before, sizeof before - 1) != 0 || len <= end || len >= sizeof text_key ||
            strcmp(key + len - end, behind) != 0)
            continue;
        snprintf(text_key, sizeof text_key, "%.*s.text", (int)(len - end), key);
        json_array_append_new(all, json_pack("{s:n, s:s, s:s, s:n}", "id", "title", title, "text",
            yx_text_of(desk->host, text_key), "team"));
    }
}

enum yx_err desk_canned(struct desk_call *call)
{
    struct yx_desk_canned *list;
    size_t count;
    enum yx_err err = yx_desk_canned_list(call->req->arena, call->me, &list, &count);
    if (err != YX_OK)
        return err;
    json_t *all = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(all, canned_json(&list[i]));
    add_shipped(call->desk, all);
    return desk_answer(call, json_pack("{s:o}", "items", all));
}

/* An id that may be absent or null; false: it is something else. */
static bool maybe_id(const struct desk_call *call, const char *name, int64_t *id_out)
{
    const json_t *is = json_object_get(call->body, name);
    *id_out = 0;
    return is == NULL || json_is_null(is) || desk_id(call, name, id_out);
}

enum yx_err desk_canned_put(struct desk_call *call)
{
    struct yx_form form;
    struct yx_desk_canned c = { .title = desk_text(call, "title"), .text = desk_text(call, "text") };
    const char *why = NULL;
    int64_t id = 0;
    if (!desk_form(call, &form) || !maybe_id(call, "item", &c.id) || !maybe_id(call, "team", &c.team.id))
        return YX_INVALID;
    bool gone = json_is_true(json_object_get(call->body, "gone"));
    enum yx_err err = yx_desk_canned_put(call->req->arena, &form, &c, gone, &id, &why);
    if (err == YX_INVALID && why)
        return desk_refuse_with(call, err, yx_arena_print(call->req->arena, "field.canned_%s", why), NULL);
    return err == YX_OK ? desk_answer(call, json_pack("{s:o}", "id", desk_id_json(id))) : err;
}

/* ---- the knowledge base ---- */

/* The body without its marks, as the citizen would read it. */
static const char *plain(struct yx_arena *a, const char *body)
{
    char *out = yx_arena_get(a, strlen(body) * 2 + 1), *at = out;
    bool begins = true;
    while (*body) {
        bool bold = body[0] == '*' && body[1] == '*', item = begins && body[0] == '-' && body[1] == ' ';
        if (item) {
            memcpy(at, "· ", strlen("· "));
            at += strlen("· ");
        }
        begins = !bold && *body == '\n';
        if (bold || item)
            body += 2;
        else
            *at++ = *body++;
    }
    return out;
}

static json_t *basis_json(const struct yx_kb_article *article)
{
    json_t *all = json_array();
    for (size_t i = 0; i < article->basis_count; i++) {
        const struct yx_kb_basis *b = &article->basis[i];
        json_array_append_new(all, json_pack("{s:s, s:s, s:s*}", "law", b->law, "article", b->article, "since",
            b->since && *b->since ? b->since : NULL));
    }
    return all;
}

static void add_hit(struct desk_call *call, const struct yx_kb_view *view, const struct yx_kb_hit *hit, json_t *all)
{
    struct yx_kb_article article;
    if (yx_kb_article(view, call->req->arena, hit->id, &article) != YX_OK)
        return;
    json_array_append_new(all, json_pack("{s:s, s:s, s:f, s:s, s:o}", "article", article.id, "title", article.title,
        "score", (double)hit->score, "text", plain(call->req->arena, article.body), "sources", basis_json(&article)));
}

enum yx_err desk_kb(struct desk_call *call)
{
    struct yx_kb *kb = yx_host_kb(call->desk->host);
    const char *question = yx_request_query(call->req, "q");
    struct yx_arena *a = call->req->arena;
    struct yx_kb_hit *hits;
    char *folded;
    size_t count = 0;
    if (question == NULL || *question == '\0' || yx_text_count(question) > QUESTION_MOST ||
        yx_text_fold(a, question, strlen(question), &folded) != YX_OK)
        return YX_INVALID;
    if (kb == NULL)
        return desk_refuse_with(call, YX_NOT_FOUND, "error.no_kb", NULL);
    struct yx_kb_view *view = yx_kb_hold(kb);
    json_t *all = json_array();
    enum yx_err err = yx_kb_search(view, a, folded, HITS, &hits, &count);
    for (size_t i = 0; err == YX_OK && i < count; i++)
        add_hit(call, view, &hits[i], all);
    yx_kb_let_go(&view);
    if (err == YX_OK || err == YX_EMPTY)
        return desk_answer(call, json_pack("{s:o}", "hits", all));
    json_decref(all);
    return err;
}
