/* What people send beside words: brought in pieces, looked into by the sieve, scanned where a scanner is configured, and
 * then kept by the hash of its content below paths.var/files, from where nginx serves it to those who may see it. */
#ifndef YX_FILES_FILES_H
#define YX_FILES_FILES_H

#include <stdbool.h>
#include <stdint.h>

#include "config/config.h"
#include "config/texts.h"
#include "files/kind.h"
#include "gate/request.h"
#include "store/store.h"
#include "talk/contact.h"
#include "yx_channel.h"

enum { YX_FILE_ID_HEX = 32, YX_FILE_HASH_HEX = 64, YX_FILE_NAME_MOST = 100 };

enum yx_file_state { YX_FILE_COMING, YX_FILE_CHECKING, YX_FILE_CLEAN, YX_FILE_REFUSED };

/* Who asks for a file: the one who brought it, or (conversation not 0) somebody who may read that conversation. */
struct yx_file_who {
    unsigned char who[YX_CONTACT_BYTES];
    int64_t conversation;
};

struct yx_file_row {
    char id[YX_FILE_ID_HEX + 1];
    const char *name, *hash; /* hash NULL: nothing is kept */
    int64_t size, have, bytes;
    enum yx_file_state state;
    enum yx_file_kind kind;
    enum yx_file_reason reason;
    int64_t conversation, message, tries;
};

/* Whether options files.* can be followed, for `yixian check`; the faults say what cannot. */
void yx_files_check(const struct yx_config *, struct yx_faults *);

/* Open the room in this process: options files.*, folders. YX_INVALID: the faults say why. The store and texts stay the
 * caller's. One thread, before the rest of this file. */
enum yx_err yx_files_start(const struct yx_config *, struct yx_faults *, struct yx_store *, const struct yx_texts *);

/* ---- bringing one (coming.c); any thread of a gate ---- */

/* Announce a file: `form` is the page's id of it; said again it gives the same row (YX_MISMATCH: with another size). YX_INVALID:
 * no size, or a form that is none; YX_TOO_LARGE; YX_RATE: more than a conversation may bring in a day; YX_FULL. */
enum yx_err yx_files_begin(struct yx_arena *, const struct yx_file_who *, const char *form, const char *name, int64_t size,
    int64_t now_ms, struct yx_file_row *row_out);

/* The next piece, which begins at byte `from`. YX_CONFLICT: the file has not so much, or more; row_out says how much.
 * YX_BUSY: another piece is being written. With the last one the file is checked. It is durable when this returns. */
enum yx_err yx_files_append(struct yx_arena *, const struct yx_file_who *, const char *id, int64_t from, const void *at,
    size_t len, int64_t now_ms, struct yx_file_row *row_out);

/* One file. YX_NOT_FOUND: there is none, or none for them. */
enum yx_err yx_files_get(struct yx_arena *, const struct yx_file_who *, const char *id, struct yx_file_row *row_out);

/* ---- belonging to a message (row.c); inside a commit ---- */

/* It belongs to this message from now on. YX_NOT_FOUND: not theirs, not whole, refused, or of a message already. */
enum yx_err yx_files_attach(struct yx_tx *, const unsigned char who[YX_CONTACT_BYTES], const char *id, int64_t conversation,
    int64_t message);

/* Write into each message (of one conversation, by growing id) which files it brought, as JSON in the arena. */
enum yx_err yx_files_of(struct yx_tx *, struct yx_arena *, int64_t conversation, struct yx_message **messages,
    size_t count);

/* ---- showing one (shown.c) ---- */

/* {"id", "name", "type", "size", "have", "state", "reason", "words"}; in the arena. */
const char *yx_files_json(struct yx_arena *, const struct yx_file_row *);
/* Let nginx send a clean file, to be saved; else say in words why there is none yet. */
void yx_files_serve(const struct yx_request *, struct yx_response *, const struct yx_file_row *);
/* A name as it may be kept: without folders, controls and what turns the direction of writing. Never empty. */
const char *yx_file_name_clean(struct yx_arena *, const char *name);
/* That name with an ending that says what the content is. */
const char *yx_file_name_served(struct yx_arena *, const char *name, enum yx_file_kind);

/* ---- the porter (porter.c): carries files through the sieve; in post, on a thread of its own ---- */

enum yx_err yx_porter_start(const struct yx_config *, int hatch_fd);
void yx_porter_nudge(void); /* something waits */
void yx_porter_stop(void);  /* waits for the file in hand */

/* ---- what goes (sweep.c); the clock's, each second ---- */

/* Files that belong to no message for a day; and what lies in the folders without a row. */
void yx_files_sweep(int64_t now_ms);

#endif
