/* Letters: what must reach a person. A reply begins as a letter that is offered in the
 * response to the request that brought the question. */
#ifndef YX_OUTBOX_LETTER_H
#define YX_OUTBOX_LETTER_H

#include <stdint.h>

#include "base/err.h"
#include "store/store.h"

enum yx_letter_state {
    YX_LETTER_OFFERED,  /* leased to the request that may carry it */
    YX_LETTER_ANSWERED, /* that response was written */
};

struct yx_letter {
    int64_t id;                    /* from yx_id_next: letters stand in the order they were written */
    int64_t conversation, message; /* what it says */
    int64_t lease_until_ms;        /* until then nobody else may send it */
};

/* Offer it in the response now under way. */
enum yx_err yx_letter_offer(struct yx_tx *, const struct yx_letter *);

/* Mark it as written, soon and without waiting: the mark may be lost in a crash, and
 * the letter then stays offered and is handed out again. Any thread. */
void yx_letter_answered(struct yx_store *, int64_t letter);

#endif
