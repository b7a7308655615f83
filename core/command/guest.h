#ifndef YX_COMMAND_GUEST_H
#define YX_COMMAND_GUEST_H

#include "command/command.h"

/* The commands of the guests that the configuration of this call lists; empty without one that
 * can be read. Valid until yx_guest_commands_free. */
const struct yx_command *yx_guest_commands(int argc, char *const *argv);
void yx_guest_commands_free(void);

#endif
