#include "command/place.h"

bool yx_command_place(const struct yx_call *call, struct yx_arena *arena,
    struct yx_backup_place *place_out)
{
    struct yx_config *config = yx_command_config(call);
    if (config == NULL)
        return false;
    const char *var = yx_config_text(config, "paths.var");
    *place_out = (struct yx_backup_place){
        .database = yx_arena_copy(arena, yx_config_text(config, "store.path")),
        .page = yx_arena_print(arena, "%s/run/store.page", var),
        .index = yx_arena_copy(arena, yx_config_text(config, "kb.index")),
        .files = yx_arena_print(arena, "%s/files", var),
        .secrets = yx_arena_print(arena, "%s/secrets", var),
        .config = yx_arena_copy(arena, yx_command_config_file(call)),
    };
    yx_config_free(&config);
    return true;
}
