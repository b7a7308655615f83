/* The WeChat channel inside: what its files share. Texts live in the arena of the call unless
 * said otherwise; errors are enum yx_err; no function blocks; any thread after start. */
#ifndef YX_WECHAT_H
#define YX_WECHAT_H

#include <jansson.h>
#include <openssl/types.h>

#include "yx_channel.h"

enum {
    WECHAT_BODY_MOST = 64 << 10,
    WECHAT_TEXT_MOST = 4000,    /* characters a citizen may write */
    WECHAT_REPLY_CUT = 2000,    /* bytes: where the core splits */
    WECHAT_REPLY_MOST = 2047,   /* bytes: what WeChat takes */
    WECHAT_KEY_BYTES = 32,
    WECHAT_RANDOM_BYTES = 16,
    WECHAT_SIGN_HEX = 40,
};

/* ---- account.c: the accounts and their secrets ---- */

struct wechat_account {
    const char *name;
    const char *token;                    /* gate */
    unsigned char key[WECHAT_KEY_BYTES];  /* gate */
    const char *appid;                    /* all */
    const char *secret;                   /* post, tool */
    bool certified; /* may use custom/send */
    bool safe_only;
};

struct wechat {
    const struct yx_host *host;
    struct wechat_account *accounts;
    size_t account_count;
    const char *api; /* "https://api.weixin.qq.com" */
    EVP_MD *sha1;
    EVP_CIPHER *aes;
    json_t *templates; /* judged; NULL in the gate */
};

/* Read accounts and what they may do; each thing that is wrong is said. Start only. */
enum yx_err wechat_accounts_open(struct wechat *);
/* Overwrites the keys. */
void wechat_accounts_close(struct wechat *);
/* NULL: there is none of that name. */
const struct wechat_account *wechat_account_find(const struct wechat *, const char *name);

/* ---- signature.c ---- */

/* SHA-1 of the texts, sorted by their bytes and joined, as hex digits. False: libcrypto failed. */
bool wechat_sign(const struct wechat *, const char *const *parts, size_t count,
    char hex_out[WECHAT_SIGN_HEX + 1]);
/* Whether `given` (NULL: absent) signs the texts. The time it takes does not tell how much of it is right. */
bool wechat_is_signed(const struct wechat *, const char *given, const char *const *parts, size_t count);
/* Whether a timestamp (decimal seconds) lies within the tolerance of now. */
bool wechat_is_timely(const char *timestamp, int64_t now_ms, int64_t tolerance_s);

/* ---- crypt.c: safe mode ---- */

/* The 32 bytes of an EncodingAESKey; false when it is none. Bits that character 43 has too many are let be. */
bool wechat_key_read(const char *text, size_t len, unsigned char key_out[WECHAT_KEY_BYTES]);
/* The message inside an Encrypt. Every byte of padding, the length and the appid are checked;
 * YX_DENIED whatever of it is wrong. The signature must have been checked before. */
enum yx_err wechat_decrypt(const struct wechat *, const struct wechat_account *, struct yx_arena *,
    const char *encrypted, char **text_out, size_t *len_out);
/* The Encrypt of a message in base64; NULL: libcrypto failed. */
char *wechat_encrypt(const struct wechat *, const struct wechat_account *, struct yx_arena *,
    const unsigned char random[WECHAT_RANDOM_BYTES], const char *text, size_t len);

/* ---- xml.c: hostile XML to a flat list of texts ---- */

/* The elements below <xml> that hold text and no elements, by path: "MsgType",
 * "ScanCodeInfo/ScanType". In the order of the document. */
struct wechat_xml {
    struct wechat_field {
        const char *path, *text;
    } *fields;
    size_t count;
};
/* YX_INVALID: not well-formed, a DOCTYPE, NUL, deeper or wider than any message of WeChat. */
enum yx_err wechat_xml_read(struct yx_arena *, const char *bytes, size_t len, struct wechat_xml *xml_out);
/* The text of the n-th element of a path, from 0; NULL when there is none. */
const char *wechat_xml_nth(const struct wechat_xml *, const char *path, size_t n);
/* Of the first; "" when there is none. */
const char *wechat_xml_text(const struct wechat_xml *, const char *path);

/* ---- verify.c, inbound.c, encode.c: from request to response ---- */

/* One request; yx_exchange.own. */
struct wechat_exchange {
    const struct wechat_account *account; /* NULL: unknown */
    bool encrypted;          /* came so, is answered so */
    const char *xml;         /* the message: decrypted, or the body */
    size_t xml_len;
    const char *citizen, *us; /* FromUserName, ToUserName; NULL until decoded */
    bool awaits;             /* somebody wrote and looks at the screen */
    const char *why;         /* of a refusal, for the log; NULL: nothing to log */
};

enum yx_err wechat_verify(void *self, struct yx_exchange *);
enum yx_err wechat_decode(void *self, struct yx_exchange *, struct yx_inbound *inbound_out);
void wechat_encode(void *self, struct yx_exchange *, const struct yx_outcome *);
/* GET: WeChat asks whether the address is ours. */
enum yx_err wechat_echo(void *self, struct yx_request *, struct yx_response *);

