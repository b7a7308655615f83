/* Where the parts of the house are, for the commands that handle all of it. */
#ifndef YX_COMMAND_PLACE_H
#define YX_COMMAND_PLACE_H

#include "backup/backup.h"
#include "command/command.h"

/* Read from the configuration of this call; everything lives in the arena. False after
 * the faults were printed. */
bool yx_command_place(const struct yx_call *, struct yx_arena *, struct yx_backup_place *place_out);

#endif
