/* What the table of house.c needs from the files beside it. */
#ifndef YX_COMMAND_HOUSE_H
#define YX_COMMAND_HOUSE_H

#include "command/command.h"

/* yixian check */
int yx_command_check(const struct yx_call *);

#endif
