/* yixian wechat …: the account's menu. */
#include <string.h>

#include "wechat.h"

enum { NO_MENU = 46003 };

static enum yx_err fault(const struct wechat *w, const char *what, const char *message)
{
    yx_host_fault(w->host, what, message);
    return YX_INVALID;
}

/* Both commands: a token, and nothing behind the words. */
static enum yx_err judge_call(const struct wechat *w, const char *argument, const char *token)
{
    if (argument)
        return fault(w, "menu", "takes no argument: the menu is the file menu.json");
    return token ? YX_OK : YX_INTERNAL;
}

static enum yx_err call_push(void *self, struct yx_arena *arena, const char *account, const char *argument,
    const char *token, struct yx_http_call *call)
{
    const struct wechat *w = self;
    json_t *menu;
    (void)account;
    enum yx_err err = judge_call(w, argument, token);
    if (err == YX_OK)
        err = wechat_menu_read(w, arena, &menu);
    return err == YX_OK ? wechat_post(arena, wechat_url(w, arena, "/cgi-bin/menu/create", token, ""), menu, call) : err;
}

static enum yx_err call_show(void *self, struct yx_arena *arena, const char *account, const char *argument,
    const char *token, struct yx_http_call *call)
{
    const struct wechat *w = self;
    (void)account;
    enum yx_err err = judge_call(w, argument, token);
    if (err == YX_OK)
        *call = (struct yx_http_call){ .url = wechat_url(w, arena, "/cgi-bin/menu/get", token, "") };
    return err;
}

/* The answer, when it is one; else its fault is printed. *code_out: WeChat's, 0 for none. */
static json_t *read_result(const struct yx_http_answer *answer, json_int_t *code_out, struct yx_buf *out)
{
    json_t *root = answer->status == 200 ? json_loadb(answer->body, answer->len, 0, NULL) : NULL;
    *code_out = json_integer_value(json_object_get(root, "errcode"));
    if (root == NULL && answer->status == 0)
        yx_buf_text(out, "WeChat did not answer\n");
    else if (root == NULL)
        yx_buf_print(out, "WeChat's answer is none that we know (HTTP %d)\n", answer->status);
    return root;
}

static enum yx_err print_refusal(const json_t *root, json_int_t code, struct yx_buf *out)
{
    const char *words = json_string_value(json_object_get(root, "errmsg"));
    yx_buf_print(out, "WeChat refused it: %" JSON_INTEGER_FORMAT " %s\n", code, words ? words : "");
    return code == 40001 || code == 40014 || code == 42001 ? YX_DENIED : YX_INVALID; /* of the token */
}

static enum yx_err result_push(void *self, const struct yx_http_answer *answer, struct yx_buf *out)
{
    json_int_t code;
    json_t *root = read_result(answer, &code, out);
    enum yx_err err = root ? YX_OK : YX_IO;
    (void)self;
    if (root && code != 0)
        err = print_refusal(root, code, out);
    else if (root)
        yx_buf_text(out, "The menu is in place. Telephones show it when the account is opened again, some within minutes, "
            "all within a day.\n");
    json_decref(root);
    return err;
}

static enum yx_err result_show(void *self, const struct yx_http_answer *answer, struct yx_buf *out)
{
    json_int_t code;
    json_t *root = read_result(answer, &code, out);
    enum yx_err err = root ? YX_OK : YX_IO;
    (void)self;
    if (root && code == NO_MENU)
        yx_buf_text(out, "The account has no menu that was pushed.\n");
    else if (root && code != 0)
        err = print_refusal(root, code, out);
    else if (root)
        wechat_menu_print(json_object_get(root, "menu"), out);
    json_decref(root);
    return err;
}

const struct yx_channel_command wechat_commands[] = {
    { "menu push", "put the menu of menu.json into the account", call_push, result_push },
    { "menu show", "print the menu that the account has", call_show, result_show },
    { 0 },
};
