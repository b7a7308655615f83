/* The people who work here, as rows. Every function works inside a transaction that somebody else opened. */
#ifndef YX_PEOPLE_STAFF_H
#define YX_PEOPLE_STAFF_H

#include "store/store.h"
#include "yx_desk.h"

enum { YX_STAFF_NAME_MOST = 32, YX_STAFF_DISPLAY_MOST = 20, YX_STAFF_CAPACITY_MOST = 100, YX_STAFF_MOST = 2000 };

/* What nobody outside this room sees of somebody. */
struct yx_staff_secrets {
    const char *password; /* as libsodium writes it */
    const void *totp;     /* sealed, or NULL */
    size_t totp_len;
    int64_t totp_step;
};

/* Somebody by id. YX_EMPTY: nobody. */
enum yx_err yx_staff_get(struct yx_tx *, struct yx_arena *, int64_t id, struct yx_staff *staff_out);
/* By id, or with id 0 by folded name, with what is secret of them. */
enum yx_err yx_staff_open(struct yx_tx *, struct yx_arena *, int64_t id, const char *name,
    struct yx_staff *staff_out, struct yx_staff_secrets *secrets_out);
/* All by name, at most YX_STAFF_MOST. */
enum yx_err yx_staff_list(struct yx_tx *, struct yx_arena *, struct yx_staff **staff_out, size_t *count_out);

/* Add a row with its id, password and must_change. YX_DUPLICATE: the name is taken. */
enum yx_err yx_staff_insert(struct yx_tx *, const struct yx_staff *, const char *password, int64_t now_ms);
/* Write what may change of `is`; `counted`: rights counts up. */
enum yx_err yx_staff_update(struct yx_tx *, const struct yx_staff *, bool counted, int64_t now_ms);
enum yx_err yx_staff_set_password(struct yx_tx *, int64_t id, const char *password, bool must_change, int64_t now_ms);
/* NULL takes the second factor away. */
enum yx_err yx_staff_set_totp(struct yx_tx *, int64_t id, const void *sealed, size_t len, int64_t step);
/* Use a step of the second factor. YX_EMPTY: it, or a later one, was used. */
enum yx_err yx_staff_use_step(struct yx_tx *, int64_t id, int64_t step);
/* On duty, or not. */
enum yx_err yx_staff_set_present(struct yx_tx *, int64_t id, bool present);
/* How many administrators may sign in, without this one. */
enum yx_err yx_staff_other_administrators(struct yx_tx *, int64_t id, int64_t *count_out);

/* A name as it is stored, folded, in the arena. NULL: 1 to 32 letters, digits, . _ - and no blank. */
const char *yx_staff_fold_name(struct yx_arena *, const char *name);
/* A display name: 1 to 20 characters in one line, cleaned, in the arena; else NULL. */
const char *yx_staff_clean_display(struct yx_arena *, const char *display);

#endif
