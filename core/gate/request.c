#include "gate/request.h"

#include <ctype.h>
#include <string.h>

#include "base/text.h"

enum { HEADER_NAME_MAX = 64, LENGTH_DIGITS = 15 };

static const char form_type[] = "application/x-www-form-urlencoded";

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

static enum yx_method method_of(const char *method)
{
    static const struct {
        const char *name;
        enum yx_method method;
    } rows[] = {
        { "GET", YX_GET },   { "HEAD", YX_GET }, /* nginx drops the body of the answer */
        { "POST", YX_POST }, { "PUT", YX_PUT },  { "DELETE", YX_DELETE },
    };
    for (size_t i = 0; method != NULL && i < sizeof rows / sizeof *rows; i++)
        if (strcmp(method, rows[i].name) == 0)
            return rows[i].method;
    return YX_OTHER;
}

/* Printable ASCII, and every % followed by two hex digits. */
static bool is_clean(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (text[i] <= ' ' || text[i] > '~')
            return false;
        if (text[i] == '%' &&
            (i + 2 >= len || hex_digit(text[i + 1]) < 0 || hex_digit(text[i + 2]) < 0))
            return false;
    }
    return true;
}

/* A query may carry bad escapes (they make a parameter absent), but no control characters. */
static bool is_query(const char *text)
{
    size_t len = strnlen(text, YX_QUERY_MAX + 1);
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
            return false;
    return len <= YX_QUERY_MAX;
}

static enum yx_err read_uri(struct yx_request *req, const char *uri)
{
    if (uri == NULL || uri[0] != '/')
        return YX_INVALID;
    size_t len = strcspn(uri, "?#");
    if (len > YX_PATH_MAX || !is_clean(uri, len))
        return YX_INVALID;
    const char *query = uri[len] == '?' ? uri + len + 1 : "";
    if (!is_query(query))
        return YX_INVALID;
    req->path = yx_arena_text(req->arena, uri, len);
    req->query = yx_arena_copy(req->arena, query);
    return YX_OK;
}

static enum yx_err read_length(const char *text, size_t *len_out)
{
    *len_out = 0;
    if (text == NULL || text[0] == '\0')
        return YX_OK;
    size_t len = strspn(text, "0123456789"), n = 0;
    if (text[len] != '\0' || len > LENGTH_DIGITS)
        return YX_INVALID;
    for (size_t i = 0; i < len; i++)
        n = n * 10 + (size_t)(text[i] - '0');
    *len_out = n;
    return YX_OK;
}

static bool is_loopback(const char *remote)
{
    return strncmp(remote, "127.", 4) == 0 || strcmp(remote, "::1") == 0 ||
        strncmp(remote, "::ffff:127.", 11) == 0;
}

/* An id goes into logs and headers: what is not a plain word is none. */
static const char *word_or_none(const char *id)
{
    size_t len = id != NULL ? strnlen(id, 65) : 0;
    if (len == 0 || len > 64)
        return "";
    for (size_t i = 0; i < len; i++)
        if (!isalnum((unsigned char)id[i]) && id[i] != '-' && id[i] != '_')
            return "";
    return id;
}

enum yx_err yx_request_read(struct yx_request *req, const struct yx_head *head, size_t *body_len_out)
{
    const char *remote = head->remote != NULL ? head->remote : "";
    req->path = "/";
    req->query = req->body = "";
    req->body_len = 0;
    req->method = method_of(head->method);
    req->remote = yx_arena_text(req->arena, remote, strnlen(remote, 64));
    req->content_type = head->content_type != NULL ? head->content_type : "";
    req->id = word_or_none(head->id);
    req->https = head->https != NULL && strcmp(head->https, "on") == 0;
    req->operator_side = is_loopback(req->remote) && !head->forwarded;
    enum yx_err err = read_length(head->content_length, body_len_out);
    return err == YX_OK ? read_uri(req, head->uri) : err;
}

const char *yx_request_header(const struct yx_request *req, const char *name)
{
    char cgi[HEADER_NAME_MAX + 6] = "HTTP_";
    size_t len = strlen(name), at = 5;
    if (len > HEADER_NAME_MAX || req->param == NULL)
        return NULL;
    if (strcasecmp(name, "Content-Type") == 0 || strcasecmp(name, "Content-Length") == 0)
        at = 0; /* the two that CGI names without HTTP_ */
    for (size_t i = 0; i <= len; i++)
        cgi[at + i] = name[i] == '-' ? '_' : (char)toupper((unsigned char)name[i]);
    return req->param(req->wire, cgi);
}

/* Percent-decode into the arena; NULL when it is not UTF-8 text afterwards. */
static const char *decoded(struct yx_arena *arena, const char *from, size_t len)
{
    char *out = yx_arena_get(arena, len + 1);
    size_t n = 0;
    for (size_t i = 0; i < len; i++) {
        if (from[i] != '%') {
            out[n++] = from[i] == '+' ? ' ' : from[i];
            continue;
        }
        int high = i + 2 < len ? hex_digit(from[i + 1]) : -1;
        int low = i + 2 < len ? hex_digit(from[i + 2]) : -1;
        if (high < 0 || low < 0)
            return NULL;
        out[n++] = (char)(high << 4 | low);
        i += 2;
    }
    return yx_text_valid(out, n) ? out : NULL;
}

/* The first pair of that name in `a=b&c=d`. Names are compared as sent: ours are plain. */
static const char *find_pair(struct yx_arena *arena, const char *at, size_t len, const char *name)
{
    size_t name_len = strlen(name);
    for (const char *end = at + len; at < end;) {
        const char *amp = memchr(at, '&', (size_t)(end - at));
        const char *stop = amp != NULL ? amp : end;
        const char *equals = memchr(at, '=', (size_t)(stop - at));
        const char *name_end = equals != NULL ? equals : stop;
        if ((size_t)(name_end - at) == name_len && memcmp(at, name, name_len) == 0) {
            const char *value = equals != NULL ? equals + 1 : stop;
            return decoded(arena, value, (size_t)(stop - value));
        }
        at = stop + 1;
    }
    return NULL;
}

const char *yx_request_query(const struct yx_request *req, const char *name)
{
    return find_pair(req->arena, req->query, strlen(req->query), name);
}

const char *yx_request_field(const struct yx_request *req, const char *name)
{
    size_t len = sizeof form_type - 1;
    if (strncasecmp(req->content_type, form_type, len) != 0)
        return NULL;
    char behind = req->content_type[len];
    if (behind != '\0' && behind != ';' && behind != ' ')
        return NULL;
    return find_pair(req->arena, req->body, req->body_len, name);
}

/* RFC 6265 cookie-octet: no blanks, quotes, commas, semicolons, backslashes. */
static bool is_cookie_value(const char *at, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (at[i] <= ' ' || at[i] > '~' || strchr("\",;\\", at[i]) != NULL)
            return false;
    return true;
}

const char *yx_request_cookie(const struct yx_request *req, const char *name)
{
    const char *at = yx_request_header(req, "Cookie");
    size_t name_len = strlen(name);
    while (at != NULL && *at != '\0') {
        at += strspn(at, " ;");
        size_t len = strcspn(at, ";");
        if (len > name_len && strncmp(at, name, name_len) == 0 && at[name_len] == '=') {
            const char *value = at + name_len + 1;
            len -= name_len + 1;
            while (len > 0 && value[len - 1] == ' ')
                len--;
            return is_cookie_value(value, len) ? yx_arena_text(req->arena, value, len) : NULL;
        }
        at += len;
    }
    return NULL;
}
