#include "talk/contact.h"

#include <string.h>

#include "base/id.h"

void yx_contact_digest(const struct yx_contact *c, unsigned char out[YX_CONTACT_BYTES])
{
    const struct yx_part parts[] = {
        { c->channel, strlen(c->channel) },
        { c->account, strlen(c->account) },
        { c->sender, strlen(c->sender) },
    };
    yx_digest(NULL, parts, 3, out, YX_CONTACT_BYTES);
}
