#include <arpa/inet.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sms.h"

enum { GATEWAY_NAME_MOST = 32, SECRET_LEAST = 6, SECRET_MOST = 100, USER_LEAST = 1, NUMBER_MOST = 21, FILE_MOST = 64,
       V4_IN_V6 = 96, ROLES = YX_ROLE_GATE | YX_ROLE_POST };

static bool is_gateway_name(const char *name)
{
    size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-");
    return n >= 1 && n <= GATEWAY_NAME_MOST && name[n] == '\0';
}

/* Letters and digits, because Kannel's configuration has them bare, and inside a URL. */
static bool is_secret(const char *text, size_t len, size_t least)
{
    return len >= least && len <= SECRET_MOST && strlen(text) == len &&
        text[strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")] == '\0';
}

/* NULL when this process may not read it. *good becomes false after a fault. */
static const char *read_secret(const struct sms *s, const char *gateway, const char *what, size_t least, bool *good)
{
    char file[FILE_MOST];
    size_t len;
    if ((yx_host_role(s->host) & ROLES) == 0)
        return NULL;
    snprintf(file, sizeof file, "sms_%s.%s", gateway, what);
    const char *secret = yx_host_secret(s->host, file, ROLES, &len);
    if (secret && !is_secret(secret, len, least)) {
        sms_fault(s, file, "must be letters, digits, _ and - alone, a password at least 6 of them, and no more than 100");
        secret = NULL;
    }
    *good = *good && secret;
    return secret;
}

/* ---- authentication ---- */

static void digest_header(const struct sms *s, const char *header, unsigned char out[SMS_KEY_BYTES])
{
    const struct yx_part part = { header, strlen(header) };
    yx_digest(s->key, &part, 1, out, SMS_KEY_BYTES);
}

static void open_header(const struct sms *s, struct sms_gateway *g)
{
    char pair[2 * SECRET_MOST + 2], coded[4 * SECRET_MOST], header[5 * SECRET_MOST];
    int len = snprintf(pair, sizeof pair, "%s:%s", g->user, g->password);
    sodium_bin2base64(coded, sizeof coded, (const unsigned char *)pair, (size_t)len, sodium_base64_VARIANT_ORIGINAL);
    snprintf(header, sizeof header, "Basic %s", coded);
    digest_header(s, header, g->header);
    sodium_memzero(pair, sizeof pair);
    sodium_memzero(coded, sizeof coded);
    sodium_memzero(header, sizeof header);
}

bool sms_is_gateway(const struct sms *s, const struct sms_gateway *g, const char *header)
{
    unsigned char given[SMS_KEY_BYTES];
    if (header == NULL || g->password == NULL)
        return false;
    digest_header(s, header, given);
    return sodium_memcmp(given, g->header, sizeof given) == 0;
}

/* ---- addresses ---- */

static bool read_address(const char *text, unsigned char at[16])
{
    static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };
    if (inet_pton(AF_INET6, text, at) == 1)
        return true;
    memcpy(at, mapped, sizeof mapped);
    return inet_pton(AF_INET, text, at + sizeof mapped) == 1;
}

static bool read_range(const char *text, struct sms_range *range)
{
    char address[INET6_ADDRSTRLEN];
    size_t n = strcspn(text, "/");
    int most = strchr(text, ':') ? 128 : 32;
    char *end = "";
    long bits = text[n] == '/' ? strtol(text + n + 1, &end, 10) : most;
    if (n >= sizeof address || *end != '\0' || bits < 0 || bits > most || (text[n] == '/' && text[n + 1] == '\0'))
        return false;
    memcpy(address, text, n);
    address[n] = '\0';
    range->bits = (int)bits + (most == 32 ? V4_IN_V6 : 0);
    return read_address(address, range->at);
}

static bool lies_in(const unsigned char at[16], const struct sms_range *range)
{
    int bytes = range->bits / 8, rest = range->bits % 8;
    if (memcmp(at, range->at, (size_t)bytes) != 0)
        return false;
    return rest == 0 || ((at[bytes] ^ range->at[bytes]) >> (8 - rest)) == 0;
}

