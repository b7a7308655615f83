/* The supervisors' reader as one piece, so that tests reach what its files keep to themselves. */
#ifndef SUPERVISOR_WHOLE_H
#define SUPERVISOR_WHOLE_H

#include "plugins/supervisor/agency.c"
#include "plugins/supervisor/issue.c"
#include "plugins/supervisor/orders.c"
#include "plugins/supervisor/pattern.c"
#include "plugins/supervisor/place.c"
#include "plugins/supervisor/print.c"
#include "plugins/supervisor/read.c"
#include "plugins/supervisor/supervisor.c"
#include "plugins/supervisor/tables.c"
#include "plugins/supervisor/token.c"
#include "plugins/supervisor/words.c"

#endif
