/* What the operator is told: by a webhook, by a command, always by the log. */
#include <fcntl.h>
#include <jansson.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "outbox/post.h"
#include "watch/log.h"

enum { ANSWER_MAX = 4096, WORDS_MAX = 2048 };

struct alert {
    char *body;
    struct yx_http_call call;
};

static void told(void *arg, const struct yx_http_answer *answer)
{
    struct alert *a = arg;
    if (answer->status < 200 || answer->status > 299)
        yx_log(YX_ERROR, "alert not taken", "status", yx_num(answer->status), NULL);
    free(a->body);
    free(a);
}

static void call_webhook(struct yx_post *p, const char *url, char *body)
{
    static const struct yx_http_how how = { .body_max = ANSWER_MAX };
    struct alert *a = body ? calloc(1, sizeof *a) : NULL;
    if (a == NULL) {
        free(body);
        return;
    }
    a->body = body;
    a->call = (struct yx_http_call){ .url = url, .content_type = "application/json", .body = body,
        .body_len = strlen(body) };
    if (yx_http_begin(p->http, &a->call, &how, told, a) == YX_OK)
        return;
    free(a->body);
    free(a);
}

/* Nobody waits for it; what it is told fits into the pipe. */
static void run_command(const char *command, const char *words)
{
    extern char **environ;
    int ends[2];
    pid_t pid;
    posix_spawn_file_actions_t actions;
    char *const argv[] = { (char[]){ "sh" }, (char[]){ "-c" }, (char *)(uintptr_t)command, NULL };
    if (pipe2(ends, O_CLOEXEC) != 0)
        return;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[0], 0);
    int failed = posix_spawn(&pid, "/bin/sh", &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[0]);
    if (failed || write(ends[1], words, strlen(words)) < 0)
        yx_log(YX_ERROR, "alert command not run", NULL);
    close(ends[1]);
}

void yx_alert(struct yx_post *p, const char *what, const char *channel, const char *account, const char *reason)
{
    const char *url = yx_config_text(p->settings.config, "outbox.alert_webhook");
    const char *command = yx_config_text(p->settings.config, "outbox.alert_command");
    const char *house = yx_config_text(p->settings.config, "house.name");
    if (reason == NULL)
        reason = "";
    if (*url != '\0') {
        json_t *root = json_pack("{s:s, s:s, s:s, s:s, s:s, s:I}", "house", house, "what", what, "channel", channel,
            "account", account, "reason", reason, "at", (json_int_t)yx_clock_ms());
        call_webhook(p, url, root ? json_dumps(root, JSON_COMPACT) : NULL);
        json_decref(root);
    }
    if (*command != '\0') {
        struct yx_buf words = yx_buf_new(WORDS_MAX);
        yx_buf_print(&words, "%s: %s\nchannel: %s\naccount: %s\nreason: %s\n", house, what, channel, account, reason);
        run_command(command, words.at);
        yx_buf_free(&words);
    }
}
