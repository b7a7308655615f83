/* Guessing gets slower: after some wrong tries of one name or from one address the next must wait, twice
 * as long each time. Counted before the password is looked at, so that tries side by side count, too.
 * From where somebody has signed in within thirty days, only their own tries there count, so that nobody
 * elsewhere or in the same office can keep them out by guessing. */
#ifndef YX_PEOPLE_GUESS_H
#define YX_PEOPLE_GUESS_H

#include "store/store.h"

/* A try: of which name, from which address. */
struct yx_guess {
    int64_t name, address, home; /* places of the table, see yx_guess_of */
    int64_t now_ms;
    int64_t wait_ms; /* set with YX_RATE */
};

/* `name` as it will be looked up; `address` in its usual writing: of IPv6 the first half counts. Not in a commit. */
struct yx_guess yx_guess_of(const unsigned char key[32], const char *name, const char *address, int64_t now_ms);

/* Count a try. YX_RATE: it must not be made yet, guess->wait_ms says how long; it does not count. In a commit. */
enum yx_err yx_guess_take(struct yx_tx *, struct yx_guess *);

/* It was right: the name begins anew and is at home there, the address gets its try back. In a commit. */
enum yx_err yx_guess_right(struct yx_tx *, const struct yx_guess *);

#endif
