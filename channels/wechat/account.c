#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "wechat.h"

enum { ACCOUNT_MOST = 32, SECRET_NAME_MOST = 64, TOKEN_LEAST = 3, TOKEN_FILE_MOST = 128, APPID_MOST = 64, API_SECRET_MOST = 128 };

static bool is_account_name(const char *name)
{
    size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-");
    return n >= 1 && n <= ACCOUNT_MOST && name[n] == '\0';
}

/* Visible ASCII without blanks, as all of WeChat's secrets are. */
static bool is_visible(const char *text, size_t len, size_t least, size_t most)
{
    for (size_t i = 0; i < len; i++)
        if (text[i] <= ' ' || text[i] > '~')
            return false;
    return len >= least && len <= most;
}

/* One secret of an account: where to find it, who reads it, what it looks like. */
struct secret_row {
    const char *file;
    unsigned roles;
    size_t least, most;
    const char *wrong; /* what the administrator reads */
};
static const struct secret_row token_row = { "token", YX_ROLE_GATE, TOKEN_LEAST, TOKEN_FILE_MOST,
    "the token (令牌) must have 3 to 128 visible characters without blanks" };
static const struct secret_row key_row = { "aeskey", YX_ROLE_GATE, 43, 43,
    "the EncodingAESKey (消息加解密密钥) must have 43 characters A-Z a-z 0-9 + /" };
static const struct secret_row appid_row = { "appid", YX_ROLE_ALL, 1, APPID_MOST,
    "the AppID (开发者ID) must have 1 to 64 visible characters without blanks" };
static const struct secret_row secret_row = { "secret", YX_ROLE_POST | YX_ROLE_TOOL, 1, API_SECRET_MOST,
    "the AppSecret (开发者密码) must have 1 to 128 visible characters without blanks" };

/* NULL when this process may not read it. *good becomes false after a fault. */
static const char *read_secret(const struct wechat *w, const char *account, const struct secret_row *row, bool *good)
{
    char name[SECRET_NAME_MOST];
    size_t len = 0;
    if ((yx_host_role(w->host) & row->roles) == 0)
        return NULL;
    snprintf(name, sizeof name, "wechat_%s.%s", account, row->file);
    const char *secret = yx_host_secret(w->host, name, row->roles, &len);
    if (secret && !is_visible(secret, len, row->least, row->most)) {
        yx_host_fault(w->host, name, row->wrong);
        secret = NULL;
    }
    *good = *good && secret;
    return secret;
}

static bool open_account(const struct wechat *w, struct wechat_account *a, const char *name)
{
    bool good = true;
    a->name = name;
    if (!is_account_name(name)) {
        yx_host_fault(w->host, "accounts", "the name of an account has 1 to 32 of a-z 0-9 _ -");
        return false;
    }
    a->token = read_secret(w, name, &token_row, &good);
    a->appid = read_secret(w, name, &appid_row, &good);
    a->secret = read_secret(w, name, &secret_row, &good);
    const char *key = read_secret(w, name, &key_row, &good);
    if (key && !wechat_key_read(key, strlen(key), a->key)) {
        yx_host_fault(w->host, "accounts", key_row.wrong);
        good = false;
    }
    return good;
}

static struct wechat_account *account_named(const struct wechat *w, const char *name)
{
    for (size_t i = 0; i < w->account_count; i++)
        if (strcmp(w->accounts[i].name, name) == 0)
            return &w->accounts[i];
    return NULL;
}

const struct wechat_account *wechat_account_find(const struct wechat *w, const char *name)
{
    return account_named(w, name);
}

/* Set what an option's list says of its accounts; a name that is none of ours is a fault. */
static bool mark_listed(const struct wechat *w, const char *option, void (*mark)(struct wechat_account *))
{
    bool good = true;
    const char *name;
    for (size_t n = 0; (name = yx_option_item(w->host, option, n)) != NULL; n++) {
        struct wechat_account *a = account_named(w, name);
        if (a) {
            mark(a);
        } else {
            yx_host_fault(w->host, option, "names an account that channels.wechat.accounts does not list");
            good = false;
        }
    }
    return good;
}

static void mark_certified(struct wechat_account *a)
{
    a->certified = true;
}

static void mark_safe_only(struct wechat_account *a)
{
    a->safe_only = true;
}

enum yx_err wechat_accounts_open(struct wechat *w)
{
    size_t count = 0;
    bool good = true;
    while (yx_option_item(w->host, "accounts", count))
        count++;
    if (count == 0) {
        yx_host_fault(w->host, "accounts", "lists no account: name one, or take wechat out of guests.channels");
        return YX_INVALID;
    }
    w->accounts = calloc(count, sizeof *w->accounts);
    if (w->accounts == NULL)
        return YX_MEMORY;
    for (size_t i = 0; i < count; i++)
        good = open_account(w, &w->accounts[w->account_count++], yx_option_item(w->host, "accounts", i)) && good;
    good = mark_listed(w, "certified", mark_certified) && good;
    good = mark_listed(w, "safe_only", mark_safe_only) && good;
    return good ? YX_OK : YX_INVALID;
}

void wechat_accounts_close(struct wechat *w)
{
    if (w->accounts)
        OPENSSL_cleanse(w->accounts, w->account_count * sizeof *w->accounts);
    free(w->accounts);
    w->accounts = NULL;
    w->account_count = 0;
}
