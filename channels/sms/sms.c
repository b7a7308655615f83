/* The way in by text message: Kannel brings what citizens write by GET, and sends our letters. */
#include "sms.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEADLINE_MS = 20000, SIGNATURE_MOST = 20 };

static const struct yx_option sms_options[] = {
    { "gateways", YX_LIST, .dflt = "", .max = 16,
      .text = "Names of the gateways, a-z 0-9 _ -, each the smsc-id of a carrier's centre in Kannel; it calls /sms/NAME and "
              "has its secrets in files sms_NAME.user and sms_NAME.password of paths.secrets." },
    { "numbers", YX_LIST, .dflt = "", .max = 16,
      .text = "NAME:NUMBER, the number of a gateway that citizens write to and letters come from; without one Kannel's own "
              "faked-sender or the carrier's decides." },
    { "allow", YX_LIST, .dflt = "127.0.0.1, ::1", .max = 32,
      .text = "Addresses (or ranges, 10.1.0.0/16) from which Kannel may call; nginx must let them in, too." },
    { "send_url", YX_TEXT, .dflt = "http://127.0.0.1:13013/cgi-bin/sendsms", .min = 8, .max = 200,
      .text = "Where Kannel's smsbox takes letters; http:// only within networks that nobody else listens to." },
    { "report_url", YX_TEXT, .dflt = "", .max = 200,
      .text = "Where Kannel finds this house, http://127.0.0.1:8180, to report what became of letters; empty: it does not." },
    { "signature", YX_TEXT, .dflt = "", .max = SIGNATURE_MOST,
      .text = "Stands as 【…】 before each letter, as the carrier has registered it; empty: none." },
    { "parts", YX_INT, .dflt = "3", .min = 1, .max = SMS_PARTS_MOST, .unit = "messages",
      .text = "A reply takes at most so many messages of 67 characters (one alone: 70); the rest is asked for." },
    { "quiet", YX_TEXT, .dflt = "22:00-07:00", .max = 11,
      .text = "Hours in which only urgent letters and answers to what was written just before go out; empty: none." },
    { "join_s", YX_INT, .dflt = "60", .min = 0, .max = 600, .unit = "s",
      .text = "Texts marked (1/2) wait so long for the others of their message; 0: they are not joined." },
    { "service_prefixes", YX_LIST, .dflt = "10, 12, 95, 96", .max = 64,
      .text = "Senders whose number begins so are services (106…, banks): their texts are kept and not answered." },
    { "same_most", YX_INT, .dflt = "3", .min = 0, .max = 20, .unit = "texts",
      .text = "The same text again within ten minutes is answered so often and then only kept; 0: always answered." },
    { "letters_per_s", YX_INT, .dflt = "10", .min = 1, .max = 1000, .unit = "letters",
      .text = "How many letters a second a gateway takes at most." },
    { 0 },
};

static const struct yx_route sms_routes[] = {
    { "/sms/{gateway}", YX_GET, 0, YX_ANYBODY, false, NULL },
    { "/sms/{gateway}/report", YX_GET, 0, YX_ANYBODY, false, NULL },
    { 0 },
};

/* "22:00-07:00" as minutes of the day. */
static bool read_hours(const char *text, int *from, int *to)
{
    int h1, m1, h2, m2, end = 0;
    *from = *to = 0;
    if (*text == '\0')
        return true;
    if (sscanf(text, "%2d:%2d-%2d:%2d%n", &h1, &m1, &h2, &m2, &end) != 4 || text[end] != '\0')
        return false;
    *from = h1 * 60 + m1;
    *to = h2 * 60 + m2;
    return h1 >= 0 && h1 < 24 && h2 >= 0 && h2 < 24 && m1 >= 0 && m1 < 60 && m2 >= 0 && m2 < 60;
}

static bool is_url(const char *url, bool path)
{
    const char *host = strncmp(url, "http://", 7) == 0 ? url + 7 : strncmp(url, "https://", 8) == 0 ? url + 8 : "";
    return *host && *host != '/' && strpbrk(url, " ?#@\"\\") == NULL && (strchr(host, '/') != NULL) == path;
}

bool sms_fault(const struct sms *s, const char *what, const char *words)
{
    yx_host_fault(s->host, what, words);
    return false;
}

static bool open_options(struct sms *s)
{
    const char *signature = yx_option_text(s->host, "signature"), *report = yx_option_text(s->host, "report_url");
    bool good = true;
    if (!is_url(yx_option_text(s->host, "send_url"), true))
        good = sms_fault(s, "send_url", "must look like http://127.0.0.1:13013/cgi-bin/sendsms");
    if (*report && !is_url(report, false))
        good = sms_fault(s, "report_url", "must look like http://127.0.0.1:8180, without a path");
    if (strpbrk(signature, "\r\n") || strstr(signature, "【") || strstr(signature, "】"))
        good = sms_fault(s, "signature", "is put into 【】 here, and is one line");
    if (!read_hours(yx_option_text(s->host, "quiet"), &s->quiet_from, &s->quiet_to))
        good = sms_fault(s, "quiet", "must look like 22:00-07:00");
    char *marked = *signature ? malloc(strlen(signature) + sizeof "【】") : NULL;
    if (marked)
        sprintf(marked, "【%s】", signature);
    s->signature = marked ? marked : "";
    s->reply_units = sms_units_of_parts((int)yx_option_int(s->host, "parts"), s->signature);
    return good;
}

static void sms_stop(void *self)
{
    struct sms *s = self;
    if (s == NULL)
        return;
    sms_gateways_close(s);
    if (s->signature && *s->signature)
        free((char *)(uintptr_t)s->signature);
    free(s);
}

static enum yx_err sms_start(const struct yx_host *host, void **self_out)
{
    struct sms *s = calloc(1, sizeof *s);
    if (s == NULL)
        return YX_MEMORY;
    s->host = host;
    yx_random(s->key, sizeof s->key);
    bool options = open_options(s);
    enum yx_err err = sms_gateways_open(s);
    if (err == YX_OK && !options)
        err = YX_INVALID;
    if (err == YX_OK)
        *self_out = s;
    else
        sms_stop(s);
    return err;
}

static void sms_limits(void *self, const char *account, struct yx_limits *limits)
{
    const struct sms *s = self;
    (void)account; /* all gateways alike */
    *limits = (struct yx_limits){
        .reply_units = s->reply_units, .unit_one = SMS_UNITS_ONE, .unit_part = SMS_UNITS_PART,
        .unit_head = (int)yx_text_units(s->signature), .plain = true, .pushes = true, .apart = true, .asked = true, .brief = true,
        .leaves = true, .quiet_from = s->quiet_from, .quiet_to = s->quiet_to,
        .join_s = (int)yx_option_int(s->host, "join_s"), .same_most = (int)yx_option_int(s->host, "same_most"),
        .letters_per_s = (int)yx_option_int(s->host, "letters_per_s"),
    };
}

const struct yx_channel yx_channel = {
    .abi = YX_CHANNEL_ABI,
    .name = "sms",
    .summary = "text messages through Kannel",
    .deadline_ms = DEADLINE_MS,
    .text_max = SMS_TEXT_MOST,
    .options = sms_options,
    .routes = sms_routes,
    .start = sms_start,
    .stop = sms_stop,
    .verify = sms_verify,
    .decode = sms_decode,
    .encode = sms_encode,
    .limits = sms_limits,
    .send = sms_send,
    .sent = sms_sent,
};
