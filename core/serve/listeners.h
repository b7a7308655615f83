/* Who has a page open that waits for news: kept in the shared page, so that a commit
 * publishes only where somebody listens. Best effort: one that is pushed out by others
 * hears nothing more and asks by itself. */
#ifndef YX_SERVE_LISTENERS_H
#define YX_SERVE_LISTENERS_H

#include <stdbool.h>
#include <stdint.h>

#include "serve/shared.h"
#include "talk/contact.h"

/* The page that all roles share; before it, nobody listens. */
void yx_listeners_attach(struct yx_shared *);

/* A page of `who` was let in to its channel: it listens for two hours, longer than nginx
 * holds a connection open (nchan_subscriber_timeout). Any thread. */
void yx_listeners_add(const unsigned char who[YX_CONTACT_BYTES], int64_t now_ms);

bool yx_listeners_has(const unsigned char who[YX_CONTACT_BYTES], int64_t now_ms);

#endif
