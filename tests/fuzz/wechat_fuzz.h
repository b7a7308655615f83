/* The WeChat channel for its fuzz targets: one account with a key that everybody knows. */
#ifndef WECHAT_FUZZ_H
#define WECHAT_FUZZ_H

#include "config/config.h"
#include "config/texts.h"
#include "load/host.h"
#include "tests/unit/wechat/whole.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct yx_host fuzz_host;
static struct wechat_account fuzz_account = { .name = "demo", .token = "token", .appid = "wx1", .secret = "secret",
    .key = "a key of 32 bytes, all the same.", .certified = true };
static struct wechat fuzz_wechat = { .host = &fuzz_host, .accounts = &fuzz_account, .account_count = 1,
    .api = "https://api.weixin.qq.com" };

static inline void fuzz_open(void)
{
    if (fuzz_wechat.aes)
        return;
    struct yx_faults faults = { .arena = yx_arena_new(1 << 20) };
    struct yx_config *config;
    struct yx_texts *texts;
    if (yx_config_open("tests/fuzz/wechat_fuzz.yaml", &faults, &config) != YX_OK ||
        yx_texts_open("channels/wechat/texts/zh-CN.yaml", NULL, &faults, &texts) != YX_OK)
        abort(); /* run it at the root of the tree */
    yx_config_take(config, "", yx_core_options, &faults);
    yx_texts_strict(true);
    fuzz_host = (struct yx_host){ .name = "wechat", .prefix = "channels.wechat", .folder = "channels/wechat",
        .config = config, .texts = texts };
    yx_arena_free(&faults.arena);
    if (open_crypto(&fuzz_wechat) != YX_OK)
        abort();
}

#endif
