/* What waits and what is mine: the queue, taking one, staying with it, being on duty. */
#include "rights.h"

json_t *desk_who_json(const struct yx_desk_who *who, const char *name)
{
    return who->name ? json_pack("{s:o, s:s}", "id", desk_id_json(who->id), name, who->name) : json_null();
}

static json_t *waiting_json(const struct yx_desk_waiting *w)
{
    return json_pack("{s:o, s:s, s:I, s:b, s:o, s:s, s:s?, s:o, s:I, s:o, s:s?}", "id", desk_id_json(w->id), "channel",
        w->channel, "since", (json_int_t)w->since_ms, "urgent", w->urgent, "area", desk_who_json(&w->area, "name"),
        "first", w->first, "why", w->why, "team", desk_who_json(&w->team, "name"), "unread", (json_int_t)w->unread,
        "from", desk_time_json(w->from_ms), "lost", w->lost);
}

static json_t *last_json(const struct yx_message *m)
{
    if (m->text == NULL)
        return json_null();
    return json_pack("{s:s, s:s, s:I}", "text", m->text, "author", desk_author(m->author), "at", (json_int_t)m->at_ms);
}

static json_t *mine_json(const struct yx_desk_mine *m)
{
    return json_pack("{s:o, s:s, s:s, s:I, s:I, s:o, s:I, s:b, s:o}", "id", desk_id_json(m->id), "channel", m->channel,
        "who", m->who, "since", (json_int_t)m->since_ms, "lease_until", (json_int_t)m->lease_until_ms, "last",
        last_json(&m->last), "unread", (json_int_t)m->unread, "urgent", m->urgent, "staff",
        desk_who_json(&m->staff, "display"));
}

static json_t *mine_list(const struct yx_desk_mine *list, size_t count)
{
    json_t *all = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(all, mine_json(&list[i]));
    return all;
}

enum yx_err desk_queue(struct desk_call *call)
{
    struct yx_desk_queue q;
    struct yx_desk_hours hours;
    enum yx_err err = yx_desk_queue(call->req->arena, call->me, call->req->now_ms, &q);
    if (err == YX_OK)
        err = yx_desk_hours(call->req->arena, call->req->now_ms, &hours);
    if (err != YX_OK)
        return err;
    json_t *waiting = json_array();
    for (size_t i = 0; i < q.waiting_count; i++)
        json_array_append_new(waiting, waiting_json(&q.waiting[i]));
    return desk_answer(call, json_pack("{s:o, s:I, s:o, s:o, s:I, s:{s:b, s:s, s:s}}", "waiting", waiting,
        "waiting_total", (json_int_t)q.waiting_total, "mine", mine_list(q.mine, q.mine_count), "owned",
        mine_list(q.owned, q.owned_count), "others", (json_int_t)q.others, "hours", "open", hours.open, "text",
        yx_house_text(call->desk->host, "house.hours"), "next", hours.next));
}

/* {conversation} or {next: true}. */
enum yx_err desk_claim(struct desk_call *call)
{
    int64_t id = 0, got = 0;
    const char *by = NULL;
    bool next = json_is_true(json_object_get(call->body, "next"));
    if (!next && !desk_id(call, "conversation", &id))
        return YX_INVALID;
    enum yx_err err = yx_desk_claim(call->req->arena, call->me, id, call->req->now_ms, &got, &by);
    if (err == YX_CONFLICT)
        return desk_refuse_with(call, err, by ? "error.taken" : "error.not_waiting",
            by ? json_pack("{s:s}", "by", by) : NULL);
    if (err == YX_EMPTY)
        return desk_refuse_with(call, YX_NOT_FOUND, "error.nothing_waits", NULL);
    return err == YX_OK ? desk_answer(call, json_pack("{s:o}", "conversation", desk_id_json(got))) : err;
}

/* {conversations: [id…]}: those that are still mine come back with their leases. */
enum yx_err desk_heartbeat(struct desk_call *call)
{
    const json_t *list = json_object_get(call->body, "conversations");
    size_t count = json_array_size(list), lease_count;
    struct yx_desk_lease *leases;
    if (!json_is_array(list) || count > YX_DESK_MINE_MOST)
        return YX_INVALID;
    int64_t *ids = yx_arena_get(call->req->arena, (count + 1) * sizeof *ids);
    for (size_t i = 0; i < count; i++) {
        const json_t *id = json_array_get(list, i);
        if (!json_is_string(id) || !desk_read_id(json_string_value(id), json_string_length(id), &ids[i]))
            return YX_INVALID;
    }
    enum yx_err err = yx_desk_heartbeat(call->req->arena, call->me, ids, count, call->req->now_ms, &leases, &lease_count);
    if (err != YX_OK)
        return err;
    json_t *all = json_array();
    for (size_t i = 0; i < lease_count; i++)
        json_array_append_new(all, json_pack("{s:o, s:I}", "id", desk_id_json(leases[i].conversation), "lease_until",
            (json_int_t)leases[i].until_ms));
    return desk_answer(call, json_pack("{s:o}", "leases", all));
}

/* {present}: going off duty with open conversations is refused, with their list. */
enum yx_err desk_present(struct desk_call *call)
{
    const json_t *present = json_object_get(call->body, "present");
    struct yx_desk_mine *open;
    size_t count;
    if (!json_is_boolean(present))
        return YX_INVALID;
    enum yx_err err = yx_desk_present(call->req->arena, call->me, json_is_true(present), call->req->now_ms, &open, &count);
    if (err == YX_CONFLICT)
        return desk_refuse_with(call, err, "error.still_open", json_pack("{s:o}", "open", mine_list(open, count)));
    return err == YX_OK ? desk_answer(call, json_pack("{s:o}", "open", mine_list(open, count))) : err;
}

static json_t *colleague_json(const struct yx_desk_colleague *c)
{
    const struct yx_desk_who team = { c->is.team, c->is.team_name };
    return json_pack("{s:o, s:s, s:o, s:b, s:I, s:i}", "id", desk_id_json(c->is.id), "display", c->is.display, "team",
        desk_who_json(&team, "name"), "present", c->is.present, "open", (json_int_t)c->open, "capacity", c->is.capacity);
}

static json_t *team_json(const struct yx_unit *team, const struct yx_desk_colleague *list, size_t count)
{
    int present = 0;
    for (size_t i = 0; i < count; i++)
        present += list[i].is.team == team->id && list[i].is.present;
    return json_pack("{s:o, s:s, s:i}", "id", desk_id_json(team->id), "name", team->name, "present", present);
}

/* To whom one may hand over. */
enum yx_err desk_colleagues(struct desk_call *call)
{
    struct yx_desk_colleague *list;
    struct yx_unit *teams;
    struct yx_desk_hours hours;
    size_t count, team_count;
    enum yx_err err = yx_desk_colleagues(call->req->arena, &list, &count);
    if (err == YX_OK)
        err = yx_desk_unit_list(call->req->arena, YX_UNIT_TEAM, &teams, &team_count);
    if (err == YX_OK)
        err = yx_desk_hours(call->req->arena, call->req->now_ms, &hours);
    if (err != YX_OK)
        return err;
    json_t *staff = json_array(), *units = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(staff, colleague_json(&list[i]));
    for (size_t i = 0; i < team_count; i++)
        json_array_append_new(units, team_json(&teams[i], list, count));
    return desk_answer(call, json_pack("{s:o, s:o, s:o}", "staff", staff, "teams", units, "next_shift",
        desk_time_json(hours.next_shift_ms)));
}
