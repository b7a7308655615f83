#include "people/guess.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/id.h"

enum { PLACES = 1 << 16, FORGET_MS = 3600 * 1000, FIRST_WAIT_MS = 1000 };
#define HOME_MS (INT64_C(30) * 24 * 3600 * 1000)

/* Whole offices share one address: it may fail more often than a name. */
static const struct manners {
    int64_t free, wait_most_ms;
} of_name = { 5, 5 * 60 * 1000 }, of_address = { 30, 15 * 60 * 1000 };

/* A row of the table. at_ms 0: there is none. */
struct place {
    int64_t id, failed, at_ms;
};

static int64_t place_of(const unsigned char key[32], const char *kind, const void *at, size_t len, const char *name)
{
    unsigned char out[16];
    uint32_t number;
    const struct yx_part parts[] = { { kind, strlen(kind) }, { at, len }, { name, strlen(name) } };
    yx_digest(key, parts, 3, out, sizeof out);
    memcpy(&number, out, sizeof number);
    return number % PLACES;
}

struct yx_guess yx_guess_of(const unsigned char key[32], const char *name, const char *address, int64_t now_ms)
{
    unsigned char bytes[16];
    bool is_long = inet_pton(AF_INET6, address, bytes) == 1;
    const void *at = is_long ? (const void *)bytes : address;
    size_t len = is_long ? sizeof bytes / 2 : strlen(address);
    return (struct yx_guess){ .now_ms = now_ms, .name = place_of(key, "name", "", 0, name),
        .address = PLACES + place_of(key, "address", at, len, ""),
        .home = 2 * PLACES + place_of(key, "home", at, len, name) };
}

static enum yx_err read_place(struct yx_tx *tx, int64_t id, int64_t now_ms, struct place *p)
{
    struct yx_rows rows;
    *p = (struct place){ .id = id };
    enum yx_err err = yx_tx_query(tx, "SELECT failed, at_ms FROM guess WHERE place = ?", YX_VALUES(yx_int(id)), &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    if (err == YX_OK) {
        p->at_ms = yx_rows_int(&rows, 1);
        p->failed = now_ms - p->at_ms < FORGET_MS ? yx_rows_int(&rows, 0) : 0;
    }
    yx_rows_close(&rows);
    return err == YX_EMPTY ? YX_OK : err;
}

static int64_t wait_of(const struct manners *m, const struct place *p, int64_t now_ms)
{
    int64_t wait_ms = FIRST_WAIT_MS;
    if (p->failed < m->free)
        return 0;
    for (int64_t n = m->free; n < p->failed && wait_ms < m->wait_most_ms; n++)
        wait_ms *= 2;
    wait_ms = wait_ms < m->wait_most_ms ? wait_ms : m->wait_most_ms;
    return p->at_ms + wait_ms > now_ms ? p->at_ms + wait_ms - now_ms : 0;
}

static enum yx_err write_failed(struct yx_tx *tx, int64_t place, int64_t failed, int64_t now_ms)
{
    return yx_tx_run(tx,
        "INSERT INTO guess (place, failed, at_ms) VALUES (?, ?, ?)"
        " ON CONFLICT (place) DO UPDATE SET failed = excluded.failed, at_ms = excluded.at_ms",
        YX_VALUES(yx_int(place), yx_int(failed), yx_int(now_ms)));
}

/* Of somebody at home their own tries there count, not what others do elsewhere or from the same office. */
static enum yx_err read_places(struct yx_tx *tx, const struct yx_guess *g, struct place *name, struct place *address)
{
    enum yx_err err = read_place(tx, g->address, g->now_ms, address);
    if (err == YX_OK)
        err = read_place(tx, g->home, g->now_ms, name);
    if (err != YX_OK || (name->at_ms != 0 && g->now_ms - name->at_ms < HOME_MS))
        return err;
    return read_place(tx, g->name, g->now_ms, name);
}

enum yx_err yx_guess_take(struct yx_tx *tx, struct yx_guess *g)
{
    struct place name, address;
    enum yx_err err = read_places(tx, g, &name, &address);
    if (err != YX_OK)
        return err;
    int64_t by_name = wait_of(&of_name, &name, g->now_ms), by_address = wait_of(&of_address, &address, g->now_ms);
    g->wait_ms = name.id == g->home || by_name > by_address ? by_name : by_address;
    if (g->wait_ms > 0)
        return YX_RATE;
    err = write_failed(tx, name.id, name.failed + 1, g->now_ms);
    return err == YX_OK ? write_failed(tx, address.id, address.failed + 1, g->now_ms) : err;
}

enum yx_err yx_guess_right(struct yx_tx *tx, const struct yx_guess *g)
{
    enum yx_err err = write_failed(tx, g->home, 0, g->now_ms);
    if (err == YX_OK)
        err = yx_tx_run(tx, "DELETE FROM guess WHERE place = ?", YX_VALUES(yx_int(g->name)));
    if (err != YX_OK && err != YX_EMPTY)
        return err;
    err = yx_tx_run(tx, "UPDATE guess SET failed = failed - 1 WHERE place = ? AND failed > 0",
        YX_VALUES(yx_int(g->address)));
    return err == YX_EMPTY ? YX_OK : err;
}
