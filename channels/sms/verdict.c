/* What Kannel's answers mean for a letter. The number at the beginning of a body that was accepted says how
 * it was; the words behind a refusal say why. */
#include <string.h>

#include "sms.h"

struct answer_row {
    int status;
    const char *begins; /* of the body; NULL: whatever it is */
    enum yx_verdict_is is;
    const char *reason;
};
static const struct answer_row answers[] = {
    { 202, "0:", YX_SENT, NULL },
    { 202, "3:", YX_SENT, NULL }, /* the centre is away; Kannel's own store keeps it */
    { 200, "0:", YX_SENT, NULL },
    { 202, "4:", YX_SENT_RETRY, "Kannel has no centre for it now" },
    { 400, "Sender missing", YX_SENT_OPERATOR, "no number to send from: channels.sms.numbers" },
    { 400, "Number", YX_SENT_NEVER, "Kannel does not send to this number" },
    { 400, NULL, YX_SENT_BROKEN, "HTTP 400: not as Kannel wants it" },
    { 403, NULL, YX_SENT_OPERATOR, "HTTP 403: user, password or address refused" },
    { 401, NULL, YX_SENT_OPERATOR, "HTTP 401: user, password or address refused" },
    { 404, NULL, YX_SENT_OPERATOR, "HTTP 404: channels.sms.send_url is not where Kannel takes letters" },
    { 414, NULL, YX_SENT_SPLIT, "HTTP 414: too long" },
    { 503, NULL, YX_SENT_RETRY, "HTTP 503: Kannel cannot take it now" },
    { 0, NULL, YX_SENT_RETRY, "Kannel does not answer" },
};

void sms_sent(void *self, struct yx_arena *arena, const struct yx_outgoing *out, const struct yx_http_answer *answer,
    struct yx_verdict *verdict)
{
    (void)self;
    (void)out;
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
        if (answers[i].status == answer->status &&
            (answers[i].begins == NULL || strncmp(answer->body, answers[i].begins, strlen(answers[i].begins)) == 0)) {
            *verdict = (struct yx_verdict){ .is = answers[i].is, .reason = answers[i].reason };
            return;
        }
    *verdict = (struct yx_verdict){ .is = YX_SENT_RETRY,
        .reason = yx_arena_print(arena, "HTTP %d, an answer of Kannel that we do not know", answer->status) };
}
