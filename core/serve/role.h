/* A process with a role: how it is started and what it knows from its start. */
#ifndef YX_SERVE_ROLE_H
#define YX_SERVE_ROLE_H

#include <sys/types.h>

#include "base/err.h"

/* What a process inherits by its environment. */
#define YX_ENV_BINARY "YX_BINARY" /* the program's path: an upgrade is taken with the next start */
#define YX_ENV_CONFIG "YX_CONFIG"
#define YX_ENV_LISTEN "YX_LISTEN_FD"
#define YX_ENV_WAKE "YX_WAKE_FD"
#define YX_ENV_SHARED "YX_SHARED_FD"
#define YX_ENV_READY "YX_READY_FD"
#define YX_ENV_HATCH "YX_HATCH_FD" /* one end of the hatch between post and the sieve */

/* The hatch: two sockets that are joined, through which one role hands open descriptors to another that can open
 * nothing itself. Held by the supervisor, so that both sides may be started anew and nothing in it is lost. */
enum yx_hatch { YX_HATCH_NONE, YX_HATCH_ASKS, YX_HATCH_ANSWERS };

/* A role that runs as one process beside the gates: filled in by main, so that this room
 * knows processes and nothing of letters. */
struct yx_single_role {
    const char *name; /* "post" */
    int (*run)(void); /* returns its exit code */
    enum yx_hatch hatch; /* which end it gets. Who answers gets nothing else: no socket, no shared page, and of the
                            environment, which may hold secrets, only where its configuration would be */
};
/* Ended by a row without name; NULL: there are gates only. Set before yx_role_main. */
extern const struct yx_single_role *yx_single_roles;

struct yx_role_start {
    const char *role; /* "gate" */
    int number;       /* of a gate, from 1; 0: there is one of its kind */
    const char *binary, *config, *var;
    enum yx_hatch hatch;
    int listen_fd, shared_fd, wake_fd;
    int hatch_fds[2]; /* the end that asks, the end that answers */
};

/* Fork and execute. *ready_fd_out: readable with one byte once the role is ready, at its
 * end without one when it is not going to be. Supervisor only. */
enum yx_err yx_role_start(const struct yx_role_start *, pid_t *pid_out, int *ready_fd_out);

/* ---- inside the role ---- */

/* A descriptor named by the environment, made close-on-exec; -1 when it is not there. */
int yx_role_fd(const char *name);
/* What the log calls this process, "gate 1". */
const char *yx_role_name(void);
/* Tell the supervisor. Once. */
void yx_role_ready(void);

/* The gate (core/serve/gate.c). Returns its exit code. */
int yx_gate_run(void);

#endif
