/* Bodies: whatever is taken as a message is within the contract, and is answered in XML that
 * reads back as what was said. */
#include "wechat_fuzz.h"

static void judge_inbound(const struct yx_inbound *in)
{
    size_t sender = strlen(in->sender), id = strlen(in->external_id);
    if (sender < 1 || sender > 128 || id < 1 || id > 128 || strlen(in->text) != in->text_len || in->text_len == 0)
        abort();
    if (!yx_text_valid(in->text, in->text_len) || (in->answer && in->event == NULL) || (in->media && !in->media_kind))
        abort();
    if (in->receipt.status != YX_RECEIPT_NONE && in->receipt.platform_id == NULL)
        abort();
}

/* The citizen's words come back, and the telephone shows just them. */
static void judge_reply(struct yx_exchange *x, const char *said)
{
    const struct wechat_exchange *own = x->own;
    struct yx_arena *arena = x->request->arena;
    const struct yx_message reply = { .id = 2, .text = said };
    struct wechat_xml xml;
    yx_buf_clear(&x->response->head);
    wechat_encode(&fuzz_wechat, x, &(struct yx_outcome){ .message_id = 1, .reply = &reply });
    const char *want = fitting(arena, said), *body = x->response->body;
    if (x->response->status != 200)
        abort();
    if (strcmp(body, "success") == 0) {
        if (*want)
            abort();
        return;
    }
    if (wechat_xml_read(arena, body, x->response->body_len, &xml) != YX_OK)
        abort();
    if (!own->encrypted && strcmp(wechat_xml_text(&xml, "Content"), want) != 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_open();
    if (size < 1)
        return 0;
    struct yx_arena *arena = yx_arena_new(8 << 20); /* no more than a gate has */
    struct yx_request req = { .method = YX_POST, .query = "", .arena = arena, .now_ms = 1700000000000 };
    struct yx_response resp = { .head = yx_buf_new(8192) };
    struct wechat_exchange own = { .account = &fuzz_account, .encrypted = data[0] & 1,
        .xml = yx_arena_text(arena, (const char *)data + 1, size - 1), .xml_len = size - 1 };
    struct yx_exchange x = { &req, &resp, &own };
    struct yx_inbound in;
    if (wechat_decode(&fuzz_wechat, &x, &in) == YX_OK) {
        judge_inbound(&in);
        judge_reply(&x, in.text);
    } else if (own.citizen) {
        abort(); /* somebody refused would be answered */
    }
    yx_buf_free(&resp.head);
    yx_arena_free(&arena);
    return 0;
}
