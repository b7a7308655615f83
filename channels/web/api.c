#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "web.h"

enum { DEPTH_MOST = 8 };

bool web_is_id(const char *id)
{
    size_t n = strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");
    return n >= 1 && n <= WEB_ID_MOST && id[n] == '\0';
}

enum yx_err web_judge_text(const char *text, size_t len)
{
    if (!yx_text_valid(text, len))
        return YX_INVALID;
    const char *at = text;
    uint32_t c;
    size_t n = 0, seen = 0;
    for (; (n = yx_text_next(at, &c)) > 0; at += n)
        if (c > ' ' && c != 0x3000 && c != 0xa0 && c != 0x7f)
            seen = 1;
    if (seen == 0)
        return YX_INVALID;
    return yx_text_count(text) > WEB_TEXT_MOST ? YX_TOO_LARGE : YX_OK;
}

enum yx_err web_verify(void *self, struct yx_exchange *x)
{
    struct web_visitor *v = yx_arena_get(x->request->arena, sizeof *v);
    web_visitor_read(self, x->request, v);
    x->own = v;
    return v->visit == WEB_FORGED || web_is_foreign(x->request) ? YX_FORBIDDEN : YX_OK;
}

/* Whether the JSON is nested no deeper than a message can be; strings are skipped. */
static bool is_shallow(const char *at, size_t len)
{
    bool inside = false;
    int depth = 0;
    for (size_t i = 0; i < len; i++) {
        if (inside && at[i] == '\\')
            i++;
        else if (at[i] == '"')
            inside = !inside;
        else if (!inside && (at[i] == '{' || at[i] == '['))
            depth++;
        else if (!inside && (at[i] == '}' || at[i] == ']'))
            depth--;
        if (depth > DEPTH_MOST)
            return false;
    }
    return true;
}

json_t *web_body(const struct yx_request *req)
{
    if (!is_shallow(req->body, req->body_len))
        return NULL;
    json_t *root = json_loadb(req->body, req->body_len, JSON_REJECT_DUPLICATES, NULL);
    if (json_is_object(root))
        return root;
    json_decref(root);
    return NULL;
}

/* "files": ids of files that were brought before; absent: none. */
static bool read_files(const json_t *root, struct yx_arena *arena, struct yx_inbound *in)
{
    const json_t *list = json_object_get(root, "files");
    size_t count = json_array_size(list);
    if (list == NULL)
        return true;
    if (!json_is_array(list) || count > YX_FILES_OF_MESSAGE)
        return false;
    const char **ids = yx_arena_get(arena, (count + 1) * sizeof *ids);
    for (size_t i = 0; i < count; i++) {
        const char *id = json_string_value(json_array_get(list, i));
        if (id == NULL || !web_is_id(id))
            return false;
        ids[i] = yx_arena_copy(arena, id);
    }
    in->files = ids;
    in->file_count = count;
    return true;
}

/* Files without words are something that happened: nobody is asked what they mean. */
static void tell_of_files(const struct web *web, struct yx_inbound *in)
{
    in->event = "file";
    in->text = yx_text_of(web->host, "files.told");
    in->text_len = strlen(in->text);
    in->answer = yx_text_of(web->host, "files.answer");
}

static enum yx_err read_message(const struct web *web, const json_t *root, struct yx_arena *arena, struct yx_inbound *in)
{
    const json_t *text = json_object_get(root, "text"), *id = json_object_get(root, "id");
    if (!json_is_string(text) || !json_is_string(id) || !web_is_id(json_string_value(id)))
        return YX_INVALID;
    in->external_id = yx_arena_copy(arena, json_string_value(id));
    in->text_len = json_string_length(text);
    in->text = yx_arena_text(arena, json_string_value(text), in->text_len);
    if (!read_files(root, arena, in))
        return YX_INVALID;
    if (in->text_len == 0 && in->file_count > 0) {
        tell_of_files(web, in);
        return YX_OK;
    }
    return web_judge_text(in->text, in->text_len);
}

enum yx_err web_decode(void *self, struct yx_exchange *x, struct yx_inbound *in)
{
    const struct yx_request *req = x->request;
    const struct web_visitor *v = x->own;
    *in = (struct yx_inbound){ .account = "", .sender = v->id };
    json_t *root = web_body(req);
    enum yx_err err = root ? read_message(self, root, req->arena, in) : YX_INVALID;
    json_decref(root);
    return err;
}

