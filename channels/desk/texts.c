/* The words of the pages, so that a county's own reach them without building anything. */
#include <string.h>

#include "rights.h"

json_t *desk_texts_json(const struct desk *desk)
{
    static const char ours[] = "page.";
    json_t *all = json_object();
    const char *key, *text;
    for (size_t n = 0; yx_text_at(desk->host, n, &key, &text); n++)
        if (strncmp(key, ours, sizeof ours - 1) == 0)
            json_object_set_new(all, key + sizeof ours - 1, json_string(text));
    return all;
}

json_t *desk_house_json(const struct desk *desk)
{
    const struct yx_host *h = desk->host;
    return json_pack("{s:s, s:s, s:s, s:s}", "name", yx_house_text(h, "house.name"), "area",
        yx_house_text(h, "house.area"), "phone", yx_house_text(h, "house.phone"), "hours",
        yx_house_text(h, "house.hours"));
}

enum yx_err desk_texts(struct desk_call *call)
{
    return desk_answer(call, json_pack("{s:o, s:o}", "texts", desk_texts_json(call->desk), "house",
        desk_house_json(call->desk)));
}
