/* WeChat's codes as data: what each means for a letter, a token, a file. An HTTP 200 says nothing. */
#include <string.h>

#include "wechat.h"

enum { QUOTA_REST_MINUTES = 5, ANSWER_MOST = 64 << 10 };

struct code_row {
    json_int_t code;
    enum yx_verdict_is is;
    const char *reason;
};
static const struct code_row codes[] = {
    { -1, YX_SENT_RETRY, "-1: WeChat is busy" },
    { 45011, YX_SENT_RETRY, "45011: too many calls in this minute" },

    { 40001, YX_SENT_TOKEN, "40001: token or secret refused" },
    { 40014, YX_SENT_TOKEN, "40014: token refused" },
    { 42001, YX_SENT_TOKEN, "42001: token expired" },

    { 45009, YX_SENT_PARK, "45009: the quota of the day is used up" },

    { 45015, YX_SENT_HOLD, "45015: outside the 48 hours" },
    { 45047, YX_SENT_HOLD, "45047: too many without an answer" },

    { 45002, YX_SENT_SPLIT, "45002: too long" },

    { 40003, YX_SENT_NEVER, "40003: no such recipient" },
    { 43004, YX_SENT_NEVER, "43004: does not follow the account" },
    { 46004, YX_SENT_NEVER, "46004: no such user" },
    { 50005, YX_SENT_NEVER, "50005: no longer follows the account" },
    { 48002, YX_SENT_NEVER, "48002: refuses messages" },
    { 43101, YX_SENT_NEVER, "43101: refused this kind of notice" },

    { 48001, YX_SENT_OPERATOR, "48001: the account lacks the right" },
    { 48004, YX_SENT_OPERATOR, "48004: the interface is banned" },
    { 50002, YX_SENT_OPERATOR, "50002: the account is restricted" },
    { 40164, YX_SENT_OPERATOR, "40164: this address is not on the account's list" },
    { 40013, YX_SENT_OPERATOR, "40013: wrong AppID" },
    { 40125, YX_SENT_OPERATOR, "40125: wrong AppSecret" },
    { 40243, YX_SENT_OPERATOR, "40243: the AppSecret is frozen" },
    { 89503, YX_SENT_OPERATOR, "89503: the account's administrator must confirm this address" },

    { 44004, YX_SENT_BROKEN, "44004: empty" },
    { 40033, YX_SENT_BROKEN, "40033: characters that WeChat does not take" },
    { 47001, YX_SENT_BROKEN, "47001: not the JSON that WeChat expects" },
    { 47003, YX_SENT_BROKEN, "47003: a field of the template is not as it must be" },
    { 40037, YX_SENT_BROKEN, "40037: no such template" },
    { 40007, YX_SENT_BROKEN, "40007: no such file" },
};

static const struct code_row *row_of_code(json_int_t code)
{
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (codes[i].code == code)
            return &codes[i];
    return NULL;
}

/* Quotas begin anew at midnight in China; everybody's at once, so a little later. */
static int64_t until_tomorrow(int64_t now_ms)
{
    struct yx_civil tomorrow = yx_clock_civil(now_ms);
    tomorrow.day++;
    tomorrow.hour = tomorrow.second = 0;
    tomorrow.minute = QUOTA_REST_MINUTES;
    return yx_clock_from_civil(&tomorrow) - now_ms;
}

static struct yx_verdict verdict_of(struct yx_arena *arena, enum wechat_asking asking, int64_t now_ms, json_int_t code)
{
    const struct code_row *row = row_of_code(code);
    if (code == 0)
        return (struct yx_verdict){ .is = YX_SENT };
    if (row == NULL) /* it ends with the outbox's tries, and the reason says what to look up */
        return (struct yx_verdict){ .is = YX_SENT_RETRY, .reason = yx_arena_print(arena, "%" JSON_INTEGER_FORMAT, code) };
    struct yx_verdict verdict = { .is = row->is, .reason = row->reason };
    if (row->is == YX_SENT_PARK)
        verdict.after_ms = until_tomorrow(now_ms);
    if (row->is == YX_SENT_TOKEN && asking == WECHAT_TOKEN) /* asking for a newer one is what was refused */
        verdict.is = YX_SENT_OPERATOR;
    return verdict;
}

/* The object in the body, NULL when there is none. */
static json_t *object_in(const struct yx_http_answer *answer)
{
    json_t *root = answer->len <= ANSWER_MOST ? json_loadb(answer->body, answer->len, 0, NULL) : NULL;
    if (root && !json_is_object(root)) {
        json_decref(root);
        root = NULL;
    }
    return root;
}

json_t *wechat_answer_read(struct yx_arena *arena, enum wechat_asking asking, int64_t now_ms,
    const struct yx_http_answer *answer, struct yx_verdict *verdict)
{
    *verdict = (struct yx_verdict){ .is = YX_SENT_RETRY };
    if (answer->status == 0) {
        verdict->reason = "no answer";
        return NULL;
    }
    if (answer->status != 200) {
        verdict->reason = yx_arena_print(arena, "HTTP %d", answer->status);
        return NULL;
    }
    json_t *root = object_in(answer);
    const json_t *code = json_object_get(root, "errcode");
    if (root == NULL || (code && !json_is_integer(code)) || (code == NULL && asking == WECHAT_SENDING))
        verdict->reason = "an answer that is not WeChat's JSON";
    else
        *verdict = verdict_of(arena, asking, now_ms, code ? json_integer_value(code) : 0);
    return root;
}
