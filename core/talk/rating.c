#include "talk/rating.h"

#include <inttypes.h>
#include <jansson.h>
#include <string.h>

char *yx_rating_print(struct yx_arena *a, int64_t service, int64_t until_ms)
{
    return yx_arena_print(a, "{\"rating\":{\"service\":%" PRId64 ",\"until\":%" PRId64 "}}", service, until_ms);
}

bool yx_rating_read(const char *pending, int64_t now_ms, int64_t *service_out)
{
    static const char begin[] = "{\"rating\":"; /* most questions are others, and are spared the reading */
    *service_out = 0;
    if (pending == NULL || strncmp(pending, begin, sizeof begin - 1) != 0)
        return false;
    json_t *all = json_loads(pending, 0, NULL);
    const json_t *rating = json_object_get(all, "rating");
    bool open = rating != NULL && now_ms < json_integer_value(json_object_get(rating, "until"));
    if (open)
        *service_out = json_integer_value(json_object_get(rating, "service"));
    json_decref(all);
    return open;
}
