/* What the events that hand a case on change: for act.c alone. *detail_out: for the event, or left as it is. */
#ifndef YX_CASES_ACT_H
#define YX_CASES_ACT_H

#include "cases/inside.h"

/* Give it to the colleague or the body of the wish, when it names one; *name_out: whom. YX_INVALID: there is none such. */
enum yx_err act_assign(struct case_plan *, const char **name_out);
enum yx_err act_transfer(struct case_plan *, const char **detail_out);
enum yx_err act_send_back(struct case_plan *, const char **detail_out);
enum yx_err act_join(struct case_plan *, const char **detail_out);
enum yx_err act_part(struct case_plan *);

#endif
