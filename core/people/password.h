/* Passwords: Argon2id (19 MiB, twice over), and which ones are refused. */
#ifndef YX_PEOPLE_PASSWORD_H
#define YX_PEOPLE_PASSWORD_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"

enum { YX_PASSWORD_HASH = 128, YX_PASSWORD_LEAST = 10, YX_PASSWORD_MOST = 128, YX_PASSWORD_DRAWN = 16 };

/* Hash as libsodium writes it, with its salt and its cost. Slow on purpose. YX_MEMORY. Any thread. */
enum yx_err yx_password_hash(const char *password, char hash_out[YX_PASSWORD_HASH]);

/* Slow on purpose, alike whether it fits or not. */
bool yx_password_fits(const char *hash, const char *password);

/* NULL: good. Else why it is refused: "short", "long", "name", "common". */
const char *yx_password_fault(struct yx_arena *, const char *password, const char *name, const char *display);

/* Draw one that people can read out: 16 letters and digits without those that look alike. */
void yx_password_draw(char drawn_out[YX_PASSWORD_DRAWN + 1]);

#endif
