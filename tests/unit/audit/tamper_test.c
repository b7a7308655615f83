/* Whoever changes what stands in the chain is found: each byte of each row, and rows taken away or put elsewhere. */
#include "house.h"

enum { DAYS = 3, A_DAY = 4 };

/* Twelve entries over three days, with words and without, one of them forgotten. */
static void fill(void)
{
    for (int day = 0; day < DAYS; day++) {
        for (int i = 0; i < A_DAY; i++)
            house_append(YX_AUDIT_BY_STAFF, 7, i % 2 ? "claim" : "login", 100 + i,
                i == 1 ? NULL : "{\"address\":\"192.0.2.7\"}");
        assert_int_equal(house_seal(NOW + day * DAY_MS), A_DAY);
    }
    const struct yx_audit_report r = house_verify(NULL, 0);
    assert_null(r.finding);
    assert_int_equal(r.entries, DAYS * A_DAY);
    assert_int_equal(r.heads, DAYS);
    assert_int_equal(r.signed_to, DAYS * A_DAY);
}

/* ---- each byte ---- */

enum form { NUMBER, BYTES, WORDS };
struct column {
    const char *table, *key, *name;
    enum form form;
};

static const struct column columns[] = {
    { "audit", "id", "id", NUMBER },
    { "audit", "id", "at_ms", NUMBER },
    { "audit", "id", "kind", NUMBER },
    { "audit", "id", "who", NUMBER },
    { "audit", "id", "act", WORDS },
    { "audit", "id", "object", NUMBER },
    { "audit", "id", "position", NUMBER },
    { "audit", "id", "sealed_ms", NUMBER },
    { "audit", "id", "content", BYTES },
    { "audit", "id", "hash", BYTES },
    { "audit_content", "entry", "entry", NUMBER },
    { "audit_content", "entry", "salt", BYTES },
    { "audit_content", "entry", "words", WORDS },
    { "audit_head", "number", "number", NUMBER },
    { "audit_head", "number", "day", NUMBER },
    { "audit_head", "number", "position", NUMBER },
    { "audit_head", "number", "hash", BYTES },
    { "audit_head", "number", "at_ms", NUMBER },
    { "audit_head", "number", "public", BYTES },
    { "audit_head", "number", "signature", BYTES },
};

static size_t read_keys(const struct column *c, int64_t *keys, size_t most)
{
    struct yx_tx *tx;
    struct yx_rows rows;
    size_t count = 0;
    assert_int_equal(yx_store_read(house.store, &tx), YX_OK);
    const char *sql = yx_arena_print(
        house.arena, "SELECT %s FROM %s WHERE %s IS NOT NULL ORDER BY %s", c->key, c->table, c->name, c->key);
    assert_int_equal(yx_tx_query(tx, sql, NULL, 0, &rows), YX_OK);
    while (count < most && yx_rows_next(&rows) == YX_OK)
        keys[count++] = yx_rows_int(&rows, 0);
    yx_rows_close(&rows);
    yx_store_done(house.store, &tx);
    return count;
}

/* The cell's bytes; a number as its eight. */
static size_t read_cell(const struct column *c, int64_t key, unsigned char *bytes, size_t room)
{
    struct yx_tx *tx;
    struct yx_rows rows;
    size_t len = sizeof(int64_t);
    assert_int_equal(yx_store_read(house.store, &tx), YX_OK);
    const char *sql =
        yx_arena_print(house.arena, "SELECT %s FROM %s WHERE %s = ?", c->name, c->table, c->key);
    assert_int_equal(yx_tx_query(tx, sql, YX_VALUES(yx_int(key)), &rows), YX_OK);
    assert_int_equal(yx_rows_next(&rows), YX_OK);
    if (c->form == NUMBER) {
        int64_t n = yx_rows_int(&rows, 0);
        memcpy(bytes, &n, sizeof n);
    } else {
        const void *at = yx_rows_blob(&rows, 0, house.arena, &len);
        assert_true(len > 0 && len < room);
        memcpy(bytes, at, len);
    }
    yx_rows_close(&rows);
    yx_store_done(house.store, &tx);
    return len;
}

static enum yx_err write_cell(const struct column *c, int64_t key, const unsigned char *bytes, size_t len)
{
    int64_t n;
    char text[512];
    struct yx_value value = yx_blob(bytes, len);
    if (c->form == NUMBER) {
        memcpy(&n, bytes, sizeof n);
        value = yx_int(n);
    } else if (c->form == WORDS) {
        memcpy(text, bytes, len);
        text[len] = '\0';
        value = yx_text(text);
    }
    const char *sql =
        yx_arena_print(house.arena, "UPDATE %s SET %s = ? WHERE %s = ?", c->table, c->name, c->key);
    return house_run(sql, YX_VALUES(value, yx_int(key)));
}

