#include "talk/rating.h"

#include <inttypes.h>
#include <jansson.h>

char *yx_rating_print(struct yx_arena *a, int64_t service, int64_t until_ms)
{
    return yx_arena_print(a, "{\"rating\":{\"service\":%" PRId64 ",\"until\":%" PRId64 "}}", service, until_ms);
}

bool yx_rating_read(const char *pending, int64_t now_ms, int64_t *service_out)
{
    json_t *all = pending ? json_loads(pending, 0, NULL) : NULL;
    const json_t *rating = json_object_get(all, "rating");
    bool open = rating != NULL && now_ms < json_integer_value(json_object_get(rating, "until"));
    *service_out = open ? json_integer_value(json_object_get(rating, "service")) : 0;
    json_decref(all);
    return open;
}
