/* A house with cases for tests: a database of its own, the shipped kinds, staff, a reporter with a conversation. */
#ifndef CASES_HOUSE_H
#define CASES_HOUSE_H

#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/id.h"
#include "cases/inside.h"
#include "people/people.h"
#include "people/staff.h"
#include "people/units.h"
#include "schedule/roster.h"

#include "unit.h"

static struct {
    char *folder;
    struct yx_arena *arena;
    struct yx_faults faults;
    struct yx_config *config;
    struct yx_store *store;
    struct yx_texts *texts;
    struct yx_registry registry; /* no channel: every sender is a page */
} house;

/* Staff by what they are; bodies. */
static struct yx_staff intake = { .id = 11, .name = "a", .display = "坐席甲", .roles = YX_AGENT },
    handler = { .id = 12, .name = "b", .display = "承办人甲", .roles = YX_HANDLER },
    second = { .id = 13, .name = "c", .display = "承办人乙", .roles = YX_HANDLER },
    reviewer = { .id = 14, .name = "d", .display = "审核人甲", .roles = YX_REVIEWER },
    lead = { .id = 15, .name = "e", .display = "值班长", .roles = YX_LEAD },
    outside = { .id = 16, .name = "f", .display = "协办单位承办人", .roles = YX_HANDLER, .body = 22 },
    both = { .id = 17, .name = "g", .display = "承办兼审核", .roles = YX_HANDLER | YX_REVIEWER };
enum { HOME = 0, BUREAU = 22, REPORTER = 101, SECOND_REPORTER = 102 };

static void house_write(const char *path, const char *text)
{
    FILE *out = fopen(path, "we");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
    assert_int_equal(chmod(path, 0600), 0);
}

static enum yx_err house_people(struct yx_tx *tx, void *arg)
{
    struct yx_staff *all[] = { &intake, &handler, &second, &reviewer, &lead, &outside, &both };
    enum yx_err err = yx_unit_insert(tx, YX_UNIT_BODY, &(struct yx_unit){ BUREAU, "协办单位", 0 }, 1);
    (void)arg;
    for (size_t i = 0; i < sizeof all / sizeof *all && err == YX_OK; i++)
        err = yx_staff_insert(tx, all[i], "x", 1);
    return err;
}

static enum yx_err house_reporter(struct yx_tx *tx, void *arg)
{
    int64_t id = *(int64_t *)arg;
    char sender[24];
    snprintf(sender, sizeof sender, "r%d", (int)id);
    const struct yx_contact who = { "web", "", sender };
    const struct yx_conversation c = { .id = id + 1000, .contact = id, .created_ms = 1, .updated_ms = 1 };
    return yx_conversation_open(tx, &who, &c);
}

static int house_open(void **state)
{
    (void)state;
    char *yaml, *db, *file, *cwd = getcwd(NULL, 0);
    int from;
    house.folder = unit_folder();
    house.arena = yx_arena_new(64 << 20);
    house.faults.arena = house.arena;
    file = yx_arena_print(house.arena, "%s/yixian.yaml", house.folder);
    db = yx_arena_print(house.arena, "%s/yixian.db", house.folder);
    yaml = yx_arena_print(house.arena, "paths: { data: %s }\ncases: { key: %s/key }\n", cwd, house.folder);
    free(cwd);
    house_write(file, yaml);
    house_write(yx_arena_print(house.arena, "%s/key", house.folder), "0123456789abcdef0123456789abcdef");
    assert_int_equal(yx_config_open(file, &house.faults, &house.config), YX_OK);
    yx_config_take(house.config, "", yx_core_options, &house.faults);
    assert_int_equal(house.faults.count, 0);
    assert_int_equal(yx_store_migrate(db, &from), YX_OK);
    const struct yx_store_setup setup = { .path = db, .yield_path = yx_arena_print(house.arena, "%s/page", house.folder), .readers = 4 };
    assert_int_equal(yx_store_open(&setup, &house.store), YX_OK);
    assert_int_equal(yx_roster_open(house.config, &house.faults), YX_OK);
    assert_int_equal(yx_texts_open("core/texts/zh-CN.yaml", NULL, &house.faults, &house.texts), YX_OK);
    yx_texts_strict(true);
    yx_people_start(house.store);
    assert_int_equal(yx_cases_start(house.config, house.store, &house.registry, house.texts, &house.faults), YX_OK);
    assert_int_equal(yx_store_commit(house.store, house_people, NULL), YX_OK);
    for (int64_t id = REPORTER; id <= SECOND_REPORTER; id++)
        assert_int_equal(yx_store_commit(house.store, house_reporter, &id), YX_OK);
    return 0;
}

