#include "outbox/http.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"

enum { TIMEOUT_MS = 10000, CONNECT_MS = 5000, FIRST_BYTES = 4096, FDS_MOST = 4 };

struct yx_http {
    CURLM *multi;
    int count;
};

struct flight {
    CURL *easy;
    struct curl_slist *headers;
    struct yx_http_how how;
    size_t written;    /* into the file */
    struct yx_buf body;
    yx_http_done *done;
    void *arg;
};

struct yx_http *yx_http_new(void)
{
    struct yx_http *h = calloc(1, sizeof *h);
    if (h == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != 0 || (h->multi = curl_multi_init()) == NULL) {
        free(h);
        return NULL;
    }
    curl_multi_setopt(h->multi, CURLMOPT_MAX_HOST_CONNECTIONS, 32L);
    return h;
}

static void land(struct yx_http *h, struct flight *f)
{
    curl_multi_remove_handle(h->multi, f->easy);
    curl_easy_cleanup(f->easy);
    curl_slist_free_all(f->headers);
    yx_buf_free(&f->body);
    free(f);
    h->count--;
}

void yx_http_free(struct yx_http **h)
{
    if (*h == NULL)
        return;
    curl_multi_cleanup((*h)->multi); /* what is still under way belongs to a process that ends */
    curl_global_cleanup();
    free(*h);
    *h = NULL;
}

static bool write_file(struct flight *f, const char *at, size_t n)
{
    while (n > 0) {
        ssize_t wrote = write(f->how.file, at, n);
        if (wrote <= 0)
            return false;
        at += wrote;
        n -= (size_t)wrote;
    }
    return true;
}

/* 0 bytes taken tell libcurl that the answer is refused. */
static size_t take_body(char *at, size_t one, size_t n, void *arg)
{
    struct flight *f = arg;
    (void)one;
    f->written += n;
    if (f->written > f->how.body_max || (f->how.file > 0 && !write_file(f, at, n)))
        return 0;
    size_t room = f->how.file > 0 && f->body.len < FIRST_BYTES ? FIRST_BYTES - f->body.len : 0;
    yx_buf_add(&f->body, at, f->how.file > 0 && n > room ? room : n);
    return n;
}

static void set_body(struct flight *f, const struct yx_http_call *call)
{
    char line[160];
    snprintf(line, sizeof line, "Content-Type: %s", call->content_type ? call->content_type : "application/json");
    f->headers = curl_slist_append(curl_slist_append(NULL, line), "Expect:");
    curl_easy_setopt(f->easy, CURLOPT_HTTPHEADER, f->headers);
    curl_easy_setopt(f->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)call->body_len);
    curl_easy_setopt(f->easy, CURLOPT_POSTFIELDS, call->body);
}

static void set_up(struct flight *f, const struct yx_http_call *call)
{
    long timeout_ms = call->timeout_ms > 0 ? call->timeout_ms : TIMEOUT_MS;
    curl_easy_setopt(f->easy, CURLOPT_URL, call->url);
    curl_easy_setopt(f->easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(f->easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(f->easy, CURLOPT_PROXY, ""); /* the environment of the service is not a setting */
    curl_easy_setopt(f->easy, CURLOPT_USERAGENT, "yixian/" YX_VERSION);
    curl_easy_setopt(f->easy, CURLOPT_TIMEOUT_MS, timeout_ms);
    curl_easy_setopt(f->easy, CURLOPT_CONNECTTIMEOUT_MS, timeout_ms < CONNECT_MS ? timeout_ms : (long)CONNECT_MS);
    curl_easy_setopt(f->easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(f->easy, CURLOPT_WRITEDATA, f);
    curl_easy_setopt(f->easy, CURLOPT_PRIVATE, f);
    if (f->how.unix_socket != NULL)
        curl_easy_setopt(f->easy, CURLOPT_UNIX_SOCKET_PATH, f->how.unix_socket);
    if (call->user != NULL) {
        curl_easy_setopt(f->easy, CURLOPT_USERNAME, call->user);
        curl_easy_setopt(f->easy, CURLOPT_PASSWORD, call->password ? call->password : "");
    }
    if (f->how.remove)
        curl_easy_setopt(f->easy, CURLOPT_CUSTOMREQUEST, "DELETE");
    if (call->body != NULL && !f->how.remove)
        set_body(f, call);
}

enum yx_err yx_http_begin(struct yx_http *h, const struct yx_http_call *call, const struct yx_http_how *how,
    yx_http_done *done, void *arg)
{
    struct flight *f = calloc(1, sizeof *f);
    if (f == NULL || (f->easy = curl_easy_init()) == NULL) {
        free(f);
        return YX_MEMORY;
    }
    f->how = *how;
    f->body = yx_buf_new(how->file > 0 ? FIRST_BYTES : how->body_max);
    f->done = done;
    f->arg = arg;
    set_up(f, call);
    h->count++;
    if (curl_multi_add_handle(h->multi, f->easy) == CURLM_OK)
        return YX_OK;
    land(h, f);
    return YX_MEMORY;
}

static void finish(struct yx_http *h, CURL *easy, CURLcode code)
{
    struct flight *f;
    long status = 0;
    const char *type = NULL;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &f);
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(easy, CURLINFO_CONTENT_TYPE, &type);
    const struct yx_http_answer answer = {
        .status = code == CURLE_OK ? (int)status : 0,
        .content_type = type ? type : "",
        .body = f->body.at,
        .len = f->body.len,
    };
    f->done(f->arg, &answer);
    land(h, f);
}

void yx_http_wait(struct yx_http *h, const int *fds, unsigned count, int timeout_ms)
{
    struct curl_waitfd extra[FDS_MOST];
    int running, left;
    for (unsigned i = 0; i < count && i < FDS_MOST; i++)
        extra[i] = (struct curl_waitfd){ .fd = fds[i], .events = CURL_WAIT_POLLIN };
    curl_multi_poll(h->multi, extra, count, timeout_ms, NULL);
    curl_multi_perform(h->multi, &running);
    for (CURLMsg *msg; (msg = curl_multi_info_read(h->multi, &left)) != NULL;)
        if (msg->msg == CURLMSG_DONE)
            finish(h, msg->easy_handle, msg->data.result);
}

int yx_http_count(const struct yx_http *h)
{
    return h->count;
}
