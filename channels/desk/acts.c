/* Who did what, for the auditor: the newest first, page by page. */
#include <string.h>

#include "rights.h"

enum { PAGE = 100 };

static json_t *act_json(const struct yx_act *act)
{
    json_t *who = act->staff ? json_pack("{s:o, s:s}", "id", desk_id_json(act->staff), "display",
                      act->display ? act->display : "") : json_null();
    json_t *detail = json_loads(act->detail, 0, NULL);
    return json_pack("{s:o, s:I, s:o, s:s, s:o, s:o}", "id", desk_id_json(act->id), "at", (json_int_t)act->at_ms, "who",
        who, "what", act->what, "object", desk_id_json(act->object), "detail", detail ? detail : json_object());
}

static bool is_word(const char *text)
{
    size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz_");
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
    if (err != YX_OK)
        return err;
    json_t *list = json_array();
    for (size_t i = 0; i < count && i < PAGE; i++)
        json_array_append_new(list, act_json(&acts[i]));
    return desk_answer(call, json_pack("{s:o, s:b}", "acts", list, "more", count > PAGE));
}
