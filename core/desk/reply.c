#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/id.h"
#include "desk/inside.h"
#include "schedule/calendar.h"

enum { SOURCES_MOST = 12, SOURCE_CHARACTERS = 100, QUOTE_CHARACTERS = 500 };

struct wish {
    const char *text, *extra;
    const char *const *files;
    size_t file_count;
};

static bool may(const struct desk_plan *p, enum desk_act act, enum yx_err *err_out)
{
    *err_out = desk_judge(act, desk_whose(&p->c, p->me->id, p->now_ms), (p->me->roles & YX_LEAD) != 0);
    return *err_out == YX_OK;
}

static enum yx_err plan_reply(struct desk_plan *p)
{
    const struct wish *wish = p->wish;
    enum yx_err err;
    if (!may(p, DESK_REPLY, &err))
        return err;
    if (wish->file_count > 0 && desk_limits(&p->who).plain)
        return YX_INVALID; /* no way for anything but text */
    p->files = wish->files;
    p->file_count = wish->file_count;
    p->c.lease_until_ms = p->now_ms + yx_desk.lease_ms;
    desk_say(p, YX_STAFF, wish->text, wish->extra);
    p->answered = true;
    p->object = p->c.last_message;
    return YX_OK;
}

/* A text of a source: a line in its bounds; absent when it may be. */
static json_t *source_text(struct yx_arena *a, const json_t *source, const char *name, size_t most, bool must, bool *good)
{
    const json_t *text = json_object_get(source, name);
    const char *clean = desk_clean(a, json_string_value(text), most);
    *good = *good && (clean != NULL || (!must && (text == NULL || json_is_null(text))));
    return clean ? json_string(clean) : NULL;
}

/* "2018-12-29": in force since then. */
static bool is_date(const json_t *text)
{
    int year, month, day;
    return text == NULL || json_is_null(text) ||
           (json_is_string(text) && yx_date_read(json_string_value(text), &year, &month, &day));
}

/* The basis of what is said, rebuilt from what a page sent; NULL: it is not in its form. */
static json_t *read_sources(struct yx_arena *a, const char *given)
{
    json_t *list = json_loads(given, JSON_REJECT_DUPLICATES, NULL), *sources = json_array();
    bool good = json_is_array(list) && json_array_size(list) <= SOURCES_MOST;
    for (size_t i = 0; good && i < json_array_size(list); i++) {
        const json_t *source = json_array_get(list, i);
        good = is_date(json_object_get(source, "since"));
        json_array_append_new(sources, json_pack("{s:o*, s:o*, s:o*, s:o*}",
            "law", source_text(a, source, "law", SOURCE_CHARACTERS, true, &good),
            "article", source_text(a, source, "article", SOURCE_CHARACTERS, true, &good),
            "since", source_text(a, source, "since", SOURCE_CHARACTERS, false, &good),
            "quote", source_text(a, source, "quote", QUOTE_CHARACTERS, false, &good)));
    }
    json_decref(list);
    if (good)
        return sources;
    json_decref(sources);
    return NULL;
}

static bool read_extra(struct yx_arena *a, const char *given, const char **extra_out)
{
    json_t *sources = given ? read_sources(a, given) : json_array();
    bool good = sources != NULL, any = json_array_size(sources) > 0;
    json_t *extra = any ? json_pack("{s:o, s:[]}", "sources", sources, "choices") : NULL;
    char *text = extra ? json_dumps(extra, JSON_COMPACT) : NULL;
    *extra_out = text ? yx_arena_copy(a, text) : NULL;
    free(text);
    json_decref(any ? extra : sources);
    return good;
}

enum yx_err yx_desk_reply(struct yx_arena *a, const struct yx_form *form, int64_t conversation, const char *text,
    const char *sources, const char *const *files, size_t file_count, int64_t *message_out, int64_t *lease_until_out)
{
    struct wish wish = { .text = desk_clean(a, text, YX_DESK_TEXT_MOST), .files = files, .file_count = file_count };
    if (file_count > 0 && (text == NULL || *text == '\0'))
        wish.text = yx_texts_get(yx_desk.texts, "file.told");
    if (wish.text == NULL || file_count > YX_FILES_OF_MESSAGE || !read_extra(a, sources, &wish.extra))
        return YX_INVALID;
    struct desk_plan p = { .arena = a, .me = form->me, .form = form, .id = conversation, .now_ms = form->now_ms,
        .kind = "reply", .wish = &wish };
    memcpy(p.brought_by, desk_file_who(a, form->me->id, 0).who, sizeof p.brought_by);
    enum yx_err err = desk_do(&p, plan_reply);
    *message_out = p.object;
    *lease_until_out = p.c.lease_until_ms;
    return err;
}

/* ---- notes ---- */

static enum yx_err plan_note(struct desk_plan *p)
{
    enum yx_err err;
    if (!may(p, DESK_NOTE, &err))
        return err;
    p->note = (struct yx_note){ .id = yx_id_next(), .conversation = p->id, .staff = p->me->id, .text = p->wish,
        .at_ms = p->now_ms };
    p->object = p->note.id;
    return YX_OK;
}

enum yx_err yx_desk_note(struct yx_arena *a, const struct yx_form *form, int64_t conversation, const char *text,
    int64_t *note_out)
{
    struct desk_plan p = { .arena = a, .me = form->me, .form = form, .id = conversation, .now_ms = form->now_ms,
        .kind = "note", .wish = desk_clean(a, text, YX_DESK_NOTE_MOST) };
    if (p.wish == NULL)
        return YX_INVALID;
    enum yx_err err = desk_do(&p, plan_note);
    *note_out = p.object;
    return err;
}

/* ---- who it is ---- */

static enum yx_err plan_reveal(struct desk_plan *p)
{
    const char **who = p->got;
    enum yx_err err;
    if (!may(p, DESK_REVEAL, &err))
        return err;
    *who = p->who.sender;
    p->act = "reveal";
    return YX_OK;
}

enum yx_err yx_desk_reveal(struct yx_arena *a, const struct yx_staff *me, int64_t conversation, int64_t now_ms,
    const char **who_out)
{
    struct desk_plan p = { .arena = a, .me = me, .id = conversation, .now_ms = now_ms, .got = who_out };
    return desk_do(&p, plan_reveal);
}
