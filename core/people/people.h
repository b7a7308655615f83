/* What people's rooms in this process work with: the store, and the keys once the desk has said its secret. */
#ifndef YX_PEOPLE_PEOPLE_H
#define YX_PEOPLE_PEOPLE_H

#include "store/store.h"

struct yx_people {
    struct yx_store *store;
    bool open; /* the desk is one of the channels, and has said its secret: */
    unsigned char token_key[32], guess_key[32], totp_key[32];
    unsigned totp_roles;
    char issuer[128];
    char nobody[128]; /* a hash of a password that nobody has */
};
extern struct yx_people yx_people;

/* Say where the store is; NULL at the end. One per process, before any request. */
void yx_people_start(struct yx_store *);

#endif
