/* The citizen's way in by WeChat: messages of an official account answered in the response,
 * letters pushed by its customer-service and template messages. */
#include "wechat.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

enum { DEADLINE_MS = 4500, FILES_MOST = 256 << 10 };

static const struct yx_option wechat_options[] = {
    { "accounts", YX_LIST, .dflt = "", .max = 64,
      .text = "Names of the accounts, a-z 0-9 _ -; each answers at /wechat/NAME and has its secrets in files "
              "wechat_NAME.token, .aeskey, .appid and .secret of paths.secrets." },
    { "certified", YX_LIST, .dflt = "", .max = 64,
      .text = "Those with the right to customer-service messages (custom/send): only they push." },
    { "safe_only", YX_LIST, .dflt = "", .max = 64, .text = "Those in safe mode: what is not encrypted is refused." },
    { "timestamp_tolerance_s", YX_INT, .dflt = "600", .min = 30, .max = 86400, .unit = "s",
      .text = "A request whose timestamp is further off than this is refused." },
    { "deadline_ms", YX_INT, .dflt = "4500", .min = 500, .max = 4900, .unit = "ms",
      .text = "A reply later than this is not written any more: WeChat hangs up after 5 s." },
    { "letters_per_s", YX_INT, .dflt = "20", .min = 1, .max = 1000, .unit = "letters",
      .text = "How many letters a second an account sends at most." },
    { "api", YX_TEXT, .dflt = "https://api.weixin.qq.com", .min = 8, .max = 200,
      .text = "WeChat's server API; http:// only on this machine, for tests." },
    { 0 },
};

static const struct yx_route wechat_routes[] = {
    { "/wechat/{account}", YX_GET, 0, YX_ANYBODY, false, wechat_echo },
    { "/wechat/{account}", YX_POST, WECHAT_BODY_MOST, YX_ANYBODY, false, NULL },
    { 0 },
};

static bool is_loopback(const char *host)
{
    static const char *const names[] = { "127.0.0.1", "localhost", "[::1]" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t n = strlen(names[i]);
        if (strncmp(host, names[i], n) == 0 && (host[n] == '\0' || host[n] == ':'))
            return true;
    }
    return false;
}

/* Secrets go there: in the clear only within this machine. */
static enum yx_err judge_api(struct wechat *w)
{
    w->api = yx_option_text(w->host, "api");
    const char *host = strstr(w->api, "://");
    bool https = strncmp(w->api, "https://", 8) == 0, http = strncmp(w->api, "http://", 7) == 0;
    if ((https || (http && is_loopback(host + 3))) && host[3] && strpbrk(w->api, " ?#@") == NULL &&
        w->api[strlen(w->api) - 1] != '/')
        return YX_OK;
    yx_host_fault(w->host, "api", "must look like https://api.weixin.qq.com, without / at its end "
        "(http:// only for 127.0.0.1, localhost or [::1])");
    return YX_INVALID;
}

static enum yx_err open_crypto(struct wechat *w)
{
    w->sha1 = EVP_MD_fetch(NULL, "SHA1", NULL);
    w->aes = EVP_CIPHER_fetch(NULL, "AES-256-CBC", NULL);
    if (w->sha1 && w->aes)
        return YX_OK;
    yx_host_fault(w->host, "accounts", "libcrypto of this machine lacks SHA-1 or AES-256-CBC, which WeChat needs");
    return YX_INVALID;
}

static void wechat_stop(void *self)
{
    struct wechat *w = self;
    if (w == NULL)
        return;
    wechat_accounts_close(w);
    json_decref(w->templates);
    EVP_MD_free(w->sha1);
    EVP_CIPHER_free(w->aes);
    free(w);
}

/* The files that this process, or a command on the line, will need; each is judged before. */
static enum yx_err open_files(struct wechat *w)
{
    unsigned role = yx_host_role(w->host);
    struct yx_arena *arena = yx_arena_new(FILES_MOST);
    json_t *menu = NULL;
    enum yx_err templates = YX_OK, err = arena ? YX_OK : YX_MEMORY;
    if (err == YX_OK && role & (YX_ROLE_POST | YX_ROLE_TOOL))
        templates = wechat_templates_open(w, arena);
    if (err == YX_OK && role & YX_ROLE_TOOL)
        err = wechat_menu_read(w, arena, &menu);
    json_decref(menu);
    yx_arena_free(&arena);
    return templates ? templates : err;
}

static enum yx_err wechat_start(const struct yx_host *host, void **self_out)
{
    struct wechat *w = calloc(1, sizeof *w);
    if (w == NULL)
        return YX_MEMORY;
    w->host = host;
    enum yx_err api = judge_api(w), crypto = open_crypto(w), accounts = wechat_accounts_open(w);
    enum yx_err files = open_files(w), err = api ? api : crypto ? crypto : accounts ? accounts : files;
    if (err == YX_OK)
        *self_out = w;
    else
        wechat_stop(w);
    return err;
}

static void wechat_limits(void *self, const char *account, struct yx_limits *limits)
{
    const struct wechat *w = self;
    const struct wechat_account *a = wechat_account_find(w, account);
    *limits = (struct yx_limits){
        .reply_bytes = WECHAT_REPLY_CUT, .plain = true, .pushes = a && a->certified, .windowed = true,
        .letters_per_s = (int)yx_option_int(w->host, "letters_per_s"),
        .deadline_ms = (int)yx_option_int(w->host, "deadline_ms"),
    };
}

const struct yx_channel yx_channel = {
    .abi = YX_CHANNEL_ABI,
    .name = "wechat",
    .summary = "WeChat official accounts",
    .deadline_ms = DEADLINE_MS,
    .text_max = WECHAT_TEXT_MOST,
    .options = wechat_options,
    .routes = wechat_routes,
    .start = wechat_start,
    .stop = wechat_stop,
    .verify = wechat_verify,
    .decode = wechat_decode,
    .encode = wechat_encode,
    .limits = wechat_limits,
    .send = wechat_send,
    .sent = wechat_sent,
    .token = wechat_token,
    .token_read = wechat_token_read,
    .fetch = wechat_fetch,
    .fetched = wechat_fetched,
    .typing = wechat_typing,
    .commands = wechat_commands,
};
