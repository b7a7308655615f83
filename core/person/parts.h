/* What is held of somebody, by rooms: a row each. A room that comes to hold more adds a row to the table in
 * parts.c. */
#ifndef YX_PERSON_PARTS_H
#define YX_PERSON_PARTS_H

#include <jansson.h>

#include "base/buf.h"
#include "person/person.h"

/* Ids of rows that only a look through whole tables finds: looked for before the commit, which should be
 * short. */
struct yx_person_rows {
    int64_t *letters, *media;
    size_t letter_count, media_count;
    const unsigned char (*deliveries)[16];
    size_t delivery_count;
};

struct yx_person_part {
    const char *name; /* of the member in the JSON; heading: the text person.part.NAME */
    bool of_staff;    /* what staff wrote of them: only in a copy that asks for it */
    /* Add an object for each thing held to the list. */
    enum yx_err (*copy)(struct yx_tx *, struct yx_arena *, const struct yx_person *, json_t *list);
    /* Print the list for a reader. */
    void (*page)(struct yx_buf *, const struct yx_person_work *, const json_t *list);
    /* Erase it, in the commit; NULL: it goes with another part, or stays (person.stays…). */
    enum yx_err (*erase)(struct yx_tx *, const struct yx_person *, const struct yx_person_rows *,
        const char *tombstone, struct yx_person_erased *);
};
extern const struct yx_person_part yx_person_parts[]; /* ended by a row without a name */

/* What they wrote and what was said to them, corrections beside it (messages.c). */
enum yx_err person_copy_messages(struct yx_tx *, struct yx_arena *, const struct yx_person *, json_t *list);
void person_page_messages(struct yx_buf *, const struct yx_person_work *, const json_t *list);
enum yx_err person_erase_messages(struct yx_tx *, const struct yx_person *, const struct yx_person_rows *,
    const char *tombstone, struct yx_person_erased *);

/* How it went out, and the pictures and voices that were fetched (letters.c). */
enum yx_err person_copy_letters(struct yx_tx *, struct yx_arena *, const struct yx_person *, json_t *list);
void person_page_letters(struct yx_buf *, const struct yx_person_work *, const json_t *list);
enum yx_err person_erase_letters(struct yx_tx *, const struct yx_person *, const struct yx_person_rows *,
    const char *tombstone, struct yx_person_erased *);
enum yx_err person_copy_media(struct yx_tx *, struct yx_arena *, const struct yx_person *, json_t *list);
void person_page_media(struct yx_buf *, const struct yx_person_work *, const json_t *list);
enum yx_err person_erase_media(struct yx_tx *, const struct yx_person *, const struct yx_person_rows *,
    const char *tombstone, struct yx_person_erased *);

/* The files they sent and were sent; the cases they filed (files.c). */
enum yx_err person_copy_files(struct yx_tx *, struct yx_arena *, const struct yx_person *, json_t *list);
void person_page_files(struct yx_buf *, const struct yx_person_work *, const json_t *list);
enum yx_err person_erase_files(struct yx_tx *, const struct yx_person *, const struct yx_person_rows *,
    const char *tombstone, struct yx_person_erased *);
enum yx_err person_copy_cases(struct yx_tx *, struct yx_arena *, const struct yx_person *, json_t *list);
void person_page_cases(struct yx_buf *, const struct yx_person_work *, const json_t *list);

enum yx_err person_gather(
    struct yx_tx *, struct yx_arena *, const struct yx_person *, struct yx_person_rows *rows_out);

/* Text of a page: escaped; a time as people read it; a table of two columns. */
void person_html(struct yx_buf *, const char *text);
const char *person_when(struct yx_arena *, int64_t ms);
void person_row(struct yx_buf *, const char *name, const char *value);

/* Hand each row of a query to `each`, which adds an object to the list. */
typedef json_t *person_object(struct yx_rows *, struct yx_arena *);
enum yx_err person_list(
    struct yx_tx *, struct yx_arena *, const char *sql, int64_t id, person_object *, json_t *list);

/* Record an act of the command line on somebody. */
enum yx_err person_record(struct yx_tx *, const char *act, int64_t conversation, int64_t now_ms);

#endif
