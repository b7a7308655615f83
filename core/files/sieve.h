/* The role sieve: the one process that looks into files of strangers, and can do nothing else. It opens nothing, reaches
 * nobody and knows nothing of the house: post hands it a file, a place for what may stay of it, and a pipe for the
 * answer (core/serve/role.h, the hatch). Whatever a file does to it ends with the process. */
#ifndef YX_FILES_SIEVE_H
#define YX_FILES_SIEVE_H

#include <stdint.h>

#include "base/err.h"
#include "files/kind.h"

/* The role, as the program starts it. */
int yx_sieve_run(void);

/* What it found. */
struct yx_sieved {
    enum yx_file_reason reason; /* YX_REASON_FINE: `out` holds what may stay */
    enum yx_file_kind kind;
    int64_t bytes; /* of `out` */
};

/* Ask through the hatch: look into `in`, write what may stay to `out` (empty, for writing), if it is one of `kinds` (bits).
 * YX_IO: the sieve ended over it; YX_TIMEOUT: no answer in wait_ms; YX_BUSY: it has too much to do. Any thread. */
enum yx_err yx_sieve_ask(int hatch_fd, int in, int out, unsigned kinds, int wait_ms, struct yx_sieved *sieved_out);

/* How long the sieve itself looks into one file; then it ends, and is started anew. */
enum { YX_SIEVE_LOOK_S = 20 };

/* ---- seal.c ---- */

/* Give up for good, in this process and all its threads, everything but reading, writing and closing what is open, memory
 * and the time: no socket, no connect, no open, no exec, no other process, no new code in memory. Then try, and believe
 * only that: YX_INTERNAL when one of these is not refused, and the reason was logged. The sieve does not work unsealed. */
enum yx_err yx_seal(void);

#endif
