#include <string.h>
#include <strings.h>

#include "web.h"

enum { RAW = 16, MAX_AGE_S = 180 * 24 * 3600, FORM_RAW = 12 };

/* A page of our own and one inside another site's page remember by two cookies: the first
 * goes nowhere but to our own pages, the second is kept apart for each site around it. */
static const char *const cookie_names[] = { "yx_visitor", "yx_framed" };
enum { OWN, FRAMED, COOKIES };

/* The proof behind an id, as hex: nobody without the key can make one. */
static void prove(const struct web *web, const char *id, char proof_out[2 * RAW + 1])
{
    unsigned char mac[RAW];
    const struct yx_part parts[] = { { "visitor", 7 }, { id, WEB_VISITOR_HEX } };
    yx_digest(web->key, parts, 2, mac, sizeof mac);
    yx_hex(mac, sizeof mac, proof_out);
}

static void draw(const struct web *web, const struct yx_request *req, char id_out[WEB_VISITOR_HEX + 1])
{
    unsigned char raw[RAW];
    const struct yx_part parts[] = { { "first", 5 }, { req->id, strlen(req->id) } };
    if (*req->id)
        yx_digest(web->key, parts, 2, raw, sizeof raw);
    else
        yx_random(raw, sizeof raw);
    yx_hex(raw, sizeof raw, id_out);
}

/* Compared without telling by the time it takes where the two begin to differ. */
static bool same(const char *a, const char *b, size_t n)
{
    unsigned differs = 0;
    for (size_t i = 0; i < n; i++)
        differs |= (unsigned char)a[i] ^ (unsigned char)b[i];
    return differs == 0;
}

void web_visitor_read(const struct web *web, const struct yx_request *req, struct web_visitor *v)
{
    char proof[2 * RAW + 1];
    const char *cookie = yx_request_cookie(req, cookie_names[OWN]);
    if (cookie == NULL)
        cookie = yx_request_cookie(req, cookie_names[FRAMED]);
    *v = (struct web_visitor){ .visit = WEB_NEW };
    if (cookie == NULL) {
        draw(web, req, v->id);
        return;
    }
    v->visit = WEB_FORGED;
    if (strlen(cookie) != 4 * RAW || strspn(cookie, "0123456789abcdef") != 4 * RAW)
        return;
    memcpy(v->id, cookie, WEB_VISITOR_HEX);
    prove(web, v->id, proof);
    if (same(proof, cookie + WEB_VISITOR_HEX, 2 * RAW))
        v->visit = WEB_KNOWN;
}

/* A value of "" deletes it. Secure without exception where browsers demand it. */
static void set_cookie(const struct yx_request *req, struct yx_response *resp, int which, const char *value)
{
    const char *rules = which == FRAMED ? "SameSite=None; Secure; Partitioned"
                        : req->https    ? "SameSite=Lax; Secure"
                                        : "SameSite=Lax";
    yx_respond_header(resp, "Set-Cookie", yx_arena_print(req->arena, "%s=%s; Path=/; Max-Age=%d; HttpOnly; %s",
        cookie_names[which], value, *value ? MAX_AGE_S : 0, rules));
}

void web_visitor_forget(const struct yx_request *req, struct yx_response *resp)
{
    for (int i = 0; i < COOKIES; i++)
        if (yx_request_cookie(req, cookie_names[i]))
            set_cookie(req, resp, i, "");
}

void web_visitor_write(const struct web *web, const struct yx_request *req, struct yx_response *resp,
    const struct web_visitor *v)
{
    char value[WEB_VISITOR_HEX + 2 * RAW + 1];
    if (v->visit == WEB_FORGED) {
        web_visitor_forget(req, resp);
        return;
    }
    memcpy(value, v->id, WEB_VISITOR_HEX);
    prove(web, v->id, value + WEB_VISITOR_HEX);
    set_cookie(req, resp, web_is_framed(req) ? FRAMED : OWN, value);
}

enum yx_err web_visitor_known(const struct web *web, const struct yx_request *req,
    struct yx_response *resp, struct web_visitor *v)
{
    web_visitor_read(web, req, v);
    if (v->visit == WEB_FORGED)
        web_visitor_write(web, req, resp, v);
    if (v->visit == WEB_FORGED || web_is_foreign(req))
        return YX_FORBIDDEN;
    return v->visit == WEB_KNOWN ? YX_OK : YX_DENIED;
}

bool web_is_foreign(const struct yx_request *req)
{
    const char *site = yx_request_header(req, "Sec-Fetch-Site");
    const char *origin = yx_request_header(req, "Origin"), *host = yx_request_header(req, "Host");
    if (site)
        return strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0;
    if (origin == NULL)
        return false; /* an old browser, or no browser */
    const char *name = strstr(origin, "://");
    return name == NULL || host == NULL || strcasecmp(name + 3, host) != 0;
}

char *web_form_id(struct yx_arena *arena)
{
    unsigned char raw[FORM_RAW];
    char *id = yx_arena_get(arena, 2 * FORM_RAW + 1);
    yx_random(raw, sizeof raw);
    yx_hex(raw, sizeof raw, id);
    return id;
}