/* Where the row is after its cell was written: its key may be what was changed. */
static int64_t key_of(const struct column *c, int64_t key, const unsigned char *bytes)
{
    int64_t n = key;
    if (strcmp(c->key, c->name) == 0)
        memcpy(&n, bytes, sizeof n);
    return n;
}

static void flip_cell(const struct column *c, int64_t key, size_t *flipped)
{
    unsigned char was[512], is[512];
    size_t len = read_cell(c, key, was, sizeof was);
    for (size_t i = 0; i < len; i++) {
        memcpy(is, was, len);
        is[i] ^= i % 2 ? 1 : 2;
        enum yx_err err = write_cell(c, key, is, len);
        if (err == YX_DUPLICATE) /* the database itself has one of these already */
            continue;
        assert_int_equal(err, YX_OK);
        const struct yx_audit_report r = house_verify(NULL, 0);
        if (r.finding == NULL)
            fail_msg("%s.%s of %lld: byte %zu was changed, and nobody noticed", c->table, c->name,
                (long long)key, i);
        assert_true(r.bad > 0);
        assert_int_equal(write_cell(c, key_of(c, key, is), was, len), YX_OK);
        (*flipped)++;
    }
}

static void each_byte_that_is_changed_is_found(void **state)
{
    (void)state;
    int64_t keys[64];
    size_t flipped = 0;
    fill();
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        size_t count = read_keys(&columns[i], keys, 64);
        assert_true(count > 0);
        for (size_t n = 0; n < count; n++)
            flip_cell(&columns[i], keys[n], &flipped);
    }
    assert_true(flipped > 2000);
    assert_null(house_verify(NULL, 0).finding);
    print_message("%zu bytes\n", flipped);
}

/* ---- rows ---- */

static void finds(int64_t entry, const char *words)
{
    const struct yx_audit_report r = house_verify(NULL, 0);
    assert_non_null(r.finding);
    if (strstr(r.finding, words) == NULL || r.bad != entry)
        fail_msg("entry %lld: %s; wanted %lld: %s", (long long)r.bad, r.finding, (long long)entry, words);
}

static void run(const char *sql)
{
    assert_int_equal(house_run(sql, NULL, 0), YX_OK);
}

static void an_entry_that_is_taken_away_is_missed(void **state)
{
    (void)state;
    fill();
    run("DELETE FROM audit WHERE position = 6");
    finds(6, "it is missing; the next one there is 7");
}

static void each_entry_is_missed(void **state)
{
    (void)state;
    fill();
    for (int64_t n = 1; n <= DAYS * A_DAY; n++) {
        assert_int_equal(
            house_run("UPDATE audit SET position = -position WHERE position = ?", YX_VALUES(yx_int(n))),
            YX_OK);
        const struct yx_audit_report r = house_verify(NULL, 0);
        assert_non_null(r.finding);
        assert_int_equal(r.bad, n);
        assert_int_equal(
            house_run("UPDATE audit SET position = -position WHERE position = ?", YX_VALUES(yx_int(-n))),
            YX_OK);
    }
}

static void an_end_that_is_cut_off_is_missed(void **state)
{
    (void)state;
    fill();
    run("DELETE FROM audit WHERE position > 10");
    finds(11, "the end was cut off, head 3");
    run("DELETE FROM audit WHERE position > 4");
    finds(5, "head 2 (of 20270116) knows entries to 8");
}

static void entries_that_change_places_are_found(void **state)
{
    (void)state;
    fill();
    run("UPDATE audit SET position = -1 WHERE position = 5");
    run("UPDATE audit SET position = 5 WHERE position = 6");
    run("UPDATE audit SET position = 6 WHERE position = -1");
    finds(5, "does not follow");
}

static void words_that_change_places_are_found(void **state)
{
    (void)state;
    fill();
    run("UPDATE audit_content SET entry = -1 WHERE entry = (SELECT id FROM audit WHERE position = 1)");
    run("UPDATE audit_content SET entry = (SELECT id FROM audit WHERE position = 1) WHERE entry = (SELECT id FROM audit WHERE position = 3)");
    run("UPDATE audit_content SET entry = (SELECT id FROM audit WHERE position = 3) WHERE entry = -1");
    finds(1, "its words or their salt were changed");
}

static void words_that_are_taken_away_are_missed(void **state)
{
    (void)state;
    fill();
    run("DELETE FROM audit_content WHERE entry = (SELECT id FROM audit WHERE position = 4)");
    finds(4, "its words are gone, and nothing in the chain forgets them");
}

