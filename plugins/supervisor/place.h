/* The place of a text while it is looked for: what place.c and token.c share. */
#ifndef SUPERVISOR_PLACE_H
#define SUPERVISOR_PLACE_H

#include "supervisor.h"

/* Beside enum sv_place_word: what divides. */
enum { BREAK = 100, TAKEN };

struct token {
    size_t at, len;
    int kind;
};

struct places {
    const struct sv_text *t;
    struct token *tokens;
    size_t count;
    struct yx_span best;
    int score;
};

/* Cut the text into tokens by the longest word; p->tokens has room for each byte. */
void sv_place_split(struct places *);
/* Whether tokens of this kind may be in the name of a place. */
bool sv_place_is_run(int kind);

#endif
