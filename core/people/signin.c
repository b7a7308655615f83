/* Signing in: a password, then a second factor where there must be one, then a password of one's own where it was
 * given. Each step replaces the session's token. What it costs is the same whether a name is known or not. */
#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "audit/audit.h"
#include "base/id.h"
#include "people/guess.h"
#include "people/password.h"
#include "people/people.h"
#include "people/sessions.h"
#include "people/staff.h"
#include "people/tell.h"
#include "people/totp.h"

enum { TOUCH_MS = 60 * 1000 };

/* A step of somebody, and what it is to change; everything is made before the commit. */
struct step {
    const struct yx_door *door;
    struct yx_staff staff; /* id 0: nobody */
    struct yx_staff_secrets secrets;
    struct yx_session_row row, fresh;
    unsigned char old[YX_SESSION_DIGEST]; /* of the door's token, all zeros when it is none */
    struct yx_guess guess;
    const char *detail, *hash;
    const char *what; /* an act */
    int64_t totp_step;
    bool enrols;
};

static void derive(const struct yx_desk_setup *setup, const char *use, unsigned char key_out[32])
{
    const struct yx_part parts[] = { { use, strlen(use) }, { setup->key, setup->key_len } };
    yx_digest(NULL, parts, 2, key_out, 32);
}

enum yx_err yx_desk_open(const struct yx_desk_setup *setup)
{
    char drawn[YX_PASSWORD_DRAWN + 1];
    if (sodium_init() < 0)
        return YX_INTERNAL;
    derive(setup, "desk sessions", yx_people.token_key);
    derive(setup, "desk guesses", yx_people.guess_key);
    derive(setup, "desk second factors", yx_people.totp_key);
    yx_people.totp_roles = setup->totp_roles;
    snprintf(yx_people.issuer, sizeof yx_people.issuer, "%.*s",
        (int)yx_text_cut(setup->issuer, strlen(setup->issuer), sizeof yx_people.issuer - 1), setup->issuer);
    yx_password_draw(drawn);
    return yx_password_hash(drawn, yx_people.nobody);
}

void yx_desk_close(void)
{
    struct yx_store *store = yx_people.store;
    sodium_memzero(&yx_people, sizeof yx_people);
    yx_people.store = store;
}

/* {"address": …} and, where it says more, why. */
static const char *detail_of(struct yx_arena *a, const struct yx_door *door, const char *why)
{
    json_t *root = json_pack("{s:s, s:s*}", "address", door->address, "why", why);
    char *text = root ? json_dumps(root, JSON_COMPACT) : NULL;
    const char *copy = text ? yx_arena_copy(a, text) : "{}";
    free(text);
    json_decref(root);
    return copy;
}

static enum yx_err read_staff(struct yx_arena *a, int64_t id, const char *name, struct step *s)
{
    struct yx_tx *tx;
    enum yx_err err = yx_store_read(yx_people.store, &tx);
    if (err != YX_OK)
        return err;
    err = yx_staff_open(tx, a, id, name, &s->staff, &s->secrets);
    yx_store_done(yx_people.store, &tx);
    return err == YX_EMPTY ? YX_OK : err;
}

/* The door's session and whose it is. YX_DENIED: none that counts. */
static enum yx_err read_session(struct yx_arena *a, struct step *s)
{
    struct yx_tx *tx;
    unsigned char agent[YX_SESSION_AGENT];
    if (!yx_session_digest(yx_people.token_key, s->door->token, s->old))
        return YX_DENIED;
    yx_session_agent(yx_people.token_key, s->door->agent, agent);
    enum yx_err err = yx_store_read(yx_people.store, &tx);
    if (err != YX_OK)
        return err;
    err = yx_session_find(tx, a, s->old, s->door->now_ms, &s->row);
    if (err == YX_OK)
        err = yx_staff_open(tx, a, s->row.staff, NULL, &s->staff, &s->secrets);
    yx_store_done(yx_people.store, &tx);
    if (err != YX_OK)
        return err == YX_EMPTY ? YX_DENIED : err;
    bool same = sodium_memcmp(agent, s->row.agent, sizeof agent) == 0;
    return same && !s->staff.disabled ? YX_OK : YX_DENIED;
}

