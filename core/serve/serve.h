/* `yixian serve`: a supervisor and the processes it keeps alive. */
#ifndef YX_SERVE_SERVE_H
#define YX_SERVE_SERVE_H

/* Become the supervisor of a configuration: reads it, then executes this program anew so
 * that `ps` shows "yixian: serve VAR". Returns only when that fails, with an exit code. */
int yx_serve_begin(const char *config_file);

/* main of a process whose argv[0] begins with "yixian: ": the supervisor or a role.
 * Returns the exit code. */
int yx_role_main(int argc, char **argv);

/* The supervisor itself: 0 after an orderly end, 1 when it could not start (said on
 * stderr). Reads no request, loads no guest. */
int yx_serve_run(void);

#endif
