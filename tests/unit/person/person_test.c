/* Who is meant, and what changes meanwhile. */
#include <unistd.h>

#include "audit/verify.h"
#include "config/texts.h"
#include "person/person.h"
#include "person/zip.h"
#include "talk/fragment.h"
#include "talk/message.h"

#include "unit.h"

#define NOW INT64_C(1800000000000)

static struct {
    char *folder;
    struct yx_arena *arena;
    struct yx_store *store;
    struct yx_texts *texts;
    struct yx_person_work work;
} house;

static enum yx_err write_in(struct yx_tx *tx, void *arg)
{
    const struct yx_contact *who = arg;
    int64_t id = who->account[0] ? 20 : 10;
    const struct yx_conversation c = {
        .id = id, .contact = id + 1, .last_message = 2, .created_ms = NOW, .updated_ms = NOW
    };
    const struct yx_message_record said[] = {
        { .conversation = id, .message = { 1, YX_CITIZEN, "我叫孙某某", NULL, NOW } },
        { .conversation = id, .reply_to = 1, .message = { 2, YX_MACHINE, "您好", NULL, NOW } },
    };
    enum yx_err err = yx_conversation_open(tx, who, &c);
    for (int i = 0; i < 2 && err == YX_OK; i++)
        err = yx_message_add(tx, &said[i]);
    return err;
}

static int build(void **state)
{
    (void)state;
    int from;
    house.folder = unit_folder();
    house.arena = yx_arena_new(64 << 20);
    struct yx_faults faults = { .arena = house.arena };
    const char *path = yx_arena_print(house.arena, "%s/p.db", house.folder);
    const struct yx_store_setup setup = {
        .path = path, .readers = 2, .yield_path = yx_arena_print(house.arena, "%s/p.page", house.folder)
    };
    assert_int_equal(yx_store_migrate(path, &from), YX_OK);
    assert_int_equal(yx_store_open(&setup, &house.store), YX_OK);
    assert_int_equal(yx_texts_open("core/texts/zh-CN.yaml", NULL, &faults, &house.texts), YX_OK);
    house.work = (struct yx_person_work){ .store = house.store,
        .arena = house.arena,
        .texts = house.texts,
        .house = "热线",
        .media = house.folder,
        .now_ms = NOW };
    struct yx_contact web = { "web", "", "v1" }, wechat = { "wechat", "demo", "o:1/2" };
    assert_int_equal(yx_store_commit(house.store, write_in, &web), YX_OK);
    assert_int_equal(yx_store_commit(house.store, write_in, &wechat), YX_OK);
    return 0;
}

static int clear(void **state)
{
    (void)state;
    yx_store_close(&house.store);
    yx_texts_free(&house.texts);
    yx_arena_free(&house.arena);
    unit_remove(house.folder);
    return 0;
}

static enum yx_err find(const char *named, int64_t *id_out)
{
    struct yx_tx *tx;
    struct yx_person p;
    assert_int_equal(yx_store_read(house.store, &tx), YX_OK);
    enum yx_err err = yx_person_find(tx, house.arena, named, &p);
    yx_store_done(house.store, &tx);
    *id_out = p.conversation.id;
    return err;
}

static void somebody_is_found_by_how_they_write(void **state)
{
    (void)state;
    int64_t id;
    assert_int_equal(find("10", &id), YX_OK);
    assert_int_equal(find("web:v1", &id), YX_OK);
    assert_int_equal(id, 10);
    assert_int_equal(find("wechat/demo:o:1/2", &id), YX_OK);
    assert_int_equal(id, 20);
    static const char *const nobody[] = { "11", "web:v2", "web/x:v1", "wechat:o:1/2",
        "9223372036854775807:x" };
    for (size_t i = 0; i < sizeof nobody / sizeof *nobody; i++)
        assert_int_equal(find(nobody[i], &id), YX_NOT_FOUND);
    static const char *const wrong[] = { "", ":", "web:", ":v1", "/x:v1", "web", "99999999999999999999",
        "-1" };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(find(wrong[i], &id), YX_INVALID);
}

struct sql {
    const char *sql;
};
static enum yx_err run_work(struct yx_tx *tx, void *arg)
{
    return yx_tx_run(tx, ((struct sql *)arg)->sql, NULL, 0);
}
static void run(const char *sql)
{
    struct sql s = { sql };
    assert_int_equal(yx_store_commit(house.store, run_work, &s), YX_OK);
}

static int64_t count(const char *sql)
{
    struct yx_tx *tx;
    struct yx_rows rows;
    assert_int_equal(yx_store_read(house.store, &tx), YX_OK);
    assert_int_equal(yx_tx_query(tx, sql, NULL, 0, &rows), YX_OK);
    assert_int_equal(yx_rows_next(&rows), YX_OK);
    int64_t n = yx_rows_int(&rows, 0);
    yx_rows_close(&rows);
    yx_store_done(house.store, &tx);
    return n;
}

