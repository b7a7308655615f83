/* yixian.yaml as typed rows. Read once per process, before anything starts. */
#ifndef YX_CONFIG_CONFIG_H
#define YX_CONFIG_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/err.h"
#include "config/faults.h"
#include "config/option.h"

struct yx_config;

/* Rows of the house itself, ended by a row without name. */
extern const struct yx_option yx_core_options[];

/* Open the file. Unknown keys are not judged yet, because the guests' rows are not
 * known; call yx_config_take for every table, then yx_config_check.
 * NULL only when the file cannot be read or is not YAML (see faults).
 * *config_out: free with yx_config_free. One thread until checked, then any. */
enum yx_err yx_config_open(const char *file, struct yx_faults *, struct yx_config **config_out);

/* The same for a command that is called where there is no house: every option has its default,
 * but for what `yaml` says. */
enum yx_err yx_config_without_file(const char *yaml, struct yx_faults *, struct yx_config **config_out);

/* Which role (enum yx_role) reads it, before the first yx_config_take: the secrets of
 * other roles are then never opened and stay empty. Without it: all roles. */
void yx_config_as(struct yx_config *, unsigned role);

/* Read the rows below `prefix` ("" for the core, "plugins.hours" for a guest):
 * ranges, types, missing ones and secrets that cannot be read become faults. */
void yx_config_take(struct yx_config *, const char *prefix, const struct yx_option *rows,
    struct yx_faults *);

/* Every key that no table took is a fault ("unknown option, did you mean …?"). */
void yx_config_check(struct yx_config *, struct yx_faults *);

/* Say what is wrong with an option's value, at its line when the file gives it. */
void yx_config_fault(const struct yx_config *, const char *name, struct yx_faults *, const char *message);

/* Values by full name. Asking for a name that no table took, or with the wrong
 * type, ends the process: it is a fault of the program. Texts live as long as
 * the configuration; paths are absolute. */
int64_t yx_config_int(const struct yx_config *, const char *name);
bool yx_config_bool(const struct yx_config *, const char *name);
const char *yx_config_text(const struct yx_config *, const char *name);
/* The content of a secret's file (or of the environment's variable, when it is written
 * env:NAME) without the last line end; *len_out its length. */
const char *yx_config_secret(const struct yx_config *, const char *name, size_t *len_out);
/* The n-th text of a list, NULL behind the last. */
const char *yx_config_item(const struct yx_config *, const char *name, size_t n);

/* The role that reads it (yx_config_as). */
unsigned yx_config_role(const struct yx_config *);

/* A file of what the house ships, "channels/web/questions.yaml": the county's own where
 * it has one (paths.county), else that of paths.data, which may be absent. In the arena. */
const char *yx_config_data(const struct yx_config *, struct yx_arena *, const char *file);

/* Print the rows as commented YAML with defaults, for `yixian check --options`. */
void yx_option_print(const char *prefix, const struct yx_option *rows, FILE *);

void yx_config_free(struct yx_config **);

#endif