static enum yx_err take_guess(struct yx_tx *tx, void *arg)
{
    return yx_guess_take(tx, &((struct step *)arg)->guess);
}

/* Count a try before it is looked at. */
static enum yx_err try_once(struct step *s, const char *name, struct yx_session *out)
{
    s->guess = yx_guess_of(yx_people.guess_key, name, s->door->address, s->door->now_ms);
    enum yx_err err = yx_store_commit(yx_people.store, take_guess, s);
    out->wait_ms = s->guess.wait_ms;
    return err;
}

static enum yx_err append(struct yx_tx *tx, const struct step *s, const char *what, const char *detail)
{
    const struct yx_audit_entry entry = { .kind = s->staff.id ? YX_AUDIT_BY_STAFF : YX_AUDIT_BY_NOBODY, .who = s->staff.id, .act = what,
        .object = s->staff.id, .words = detail, .at_ms = s->door->now_ms };
    return yx_audit_append(tx, &entry);
}

static enum yx_err note(struct yx_tx *tx, void *arg)
{
    const struct step *s = arg;
    return append(tx, s, s->what, s->detail);
}

/* ---- name and password ---- */

static enum yx_session_state behind_code(const struct yx_staff *staff)
{
    return staff->must_change ? YX_SESSION_PASSWORD : YX_SESSION_FULL;
}

static enum yx_session_state behind_password(const struct yx_staff *staff)
{
    if (staff->totp)
        return YX_SESSION_CODE;
    return (staff->roles & yx_people.totp_roles) != 0 ? YX_SESSION_ENROL : behind_code(staff);
}

static void draw_session(struct step *s, enum yx_session_state state, struct yx_session *out)
{
    s->fresh = (struct yx_session_row){ .staff = s->staff.id, .state = state, .rights = s->staff.rights,
        .created_ms = s->door->now_ms, .seen_ms = s->door->now_ms };
    yx_session_agent(yx_people.token_key, s->door->agent, s->fresh.agent);
    yx_session_draw(yx_people.token_key, out->token, s->fresh.token);
    out->state = state;
    out->me = s->staff;
}

/* A secret that the app has still to prove that it holds. */
static void draw_enrolment(struct yx_arena *a, struct step *s, struct yx_session *out)
{
    unsigned char secret[YX_TOTP_SECRET], *sealed = yx_arena_get(a, YX_TOTP_SEALED);
    yx_random(secret, sizeof secret);
    yx_totp_seal(yx_people.totp_key, secret, sealed);
    s->fresh.enrol = sealed;
    s->fresh.enrol_len = YX_TOTP_SEALED;
    out->secret = yx_totp_base32(a, secret, sizeof secret);
    out->uri = yx_totp_uri(a, yx_people.issuer, s->staff.name, out->secret);
    sodium_memzero(secret, sizeof secret);
}

static enum yx_err begin(struct yx_tx *tx, void *arg)
{
    const struct step *s = arg;
    enum yx_err err = yx_session_sweep(tx, s->door->now_ms);
    if (err == YX_OK)
        err = yx_session_end(tx, s->old);
    if (err == YX_OK)
        err = yx_session_insert(tx, &s->fresh);
    if (err != YX_OK || s->fresh.state < YX_SESSION_PASSWORD)
        return err;
    err = yx_guess_right(tx, &s->guess);
    return err == YX_OK ? note(tx, arg) : err;
}

/* One hash is looked at in every case, and one act recorded. */
static const char *judge(const struct step *s, const char *password)
{
    bool fits = yx_password_fits(s->staff.id ? s->secrets.password : yx_people.nobody, password);
    if (s->staff.id == 0)
        return "unknown";
    return !fits ? "password" : s->staff.disabled ? "disabled" : NULL;
}

