/* What strangers send to the web channel: bodies, forms, cookies and queries. */
#define yx_rate_reply world_rate_reply
#define yx_take world_take
#define yx_transcript world_transcript

#include "channels/web/api.c"
#include "channels/web/blocks.c"
#include "channels/web/feedback.c"
#include "channels/web/form.c"
#include "channels/web/frame.c"
#include "channels/web/history.c"
#include "channels/web/html.c"
#include "channels/web/page.c"
#include "channels/web/phrases.c"
#include "channels/web/style.c"
#include "channels/web/transcript.c"
#include "channels/web/visitor.c"
#include "channels/web/welcome.c"
#include "config/config.h"
#include "config/texts.h"
#include "load/host.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct yx_host host;
static struct web web = { .host = &host, .key = "a key that only this fuzz knows", .frame_rule = "frame-ancestors 'none'" };
static const char *cookie, *said;

/* Whatever was taken comes back in the transcript, so that it is printed, too. */
enum yx_err world_transcript(const struct yx_host *of, struct yx_arena *arena, const char *account,
    const char *sender, int64_t after, int most, struct yx_message **messages_out, size_t *count_out,
    enum yx_owner *owner_out)
{
    struct yx_message *made = yx_arena_get(arena, sizeof *made);
    *made = (struct yx_message){ .id = 1, .text = said, .extra = said };
    *messages_out = made;
    *count_out = after < 1;
    *owner_out = YX_QUEUE;
    return of && *account == '\0' && *sender && most > 0 ? YX_OK : YX_INTERNAL;
}

static void judge(const struct yx_inbound *in)
{
    if (!web_is_id(in->external_id) || strlen(in->sender) != WEB_VISITOR_HEX)
        abort();
    if (strlen(in->text) != in->text_len || !yx_text_valid(in->text, in->text_len) || in->text_len == 0)
        abort();
}

void world_take(const struct yx_host *of, struct yx_request *req, const struct yx_inbound *in,
    struct yx_outcome *outcome_out)
{
    judge(in);
    *outcome_out = (struct yx_outcome){ .err = of && req->body_len % 2 ? YX_BUSY : YX_OK, .message_id = 1 };
}

enum yx_err world_rate_reply(const struct yx_host *of, struct yx_arena *arena, const char *account,
    const char *sender, int64_t message, bool useful, int64_t now_ms)
{
    (void)useful;
    if (message < 0 || strlen(sender) != WEB_VISITOR_HEX || *account != '\0' || now_ms < 0)
        abort();
    return of && arena && message % 2 ? YX_OK : YX_NOT_FOUND;
}

static const char *param(const void *wire, const char *name)
{
    return strcmp(name, "HTTP_COOKIE") == 0 ? cookie : wire;
}

static void open_house(void)
{
    struct yx_faults faults = { .arena = yx_arena_new(1 << 20) };
    struct yx_config *config;
    struct yx_texts *texts;
    if (yx_config_open("tests/fuzz/web_fuzz.yaml", &faults, &config) != YX_OK ||
        yx_texts_open("channels/web/texts/zh-CN.yaml", NULL, &faults, &texts) != YX_OK)
        abort(); /* run it at the root of the tree */
    yx_config_take(config, "", yx_core_options, &faults);
    host = (struct yx_host){ .name = "web", .prefix = "channels.web", .config = config, .texts = texts };
    yx_arena_free(&faults.arena);
}

static void post_api(struct yx_request *req, struct yx_response *resp)
{
    struct yx_exchange x = { req, resp, NULL };
    struct yx_inbound in;
    const struct yx_message reply = { .id = 2, .author = YX_MACHINE, .text = said, .extra = said };
    struct yx_outcome outcome = { .err = web_verify(&web, &x), .message_id = 1, .reply = &reply };
    if (outcome.err == YX_OK)
        outcome.err = web_decode(&web, &x, &in);
    if (outcome.err == YX_OK)
        judge(&in);
    web_encode(&web, &x, &outcome);
}

/* What is taken for an origin goes into a header. */
static void judge_origin(const char *text)
{
    if (web_is_origin(text) && strpbrk(text, " ;,'\"*\r\n"))
        abort();
}

/* A page never holds markup that a citizen wrote. */
static void get_page(struct yx_request *req, struct yx_response *resp, const char *own)
{
    cookie = own;
    if (web_get_page(&web, req, resp) == YX_OK && strstr(resp->body, "<fuzz"))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (host.config == NULL)
        open_house();
    if (size < 1)
        return 0;
    struct yx_arena *arena = yx_arena_new(64 << 20);
    char *text = yx_arena_text(arena, (const char *)data + 1, size - 1);
    struct yx_request req = { .method = YX_POST, .path = "/", .query = text, .body = text, .body_len = size - 1,
        .content_type = "application/x-www-form-urlencoded", .id = "", .arena = arena, .param = param };
    struct yx_response resp = { .head = yx_buf_new(8192) };
    struct web_visitor v = { .visit = WEB_KNOWN, .id = "00112233445566778899aabbccddeeff" };
    char proof[33];
    prove(&web, v.id, proof);
    char *own = yx_arena_print(arena, "yx_visitor=%s%s", v.id, proof);
    said = yx_text_valid(text, strlen(text)) ? text : "<fuzz>";
    cookie = data[0] & 8 ? own : NULL;
    switch (data[0] % 7) {
    case 0: post_api(&req, &resp); break;
    case 1: (void)web_post_form(&web, &req, &resp); break;
    case 2: (void)web_list(&web, &req, &resp); break;
    case 3: get_page(&req, &resp, own); break;
    case 4:
        cookie = own;
        (void)web_post_feedback(&web, &req, &resp);
        break;
    case 5: judge_origin(text); break;
    default:
        cookie = yx_arena_print(arena, "yx_visitor=%s", text);
        web_visitor_read(&web, &req, &v);
        if (v.visit == WEB_KNOWN && strlen(text) != 64)
            abort();
    }
    yx_buf_free(&resp.head);
    yx_arena_free(&arena);
    return 0;
}
