/* /widget.js: the script that other sites include, with the words that it says. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "web.h"

enum { MEMORY = 1 << 20, SCRIPT_MOST = 64 * 1024, TAG_RAW = 16 };

static const char *read_file(struct yx_arena *arena, const char *path)
{
    FILE *in = fopen(path, "r");
    if (in == NULL)
        return NULL;
    char *text = yx_arena_get(arena, SCRIPT_MOST + 1);
    size_t n = fread(text, 1, SCRIPT_MOST + 1, in);
    bool good = !ferror(in) && n <= SCRIPT_MOST;
    fclose(in);
    if (!good)
        return NULL;
    text[n] = '\0';
    return text;
}

/* What the script is called with, as JSON in the arena. */
static const char *words(const struct web *web, struct yx_arena *arena)
{
    static const char *const keys[] = { "title", "open", "close", "window", "failed", "news" };
    json_t *root = json_object();
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        json_object_set_new(root, keys[i], json_string(yx_text_fill(web->host, arena,
            yx_arena_print(arena, "widget.%s", keys[i]), "name", yx_house_text(web->host, "house.name"), NULL)));
    json_object_set_new(root, "colour", json_string(yx_arena_print(arena, "#%06x", web->colour)));
    json_object_set_new(root, "name", json_string(yx_house_text(web->host, "house.name")));
    char *text = json_dumps(root, JSON_COMPACT);
    json_decref(root);
    const char *copy = text ? yx_arena_copy(arena, text) : NULL;
    free(text);
    return copy;
}

enum yx_err web_widget_open(struct web *web)
{
    unsigned char tag[TAG_RAW];
    web->arena = yx_arena_new(MEMORY);
    if (web->arena == NULL)
        return YX_MEMORY;
    const char *path = yx_host_data(web->host, web->arena, "ui/widget.js");
    const char *script = read_file(web->arena, path), *said = words(web, web->arena);
    if (script == NULL || said == NULL) {
        yx_host_fault(web->host, "ui/widget.js", yx_arena_print(web->arena, "%s cannot be read", path));
        return YX_INVALID;
    }
    web->widget = yx_arena_print(web->arena, "%s(%s);\n", script, said);
    const struct yx_part parts[] = { { web->widget, strlen(web->widget) } };
    yx_digest(NULL, parts, 1, tag, sizeof tag);
    web->widget_tag = yx_arena_get(web->arena, 2 * TAG_RAW + 3);
    web->widget_tag[0] = '"';
    yx_hex(tag, sizeof tag, web->widget_tag + 1);
    memcpy(web->widget_tag + 1 + 2 * TAG_RAW, "\"", 2);
    return YX_OK;
}

/* nginx weakens the tag of what it compresses. */
static bool has_it(const struct web *web, const struct yx_request *req)
{
    const char *tag = yx_request_header(req, "If-None-Match");
    return tag && strcmp(strncmp(tag, "W/", 2) == 0 ? tag + 2 : tag, web->widget_tag) == 0;
}

enum yx_err web_get_widget(void *self, struct yx_request *req, struct yx_response *resp)
{
    const struct web *web = self;
    yx_respond_header(resp, "Cache-Control", "public, max-age=3600");
    yx_respond_header(resp, "Access-Control-Allow-Origin", "*");
    yx_respond_header(resp, "ETag", web->widget_tag);
    if (has_it(web, req))
        yx_respond(resp, 304, NULL, "", 0);
    else
        yx_respond(resp, 200, "text/javascript; charset=utf-8", web->widget, strlen(web->widget));
    return YX_OK;
}
