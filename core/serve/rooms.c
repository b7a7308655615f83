#include "serve/rooms.h"

enum { ARENA = 1 << 20 };

static enum yx_err open_texts(const struct yx_config *c, struct yx_faults *faults, struct yx_rooms *r)
{
    static const char file[] = "core/texts/zh-CN.yaml";
    const char *county = yx_config_text(c, "paths.county");
    return yx_texts_open(yx_arena_print(r->arena, "%s/%s", yx_config_text(c, "paths.data"), file),
        *county ? yx_arena_print(r->arena, "%s/%s", county, file) : NULL, faults, &r->texts);
}

enum yx_err yx_rooms_open_store(const struct yx_config *c, struct yx_rooms *r)
{
    if (r->arena == NULL && (r->arena = yx_arena_new(ARENA)) == NULL)
        return YX_MEMORY;
    const struct yx_store_setup setup = {
        .path = yx_config_text(c, "store.path"),
        .yield_path = yx_arena_print(r->arena, "%s/run/store.page", yx_config_text(c, "paths.var")),
        .readers = (int)yx_config_int(c, "store.readers"),
    };
    return yx_store_open(&setup, &r->store);
}

static enum yx_err open_guests(struct yx_config *c, struct yx_faults *faults, struct yx_rooms *r)
{
    enum yx_err err = yx_load_open(c, faults, &r->registry);
    yx_config_check(c, faults);
    return err == YX_OK && faults->count > 0 ? YX_INVALID : err;
}

enum yx_err yx_rooms_open(struct yx_config *c, struct yx_faults *faults, struct yx_rooms *r)
{
    *r = (struct yx_rooms){ .arena = yx_arena_new(ARENA) };
    enum yx_err err = r->arena ? open_texts(c, faults, r) : YX_MEMORY;
    if (err == YX_OK)
        err = yx_rooms_open_store(c, r);
    return err == YX_OK ? open_guests(c, faults, r) : err;
}

void yx_rooms_close(struct yx_rooms *r)
{
    yx_load_free(&r->registry);
    yx_store_close(&r->store);
    yx_texts_free(&r->texts);
    yx_arena_free(&r->arena);
}