enum yx_err yx_desk_login(struct yx_arena *a, const struct yx_door *door, const char *name, const char *password,
    struct yx_session *out)
{
    struct step s = { .door = door, .what = "login" };
    const char *folded = yx_staff_fold_name(a, name);
    *out = (struct yx_session){ 0 };
    if (strlen(password) > 4 * YX_PASSWORD_MOST)
        password = "";
    enum yx_err err = try_once(&s, folded ? folded : name, out);
    if (err == YX_OK)
        err = read_staff(a, 0, folded ? folded : "", &s);
    if (err != YX_OK)
        return err;
    const char *why = judge(&s, password);
    s.detail = detail_of(a, door, why);
    if (why != NULL) {
        s.what = "login_failed";
        err = yx_store_commit(yx_people.store, note, &s);
        return err == YX_OK ? YX_DENIED : err;
    }
    yx_session_digest(yx_people.token_key, door->token, s.old);
    draw_session(&s, behind_password(&s.staff), out);
    if (out->state == YX_SESSION_ENROL)
        draw_enrolment(a, &s, out);
    return yx_store_commit(yx_people.store, begin, &s);
}

/* ---- the second factor ---- */

static enum yx_err wrong_code(struct yx_tx *tx, void *arg)
{
    const struct step *s = arg;
    enum yx_err err = yx_session_wrong(tx, s->row.token);
    return err == YX_OK ? note(tx, arg) : err;
}

/* A code is good once: the step that it belongs to is used up in the commit. */
static enum yx_err right_code(struct yx_tx *tx, void *arg)
{
    const struct step *s = arg;
    enum yx_err err = s->enrols ? yx_staff_set_totp(tx, s->staff.id, s->row.enrol, s->row.enrol_len, s->totp_step)
                                : yx_staff_use_step(tx, s->staff.id, s->totp_step);
    if (err != YX_OK)
        return err == YX_EMPTY ? YX_INVALID : err;
    err = yx_session_replace(tx, s->row.token, &s->fresh, false, s->door->now_ms);
    if (err == YX_OK && s->enrols)
        err = append(tx, s, "totp_set", NULL);
    if (err == YX_OK)
        err = yx_guess_right(tx, &s->guess);
    if (err != YX_OK)
        return err == YX_EMPTY ? YX_DENIED : err;
    return note(tx, arg);
}

static bool code_fits(struct step *s, const char *code)
{
    unsigned char secret[YX_TOTP_SECRET];
    const void *sealed = s->enrols ? s->row.enrol : s->secrets.totp;
    size_t len = s->enrols ? s->row.enrol_len : s->secrets.totp_len;
    bool fits = yx_totp_unseal(yx_people.totp_key, sealed, len, secret) &&
        yx_totp_fits(secret, code, s->door->now_ms, s->enrols ? 0 : s->secrets.totp_step, &s->totp_step);
    sodium_memzero(secret, sizeof secret);
    return fits;
}

enum yx_err yx_desk_code(struct yx_arena *a, const struct yx_door *door, const char *code, struct yx_session *out)
{
    struct step s = { .door = door, .what = "login" };
    *out = (struct yx_session){ 0 };
    enum yx_err err = read_session(a, &s);
    if (err == YX_OK && s.row.state != YX_SESSION_CODE && s.row.state != YX_SESSION_ENROL)
        err = YX_DENIED;
    if (err == YX_OK)
        err = try_once(&s, s.staff.name, out);
    if (err != YX_OK)
        return err;
    s.enrols = s.row.state == YX_SESSION_ENROL;
    s.detail = detail_of(a, door, NULL);
    if (!code_fits(&s, code)) {
        s.what = "code_failed";
        err = yx_store_commit(yx_people.store, wrong_code, &s);
        return err == YX_OK ? YX_INVALID : err;
    }
    s.staff.totp = true;
    draw_session(&s, behind_code(&s.staff), out);
    return yx_store_commit(yx_people.store, right_code, &s);
}

/* ---- each request ---- */

struct touch {
    unsigned char digest[YX_SESSION_DIGEST];
    int64_t now_ms;
};

static enum yx_err touch(struct yx_tx *tx, void *arg)
{
    const struct touch *t = arg;
    return yx_session_touch(tx, t->digest, t->now_ms);
}

static void keep_alive(const struct step *s)
{
    struct touch t = { .now_ms = s->door->now_ms };
    memcpy(t.digest, s->row.token, sizeof t.digest);
    if (s->door->now_ms - s->row.seen_ms > TOUCH_MS)
        yx_store_later(yx_people.store, touch, &t, sizeof t);
}

static enum yx_err rotate(struct yx_tx *tx, void *arg)
{
    const struct step *s = arg;
    return yx_session_replace(tx, s->row.token, &s->fresh, true, s->door->now_ms);
}

