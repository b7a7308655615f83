/* A message as the letters that carry it. A page shows a message whole; where only text can
 * be shown it is written out (plain.h), and what does not fit into one reply follows by itself
 * (pushed) or when it is asked for. Pure. */
#ifndef YX_OUTBOX_PARTS_H
#define YX_OUTBOX_PARTS_H

#include "config/texts.h"
#include "outbox/letter.h"

enum { YX_LETTERS_MOST = 2 };

struct yx_writing {
    const struct yx_limits *limits; /* of the account; NULL: a page */
    const struct yx_texts *texts;   /* of the core */
    struct yx_arena *arena;
    int64_t conversation, contact;
    int64_t lease_until_ms; /* of the response that carries the first of them; 0: none does, it is said unasked */
    bool desk;              /* written for the desk, which asks what became of it */
    int64_t answers_ms;     /* see struct yx_letter */
    bool urgent;            /* likewise */
    bool whole;             /* the short form was said before: all of it is wanted */
};

/* The letters that carry `said` from its byte `from` on, as it is written out. *rest_out: from
 * where it is said only when it is asked for, -1: all of it is. Returns how many they are, 1 or 2. */
size_t yx_letters_write(const struct yx_writing *, const struct yx_message *said, size_t from,
    struct yx_letter letters_out[YX_LETTERS_MOST], int64_t *rest_out);

/* The message as letters of that form count its bytes; in the arena. */
const char *yx_letter_form(struct yx_arena *, const struct yx_texts *, const struct yx_message *said, bool is_short);

/* The part of `said` that a letter carries as text alone; hinted: and how more of it is asked for,
 * where there is more. In the arena. */
char *yx_letter_text(struct yx_arena *, const struct yx_texts *, const struct yx_message *said,
    const struct yx_letter *, bool hinted);

/* The same as a response shows it; in the arena. */
const struct yx_message *yx_letter_part(const struct yx_writing *, const struct yx_message *said,
    const struct yx_letter *);

#endif
