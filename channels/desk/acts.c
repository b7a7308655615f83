/* Who did what, for the auditor: the newest first, page by page. */
#include <string.h>

#include "rights.h"

enum { PAGE = 100 };

static json_t *act_json(const struct yx_act *act)
{
    json_t *who = act->staff ? json_pack("{s:o, s:s}", "id", desk_id_json(act->staff), "display",
                      act->display ? act->display : "") : json_null();
    json_t *detail = json_loads(act->detail, 0, NULL);
    return json_pack("{s:o, s:I, s:s, s:o, s:s, s:o, s:o, s:b, s:I}", "id", desk_id_json(act->id), "at",
        (json_int_t)act->at_ms, "by", act->by ? act->by : "nobody", "who", who, "what", act->what, "object",
        desk_id_json(act->object), "detail", detail ? detail : json_object(), "erased", act->erased, "position",
        (json_int_t)act->position);
}

/* A time, or that there is none. */
static json_t *when(int64_t ms)
{
    return ms ? json_integer((json_int_t)ms) : json_null();
}

static enum yx_err chain_json(struct desk_call *call, json_t **json_out)
{
    struct yx_desk_chain c;
    enum yx_err err = yx_desk_chain(call->req->arena, &c);
    if (err == YX_OK)
        *json_out = json_pack("{s:I, s:o, s:I, s:o, s:I, s:o, s:s?}", "position", (json_int_t)c.position, "sealed_at",
            when(c.sealed_ms), "waiting", (json_int_t)c.waiting, "checked_at", when(c.checked_ms), "checked",
            (json_int_t)c.checked, "whole", c.checked_ms == 0 ? json_null() : json_boolean(c.finding == NULL), "finding",
            c.finding);
    return err;
}

static bool is_word(const char *text)
{
    size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_.");
    return n > 0 && n <= 40 && text[n] == '\0';
}

enum yx_err desk_acts(struct desk_call *call)
{
    struct yx_act_filter filter = { .what = yx_request_query(call->req, "what"), .most = PAGE + 1 };
    struct yx_act *acts;
    size_t count;
    if (filter.what && *filter.what == '\0')
        filter.what = NULL;
    if (!desk_query_id(call, "before", &filter.before) || !desk_query_id(call, "who", &filter.staff) ||
        (filter.what && !is_word(filter.what)))
        return YX_INVALID;
    enum yx_err err = yx_desk_acts(call->req->arena, &filter, &acts, &count);
    json_t *chain = NULL;
    if (err == YX_OK)
        err = chain_json(call, &chain);
    if (err != YX_OK)
        return err;
    json_t *list = json_array();
    for (size_t i = 0; i < count && i < PAGE; i++)
        json_array_append_new(list, act_json(&acts[i]));
    return desk_answer(call, json_pack("{s:o, s:b, s:o}", "acts", list, "more", count > PAGE, "chain", chain));
}