/* The text without what XML 1.0 forbids and JSON would have to escape: control characters other
 * than \n and \t, noncharacters. Not UTF-8: "". */
char *wechat_clean(struct yx_arena *, const char *text);

/* ---- kinds.c: every message and event as a row ---- */

/* What a message or an event is to us. Texts are keys of the catalogue. */
struct wechat_kind {
    const char *name;   /* MsgType, or Event */
    const char *told;   /* what staff read; its {placeholders} are `fields` */
    const char *bare;   /* what they read when the first of the fields is absent, or NULL */
    const char *answer; /* what is said to the citizen, or NULL */
    struct {
        const char *name, *path;
    } fields[4];
    const char *media, *media_kind; /* path of the platform's name for a file, or NULL */
    struct yx_window window;
    enum wechat_reads {
        WECHAT_TOLD,    /* told to staff, nothing more */
        WECHAT_WRITTEN, /* the text at `written` counts as if written; without one it is told */
        WECHAT_TEMPLATE_RESULT,
        WECHAT_SUBSCRIPTION_RESULT,
        WECHAT_CONSENTS, /* accepted and rejected are counted; fields[0] is their path */
    } reads;
    const char *written;
};
/* The row of a message or an event; never NULL: one that nobody knows has a row, too. */
const struct wechat_kind *wechat_kind_of(const char *msg_type, const char *event);
/* The row of a text that holds nothing but WeChat's word for what it could not pass on. */
const struct wechat_kind *wechat_kind_unsupported(const char *content);

/* ---- call.c: requests to WeChat's servers ---- */

/* The address of an API: base, path, and access_token when there is one. `more`: "&a=b" or "". */
char *wechat_url(const struct wechat *, struct yx_arena *, const char *path, const char *token, const char *more);
/* Percent-encoded for a query. */
char *wechat_escape(struct yx_arena *, const char *text);
/* POST the JSON, raw UTF-8; takes the reference over. YX_MEMORY. */
enum yx_err wechat_post(struct yx_arena *, const char *url, json_t *body, struct yx_http_call *call_out);

/* ---- verdict.c: what answers mean ---- */

/* Who asks: the same code may mean another thing to them. */
enum wechat_asking { WECHAT_SENDING, WECHAT_TOKEN, WECHAT_FETCHING };
/* The answer's JSON object and its verdict; SENT without an errcode or with 0. The object is
 * NULL when there is none (then RETRY); json_decref it. */
json_t *wechat_answer_read(struct yx_arena *, enum wechat_asking, int64_t now_ms,
    const struct yx_http_answer *, struct yx_verdict *verdict_out);

/* ---- send.c, token.c, media.c: what post asks ---- */

enum yx_err wechat_send(void *self, struct yx_arena *, const struct yx_outgoing *, struct yx_http_call *call_out);
void wechat_sent(void *self, struct yx_arena *, const struct yx_outgoing *, const struct yx_http_answer *,
    struct yx_verdict *verdict_out);
enum yx_err wechat_typing(void *self, struct yx_arena *, const char *account, const char *recipient,
    bool writing, const char *token, struct yx_http_call *call_out);
enum yx_err wechat_token(void *self, struct yx_arena *, const char *account, bool afresh,
    struct yx_http_call *call_out);
void wechat_token_read(void *self, struct yx_arena *, const char *account, const struct yx_http_answer *,
    struct yx_token *token_out);
enum yx_err wechat_fetch(void *self, struct yx_arena *, const char *account, const char *media,
    const char *token, struct yx_http_call *call_out);
void wechat_fetched(void *self, struct yx_arena *, const struct yx_http_answer *, struct yx_verdict *verdict_out);

/* ---- template.c: templates.json ---- */

/* Read and judge the file; YX_INVALID: what is wrong with it is said. Absent: no templates. */
enum yx_err wechat_templates_open(struct wechat *, struct yx_arena *);
/* The body of template/send. YX_NOT_FOUND: no template of that name for this account;
 * YX_INVALID: params lack a field or are no object. *body_out: the caller's reference. */
enum yx_err wechat_template_body(const struct wechat *, struct yx_arena *, const struct yx_outgoing *,
    json_t **body_out);

/* ---- menu.c, command.c: the menu and the command line ---- */

/* Read and judge the file. YX_INVALID: what is wrong is said. *menu_out: the caller's reference. */
enum yx_err wechat_menu_read(const struct wechat *, struct yx_arena *, json_t **menu_out);
/* What is wrong with a menu, a sentence that names the button; NULL: nothing. */
const char *wechat_menu_fault(struct yx_arena *, const json_t *menu);
/* Print the menu of menu/get's answer, a button a line. */
void wechat_menu_print(const json_t *menu, struct yx_buf *out);
extern const struct yx_channel_command wechat_commands[];

#endif
