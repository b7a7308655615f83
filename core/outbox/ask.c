#include "outbox/ask.h"

#include <stdlib.h>

#include "base/clock.h"
#include "outbox/post.h"

enum { ARENA = 1 << 20, ANSWER_MAX = 1 << 20, WAIT_MS = 30000 };

struct question {
    struct yx_post *post;
    struct yx_account *account;
    const struct yx_channel_command *command;
    const char *argument;
    struct yx_arena *arena;
    struct yx_http_call call;
    struct yx_buf *out;
    char *token; /* that it was asked with, in the arena */
    enum yx_err err;
    bool renewed, done;
};

static void begin(void *arg, const char *token, const struct yx_verdict *why);


static void end(struct question *q, enum yx_err err)
{
    q->err = err;
    q->done = true;
}

static void answered(void *arg, const struct yx_http_answer *answer)
{
    struct question *q = arg;
    enum yx_err err = answer->status == 0 ? YX_IO : q->command->result(q->account->channel->self, answer, q->out);
    if (err != YX_DENIED || q->renewed) {
        end(q, err);
        return;
    }
    q->renewed = true;
    yx_buf_clear(q->out);
    yx_token_refused(q->account, q->token);
    yx_token_want(q->post, q->account, begin, q);
}

static void begin(void *arg, const char *token, const struct yx_verdict *why)
{
    static const struct yx_http_how how = { .body_max = ANSWER_MAX };
    struct question *q = arg;
    if (why != NULL) {
        yx_buf_text(q->out, why->reason ? why->reason : "");
        end(q, YX_DENIED);
        return;
    }
    q->token = token ? yx_arena_copy(q->arena, token) : NULL;
    enum yx_err err = q->command->call(q->account->channel->self, q->arena, q->account->name, q->argument, token,
        &q->call);
    if (err == YX_OK)
        err = yx_http_begin(q->post->http, &q->call, &how, answered, q);
    if (err != YX_OK)
        end(q, err);
}

static void wait(struct question *q)
{
    int64_t until_ms = yx_clock_ms() + WAIT_MS;
    yx_token_want(q->post, q->account, begin, q);
    while (!q->done && yx_clock_ms() < until_ms) {
        yx_http_wait(q->post->http, NULL, 0, 100);
        yx_tokens_tick(q->post, yx_clock_ms());
    }
}

enum yx_err yx_outbox_ask(const struct yx_rooms *rooms, const struct yx_loaded_channel *channel, const char *account,
    const struct yx_channel_command *command, const char *argument, struct yx_buf *out)
{
    struct yx_post *post = calloc(1, sizeof *post);
    struct question q = { .post = post, .command = command, .argument = argument, .out = out, .err = YX_TIMEOUT };
    if (post == NULL)
        return YX_MEMORY;
    post->rooms = *rooms;
    post->http = yx_http_new();
    q.arena = yx_arena_new(ARENA);
    q.account = post->http && q.arena ? yx_account_of(post, channel->is->name, account) : NULL;
    if (q.account != NULL)
        wait(&q);
    else
        q.err = YX_NOT_FOUND;
    yx_http_free(&post->http);
    yx_arena_free(&q.arena);
    free(post);
    return q.err;
}
