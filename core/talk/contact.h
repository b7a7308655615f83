/* Who writes to us, and by which way. */
#ifndef YX_TALK_CONTACT_H
#define YX_TALK_CONTACT_H

enum { YX_CONTACT_BYTES = 16 };

/* Unique by these three. */
struct yx_contact {
    const char *channel, *account, *sender;
};

/* The short name of a contact, the same in every process: names its lane and rate, and
 * the channel by which its pages hear that there is something new. A sender
 * that can be guessed (a phone number) can be found again from it: no log holds it. Pure. */
void yx_contact_digest(const struct yx_contact *, unsigned char out[YX_CONTACT_BYTES]);

#endif