bool sms_is_allowed(const struct sms *s, const char *remote)
{
    unsigned char at[16];
    if (!read_address(remote, at))
        return false;
    for (size_t i = 0; i < s->allowed_count; i++)
        if (lies_in(at, &s->allowed[i]))
            return true;
    return false;
}

/* ---- opening ---- */

static size_t count_of(const struct sms *s, const char *option)
{
    size_t count = 0;
    while (yx_option_item(s->host, option, count))
        count++;
    return count;
}

static bool open_addresses(struct sms *s)
{
    size_t count = count_of(s, "allow");
    bool good = true;
    s->allowed = calloc(count + 1, sizeof *s->allowed);
    for (size_t i = 0; s->allowed && i < count; i++) {
        if (read_range(yx_option_item(s->host, "allow", i), &s->allowed[s->allowed_count]))
            s->allowed_count++;
        else
            good = sms_fault(s, "allow", "holds what is neither an address (10.1.2.3, ::1) nor a range (10.1.0.0/16)");
    }
    return good;
}

static bool open_gateway(struct sms *s, struct sms_gateway *g, const char *name)
{
    bool good = true;
    *g = (struct sms_gateway){ .name = name, .number = "" };
    if (!is_gateway_name(name))
        return sms_fault(s, "gateways", "the name of a gateway has 1 to 32 of a-z 0-9 _ -");
    g->user = read_secret(s, name, "user", USER_LEAST, &good);
    g->password = read_secret(s, name, "password", SECRET_LEAST, &good);
    if (g->user && g->password) {
        open_header(s, g);
        sms_report_key(g);
    }
    return good;
}

static struct sms_gateway *gateway_named(const struct sms *s, const char *name, size_t len)
{
    for (size_t i = 0; i < s->gateway_count; i++)
        if (strlen(s->gateways[i].name) == len && memcmp(s->gateways[i].name, name, len) == 0)
            return &s->gateways[i];
    return NULL;
}

const struct sms_gateway *sms_gateway_find(const struct sms *s, const char *name, size_t len)
{
    return gateway_named(s, name, len);
}

static bool open_numbers(struct sms *s)
{
    bool good = true;
    const char *row;
    for (size_t i = 0; (row = yx_option_item(s->host, "numbers", i)) != NULL; i++) {
        size_t n = strcspn(row, ":"), digits = row[n] ? strspn(row + n + 1, "0123456789") : 0;
        struct sms_gateway *g = gateway_named(s, row, n);
        if (g == NULL)
            good = sms_fault(s, "numbers", "names a gateway that channels.sms.gateways does not list");
        else if (digits < 3 || digits > NUMBER_MOST || row[n + 1 + digits] != '\0')
            good = sms_fault(s, "numbers", "must look like NAME:1069012348");
        else
            g->number = row + n + 1;
    }
    return good;
}

enum yx_err sms_gateways_open(struct sms *s)
{
    size_t count = count_of(s, "gateways");
    if (count == 0) {
        sms_fault(s, "gateways", "lists no gateway: name one, or take sms out of guests.channels");
        return YX_INVALID;
    }
    s->gateways = calloc(count, sizeof *s->gateways);
    if (s->gateways == NULL)
        return YX_MEMORY;
    bool good = open_addresses(s);
    for (size_t i = 0; i < count; i++)
        good = open_gateway(s, &s->gateways[s->gateway_count++], yx_option_item(s->host, "gateways", i)) && good;
    good = open_numbers(s) && good;
    return s->allowed == NULL ? YX_MEMORY : good ? YX_OK : YX_INVALID;
}

void sms_gateways_close(struct sms *s)
{
    if (s->gateways)
        sodium_memzero(s->gateways, s->gateway_count * sizeof *s->gateways);
    free(s->gateways);
    free(s->allowed);
    s->gateways = NULL;
    s->allowed = NULL;
    s->gateway_count = s->allowed_count = 0;
}
