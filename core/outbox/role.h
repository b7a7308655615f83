/* The role post, as the program starts it (core/serve/role.h). */
#ifndef YX_OUTBOX_ROLE_H
#define YX_OUTBOX_ROLE_H

int yx_post_run(void);

#endif
