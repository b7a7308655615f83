#include "talk/contact.h"

#include <string.h>

#include "base/id.h"
#include "base/text.h"

void yx_contact_digest(const struct yx_contact *c, unsigned char out[YX_CONTACT_BYTES])
{
    const struct yx_part parts[] = {
        { c->channel, strlen(c->channel) },
        { c->account, strlen(c->account) },
        { c->sender, strlen(c->sender) },
    };
    yx_digest(NULL, parts, 3, out, YX_CONTACT_BYTES);
}

char *yx_contact_masked(struct yx_arena *a, const char *sender)
{
    enum { HEAD = 3, TAIL = 4 };
    size_t count = yx_text_count(sender), head = count > HEAD + TAIL ? HEAD : 0, tail = count > HEAD + TAIL ? TAIL : 1;
    char *masked = yx_arena_get(a, strlen(sender) + 1), *out = masked;
    uint32_t code;
    size_t n;
    for (size_t i = 0; (n = yx_text_next(sender, &code)) > 0; sender += n, i++) {
        if (i < head || i + tail >= count) {
            memcpy(out, sender, n);
            out += n;
        } else {
            *out++ = '*';
        }
    }
    return masked;
}

enum yx_err yx_contact_left(struct yx_tx *tx, int64_t contact, int64_t left_ms)
{
    return yx_tx_run(tx, "UPDATE contact SET left_ms = ? WHERE id = ?", YX_VALUES(yx_int(left_ms), yx_int(contact)));
}
