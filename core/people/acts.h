/* Who did what to which object when. Only added to, in the commit of what it records. */
#ifndef YX_PEOPLE_ACTS_H
#define YX_PEOPLE_ACTS_H

#include "store/store.h"
#include "yx_desk.h"

/* Add one. who: a staff id, 0: nobody known; object: 0: of nothing; detail: a JSON object of texts, "{}" when
 * there is nothing to say. Nothing that a citizen wrote. */
enum yx_err yx_act_add(struct yx_tx *, int64_t who, const char *what, int64_t object, const char *detail,
    int64_t now_ms);

enum yx_err yx_act_list(struct yx_tx *, struct yx_arena *, const struct yx_act_filter *, struct yx_act **acts_out,
    size_t *count_out);

#endif
