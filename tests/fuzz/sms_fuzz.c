/* What Kannel, or whoever knows its password, brings: the query of a text or of a report. What is taken is
 * UTF-8 within its bounds and names somebody; what goes out again is whole at every border of two parts. */
#include "config/config.h"
#include "config/texts.h"
#include "load/host.h"
#include "tests/unit/sms/whole.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct yx_host fuzz_host;
static struct sms_gateway fuzz_gateway = { .name = "demo", .number = "12348", .user = "demo", .password = "secret-1" };
static struct sms fuzz_sms = { .host = &fuzz_host, .gateways = &fuzz_gateway, .gateway_count = 1, .signature = "【热线】" };

static void fuzz_open(void)
{
    if (fuzz_host.name)
        return;
    struct yx_faults faults = { .arena = yx_arena_new(1 << 20) };
    struct yx_config *config;
    struct yx_texts *texts;
    if (yx_config_open("tests/fuzz/sms_fuzz.yaml", &faults, &config) != YX_OK ||
        yx_texts_open("channels/sms/texts/zh-CN.yaml", NULL, &faults, &texts) != YX_OK)
        abort(); /* run it at the root of the tree */
    yx_config_take(config, "", yx_core_options, &faults);
    yx_config_take(config, "channels.sms", sms_options, &faults);
    yx_texts_strict(true);
    fuzz_host = (struct yx_host){ .name = "sms", .prefix = "channels.sms", .folder = "channels/sms", .config = config,
        .texts = texts };
    yx_arena_free(&faults.arena);
    sms_report_key(&fuzz_gateway);
}

static void judge_parts(struct yx_arena *arena, const char *text)
{
    const char *out = sms_write(arena, fuzz_sms.signature, text);
    bool several = yx_text_units(out) > SMS_UNITS_ONE;
    uint32_t code;
    size_t n, units = 0;
    for (; (n = yx_text_next(out, &code)) > 0; out += n) {
        size_t wide = code > 0xffff ? 2 : 1;
        if (several && wide == 2 && units % SMS_UNITS_PART == SMS_UNITS_PART - 1)
            abort();
        units += wide;
    }
}

static void judge_inbound(struct yx_arena *arena, const struct yx_inbound *in)
{
    size_t sender = strlen(in->sender), id = strlen(in->external_id);
    if (sender < 1 || sender > 128 || id < 1 || id > 128 || in->text_len == 0 || !yx_text_valid(in->text, in->text_len) ||
        !yx_text_valid(in->sender, sender) || (in->answer && in->event == NULL))
        abort();
    if (in->event == NULL)
        judge_parts(arena, yx_arena_text(arena, in->text, in->text_len));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_open();
    if (size < 1 || size > YX_QUERY_MAX)
        return 0;
    struct yx_arena *arena = yx_arena_new(8 << 20); /* no more than a gate has */
    char *query = yx_arena_text(arena, (const char *)data + 1, size - 1);
    struct yx_request req = { .method = YX_GET, .path = "/sms/demo", .query = query, .arena = arena, .now_ms = 1700000000000 };
    struct sms_exchange own = { .gateway = &fuzz_gateway, .report = data[0] & 1 };
    struct yx_response resp = { .head = yx_buf_new(8192) };
    struct yx_exchange x = { &req, &resp, &own };
    struct yx_inbound in;
    enum yx_err err = sms_decode(&fuzz_sms, &x, &in);
    if (err == YX_OK && !own.report)
        judge_inbound(arena, &in);
    if (err == YX_OK && own.report && strstr(query, "mark=") == NULL)
        abort();
    if (err != YX_OK && own.why == NULL)
        abort(); /* nobody would know why */
    yx_buf_free(&resp.head);
    yx_arena_free(&arena);
    return 0;
}
