/* “Something new” for pages that listen, and “somebody is writing” for people elsewhere. Best
 * effort: nothing is kept, nothing is tried again. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/id.h"
#include "outbox/post.h"
#include "watch/log.h"
#include "watch/metrics.h"

enum { NEWS_MOST = 512, ANSWER_MAX = 4096, ARENA = 16 * 1024 };

struct news {
    char url[96], body[128];
    struct yx_http_call call;
};

static void published(void *arg, const struct yx_http_answer *answer)
{
    bool taken = answer->status == 201 || answer->status == 202; /* delivered, or kept for a moment */
    yx_count(taken ? YX_M_NEWS : YX_M_NEWS_FAILED);
    free(arg);
}

/* 404: nobody listened. */
static void ended(void *arg, const struct yx_http_answer *answer)
{
    if (answer->status != 200 && answer->status != 404)
        yx_log(YX_WARN, "a channel of pages was not ended", "status", yx_num(answer->status), NULL);
    free(arg);
}

/* What a page of staff reads in `what`; NULL: the page is a citizen's. */
static const char *word_of(uint32_t kind)
{
    switch (kind) {
    case YX_WAKE_QUEUE: return "queue";
    case YX_WAKE_CONVERSATION: return "conversation";
    case YX_WAKE_ME: return "me";
    case YX_WAKE_CASE: return "case";
    default: return NULL;
    }
}

static void write_body(struct news *n, const struct yx_wake *w)
{
    const char *what = word_of(w->kind);
    if (what == NULL)
        snprintf(n->body, sizeof n->body, "{\"id\":\"%" PRId64 "\"}", w->message);
    else
        snprintf(n->body, sizeof n->body, "{\"id\":\"%" PRId64 "\",\"what\":\"%s\",\"%s\":\"%" PRId64 "\"}",
            w->message, what, w->kind == YX_WAKE_CASE ? "case" : "conversation", w->conversation);
}

static void publish(struct yx_post *p, const struct yx_wake *w)
{
    bool remove = w->kind == YX_WAKE_HANG_UP;
    const struct yx_http_how how = { .body_max = ANSWER_MAX, .remove = remove,
        .unix_socket = yx_config_text(p->settings.config, "outbox.push_socket") };
    char who[2 * YX_CONTACT_BYTES + 1];
    struct news *n = yx_http_count(p->http) < NEWS_MOST ? calloc(1, sizeof *n) : NULL;
    if (n == NULL) {
        yx_count(YX_M_NEWS_FAILED);
        return;
    }
    yx_hex(w->who, sizeof w->who, who);
    snprintf(n->url, sizeof n->url, "http://post/publish/%s", who);
    write_body(n, w);
    n->call = (struct yx_http_call){ .url = n->url, .content_type = "application/json", .body = n->body,
        .body_len = strlen(n->body), .timeout_ms = 2000 };
    if (yx_http_begin(p->http, &n->call, &how, remove ? ended : published, n) != YX_OK)
        free(n);
}

/* ---- typing ---- */

struct typing {
    struct yx_post *post;
    struct yx_account *account;
    struct yx_arena *arena;
    char *recipient;
    struct yx_http_call call;
};

static void end_typing(void *arg, const struct yx_http_answer *answer)
{
    struct typing *t = arg;
    (void)answer;
    yx_arena_free(&t->arena);
    free(t);
}

static void begin_typing(void *arg, const char *token, const struct yx_verdict *why)
{
    static const struct yx_http_how how = { .body_max = ANSWER_MAX };
    struct typing *t = arg;
    const struct yx_loaded_channel *c = t->account->channel;
    if (why == NULL &&
        c->is->typing(c->self, t->arena, t->account->name, t->recipient, true, token, &t->call) == YX_OK &&
        yx_http_begin(t->post->http, &t->call, &how, end_typing, t) == YX_OK)
        return;
    end_typing(t, NULL);
}

/* Whose conversation it is. */
static enum yx_err find(struct yx_post *p, int64_t conversation, struct typing *t)
{
    struct yx_tx *tx;
    struct yx_rows rows;
    enum yx_err err = yx_store_read(p->rooms.store, &tx);
    if (err != YX_OK)
        return err;
    err = yx_tx_query(tx, "SELECT channel, account, sender FROM contact WHERE id = (SELECT contact FROM conversation"
        " WHERE id = ?)", YX_VALUES(yx_int(conversation)), &rows);
    if (err == YX_OK) {
        err = yx_rows_next(&rows);
        if (err == YX_OK) {
            t->account = yx_account_of(p, yx_rows_text(&rows, 0, t->arena), yx_rows_text(&rows, 1, t->arena));
            t->recipient = yx_rows_text(&rows, 2, t->arena);
        }
        yx_rows_close(&rows);
    }
    yx_store_done(p->rooms.store, &tx);
    return err == YX_OK && (t->account == NULL || t->account->channel->is->typing == NULL) ? YX_EMPTY : err;
}

static void show_typing(struct yx_post *p, int64_t conversation)
{
    struct typing *t = calloc(1, sizeof *t);
    if (t == NULL || (t->arena = yx_arena_new(ARENA)) == NULL) {
        free(t);
        return;
    }
    t->post = p;
    if (find(p, conversation, t) == YX_OK)
        yx_token_want(p, t->account, begin_typing, t);
    else
        end_typing(t, NULL);
}

void yx_news_tell(struct yx_post *p, const struct yx_wake *w)
{
    switch (w->kind) {
    case YX_WAKE_NEWS:
    case YX_WAKE_QUEUE:
    case YX_WAKE_CONVERSATION:
    case YX_WAKE_ME:
    case YX_WAKE_CASE:
    case YX_WAKE_HANG_UP: publish(p, w); break;
    case YX_WAKE_TYPING: show_typing(p, w->conversation); break;
    default: break;
    }
}
