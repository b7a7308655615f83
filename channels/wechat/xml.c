/* Hostile XML: expat reads it, we keep what a message of WeChat may have and refuse the rest. */
#include <expat.h>
#include <string.h>

#include "wechat.h"

/* Wider and deeper than the largest event that WeChat documents, the result of a mass send. */
enum { DEPTH_MOST = 8, PATH_MOST = 160, FIELDS_MOST = 256 };

struct xml_reader {
    XML_Parser parser;
    struct yx_arena *arena;
    struct wechat_xml *xml;
    struct yx_buf text;      /* of the element that is open */
    char path[PATH_MOST + 1];
    size_t ends[DEPTH_MOST + 1]; /* where the path of each depth ends */
    int depth;
    bool leaf; /* the open element has had no elements in it */
    bool bad;
};

/* Nothing after this counts; expat may still tell of what it had begun. */
static void refuse_xml(struct xml_reader *r)
{
    r->bad = true;
    XML_StopParser(r->parser, XML_FALSE);
}

static void on_start(void *arg, const XML_Char *name, const XML_Char **attributes)
{
    struct xml_reader *r = arg;
    size_t n = strlen(name), at = r->ends[r->depth];
    (void)attributes;
    if (r->bad)
        return;
    if (r->depth == DEPTH_MOST || at + 1 + n > PATH_MOST || (r->depth == 0 && strcmp(name, "xml") != 0)) {
        refuse_xml(r);
        return;
    }
    if (r->depth > 0) { /* the root is in no path */
        if (at > 0)
            r->path[at++] = '/';
        memcpy(r->path + at, name, n + 1);
        at += n;
    }
    r->ends[++r->depth] = at;
    r->leaf = true;
    yx_buf_clear(&r->text);
}

static void on_end(void *arg, const XML_Char *name)
{
    struct xml_reader *r = arg;
    (void)name;
    if (r->bad)
        return;
    if (r->leaf && r->depth > 1) {
        if (r->xml->count == FIELDS_MOST) {
            refuse_xml(r);
            return;
        }
        r->xml->fields[r->xml->count++] = (struct wechat_field){
            yx_arena_copy(r->arena, r->path), yx_arena_text(r->arena, r->text.at, r->text.len) };
    }
    r->leaf = false;
    r->path[r->ends[--r->depth]] = '\0';
}

static void on_text(void *arg, const XML_Char *text, int len)
{
    struct xml_reader *r = arg;
    if (!r->bad && r->leaf)
        yx_buf_add(&r->text, text, (size_t)len);
}

/* With it come entities: billions of laughs, files of ours. */
static void on_doctype(void *arg, const XML_Char *name, const XML_Char *system, const XML_Char *public, int internal)
{
    (void)name;
    (void)system;
    (void)public;
    (void)internal;
    refuse_xml(arg);
}

enum yx_err wechat_xml_read(struct yx_arena *arena, const char *bytes, size_t len, struct wechat_xml *xml)
{
    *xml = (struct wechat_xml){ 0 };
    if (len == 0 || len > WECHAT_BODY_MOST || memchr(bytes, '\0', len) != NULL)
        return YX_INVALID;
    /* said here, so that no declaration brings another encoding */
    struct xml_reader r = { .parser = XML_ParserCreate("UTF-8"), .arena = arena, .xml = xml,
        .text = yx_buf_new(WECHAT_BODY_MOST) };
    if (r.parser == NULL)
        return YX_MEMORY;
    xml->fields = yx_arena_get(arena, FIELDS_MOST * sizeof *xml->fields);
    XML_SetUserData(r.parser, &r);
    XML_SetElementHandler(r.parser, on_start, on_end);
    XML_SetCharacterDataHandler(r.parser, on_text);
    XML_SetStartDoctypeDeclHandler(r.parser, on_doctype);
    bool good = XML_Parse(r.parser, bytes, (int)len, 1) == XML_STATUS_OK && !r.bad && !r.text.over;
    XML_ParserFree(r.parser);
    yx_buf_free(&r.text);
    return good ? YX_OK : YX_INVALID;
}

const char *wechat_xml_nth(const struct wechat_xml *xml, const char *path, size_t n)
{
    for (size_t i = 0; i < xml->count; i++)
        if (strcmp(xml->fields[i].path, path) == 0 && n-- == 0)
            return xml->fields[i].text;
    return NULL;
}

const char *wechat_xml_text(const struct wechat_xml *xml, const char *path)
{
    const char *text = wechat_xml_nth(xml, path, 0);
    return text ? text : "";
}