static json_t *id_json(int64_t id)
{
    char text[24];
    snprintf(text, sizeof text, "%lld", (long long)id);
    return json_string(text);
}

/* Move one list of a message's extra into it; an absent one is empty. */
static void add_list(json_t *to, json_t *extra, const char *name)
{
    json_t *list = json_object_get(extra, name);
    if (json_is_array(list))
        json_object_set(to, name, list);
    else
        json_object_set_new(to, name, json_array());
}

static json_t *message_json(const struct yx_message *m)
{
    static const char *const authors[] = { "citizen", "machine", "staff" };
    json_t *extra = m->extra ? json_loads(m->extra, 0, NULL) : NULL;
    json_t *made = json_object();
    json_object_set_new(made, "id", id_json(m->id));
    json_object_set_new(made, "author", json_string(authors[m->author]));
    json_object_set_new(made, "text", json_string(m->text));
    add_list(made, extra, "sources");
    add_list(made, extra, "choices");
    json_object_set_new(made, "files", m->files ? json_loads(m->files, 0, NULL) : json_array());
    json_object_set_new(made, "at", json_integer(m->at_ms));
    json_decref(extra);
    return made;
}

static json_t *owner_json(enum yx_owner owner)
{
    static const char *const owners[] = { "bot", "queue", "human" };
    return json_string(owners[owner]);
}

/* Print into the request's arena and answer; takes the JSON over. */
static void respond(struct yx_request *req, struct yx_response *resp, json_t *root)
{
    char *text = json_dumps(root, JSON_COMPACT);
    json_decref(root);
    yx_respond_header(resp, "Cache-Control", "no-store");
    if (text)
        yx_respond_json(resp, 200, yx_arena_copy(req->arena, text));
    else
        yx_respond_error(req, resp, YX_INTERNAL);
    free(text);
}

void web_refuse(const struct yx_request *req, struct yx_response *resp, enum yx_err err)
{
    yx_respond_header(resp, "Cache-Control", "no-store");
    yx_respond_error(req, resp, err);
}

void web_encode(void *self, struct yx_exchange *x, const struct yx_outcome *outcome)
{
    const struct web_visitor *v = x->own;
    if (v && v->visit != WEB_KNOWN && (outcome->err == YX_OK || v->visit == WEB_FORGED))
        web_visitor_write(self, x->request, x->response, v);
    if (outcome->err != YX_OK) {
        web_refuse(x->request, x->response, outcome->err);
        return;
    }
    json_t *root = json_object();
    json_t *message = json_object();
    json_object_set_new(message, "id", id_json(outcome->message_id));
    json_object_set_new(root, "message", message);
    json_object_set_new(root, "reply", outcome->reply ? message_json(outcome->reply) : json_null());
    json_object_set_new(root, "owner", owner_json(outcome->owner));
    json_object_set_new(root, "duplicate", json_boolean(outcome->duplicate));
    respond(x->request, x->response, root);
}

bool web_read_number(const char *text, int64_t *number_out)
{
    size_t n = strspn(text, "0123456789");
    *number_out = 0;
    if (n == 0 || n > 19 || text[n] != '\0')
        return false;
    errno = 0;
    *number_out = strtoll(text, NULL, 10);
    return errno == 0;
}

static json_t *history_json(const struct web_history *h)
{
    json_t *root = json_object(), *list = json_array();
    for (size_t i = 0; i < h->count; i++)
        json_array_append_new(list, message_json(h->messages[i]));
    json_object_set_new(root, "messages", list);
    json_object_set_new(root, "owner", owner_json(h->owner));
    json_object_set_new(root, "more", json_boolean(h->more));
    return root;
}

enum yx_err web_list(void *self, struct yx_request *req, struct yx_response *resp)
{
    const char *given = yx_request_query(req, "after");
    struct web_visitor v;
    struct web_history h = { .owner = YX_BOT };
    int64_t after = 0;
    enum yx_err err = YX_OK;
    web_visitor_read(self, req, &v);
    if (v.visit == WEB_FORGED) {
        web_visitor_write(self, req, resp, &v);
        err = YX_FORBIDDEN;
    } else if (given && !web_read_number(given, &after)) {
        err = YX_INVALID;
    } else if (v.visit == WEB_KNOWN) {
        err = web_history_after(self, v.id, after, &h);
    }
    if (err != YX_OK)
        web_refuse(req, resp, err);
    else
        respond(req, resp, history_json(&h));
    web_history_free(&h);
    return YX_OK;
}
