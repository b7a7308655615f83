/* A form that a page sends counts once, however often it is sent. */
#ifndef YX_PEOPLE_FORM_H
#define YX_PEOPLE_FORM_H

#include "store/store.h"
#include "yx_desk.h"

/* Note that the form makes `object`; in the commit that makes it. YX_DUPLICATE: it was here before, and *object is
 * what it made then; YX_MISMATCH: with other bytes. digest: yx_form_digest of before the commit. */
enum yx_err yx_form_take(struct yx_tx *, const struct yx_form *, const unsigned char digest[32], int64_t *object);

void yx_form_digest(const struct yx_form *, unsigned char digest_out[32]);

#endif
