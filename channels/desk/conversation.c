/* One conversation: who it is, what was said, what colleagues wrote. */
#include "rights.h"

json_t *desk_time_json(int64_t ms)
{
    return ms > 0 ? json_integer(ms) : json_null();
}

const char *desk_author(enum yx_author author)
{
    static const char *const words[] = { "citizen", "machine", "staff" };
    return words[author];
}

static json_t *member(json_t *extra, const char *name, json_t *dflt)
{
    json_t *is = json_object_get(extra, name);
    if (is == NULL)
        return dflt;
    json_decref(dflt);
    return json_incref(is);
}

static json_t *message_json(const struct yx_desk_message *m)
{
    json_t *extra = m->is.extra ? json_loads(m->is.extra, 0, NULL) : NULL;
    json_t *letter = m->letter ? json_pack("{s:s, s:s?}", "state", m->letter, "reason", m->reason) : json_null();
    json_t *files = m->is.files ? json_loads(m->is.files, 0, NULL) : json_array();
    json_t *made = json_pack("{s:o, s:s, s:s, s:o, s:o, s:o, s:o, s:I, s:o, s:o, s:s?}", "id", desk_id_json(m->is.id), "author",
        desk_author(m->is.author), "text", m->is.text, "sources", member(extra, "sources", json_array()), "choices",
        member(extra, "choices", json_array()), "event", member(extra, "event", json_null()), "files", files, "at",
        (json_int_t)m->is.at_ms, "staff", desk_who_json(&m->staff, "display"), "letter", letter,
        "correction", m->correction);
    json_decref(extra);
    return made;
}

static json_t *past_json(const struct yx_desk_head *h)
{
    json_t *all = json_array();
    for (size_t i = 0; i < h->past_count; i++) {
        const struct yx_desk_past *p = &h->past[i];
        json_array_append_new(all, json_pack("{s:o, s:I, s:I, s:s?, s:s?, s:o}", "id", desk_id_json(p->id), "from",
            (json_int_t)p->from_ms, "to", (json_int_t)p->to_ms, "last", p->summary, "staff", p->staff, "stars",
            desk_time_json(p->stars)));
    }
    return all;
}

static json_t *viewers_json(const struct yx_desk_head *h)
{
    json_t *all = json_array();
    for (size_t i = 0; i < h->viewer_count; i++)
        json_array_append_new(all, json_pack("{s:s, s:b}", "display", h->viewers[i].name, "writing", h->viewers[i].writing));
    return all;
}

static json_t *limits_json(const struct yx_desk_head *h)
{
    const struct yx_limits *l = &h->limits;
    json_t *units = l->unit_one == 0 ? json_null()
        : json_pack("{s:i, s:i, s:i, s:I}", "one", l->unit_one, "part", l->unit_part, "head", l->unit_head, "letter",
              (json_int_t)l->reply_units);
    return json_pack("{s:I, s:o, s:o, s:o, s:b, s:o, s:b}", "length", (json_int_t)l->reply_bytes, "units", units,
        "window_until", l->windowed ? json_integer(h->window_until_ms) : json_null(), "window_left",
        l->windowed ? json_integer(h->window_left) : json_null(), "opted_out", h->opted_out, "quiet_until",
        desk_time_json(h->quiet_until_ms), "pushes", l->pushes);
}

static json_t *head_json(const struct yx_desk_head *h)
{
    static const char *const owners[] = { "bot", "queue", "human" };
    return json_pack("{s:o, s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:b, s:s?, s:o, s:o, s:o, s:o, s:o, s:o}", "id",
        desk_id_json(h->id), "channel", h->channel, "account", h->account, "who", h->who, "owner", owners[h->owner],
        "staff", desk_who_json(&h->staff, "display"), "team", desk_who_json(&h->team, "name"), "area",
        desk_who_json(&h->area, "name"), "urgent", h->urgent, "why", h->why, "lease_until",
        desk_time_json(h->lease_until_ms), "since", desk_time_json(h->since_ms), "rating", desk_time_json(h->stars),
        "earlier", past_json(h), "limits", limits_json(h), "viewers", viewers_json(h));
}

static json_t *notes_json(const struct yx_desk_note_row *rows, size_t count)
{
    json_t *all = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(all, json_pack("{s:o, s:o, s:s, s:I}", "id", desk_id_json(rows[i].id), "staff",
            desk_who_json(&rows[i].staff, "display"), "text", rows[i].text, "at", (json_int_t)rows[i].at_ms));
    return all;
}

static json_t *hands_json(const struct yx_desk_hand_row *rows, size_t count)
{
    json_t *all = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(all, json_pack("{s:o, s:o, s:o, s:s, s:s?, s:I}", "id", desk_id_json(rows[i].id), "from",
            desk_who_json(&rows[i].from, "display"), "to", desk_who_json(&rows[i].to, "display"), "kind", rows[i].kind,
            "note", rows[i].note, "at", (json_int_t)rows[i].at_ms));
    return all;
}

static json_t *messages_json(const struct yx_desk_messages *m)
{
    json_t *all = json_array();
    for (size_t i = 0; i < m->count; i++)
        json_array_append_new(all, message_json(&m->at[i]));
    return all;
}

/* after=N: a message and those behind it; before=N: those before it; neither: the last ones. */
static enum yx_err read_messages(struct desk_call *call, struct yx_desk_messages *m)
{
    const char *zero = yx_request_query(call->req, "after");
    int64_t after = 0, before = 0;
    bool from_start = zero && zero[0] == '0' && zero[1] == '\0';
    if ((!from_start && !desk_query_id(call, "after", &after)) || !desk_query_id(call, "before", &before))
        return YX_INVALID;
    return yx_desk_messages(call->req->arena, call->object, zero ? after : -1, before, m);
}

enum yx_err desk_conversation(struct desk_call *call)
{
    struct yx_arena *a = call->req->arena;
    struct yx_desk_head head;
    struct yx_desk_messages messages;
    struct yx_desk_note_row *notes;
    struct yx_desk_hand_row *hands;
    size_t note_count, hand_count;
    enum yx_err err = yx_desk_look(a, call->me, call->object, call->req->now_ms, &head);
    if (err == YX_OK)
        err = read_messages(call, &messages);
    if (err == YX_OK)
        err = yx_desk_notes(a, call->object, &notes, &note_count, &hands, &hand_count);
    if (err != YX_OK)
        return err;
    return desk_answer(call, json_pack("{s:o, s:o, s:o, s:o, s:b}", "conversation", head_json(&head), "messages",
        messages_json(&messages), "notes", notes_json(notes, note_count), "handovers", hands_json(hands, hand_count),
        "more", messages.more));
}
