/* Supervisors of enforcement as rows. Every function works inside a transaction that somebody else opened. */
#ifndef YX_PEOPLE_SUPERVISORS_H
#define YX_PEOPLE_SUPERVISORS_H

#include "store/store.h"
#include "yx_desk.h"

/* A day as a number in China, 20261122. */
int64_t yx_supervisor_day(int64_t now_ms);
/* A day as people write it: 2026-11-22, 2026/11/2, 2026.11.22, 2026年11月22日, 20261122. 0: it is none. */
int64_t yx_supervisor_read_day(const char *text);

/* Make a draft good: number folded, name and body cleaned, telephones as 11 digits (+86 and dashes go), each once. The
 * texts live in the arena. YX_INVALID: *why_out names the field: "number", "supervisor_name", "phones",
 * "term", "appointed_by". */
enum yx_err yx_supervisor_clean(struct yx_arena *, struct yx_supervisor *, const char **why_out);

/* Somebody by id, or with id 0 by folded number. YX_EMPTY: nobody. */
enum yx_err yx_supervisor_get(struct yx_tx *, struct yx_arena *, int64_t id, const char *number,
    int64_t now_ms, struct yx_supervisor *supervisor_out);
/* All by number, at most YX_SUPERVISORS_MOST. */
enum yx_err yx_supervisor_list(
    struct yx_tx *, struct yx_arena *, int64_t now_ms, struct yx_supervisor **list_out, size_t *count_out);
/* Whose telephone it is, when their term holds on this day; phone: 11 digits. *proven_out: a code sent to it came back.
 * YX_EMPTY: no supervisor's, or not today. */
enum yx_err yx_supervisor_of_phone(struct yx_tx *, struct yx_arena *, const char *phone, int64_t now_ms,
    struct yx_supervisor *supervisor_out, bool *proven_out);

/* Add a clean one whose id is drawn. YX_DUPLICATE: the number is taken; YX_CONFLICT: a telephone is somebody's whose term
 * is not over, *phone_out says which. */
enum yx_err yx_supervisor_insert(
    struct yx_tx *, const struct yx_supervisor *, int64_t now_ms, const char **phone_out);
/* Write all of it anew; a telephone that stays keeps its proof. A new last day takes an end back. The same errors. */
enum yx_err yx_supervisor_update(
    struct yx_tx *, const struct yx_supervisor *, int64_t now_ms, const char **phone_out);
/* End the term now. YX_EMPTY: nobody, or it is over. */
enum yx_err yx_supervisor_end(struct yx_tx *, int64_t id, int64_t now_ms);
/* A code came back from this telephone. YX_EMPTY: it is nobody's. */
enum yx_err yx_supervisor_prove(struct yx_tx *, const char *phone, int64_t now_ms);

#endif