static void one_is_erased_and_nobody_else(void **state)
{
    (void)state;
    char *finding;
    struct yx_person_erased erased;
    struct yx_tx *tx;
    run("INSERT INTO letter (id, conversation, message, state, lease_until_ms, tries, contact, params) VALUES (1, 10, 2, 2, 0, 0, 11, '孙某某')");
    run("INSERT INTO letter (id, conversation, message, state, lease_until_ms, tries, contact, params) VALUES (2, 10, 2, 3, 0, 0, 11, '孙某某')");
    assert_int_equal(yx_person_erase(&house.work, "web:v1", &erased), YX_OK);
    assert_int_equal(erased.messages, 2);
    assert_int_equal(
        count("SELECT count(*) FROM message WHERE body = '（内容已按本人要求删除）' AND conversation = 10"),
        2);
    assert_int_equal(
        count("SELECT count(*) FROM message WHERE body LIKE '%孙某某%' AND conversation = 20"), 1);
    assert_int_equal(
        count(
            "SELECT count(*) FROM letter WHERE params IS NULL AND state = CASE id WHEN 1 THEN 6 ELSE 3 END"),
        2);
    assert_int_equal(count("SELECT version FROM conversation WHERE id = 10"), 2);
    assert_int_equal(
        count("SELECT count(*) FROM audit WHERE act IN ('forget', 'person.erase') AND kind = 5"), 3);
    assert_int_equal(yx_store_read(house.store, &tx), YX_OK);
    assert_int_equal(yx_talk_check(tx, house.arena, &finding), YX_OK);
    yx_store_done(house.store, &tx);
    assert_int_equal(yx_person_erase(&house.work, "web:v1", &erased), YX_NOT_FOUND);
    assert_int_equal(
        yx_person_erase(&house.work, "10", &erased), YX_OK); /* again, by its number: files that were left */
}

/* Whether a file holds the bytes of a text; archives of ours are not compressed. */
static bool holds(const char *path, const char *text)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *all = yx_arena_get(house.arena, 1 << 20);
    size_t len = fread(all, 1, 1 << 20, file);
    fclose(file);
    return memmem(all, len, text, strlen(text)) != NULL;
}

static enum yx_err keep_fragment(struct yx_tx *tx, void *arg)
{
    return yx_fragment_add(tx, arg);
}

static void texts_that_wait_for_others_are_erased_too(void **state)
{
    (void)state;
    struct yx_person_erased erased;
    struct yx_fragment texts[] = {
        { .id = 1, .who = { "web", "", "v1" }, .external_id = "a", .part = 1, .parts = 2, .text = "(1/2)我叫孙某某", .at_ms = NOW },
        { .id = 2, .who = { "web", "", "v1" }, .external_id = "b", .part = 1, .parts = 3, .text = "(1/3)我叫孙某某", .at_ms = NOW },
        { .id = 3, .who = { "wechat", "demo", "o:1/2" }, .external_id = "c", .part = 1, .parts = 2, .text = "(1/2)别人的", .at_ms = NOW },
    };
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(yx_store_commit(house.store, keep_fragment, &texts[i]), YX_OK);
    run("UPDATE fragment SET state = 1 WHERE id = 2");
    const char *to = yx_arena_print(house.arena, "%s/copy.zip", house.folder);
    assert_int_equal(yx_person_copy(&house.work, "web:v1", to, false), YX_OK);
    assert_true(holds(to, "(1/2)我叫孙某某"));
    assert_false(holds(to, "(1/3)我叫孙某某")); /* it was taken: it stands among the messages */
    assert_false(holds(to, "别人的"));
    assert_int_equal(yx_person_erase(&house.work, "web:v1", &erased), YX_OK);
    assert_int_equal(count("SELECT COUNT(*) FROM fragment"), 1);
    assert_int_equal(count("SELECT COUNT(*) FROM fragment WHERE body = '(1/2)别人的'"), 1);
}

static void whoever_waits_or_speaks_is_not_erased(void **state)
{
    (void)state;
    struct yx_person_erased erased;
    run("UPDATE conversation SET owner = 1 WHERE id = 10");
    assert_int_equal(yx_person_erase(&house.work, "10", &erased), YX_BUSY);
    run("UPDATE conversation SET owner = 2 WHERE id = 10");
    assert_int_equal(yx_person_erase(&house.work, "10", &erased), YX_BUSY);
    assert_int_equal(count("SELECT count(*) FROM message WHERE body LIKE '%孙某某%'"), 2);
    assert_int_equal(count("SELECT count(*) FROM audit"), 0);
}

static void a_copy_that_cannot_be_written_leaves_nothing(void **state)
{
    (void)state;
    const char *there = yx_arena_print(house.arena, "%s/there.zip", house.folder);
    assert_int_equal(yx_person_copy(&house.work, "10", there, false), YX_OK);
    assert_int_equal(yx_person_copy(&house.work, "10", there, false), YX_DUPLICATE);
    assert_int_equal(yx_person_copy(&house.work, "10", "/nowhere/x.zip", false), YX_READ_ONLY);
    assert_int_equal(
        yx_person_copy(&house.work, "11", yx_arena_print(house.arena, "%s/x.zip", house.folder), false),
        YX_NOT_FOUND);
    assert_int_not_equal(access(yx_arena_print(house.arena, "%s/x.zip", house.folder), F_OK), 0);
    assert_int_equal(count("SELECT count(*) FROM audit WHERE act = 'person.copy'"), 1);
}

static void an_archive_that_failed_is_not_there(void **state)
{
    (void)state;
    struct yx_zip *z;
    const char *path = yx_arena_print(house.arena, "%s/z.zip", house.folder);
    assert_int_equal(yx_zip_new(path, house.arena, &z), YX_OK);
    assert_int_equal(yx_zip_add(z, "说明.txt", "x", 1), YX_OK);
    assert_int_equal(yx_zip_add_file(z, "y", "/nowhere"), YX_NOT_FOUND);
    assert_int_equal(yx_zip_end(&z, false), YX_OK);
    assert_int_not_equal(access(path, F_OK), 0);
    assert_int_equal(yx_zip_end(&z, true), YX_OK); /* there is none */
}

#define T(name) cmocka_unit_test_setup_teardown(name, build, clear)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(somebody_is_found_by_how_they_write),
        T(one_is_erased_and_nobody_else), T(texts_that_wait_for_others_are_erased_too),
        T(whoever_waits_or_speaks_is_not_erased),
        T(a_copy_that_cannot_be_written_leaves_nothing),
        T(an_archive_that_failed_is_not_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
