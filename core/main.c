#include <string.h>

#include "command/command.h"
#include "files/sieve.h"
#include "outbox/role.h"
#include "schedule/role.h"
#include "serve/role.h"
#include "serve/serve.h"
#include "turn/turn.h"

int main(int argc, char **argv)
{
    /* a process that the supervisor started under the title "yixian: gate 1 …" */
    static const char title[] = "yixian: ";
    if (argc == 0 || strncmp(argv[0], title, sizeof title - 1) != 0)
        return yx_command_main(argc, argv);
    static const struct yx_single_role roles[] = {
        { "post", yx_post_run, YX_HATCH_ASKS },
        { "clock", yx_clock_run, YX_HATCH_NONE },
        { "sieve", yx_sieve_run, YX_HATCH_ANSWERS },
        { 0 },
    };
    yx_single_roles = roles;
    yx_turns_furnish();
    return yx_role_main(argc, argv);
}
