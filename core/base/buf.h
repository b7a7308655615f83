/* A text or byte buffer that grows up to a maximum given at birth. */
#ifndef YX_BASE_BUF_H
#define YX_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/api.h"

struct yx_buf {
    char *at;    /* always ends with a NUL behind len; "" while empty */
    size_t len;
    size_t room; /* bytes allocated */
    size_t max;  /* len never passes it */
    bool over;   /* something did not fit: the content is cut, say so or fail */
};

/* An empty buffer that never holds more than `max` bytes. Free with yx_buf_free. */
YX_API struct yx_buf yx_buf_new(size_t max);
YX_API void yx_buf_add(struct yx_buf *, const void *bytes, size_t n);
YX_API void yx_buf_text(struct yx_buf *, const char *text);
YX_API void yx_buf_print(struct yx_buf *, const char *format, ...) YX_PRINTF(2, 3);
/* Empty it, keep the memory. */
YX_API void yx_buf_clear(struct yx_buf *);
YX_API void yx_buf_free(struct yx_buf *);

#endif