static void words_that_are_added_are_found(void **state)
{
    (void)state;
    fill();
    run("INSERT INTO audit_content (entry, words) SELECT id, '{}' FROM audit WHERE position = 2");
    finds(2, "words stand beside it that were not there");
    run("UPDATE audit_content SET entry = 99 WHERE entry = (SELECT id FROM audit WHERE position = 2)");
    finds(13, "that is not there");
}

static void heads_that_are_taken_away_are_missed(void **state)
{
    (void)state;
    fill();
    run("DELETE FROM audit_head WHERE number = 2");
    finds(12, "head 2 is missing");
    run("DELETE FROM audit_head WHERE number = 3");
    finds(5, "no signed head holds it");
    run("DELETE FROM audit_head");
    finds(1, "no signed head holds it");
}

/* The chain computed anew behind a change, as somebody could who has the database and not the key. */
static void a_chain_that_was_computed_anew_is_not_as_it_was_signed(void **state)
{
    (void)state;
    struct yx_audit_key other;
    size_t count;
    fill();
    run("UPDATE audit SET act = 'logout' WHERE position = 9");
    run("UPDATE audit SET position = 0, content = NULL, hash = NULL WHERE position >= 9");
    run("DELETE FROM audit_head WHERE number = 3");
    assert_int_equal(yx_audit_seal(house.store, NULL, NOW + 2 * DAY_MS, &count), YX_OK);
    finds(9, "no signed head holds it");
    run("UPDATE audit SET position = 0, content = NULL, hash = NULL WHERE position >= 9");
    assert_true(
        yx_audit_key_read("a0a102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", 64, &other));
    assert_int_equal(yx_audit_seal(house.store, &other, NOW + 2 * DAY_MS, &count), YX_OK);
    finds(12, "head 3 is signed with another key");
}

/* Entries, heads and all, cut off together: only a copy that was kept elsewhere knows. */
static void what_was_kept_elsewhere_is_missed_here(void **state)
{
    (void)state;
    struct yx_tx *tx;
    struct yx_audit_head head;
    fill();
    assert_int_equal(yx_store_read(house.store, &tx), YX_OK);
    assert_int_equal(yx_audit_head_last(tx, house.arena, &head), YX_OK);
    yx_store_done(house.store, &tx);
    struct yx_audit_point point = { .position = head.position, .from = "the head of Friday" };
    memcpy(point.hash, head.hash, sizeof point.hash);
    assert_null(house_verify(&point, 1).finding);
    run("DELETE FROM audit_content WHERE entry IN (SELECT id FROM audit WHERE position > 8)");
    run("DELETE FROM audit WHERE position > 8");
    run("DELETE FROM audit_head WHERE number = 3");
    assert_null(house_verify(NULL, 0).finding);
    const struct yx_audit_report r = house_verify(&point, 1);
    assert_int_equal(r.bad, 9);
    assert_non_null(strstr(r.finding, "the head of Friday knows entries to 12"));
    house_append(YX_AUDIT_BY_STAFF, 7, "login", 7, NULL);
    for (int i = 0; i < 5; i++)
        house_append(YX_AUDIT_BY_STAFF, 7, "login", 7, NULL);
    house_seal(NOW + 3 * DAY_MS);
    assert_int_equal(house_verify(&point, 1).bad, 12);
}

/* The sealer goes on behind an end that was cut off, and leaves what was signed as evidence. */
static void sealing_goes_on_without_hiding_what_is_missing(void **state)
{
    (void)state;
    fill();
    run("DELETE FROM audit_content WHERE entry IN (SELECT id FROM audit WHERE position > 10)");
    run("DELETE FROM audit WHERE position > 10");
    house_append(YX_AUDIT_BY_STAFF, 8, "login", 8, NULL);
    house_append(YX_AUDIT_BY_STAFF, 8, "logout", 8, NULL);
    house_append(YX_AUDIT_BY_STAFF, 8, "login", 8, NULL);
    assert_int_equal(house_seal(NOW + 2 * DAY_MS), 3);
    assert_int_equal(house_count("SELECT count(*) FROM audit_head"), 4);
    finds(12, "it is not the one that head 3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(each_byte_that_is_changed_is_found),
        T(an_entry_that_is_taken_away_is_missed),
        T(each_entry_is_missed),
        T(an_end_that_is_cut_off_is_missed),
        T(entries_that_change_places_are_found),
        T(words_that_change_places_are_found),
        T(words_that_are_taken_away_are_missed),
        T(words_that_are_added_are_found),
        T(heads_that_are_taken_away_are_missed),
        T(a_chain_that_was_computed_anew_is_not_as_it_was_signed),
        T(what_was_kept_elsewhere_is_missed_here),
        T(sealing_goes_on_without_hiding_what_is_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