/* Somebody's rights are others than when they signed in: another token. Requests that are under way with the old one
 * have a moment. */
static enum yx_err renew(struct step *s, struct yx_session *out)
{
    draw_session(s, s->row.state, out);
    s->fresh.created_ms = s->row.created_ms;
    enum yx_err err = yx_store_commit(yx_people.store, rotate, s);
    if (err != YX_OK)
        *out->token = '\0';
    return err == YX_EMPTY ? YX_OK : err; /* another request was faster */
}

enum yx_err yx_desk_enter(struct yx_arena *a, const struct yx_door *door, bool active, struct yx_session *out)
{
    struct step s = { .door = door };
    *out = (struct yx_session){ 0 };
    enum yx_err err = read_session(a, &s);
    if (err != YX_OK)
        return err;
    out->state = s.row.state;
    out->me = s.staff;
    if (active && s.row.state >= YX_SESSION_PASSWORD)
        keep_alive(&s);
    if (s.row.rights != s.staff.rights && !s.row.replaced && s.row.state >= YX_SESSION_PASSWORD)
        err = renew(&s, out);
    return err;
}

static enum yx_err leave(struct yx_tx *tx, void *arg)
{
    const struct step *s = arg;
    enum yx_err err = yx_session_end(tx, s->row.token);
    return err == YX_OK && s->row.state >= YX_SESSION_PASSWORD ? note(tx, arg) : err;
}

enum yx_err yx_desk_logout(const struct yx_door *door)
{
    struct step s = { .door = door, .what = "logout" };
    struct yx_arena *a = yx_arena_new(64 * 1024);
    if (a == NULL)
        return YX_MEMORY;
    enum yx_err err = read_session(a, &s);
    if (err == YX_OK) {
        s.detail = detail_of(a, door, NULL);
        err = yx_store_commit(yx_people.store, leave, &s);
        yx_people_hang_up(s.staff.id);
    }
    yx_arena_free(&a);
    return err == YX_DENIED ? YX_OK : err;
}

/* ---- a password of one's own ---- */

static enum yx_err take_password(struct yx_tx *tx, void *arg)
{
    const struct step *s = arg;
    enum yx_err err = yx_staff_set_password(tx, s->staff.id, s->hash, false, s->door->now_ms);
    if (err == YX_OK)
        err = yx_session_end_all(tx, s->staff.id, s->row.token);
    if (err == YX_OK)
        err = yx_session_replace(tx, s->row.token, &s->fresh, false, s->door->now_ms);
    if (err == YX_OK)
        err = yx_guess_right(tx, &s->guess);
    if (err != YX_OK)
        return err == YX_EMPTY ? YX_DENIED : err;
    return note(tx, arg);
}

static const char *fault_of(struct yx_arena *a, const struct step *s, const char *old, const char *fresh)
{
    const char *fault = yx_password_fault(a, fresh, s->staff.name, s->staff.display);
    return fault ? fault : strcmp(old, fresh) == 0 ? "same" : NULL;
}

enum yx_err yx_desk_password(struct yx_arena *a, const struct yx_door *door, const char *old, const char *fresh,
    struct yx_session *out, const char **why_out)
{
    struct step s = { .door = door, .what = "password" };
    char hash[YX_PASSWORD_HASH];
    *out = (struct yx_session){ 0 };
    *why_out = NULL;
    enum yx_err err = read_session(a, &s);
    if (err == YX_OK && s.row.state < YX_SESSION_PASSWORD)
        err = YX_DENIED;
    if (err == YX_OK && (*why_out = fault_of(a, &s, old, fresh)) != NULL)
        err = YX_INVALID;
    if (err == YX_OK)
        err = try_once(&s, s.staff.name, out);
    if (err == YX_OK && !yx_password_fits(s.secrets.password, old))
        err = YX_FORBIDDEN;
    if (err == YX_OK)
        err = yx_password_hash(fresh, hash);
    if (err != YX_OK)
        return err;
    s.hash = hash;
    s.detail = detail_of(a, door, NULL);
    s.staff.must_change = false;
    draw_session(&s, YX_SESSION_FULL, out);
    err = yx_store_commit(yx_people.store, take_password, &s);
    if (err == YX_OK)
        yx_people_hang_up(s.staff.id);
    return err;
}
