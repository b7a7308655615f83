/* What goes through the hatch: a datagram with three descriptors, and an answer down the third. */
#ifndef YX_FILES_HATCH_H
#define YX_FILES_HATCH_H

#include <stdint.h>

enum { YX_HATCH_FORM = 1, YX_HATCH_IN = 0, YX_HATCH_OUT, YX_HATCH_ANSWER, YX_HATCH_FDS };

struct yx_hatch_job {
    uint32_t form; /* of this struct and the next: another version's is passed over */
    uint32_t kinds;
};

struct yx_hatch_answer {
    uint32_t form, reason, kind, unused;
    int64_t bytes;
};

#endif
