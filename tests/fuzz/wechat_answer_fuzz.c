/* What WeChat's servers, or somebody in their place, answer to letters, tokens, media and menus. */
#include "wechat_fuzz.h"

static void judge_verdict(const struct yx_verdict *v)
{
    if (v->is > YX_SENT_BROKEN || (v->is != YX_SENT && v->reason == NULL) || v->after_ms < 0)
        abort();
    if (v->reason && strlen(v->reason) > 80) /* never a part of the answer */
        abort();
}

static void read_token_answer(struct yx_arena *arena, const struct yx_http_answer *got)
{
    struct yx_token token;
    wechat_token_read(&fuzz_wechat, arena, "demo", got, &token);
    if (token.text && (strlen(token.text) > 512 || token.seconds < 1 || strpbrk(token.text, " \r\n")))
        abort();
    if (token.text == NULL && token.verdict.is == YX_SENT)
        abort();
    judge_verdict(&token.verdict);
}

static void read_result_answers(const struct yx_http_answer *got)
{
    for (const struct yx_channel_command *c = wechat_commands; c->words; c++) {
        struct yx_buf out = yx_buf_new(64 << 10);
        c->result(&fuzz_wechat, got, &out);
        yx_buf_free(&out);
    }
}

/* A menu of the county's own making. */
static void read_menu(struct yx_arena *arena, const struct yx_http_answer *got)
{
    json_t *menu = json_loadb(got->body, got->len, 0, NULL);
    wechat_menu_fault(arena, menu);
    templates_fault(arena, menu);
    json_decref(menu);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int statuses[] = { 200, 200, 200, 0, 500, 404 };
    fuzz_open();
    if (size < 1)
        return 0;
    struct yx_arena *arena = yx_arena_new(8 << 20);
    const struct yx_http_answer got = { .status = statuses[data[0] % 6], .content_type = "",
        .body = yx_arena_text(arena, (const char *)data + 1, size - 1), .len = size - 1 };
    const struct yx_outgoing out = { .id = 1, .account = "demo", .recipient = "o1", .text = "a", .token = "T" };
    struct yx_verdict verdict;
    wechat_sent(&fuzz_wechat, arena, &out, &got, &verdict);
    judge_verdict(&verdict);
    wechat_fetched(&fuzz_wechat, arena, &got, &verdict);
    judge_verdict(&verdict);
    read_token_answer(arena, &got);
    read_result_answers(&got);
    read_menu(arena, &got);
    yx_arena_free(&arena);
    return 0;
}
