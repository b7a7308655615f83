/* yixian serve: become the supervisor. */
#include "serve/serve.h"

#include "command/command.h"

static int serve(const struct yx_call *call)
{
    return yx_serve_begin(yx_command_config_file(call));
}

static const struct yx_flag serve_flags[] = { YX_FLAG_CONFIG, { 0 } };

const struct yx_command yx_commands_serve[] = {
    { .words = "serve", .summary = "serve until SIGTERM; SIGHUP takes new configuration and guests",
      .flags = serve_flags, .run = serve },
    { 0 },
};
