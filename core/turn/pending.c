/* The one open question of a conversation, {"plugin", "choices": [{"label", "value"}],
 * "rest": {"message", "from"}}, or the core's own (talk/rating.h). It owns all bare digits. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "talk/rating.h"
#include "turn/state.h"

enum { PENDING_MAX = 64 * 1024 };

char *yx_pending_print(const struct yx_turn *t)
{
    struct yx_buf b = yx_buf_new(PENDING_MAX);
    yx_buf_text(&b, "{");
    yx_json_member(&b, "plugin", t->plugin->is->name);
    yx_buf_text(&b, ",\"choices\":[");
    for (size_t i = 0; i < t->effects.choice_count; i++) {
        yx_buf_text(&b, i > 0 ? ",{" : "{");
        yx_json_member(&b, "label", t->effects.choices[i].label);
        yx_json_member(&b, "value", t->effects.choices[i].value);
        yx_buf_text(&b, "}");
    }
    yx_buf_text(&b, "]}");
    char *copy = yx_arena_copy(t->arena, b.over ? "{}" : b.at);
    yx_buf_free(&b);
    return copy;
}

/* The number that a text is, alone: "2", "2。", "第二个", "选2"; 0 when it is none. */
static size_t number_of(const char *folded)
{
    static const char *const before[] = { "第", "选择", "选" };
    static const char *const digits[] = { "一", "二", "三", "四", "五", "六", "七", "八", "九" };
    static const char *const after[] = { "", ".", "。", "、", "个", "条", "项", "号", "分", "星", "吧", "!", ")" };
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        if (strncmp(folded, before[i], strlen(before[i])) == 0) {
            folded += strlen(before[i]);
            break;
        }
    size_t number = 0;
    if (*folded >= '1' && *folded <= '9') {
        number = (size_t)(*folded++ - '0');
    } else {
        for (size_t i = 0; i < 9 && number == 0; i++)
            if (strncmp(folded, digits[i], strlen(digits[i])) == 0) {
                number = i + 1;
                folded += strlen(digits[i]);
            }
    }
    for (size_t i = 0; i < sizeof after / sizeof *after; i++)
        if (strcmp(folded, after[i]) == 0)
            return number;
    return 0;
}

static const struct yx_loaded_plugin *plugin_named(const char *name)
{
    for (size_t i = 0; name != NULL && i < yx_turns.registry->plugin_count; i++)
        if (strcmp(yx_turns.registry->plugins[i].is->name, name) == 0)
            return &yx_turns.registry->plugins[i];
    return NULL;
}

static const char *taken_value(const struct yx_turn *t, const json_t *choices)
{
    size_t number = number_of(t->folded);
    for (size_t i = 0; i < json_array_size(choices); i++) {
        const json_t *choice = json_array_get(choices, i);
        const char *label = json_string_value(json_object_get(choice, "label"));
        if (number > 0 ? i == number - 1 : label != NULL && strcmp(label, t->text) == 0)
            return json_string_value(json_object_get(choice, "value"));
    }
    return NULL;
}

/* How the service was: a number, or the words beside it. */
static int stars_of(const struct yx_turn *t)
{
    size_t number = number_of(t->folded);
    for (int stars = 1; number == 0 && stars <= YX_STARS_MOST; stars++)
        if (strcmp(yx_texts_get(yx_turns.texts, yx_arena_print(t->arena, "desk.stars%d", stars)), t->text) == 0)
            return stars;
    return number <= YX_STARS_MOST ? (int)number : 0;
}

/* Whether it may be an answer: a number, or a text that stands in the question. Most are
 * neither, and are spared the reading. */
static bool may_answer(const struct yx_turn *t)
{
    return number_of(t->folded) > 0 || strpbrk(t->text, "\"\\\n\r\t") != NULL ||
        strstr(t->conversation.pending, t->text) != NULL;
}

bool yx_pending_takes(struct yx_turn *t)
{
    int64_t service;
    if (t->conversation.pending == NULL)
        return false;
    if (yx_rating_read(t->conversation.pending, t->now_ms, &service)) {
        t->rated = (struct yx_rated){ service, stars_of(t) };
        return t->rated.stars > 0;
    }
    if (!may_answer(t))
        return false;
    json_t *all = json_loads(t->conversation.pending, 0, NULL);
    const json_t *choices = json_object_get(all, "choices"), *rest = json_object_get(all, "rest");
    if (rest != NULL && number_of(t->folded) == json_array_size(choices) + 1)
        t->rest = (struct yx_rest){ json_integer_value(json_object_get(rest, "message")),
            json_integer_value(json_object_get(rest, "from")) };
    const char *value = taken_value(t, choices);
    const struct yx_loaded_plugin *plugin =
        plugin_named(json_string_value(json_object_get(all, "plugin")));
    if (value != NULL && plugin != NULL) {
        t->plugin = plugin;
        t->choice = yx_arena_copy(t->arena, value);
    }
    json_decref(all);
    return t->choice != NULL || t->rest.message != 0;
}

char *yx_pending_with_rest(const struct yx_turn *t, const struct yx_rest *rest)
{
    json_t *all = t->conversation.pending ? json_loads(t->conversation.pending, 0, NULL) : json_object();
    json_object_del(all, "rating"); /* two questions cannot own the same digits */
    json_object_set_new(all, "rest",
        json_pack("{s:I, s:I}", "message", (json_int_t)rest->message, "from", (json_int_t)rest->from_byte));
    char *printed = json_dumps(all, JSON_COMPACT);
    char *copy = printed ? yx_arena_copy(t->arena, printed) : NULL;
    free(printed);
    json_decref(all);
    return copy;
}