static int house_close(void **state)
{
    (void)state;
    yx_cases_stop();
    yx_texts_free(&house.texts);
    yx_store_close(&house.store);
    yx_config_free(&house.config);
    yx_arena_free(&house.arena);
    unit_remove(house.folder);
    return 0;
}

static inline int64_t house_at(const char *day, int hour)
{
    struct yx_civil c = { .hour = hour };
    assert_true(yx_date_read(day, &c.year, &c.month, &c.day));
    return yx_clock_from_civil(&c);
}

/* A case as it is now; in the arena. */
static inline struct case_row house_case(int64_t id)
{
    struct yx_tx *tx;
    struct case_row c;
    assert_int_equal(yx_store_read(house.store, &tx), YX_OK);
    assert_int_equal(case_get(tx, house.arena, id, &c), YX_OK);
    yx_store_done(house.store, &tx);
    return c;
}

/* One number out of the database. */
static inline int64_t house_count(const char *sql)
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

/* Values that are enough for a kind. */
static inline struct yx_values house_values(const char *kind)
{
    if (strcmp(kind, "complaint") == 0)
        return (struct yx_values){ { "subject", "respondent", "place", "what" },
            { "wages", "某某建筑公司", "城关镇人民路", "三个月工资没有发" }, 4 };
    if (strcmp(kind, "supervisor_report") == 0)
        return (struct yx_values){ { "agency", "issue", "place", "time" }, { "城管", "fine", "人民路菜市场门口", "11月20日上午9点" }, 4 };
    if (strcmp(kind, "consultation") == 0)
        return (struct yx_values){ { "topic", "what" }, { "labour", "没签合同能要双倍工资吗" }, 2 };
    if (strcmp(kind, "legal_aid") == 0)
        return (struct yx_values){ { "name", "phone", "matter", "what", "exempt" },
            { "申请人甲", "13800000000", "wages", "包工头拖欠工资", "yes" }, 5 };
    return (struct yx_values){ { "dispute", "other_side", "place", "what", "wish", "phone" },
        { "neighbour", "邻居", "城关镇东村", "宅基地过道被占", "恢复过道", "13800000000" }, 6 };
}

static inline int64_t house_file(const char *kind, int64_t reporter, int64_t now_ms, const char *code, const unsigned char *digest)
{
    const struct yx_values values = house_values(kind);
    const struct case_draft draft = { .kind = yx_kinds_find(&yx_cases.kinds, kind), .values = &values, .contact = reporter,
        .conversation = reporter + 1000, .code = code, .digest = digest };
    struct case_plan p = { .arena = house.arena, .actor = { .contact = reporter }, .draft = &draft, .id = yx_id_next(), .now_ms = now_ms };
    assert_non_null(draft.kind);
    assert_int_equal(case_do(&p, case_plan_open), YX_OK);
    return p.id;
}

/* Act; why: what the refusal says, or NULL. */
static inline enum yx_err house_act(int64_t id, const struct case_actor *actor, const struct case_wish *wish, int64_t now_ms, const char **why)
{
    struct case_plan p = { .arena = house.arena, .actor = *actor, .id = id, .now_ms = now_ms, .wish = *wish };
    enum yx_err err = case_do(&p, case_plan_act);
    if (why != NULL)
        *why = err == YX_OK ? NULL : p.why;
    return err;
}

#endif
