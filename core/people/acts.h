/* Who did what to which object when, as the auditor reads it at the desk; the entries are core/audit's. */
#ifndef YX_PEOPLE_ACTS_H
#define YX_PEOPLE_ACTS_H

#include "store/store.h"
#include "yx_desk.h"

enum yx_err yx_act_list(struct yx_tx *, struct yx_arena *, const struct yx_act_filter *, struct yx_act **acts_out,
    size_t *count_out);

#endif
