/* What a gate works with, opened in the order in which one needs the other: store,
 * texts, knowledge base, guests, turns, routes. */
#include <stdio.h>

#include "base/clock.h"
#include "cases/cases.h"
#include "desk/desk.h"
#include "files/files.h"
#include "gate/dispatch.h"
#include "kb/yx_kb.h"
#include "people/people.h"
#include "schedule/roster.h"
#include "serve/house.h"
#include "serve/rooms.h"
#include "turn/join.h"
#include "turn/state.h"
#include "watch/log.h"

enum { BUCKETS = 16384 };

static struct {
    struct yx_rooms rooms;
    struct yx_kb *kb;
    struct yx_limit *limit;
} own;

static const char *error_text(enum yx_err err)
{
    char key[64];
    snprintf(key, sizeof key, "error.%s", yx_err_name(err));
    return yx_texts_get(own.rooms.texts, key);
}

static void take(const void *channel, struct yx_request *req, struct yx_response *resp)
{
    yx_turn_request(channel, req, resp);
}

/* Without an index the house still opens: a plugin that needs one says so. */
static void open_kb(const struct yx_config *c)
{
    enum yx_err err = yx_kb_open(yx_config_text(c, "kb.index"), &own.kb);
    if (err != YX_OK)
        yx_log(YX_WARN, "no knowledge base", "err", yx_err_words(err), "file",
            yx_config_text(c, "kb.index"), NULL);
}

static enum yx_err start_turns(const struct yx_config *c, struct yx_faults *faults)
{
    own.limit = yx_limit_new(&(struct yx_limit_setup){
        .buckets = BUCKETS,
        .per_minute = (int)yx_config_int(c, "gate.rate_per_minute"),
        .burst = (int)yx_config_int(c, "gate.rate_burst"),
    });
    const struct yx_turn_house turns = {
        .store = own.rooms.store, .registry = own.rooms.registry, .texts = own.rooms.texts, .limit = own.limit,
        .name = yx_config_text(c, "house.name"), .hours = yx_config_text(c, "house.hours"),
        .phone = yx_config_text(c, "house.phone"),
    };
    if (own.limit == NULL)
        return YX_MEMORY;
    return yx_turns_start(&turns, yx_config_data(c, own.rooms.arena, YX_COMMANDS_FILE), faults);
}

static enum yx_err add_routes(struct yx_routes *routes)
{
    enum yx_err err = YX_OK;
    const struct yx_registry *r = own.rooms.registry;
    for (size_t i = 0; i < r->channel_count && err == YX_OK; i++)
        err = yx_routes_add(routes,
            &(struct yx_route_owner){ r->channels[i].is->name, r->channels[i].self, &r->channels[i] },
            r->channels[i].is->routes);
    for (size_t i = 0; i < r->plugin_count && err == YX_OK; i++)
        if (r->plugins[i].is->routes != NULL)
            err = yx_routes_add(routes,
                &(struct yx_route_owner){ r->plugins[i].is->name, r->plugins[i].self, NULL },
                r->plugins[i].is->routes);
    return err;
}

static enum yx_err house_open(struct yx_config *c, struct yx_faults *faults, struct yx_routes *routes)
{
    enum yx_err err = yx_rooms_open(c, faults, &own.rooms);
    if (err == YX_OK)
        err = yx_files_start(c, faults, own.rooms.store, own.rooms.texts);
    if (err == YX_OK) {
        open_kb(c);
        yx_people_start(own.rooms.store);
        yx_desk_start(c, own.rooms.store, own.rooms.registry, own.rooms.texts);
        err = yx_cases_start(c, own.rooms.store, own.rooms.registry, own.rooms.texts, faults);
    }
    if (err == YX_OK)
        err = yx_load_start(own.rooms.registry, YX_LOAD_ALL, own.kb, NULL, faults);
    if (err == YX_OK)
        err = yx_roster_open(c, faults);
    if (err == YX_OK) {
        yx_roster_refresh(own.rooms.store);
        err = start_turns(c, faults);
    }
    if (err == YX_OK)
        err = add_routes(routes);
    if (err != YX_OK)
        return err;
    yx_error_text = error_text;
    yx_take_request = take;
    yx_taken_written = yx_turn_written;
    return YX_OK;
}

static bool house_ready(void)
{
    struct yx_tx *tx;
    if (own.rooms.store == NULL || yx_store_read(own.rooms.store, &tx) != YX_OK)
        return false;
    yx_store_done(own.rooms.store, &tx);
    return true;
}

static void house_tick(void)
{
    if (own.kb != NULL)
        yx_kb_refresh(own.kb);
    yx_roster_refresh(own.rooms.store);
    yx_joins_tick(yx_clock_ms());
}

static void house_close(void)
{
    if (own.rooms.registry != NULL)
        yx_load_stop(own.rooms.registry);
    yx_turns_stop();
    yx_cases_stop();
    yx_kb_close(&own.kb);
    yx_rooms_close(&own.rooms);
    yx_limit_free(&own.limit);
}

void yx_turns_furnish(void)
{
    yx_house = (struct yx_house){
        .open = house_open, .ready = house_ready, .tick = house_tick, .close = house_close,
    };
}
