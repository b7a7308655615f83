/* Is it Kannel that calls, and what does it bring? One answer to whatever is wrong with the caller; the
 * log says which check it was. */
#include <string.h>

#include "sms.h"

enum { PREFIX = sizeof "/sms/" - 1, ID_MOST = 64, FROM_MOST = 64 };

static enum yx_err refuse(struct sms_exchange *own, enum yx_err err, const char *why)
{
    own->why = why;
    return err;
}

enum yx_err sms_verify(void *self, struct yx_exchange *x)
{
    const struct sms *s = self;
    const struct yx_request *req = x->request;
    struct sms_exchange *own = yx_arena_get(req->arena, sizeof *own);
    const char *name = req->path + PREFIX;
    size_t len = strcspn(name, "/");
    x->own = own;
    own->report = name[len] == '/';
    if (!sms_is_allowed(s, req->remote))
        return refuse(own, YX_FORBIDDEN, "address");
    own->gateway = sms_gateway_find(s, name, len);
    if (own->gateway == NULL)
        return refuse(own, YX_NOT_FOUND, "gateway");
    if (!sms_is_gateway(s, own->gateway, yx_request_header(req, "Authorization")))
        return refuse(own, YX_DENIED, "password");
    return YX_OK;
}

static const char *parameter(const struct yx_request *req, const char *name)
{
    const char *value = yx_request_query(req, name);
    return value ? value : "";
}

static bool is_id(const char *id)
{
    size_t n = 0;
    while (id[n] > ' ' && id[n] <= '~')
        n++;
    return n >= 1 && n <= ID_MOST && id[n] == '\0';
}

/* Something came that holds no words: staff read that it did, and the sender what to do. */
static void read_event(const struct sms *s, struct yx_inbound *in, const char *event, const char *told,
    const char *answer)
{
    in->event = event;
    in->text = yx_text_of(s->host, told);
    in->text_len = strlen(in->text);
    in->answer = answer ? yx_text_of(s->host, answer) : NULL;
}

static bool is_blank(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (strchr(" \r\n\t", text[i]) == NULL)
            return false;
    return true;
}

/* What is longer than any telephone sends is cut: Kannel would bring what is refused for hours. */
static void take_text(struct yx_inbound *in, const char *text)
{
    uint32_t code;
    const char *end = text;
    size_t n;
    for (int count = 0; count < SMS_TEXT_MOST && (n = yx_text_next(end, &code)) > 0; count++)
        end += n;
    in->text = text;
    in->text_len = (size_t)(end - text);
}

static void read_text(const struct sms *s, const struct yx_request *req, struct yx_inbound *in)
{
    size_t len = 0;
    const char *bytes = sms_raw(req->arena, req->query, "text", &len);
    const char *text = bytes ? sms_text(req->arena, bytes, len, parameter(req, "coding"), parameter(req, "cs"),
        &in->text_len) : NULL;
    if (text == NULL)
        read_event(s, in, "unreadable", "told.unreadable", "answer.unreadable");
    else if (is_blank(text, in->text_len))
        read_event(s, in, "empty", "told.empty", NULL);
    else
        take_text(in, text);
}

static enum yx_err read_message(const struct sms *s, const struct yx_request *req, struct sms_exchange *own,
    struct yx_inbound *in)
{
    const char *from = parameter(req, "from"), *to = parameter(req, "to"), *id = parameter(req, "id");
    const char *us = own->gateway->number;
    if (!is_id(id))
        return refuse(own, YX_INVALID, "id");
    if (strlen(from) > FROM_MOST || (in->sender = sms_number(req->arena, from, &in->machine)) == NULL)
        return refuse(own, YX_INVALID, "from");
    size_t len;
    if (sms_raw(req->arena, req->query, "text", &len) == NULL && strstr(req->query, "text=") == NULL)
        return refuse(own, YX_INVALID, "text");
    in->account = own->gateway->name;
    in->external_id = id;
    in->machine = in->machine || sms_is_service(s, in->sender) || (*us && strcmp(in->sender, us) == 0);
    if (*us && strcmp(to, us) != 0) /* taken all the same: some carriers write the number with an extension */
        yx_log(YX_INFO, "a text to another number", "channel", "sms", "gateway", own->gateway->name, NULL);
    read_text(s, req, in);
    return YX_OK;
}

enum yx_err sms_decode(void *self, struct yx_exchange *x, struct yx_inbound *in)
{
    struct sms_exchange *own = x->own;
    *in = (struct yx_inbound){ .account = "" };
    if (!own->report)
        return read_message(self, x->request, own, in);
    enum yx_err err = sms_report_read(self, x->request, own->gateway, &in->receipt);
    return err == YX_OK ? YX_OK : refuse(own, err, "report");
}
