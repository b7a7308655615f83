/* The account's menu, menu.json, in WeChat's own form; judged here, because WeChat says of a
 * fault only its kind and not which button has it. */
#include <string.h>
#include <unistd.h>

#include "wechat.h"

enum { TOP_MOST = 3, SUB_MOST = 5, TOP_NAME_MOST = 16, SUB_NAME_MOST = 60, KEY_MOST = 128, URL_MOST = 1024, MEDIA_ID_MOST = 256 };

/* What a type of button must have beside its name. */
static const struct menu_type {
    const char *name, *needs[3];
} menu_types[] = {
    { "click", { "key" } },
    { "view", { "url" } },
    { "scancode_push", { "key" } },
    { "scancode_waitmsg", { "key" } },
    { "pic_sysphoto", { "key" } },
    { "pic_photo_or_album", { "key" } },
    { "pic_weixin", { "key" } },
    { "location_select", { "key" } },
    { "media_id", { "media_id" } },
    { "article_id", { "article_id" } },
    { "article_view_limited", { "article_id" } },
    { "miniprogram", { "url", "appid", "pagepath" } },
};

static const struct menu_type *menu_type_of(const char *name)
{
    for (size_t i = 0; name && i < sizeof menu_types / sizeof *menu_types; i++)
        if (strcmp(menu_types[i].name, name) == 0)
            return &menu_types[i];
    return NULL;
}

static const char *text_fault(struct yx_arena *arena, const json_t *button, const char *member, size_t most)
{
    const char *text = json_string_value(json_object_get(button, member));
    if (text == NULL || *text == '\0')
        return yx_arena_print(arena, "has no \"%s\"", member);
    if (strlen(text) > most)
        return yx_arena_print(arena, "its \"%s\" has %zu bytes, %zu are allowed", member, strlen(text), most);
    if (strcmp(member, "url") == 0 && strncmp(text, "https://", 8) != 0 && strncmp(text, "http://", 7) != 0)
        return "its \"url\" must begin with https:// or http://";
    return strcmp(wechat_clean(arena, text), text) != 0
        ? yx_arena_print(arena, "its \"%s\" has control characters", member) : NULL;
}

static size_t most_of(const char *member)
{
    return strcmp(member, "key") == 0 ? KEY_MOST : strcmp(member, "url") == 0 ? URL_MOST : MEDIA_ID_MOST;
}

static const char *action_fault(struct yx_arena *arena, const json_t *button)
{
    const struct menu_type *type = menu_type_of(json_string_value(json_object_get(button, "type")));
    const char *fault = NULL;
    if (type == NULL)
        return "its \"type\" is none that WeChat knows (click, view, miniprogram, …)";
    for (size_t i = 0; fault == NULL && i < 3 && type->needs[i]; i++)
        fault = text_fault(arena, button, type->needs[i], most_of(type->needs[i]));
    return fault;
}

static const char *sub_fault(struct yx_arena *arena, const json_t *list)
{
    if (!json_is_array(list) || json_array_size(list) < 1 || json_array_size(list) > SUB_MOST)
        return "its \"sub_button\" must be a list of 1 to 5 buttons";
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *button = json_array_get(list, i);
        const char *fault = text_fault(arena, button, "name", SUB_NAME_MOST);
        if (fault == NULL && json_object_get(button, "sub_button"))
            fault = "menus have two levels, no more";
        if (fault == NULL)
            fault = action_fault(arena, button);
        if (fault)
            return yx_arena_print(arena, "sub_button %zu: %s", i + 1, fault);
    }
    return NULL;
}

const char *wechat_menu_fault(struct yx_arena *arena, const json_t *menu)
{
    const json_t *list = json_object_get(menu, "button");
    if (!json_is_array(list) || json_array_size(list) < 1 || json_array_size(list) > TOP_MOST)
        return "\"button\" must be a list of 1 to 3 buttons";
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *button = json_array_get(list, i), *sub = json_object_get(button, "sub_button");
        const char *fault = text_fault(arena, button, "name", TOP_NAME_MOST);
        if (fault == NULL)
            fault = sub ? sub_fault(arena, sub) : action_fault(arena, button);
        if (fault)
            return yx_arena_print(arena, "button %zu: %s", i + 1, fault);
    }
    return NULL;
}

enum yx_err wechat_menu_read(const struct wechat *w, struct yx_arena *arena, json_t **menu_out)
{
    json_error_t at;
    const char *path = yx_host_data(w->host, arena, "menu.json");
    json_t *menu = json_load_file(path, JSON_REJECT_DUPLICATES, &at);
    const char *wrong = menu ? wechat_menu_fault(arena, menu) : yx_arena_print(arena, "line %d: %s", at.line, at.text);
    *menu_out = menu;
    if (wrong == NULL)
        return YX_OK;
    yx_host_fault(w->host, "menu", access(path, F_OK) == 0 ? yx_arena_print(arena, "%s: %s", path, wrong)
                                                          : yx_arena_print(arena, "there is no file %s", path));
    json_decref(menu);
    *menu_out = NULL;
    return YX_INVALID;
}

static const char *menu_text(const json_t *button, const char *member)
{
    const char *text = json_string_value(json_object_get(button, member));
    return text ? text : "";
}

/* "  我要咨询" or "    工资欠薪  click  老板拖欠工资怎么办" */
static void print_button(const json_t *button, const char *indent, struct yx_buf *out)
{
    static const char *const members[] = { "type", "key", "url", "appid", "pagepath", "media_id", "article_id" };
    yx_buf_print(out, "%s%s", indent, menu_text(button, "name"));
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        if (*menu_text(button, members[i]))
            yx_buf_print(out, "  %s", menu_text(button, members[i]));
    yx_buf_text(out, "\n");
}

void wechat_menu_print(const json_t *menu, struct yx_buf *out)
{
    const json_t *list = json_object_get(menu, "button");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *button = json_array_get(list, i), *sub = json_object_get(button, "sub_button");
        print_button(button, "", out);
        for (size_t k = 0; k < json_array_size(sub); k++)
            print_button(json_array_get(sub, k), "  ", out);
    }
}
