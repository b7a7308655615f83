/* What the command line does to people, whoever runs it: the first administrator has nobody to be added by. */
#ifndef YX_PEOPLE_CONSOLE_H
#define YX_PEOPLE_CONSOLE_H

#include "people/staff.h"

/* Somebody to be added, their team by its name (made when there is none such; NULL: none). */
struct yx_console_staff {
    struct yx_staff staff; /* name folded; id is set here */
    const char *team;
    const char *hash; /* of the password */
};
/* YX_DUPLICATE: the name is taken. Not in a commit. */
enum yx_err yx_console_add(struct yx_store *, struct yx_arena *, struct yx_console_staff *, int64_t now_ms);

/* What is done to somebody who is there. Their sessions end, except with ENABLE. */
enum yx_console_deed {
    YX_CONSOLE_DISABLE,
    YX_CONSOLE_ENABLE,
    YX_CONSOLE_PASSWORD, /* `hash`; given: they need not change it */
    YX_CONSOLE_TOTP,     /* the second factor is taken away */
};
struct yx_console_change {
    const char *name; /* folded */
    enum yx_console_deed deed;
    const char *hash;
    bool given;
    int64_t id; /* set here */
};
/* YX_NOT_FOUND; YX_CONFLICT: the last administrator. Pages that they have open hear nothing any more, when
 * yx_wake_aim was called before. */
enum yx_err yx_console_change(struct yx_store *, struct yx_arena *, struct yx_console_change *, int64_t now_ms);

#endif
