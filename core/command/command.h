/* The command line: every command is a row, and both parsing and help come from it.
 * A file of this folder holds one command or one family; table.c lists the files. */
#ifndef YX_COMMAND_COMMAND_H
#define YX_COMMAND_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "config/config.h"

/* What a command returns to the shell. */
enum yx_exit { YX_EXIT_DONE = 0, YX_EXIT_FAILED = 1, YX_EXIT_USAGE = 2 };

struct yx_flag {
    const char *name;  /* "--out" */
    const char *value; /* what follows it, "FILE"; NULL: nothing does */
    const char *text;  /* one line of help */
};

struct yx_call;

struct yx_command {
    const char *words;    /* "kb build" */
    const char *summary;  /* one line */
    const char *operands; /* "FILE [FILE…]" for the help, NULL when there are none */
    int least, most;      /* how many operands */
    const struct yx_flag *flags; /* ended by one without name; --help is always there */
    /* Do it. A failure says one clear line on stderr (yx_command_fail). */
    int (*run)(const struct yx_call *);
};

/* A command as it was called. */
enum { YX_FLAGS_MOST = 16 };
struct yx_call {
    const struct yx_command *command;
    char *const *operands;
    int count;
    const char *values[YX_FLAGS_MOST]; /* by row of command->flags; "" for one without value */
};

/* Tables, each ended by a row without words; the list ends with NULL. */
extern const struct yx_command *const yx_command_tables[];
extern const struct yx_command yx_commands_serve[]; /* serve */
extern const struct yx_command yx_commands_house[]; /* check, version */
extern const struct yx_command yx_commands_db[];    /* db migrate, check */
extern const struct yx_command yx_commands_backup[]; /* backup, restore */
extern const struct yx_command yx_commands_outbox[]; /* outbox list, retry */
extern const struct yx_command yx_commands_staff[]; /* staff add, list, disable, enable, reset */
extern const struct yx_command yx_commands_audit[]; /* audit verify, head, export */
extern const struct yx_command yx_commands_person[]; /* person copy, correct, erase */
extern const struct yx_command yx_commands_case[]; /* case list, show, export, keep, release */
extern const struct yx_command yx_commands_calendar[]; /* calendar import */
extern const struct yx_command yx_commands_supervisor[]; /* supervisor import, add, end, list */
extern const struct yx_command yx_commands_kb[]; /* kb build, kb lint */
extern const struct yx_command yx_commands_kb_search[]; /* kb search, kb eval */
extern const struct yx_command yx_commands_kb_report[]; /* kb report */

/* Find, parse and run; help goes to stdout, wrong usage to stderr. Returns the exit status. */
int yx_command_main(int argc, char **argv);

/* Whether a flag was given; its value, NULL when it was not. The name must be one of
 * the command's rows. */
bool yx_call_has(const struct yx_call *, const char *flag);
const char *yx_call_value(const struct yx_call *, const char *flag);

/* Print `yixian WORDS: message` on stderr; returns YX_EXIT_FAILED. */
int yx_command_fail(const struct yx_call *, const char *format, ...) YX_PRINTF(2, 3);

/* The flag with which every command that reads the configuration names it. */
#define YX_FLAG_CONFIG { "--config", "FILE", "the configuration (else $YIXIAN_CONFIG, else ./yixian.yaml)" }

/* Where the configuration is: --config, else the environment, else ./yixian.yaml. */
const char *yx_command_config_file(const struct yx_call *);

/* Read the house's own options for a command that needs no guest (they are not
 * judged). Faults are printed; NULL then. Free with yx_config_free. */
struct yx_config *yx_command_config(const struct yx_call *);

#endif
