/* What reporters are told of what happened to their case: a message in their conversation, with its letters. Each of those
 * whose cases were merged is told by their own number. */
#include <jansson.h>
#include <string.h>

#include "base/clock.h"
#include "cases/inside.h"

/* The texts of the core's catalogue, by event; NULL: nobody is told. */
static const char *const keys[YX_CASE_EVENTS] = {
    [YX_CASE_DO_SUBMIT] = "case.told.submit",     [YX_CASE_DO_ASK] = "case.told.ask",
    [YX_CASE_DO_LAPSE] = "case.told.lapse",       [YX_CASE_DO_ACCEPT] = "case.told.accept",
    [YX_CASE_DO_RETURNED] = "case.told.returned", [YX_CASE_DO_TRANSFER] = "case.told.transfer",
    [YX_CASE_DO_SEND_BACK] = "case.told.transfer", [YX_CASE_DO_SUSPEND] = "case.told.hold",
    [YX_CASE_DO_RESUME] = "case.told.resume",     [YX_CASE_DO_EXTEND] = "case.told.extend",
    [YX_CASE_DO_APPROVE] = "case.told.close",     [YX_CASE_DO_REOPEN] = "case.told.reopen",
    [YX_CASE_DO_REFUSE_REOPEN] = "case.told.refuse_reopen", [YX_CASE_DO_MERGE] = "case.told.merge",
    [YX_CASE_DO_UNMERGE] = "case.told.unmerge",   [YX_CASE_DO_CONTINUE] = "case.told.continue",
};

static int64_t today(int64_t ms)
{
    return (ms + (int64_t)8 * 3600000) / 86400000;
}

const char *case_day(struct yx_arena *a, int64_t due_ms, bool provisional, int64_t now_ms)
{
    struct yx_civil c = yx_term_last_day(due_ms), now = yx_clock_civil(now_ms);
    bool soon = due_ms - now_ms < 86400000 && today(due_ms - 1) == today(now_ms) && (due_ms + (int64_t)8 * 3600000) % 86400000 != 0;
    if (soon) {
        struct yx_civil at = yx_clock_civil(due_ms);
        return yx_arena_print(a, "%d:%02d", at.hour, at.minute);
    }
    const char *day = c.year == now.year ? yx_arena_print(a, "%d月%d日", c.month, c.day)
                                         : yx_arena_print(a, "%d年%d月%d日", c.year, c.month, c.day);
    return provisional ? yx_arena_print(a, "%s%s", day, yx_texts_get(yx_cases.texts, "hours.provisional")) : day;
}

const char *case_due_words(struct yx_arena *a, const struct case_row *c, int64_t now_ms)
{
    const struct case_limit *best = NULL;
    for (size_t i = 0; i < c->kind->limit_count; i++)
        if (c->limits[i].state == CASE_LIMIT_RUNS && (best == NULL || c->limits[i].due_ms < best->due_ms))
            best = &c->limits[i];
    return best ? case_day(a, best->due_ms, best->provisional, now_ms) : "";
}

/* 1. 时间；2. 地点 */
static const char *missing_words(struct yx_arena *a, const char *json)
{
    json_t *list = json ? json_loads(json, 0, NULL) : NULL;
    const char *words = "";
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *title = json_string_value(json_object_get(json_array_get(list, i), "title"));
        words = yx_arena_print(a, "%s%s%s", words, i > 0 ? "、" : "", title ? title : "");
    }
    words = yx_arena_copy(a, words);
    json_decref(list);
    return words;
}

static const char *colon(struct yx_arena *a, const char *text)
{
    return text && *text ? yx_arena_print(a, "\n%s", text) : "";
}

struct telling {
    struct case_plan *p;
    const char *key, *due, *missing, *outcome, *body, *code;
};

static const char *words_of(const struct telling *t, const char *number)
{
    struct case_plan *p = t->p;
    const struct case_row *c = &p->c;
    const char *text = p->wish.event == YX_CASE_DO_APPROVE ? c->reply : p->wish.text;
    return yx_texts_fill(yx_cases.texts, p->arena, t->key, "number", number, "kind", c->kind->title, "due", t->due, "missing",
        t->missing, "outcome", t->outcome, "body", t->body, "text", colon(p->arena, text), "code", t->code, NULL);
}

enum yx_err case_say(struct case_plan *p, int64_t conversation, const char *text, const char *sealed)
{
    struct case_notice *n = &p->notice;
    int64_t rest;
    *n = (struct case_notice){ .sealed = sealed };
    enum yx_err err = yx_conversation_get(p->tx, p->arena, conversation, &n->c, &n->who);
    if (err != YX_OK)
        return err == YX_NOT_FOUND ? YX_OK : err; /* their conversation was erased */
    struct yx_limits limits = yx_load_limits(yx_cases.registry, n->who.channel, n->who.account);
    const struct yx_writing w = { .limits = &limits, .texts = yx_cases.texts, .arena = p->arena, .conversation = n->c.id,
        .contact = n->c.contact };
    n->c.last_message++;
    n->c.updated_ms = p->now_ms;
    n->record = (struct yx_message_record){ .conversation = n->c.id, .message = { .id = n->c.last_message,
        .author = YX_MACHINE, .text = text, .extra = "{\"event\":\"case\",\"sources\":[],\"choices\":[]}", .at_ms = p->now_ms } };
    n->letter_count = yx_letters_write(&w, &n->record.message, 0, n->letters, &rest);
    n->c.held += n->letters[0].state == YX_LETTER_HELD;
    p->says = true;
    return YX_OK;
}

/* Which words: a code is issued or not, a body is in charge or not. */
static const char *key_of(const struct case_plan *p, enum yx_case_event event, const char *body)
{
    if (event == YX_CASE_DO_SUBMIT)
        return p->draft->code ? "case.told.submit_code" : "case.told.submit";
    if ((event == YX_CASE_DO_TRANSFER || event == YX_CASE_DO_SEND_BACK) && *body == '\0')
        return NULL; /* from one colleague to another: nobody else's business */
    return keys[event];
}

enum yx_err case_notify(struct case_plan *p, enum yx_case_event event)
{
    const struct case_row *c = &p->c;
    const char *body = NULL, *outcome = yx_kind_outcome(c->kind, c->outcome);
    if (keys[event] == NULL)
        return YX_OK;
    enum yx_err err = case_body_name(p->tx, p->arena, c->body, &body);
    if (err != YX_OK)
        return err;
    const struct telling t = { .p = p, .key = key_of(p, event, body ? body : ""), .due = case_due_words(p->arena, c, p->now_ms),
        .missing = missing_words(p->arena, c->missing), .outcome = outcome ? outcome : "",
        .body = c->refer_to ? c->refer_to : body ? body : "", .code = case_code_masked() };
    if (t.key == NULL)
        return YX_OK;
    bool codes = event == YX_CASE_DO_SUBMIT && p->draft->code != NULL;
    if (c->conversation != 0)
        err = case_say(p, c->conversation, words_of(&t, p->opens ? p->token : c->number), codes ? case_seal(p->arena, p->draft->code) : NULL);
    if (!p->opens && event != YX_CASE_DO_MERGE && event != YX_CASE_DO_UNMERGE)
        p->merged_told = words_of(&t, CASE_TOKEN);
    return err;
}
