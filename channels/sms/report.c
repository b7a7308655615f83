/* Delivery reports: Kannel calls the URL that went out with the letter. Whoever knows the password and not
 * the letter's own mark can report nothing. */
#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "sms.h"

enum { DELIVERED = 1, FAILED = 2, BUFFERED = 4, ACCEPTED = 8, REJECTED = 16, LETTER_DIGITS = 19 };

void sms_report_key(struct sms_gateway *g)
{
    static const char purpose[] = "sms report";
    const struct yx_part parts[] = { { purpose, sizeof purpose - 1 }, { g->name, strlen(g->name) },
        { g->password, strlen(g->password) } };
    yx_digest(NULL, parts, 3, g->report_key, sizeof g->report_key);
}

static void mark_of(const struct sms_gateway *g, const char *letter, char hex_out[2 * SMS_MAC_BYTES + 1])
{
    unsigned char raw[SMS_MAC_BYTES];
    const struct yx_part part = { letter, strlen(letter) };
    yx_digest(g->report_key, &part, 1, raw, sizeof raw);
    yx_hex(raw, sizeof raw, hex_out);
}

char *sms_report_url(const struct sms *s, struct yx_arena *arena, const struct sms_gateway *g, int64_t letter)
{
    const char *base = yx_option_text(s->host, "report_url");
    char mark[2 * SMS_MAC_BYTES + 1];
    const char *id = yx_arena_print(arena, "%" PRId64, letter);
    if (*base == '\0')
        return yx_arena_copy(arena, "");
    const char *host = strstr(base, "://") + 3;
    mark_of(g, id, mark);
    return yx_arena_print(arena, "%.*s%s:%s@%s/sms/%s/report?letter=%s&mark=%s&status=%%d", (int)(host - base), base,
        g->user, g->password, host, g->name, id, mark);
}

static enum yx_receipt_status status_of(const char *status)
{
    switch (atoi(status)) {
    case DELIVERED:
        return YX_RECEIPT_DELIVERED;
    case FAILED:
    case REJECTED:
        return YX_RECEIPT_FAILED;
    case BUFFERED:
    case ACCEPTED:
        return YX_RECEIPT_ACCEPTED;
    default:
        return YX_RECEIPT_NONE;
    }
}

enum yx_err sms_report_read(const struct sms *s, const struct yx_request *req, const struct sms_gateway *g,
    struct yx_receipt *receipt)
{
    const char *letter = yx_request_query(req, "letter"), *mark = yx_request_query(req, "mark");
    const char *status = yx_request_query(req, "status");
    char right[2 * SMS_MAC_BYTES + 1];
    if (letter == NULL || mark == NULL || status == NULL || strspn(letter, "0123456789") != strlen(letter) ||
        strlen(letter) > LETTER_DIGITS || *letter == '\0' || strlen(mark) != sizeof right - 1)
        return YX_DENIED;
    mark_of(g, letter, right);
    if (sodium_memcmp(mark, right, sizeof right - 1) != 0)
        return YX_DENIED;
    *receipt = (struct yx_receipt){ .status = status_of(status), .letter = strtoll(letter, NULL, 10) };
    if (receipt->status == YX_RECEIPT_FAILED)
        receipt->reason = yx_text_of(s->host, atoi(status) == REJECTED ? "receipt.rejected" : "receipt.failed");
    return YX_OK;
}
