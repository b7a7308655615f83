/* A house for turns: a store, one plugin and one channel that the test brings. */
#ifndef YX_UNIT_TURN_HOUSE_H
#define YX_UNIT_TURN_HOUSE_H

#include "base/clock.h"
#include "turn/turn.h"

#include "unit.h"

static struct {
    char *folder;
    struct yx_store *store;
    struct yx_limit *limit;
    struct yx_texts *texts;
    struct yx_registry registry;
    struct yx_arena *arena;
    struct yx_loaded_plugin plugin;
    struct yx_loaded_channel channel;
} house;

static inline void house_build(const struct yx_plugin *plugin, const struct yx_channel *channel)
{
    house.folder = unit_folder();
    house.arena = yx_arena_new(8 << 20);
    char *path = yx_arena_print(house.arena, "%s/t.db", house.folder);
    char *page = yx_arena_print(house.arena, "%s/t.page", house.folder);
    int from;
    assert_int_equal(yx_store_migrate(path, &from), YX_OK);
    const struct yx_store_setup setup = { .path = path, .yield_path = page, .readers = 2 };
    assert_int_equal(yx_store_open(&setup, &house.store), YX_OK);
    house.limit = yx_limit_new(&(struct yx_limit_setup){ 64, 60000, 1000 });
    struct yx_faults faults = { .arena = house.arena };
    assert_int_equal(yx_texts_open("core/texts/zh-CN.yaml", NULL, &faults, &house.texts), YX_OK);
    house.plugin = (struct yx_loaded_plugin){ .is = plugin };
    house.channel = (struct yx_loaded_channel){ .is = channel };
    house.registry = (struct yx_registry){
        .plugins = &house.plugin, .plugin_count = 1, .channels = &house.channel, .channel_count = 1,
    };
    const struct yx_turn_house turns = {
        .store = house.store, .registry = &house.registry, .texts = house.texts,
        .limit = house.limit, .name = "一线", .hours = "9:00-17:00", .phone = "12348",
    };
    assert_int_equal(yx_turns_start(&turns, "core/turn/commands.yaml", &faults), YX_OK);
}

static inline void house_remove(void)
{
    yx_turns_stop();
    yx_store_close(&house.store);
    yx_limit_free(&house.limit);
    yx_texts_free(&house.texts);
    yx_arena_free(&house.arena);
    unit_remove(house.folder);
}

/* Take a message; sender "张" unless it names one. */
static inline struct yx_outcome house_take(struct yx_inbound in, struct yx_carried *carried)
{
    struct yx_outcome outcome;
    struct yx_carried own;
    in.account = in.account ? in.account : "";
    in.sender = in.sender ? in.sender : "张";
    in.text_len = in.text ? strlen(in.text) : 0;
    yx_turn_take(&house.channel, house.arena, &in, yx_clock_ms(), &outcome, carried ? carried : &own);
    return outcome;
}

static inline int64_t count(const char *sql)
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

#endif
