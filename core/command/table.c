#include "command/command.h"

/* In the order of the help. */
const struct yx_command *const yx_command_tables[] = {
    yx_commands_serve,
    yx_commands_house,
    yx_commands_db,
    yx_commands_kb,
    yx_commands_kb_search,
    yx_commands_kb_report,
    yx_commands_backup,
    yx_commands_outbox,
    yx_commands_staff,
    yx_commands_audit,
    yx_commands_person,
    yx_commands_case,
    yx_commands_calendar,
    yx_commands_supervisor,
    NULL,
};
