/* The channel for text messages inside: what its files share. Texts live in the arena of the call unless
 * said otherwise; errors are enum yx_err; no function blocks; any thread after start. */
#ifndef YX_SMS_H
#define YX_SMS_H

#include "yx_channel.h"

enum {
    SMS_TEXT_MOST = 4000,  /* characters: more than any telephone sends at once; the rest is cut off */
    SMS_UNITS_ONE = 70,    /* UTF-16 units of a message that is alone */
    SMS_UNITS_PART = 67,   /* and of each of several */
    SMS_PARTS_MOST = 10,
    SMS_KEY_BYTES = 32,
    SMS_MAC_BYTES = 16,
};

/* ---- gateway.c: the gateways, their secrets, who may call ---- */

/* One gateway: a carrier's centre as Kannel knows it by its smsc-id, and its account with us. */
struct sms_gateway {
    const char *name;
    const char *number; /* that citizens write to and letters come from, or "" */
    const char *user, *password;             /* gate, post; NULL elsewhere */
    unsigned char header[SMS_KEY_BYTES];     /* digest of the Authorization header that Kannel sends */
    unsigned char report_key[SMS_KEY_BYTES]; /* of the URLs of reports */
};

/* An address, or a range of them: the first `bits` count. */
struct sms_range {
    unsigned char at[16]; /* IPv4 as ::ffff:a.b.c.d */
    int bits;
};

struct sms {
    const struct yx_host *host;
    struct sms_gateway *gateways;
    size_t gateway_count;
    struct sms_range *allowed;
    size_t allowed_count;
    unsigned char key[SMS_KEY_BYTES]; /* drawn at start: for comparing without telling */
    const char *signature;            /* "【…】" or "" */
    size_t reply_units;               /* what fits into the configured parts beside the signature */
    int quiet_from, quiet_to;
};

/* Say at start what is wrong with an option or a file. Returns false. */
bool sms_fault(const struct sms *, const char *what, const char *words);

/* Read gateways, numbers and addresses; each thing that is wrong is said. Start only. */
enum yx_err sms_gateways_open(struct sms *);
void sms_gateways_close(struct sms *);
/* NULL: there is none of that name; len: its bytes. */
const struct sms_gateway *sms_gateway_find(const struct sms *, const char *name, size_t len);
/* Whether a client's address is one that may call. */
bool sms_is_allowed(const struct sms *, const char *remote);
/* Whether an Authorization header (NULL: absent) is the gateway's. The time it takes does not tell how
 * much of it is right. */
bool sms_is_gateway(const struct sms *, const struct sms_gateway *, const char *header);

/* ---- number.c: who wrote ---- */

/* A sender as we keep it: a mobile number of China without +86, 0086 and the prefixes that carriers put
 * before it, another number as its digits with its +, or the name that stands there instead (machine: no
 * letter reaches it). NULL: nothing that names anybody. */
char *sms_number(struct yx_arena *, const char *from, bool *machine_out);
/* Whether a number begins with one of the option's prefixes: a service of a carrier or a bank. */
bool sms_is_service(const struct sms *, const char *number);

/* ---- charset.c: bytes to text ---- */

/* A parameter of a raw query, percent-decoded, whatever its bytes are; NULL when absent or badly escaped. */
char *sms_raw(struct yx_arena *, const char *query, const char *name, size_t *len_out);
/* The text of a message by what Kannel says of it: coding (0: seven bits, 1: data, 2: UCS-2) and charset
 * ("" when it says none). NULL: no text. */
char *sms_text(struct yx_arena *, const char *bytes, size_t len, const char *coding, const char *charset,
    size_t *len_out);

/* ---- inbound.c, encode.c: from request to response ---- */

/* One request; yx_exchange.own. */
struct sms_exchange {
    const struct sms_gateway *gateway; /* NULL: unknown */
    bool report;
    const char *why; /* of a refusal, for the log; NULL: nothing to log */
};

enum yx_err sms_verify(void *self, struct yx_exchange *);
enum yx_err sms_decode(void *self, struct yx_exchange *, struct yx_inbound *inbound_out);
void sms_encode(void *self, struct yx_exchange *, const struct yx_outcome *);

/* ---- report.c: what became of letters ---- */

/* The key of a gateway's reports, from its password. */
void sms_report_key(struct sms_gateway *);
/* Where Kannel shall report what becomes of a letter; "" when it shall not. %d is Kannel's to fill in. */
char *sms_report_url(const struct sms *, struct yx_arena *, const struct sms_gateway *, int64_t letter);
/* The receipt in a request for such a URL. YX_DENIED: forged. A status that says nothing new is NONE. */
enum yx_err sms_report_read(const struct sms *, const struct yx_request *, const struct sms_gateway *,
    struct yx_receipt *receipt_out);

/* ---- parts.c: as telephones count ---- */

/* How many UTF-16 units a text may have, so that it goes out in `parts` messages behind the signature. */
size_t sms_units_of_parts(int parts, const char *signature);
/* Signature and text, without blank lines, with a blank where a character of two units would lie across the border of two
 * parts: Kannel cuts there without looking. */
char *sms_write(struct yx_arena *, const char *signature, const char *text);

/* ---- send.c, verdict.c: what post asks ---- */

enum yx_err sms_send(void *self, struct yx_arena *, const struct yx_outgoing *, struct yx_http_call *call_out);
void sms_sent(void *self, struct yx_arena *, const struct yx_outgoing *, const struct yx_http_answer *,
    struct yx_verdict *verdict_out);

/* Percent-encoded for a query. */
char *sms_escape(struct yx_arena *, const char *text);

#endif
