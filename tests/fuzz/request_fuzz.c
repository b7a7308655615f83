/* Whatever nginx hands on: head, query, form and cookie from the same bytes. The first
 * byte says what the rest is. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "gate/request.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static const char *cookie;

static const char *param(const void *wire, const char *name)
{
    (void)wire;
    return strcmp(name, "HTTP_COOKIE") == 0 ? cookie : NULL;
}

/* What decoding gives is text, or nothing. */
static void expect_text(const char *value)
{
    if (value != NULL && !yx_text_valid(value, strlen(value)))
        abort();
}

static void fuzz_head(struct yx_request *req, const char *text)
{
    size_t body_len;
    const struct yx_head head = { .method = text, .uri = text, .content_type = text,
        .content_length = text, .remote = text, .id = text, .https = text };
    if (yx_request_read(req, &head, &body_len) == YX_OK && strlen(req->path) > YX_PATH_MAX)
        abort();
    const struct yx_head uri_only = { .method = "GET", .uri = text };
    if (yx_request_read(req, &uri_only, &body_len) == YX_OK) {
        expect_text(yx_request_query(req, "a"));
        expect_text(yx_request_query(req, "text"));
    }
}

static void fuzz_form(struct yx_request *req, const char *text, size_t len)
{
    req->content_type = "application/x-www-form-urlencoded";
    req->body = text;
    req->body_len = len;
    expect_text(yx_request_field(req, "a"));
    expect_text(yx_request_field(req, ""));
}

static void fuzz_cookie(struct yx_request *req, const char *text)
{
    cookie = text;
    const char *value = yx_request_cookie(req, "a");
    for (; value != NULL && *value != '\0'; value++)
        if (*value <= ' ' || *value > '~' || *value == ';')
            abort();
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    if (size == 0 || size > 65536)
        return 0;
    struct yx_arena *arena = yx_arena_new(4 << 20);
    struct yx_request req = { .arena = arena, .param = param, .path = "/", .query = "",
        .body = "", .content_type = "" };
    char *text = malloc(size); /* exactly as large, so that a byte too far is seen */
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    if (data[0] % 3 == 0)
        fuzz_head(&req, text);
    else if (data[0] % 3 == 1)
        fuzz_form(&req, text, size - 1);
    else
        fuzz_cookie(&req, text);
    free(text);
    yx_arena_free(&arena);
    return 0;
}
