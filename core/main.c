#include <string.h>

#include "command/command.h"

/* core/serve's: the life of a process that the supervisor started under the title
 * "yixian: gate 1 …". Weak, so that a tool built without that room still links. */
__attribute__((weak)) int yx_role_main(int argc, char **argv);

int main(int argc, char **argv)
{
    static const char title[] = "yixian: ";
    if (argc > 0 && yx_role_main && strncmp(argv[0], title, sizeof title - 1) == 0)
        return yx_role_main(argc, argv);
    return yx_command_main(argc, argv);
}
