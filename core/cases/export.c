#include "cases/export.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/id.h"

enum { PART_MOST = 32 << 20, BLOCK = 512 };

/* ---- tar ---- */

/* Digits in base 8, NUL behind them. */
static void octal(char *at, size_t room, size_t value)
{
    for (size_t i = room - 1; i-- > 0; value /= 8)
        at[i] = (char)('0' + value % 8);
}

void case_tar_add(struct yx_buf *b, const char *name, const void *bytes, size_t len)
{
    char head[BLOCK] = { 0 };
    unsigned sum = 0;
    strncpy(head, name, 99);
    octal(head + 100, 8, 0644);
    octal(head + 108, 8, 0);
    octal(head + 116, 8, 0);
    octal(head + 124, 12, len);
    octal(head + 136, 12, 0);
    memset(head + 148, ' ', 8);
    head[156] = '0';
    memcpy(head + 257, "ustar\0" "00", 8);
    for (size_t i = 0; i < BLOCK; i++)
        sum += (unsigned char)head[i];
    octal(head + 148, 7, sum);
    yx_buf_add(b, head, BLOCK);
    yx_buf_add(b, bytes, len);
    memset(head, 0, BLOCK);
    yx_buf_add(b, head, (BLOCK - len % BLOCK) % BLOCK);
}

void case_tar_end(struct yx_buf *b)
{
    static const char nothing[2 * BLOCK];
    yx_buf_add(b, nothing, sizeof nothing);
}

/* ---- the page ---- */

static void escaped(struct yx_buf *b, const char *text)
{
    for (const char *at = text ? text : ""; *at; at++) {
        switch (*at) {
        case '&': yx_buf_text(b, "&amp;"); break;
        case '<': yx_buf_text(b, "&lt;"); break;
        case '>': yx_buf_text(b, "&gt;"); break;
        case '"': yx_buf_text(b, "&quot;"); break;
        default: yx_buf_add(b, at, 1);
        }
    }
}

static const char *word(const char *key)
{
    return yx_texts_get(yx_cases.texts, key);
}

static void row(struct yx_buf *b, const char *title, const char *value)
{
    if (value == NULL || *value == '\0')
        return;
    yx_buf_text(b, "<tr><th>");
    escaped(b, title);
    yx_buf_text(b, "</th><td>");
    escaped(b, value);
    yx_buf_text(b, "</td></tr>\n");
}

static const char *moment(struct yx_arena *a, int64_t ms)
{
    struct yx_civil t = yx_clock_civil(ms);
    return ms > 0 ? yx_arena_print(a, "%04d-%02d-%02d %02d:%02d:%02d", t.year, t.month, t.day, t.hour, t.minute, t.second) : "";
}

static const char *text_of(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

static void write_head(struct yx_arena *a, const struct case_record *r, struct yx_buf *b)
{
    const struct case_row *c = &r->c;
    row(b, word("case.record.number"), c->number);
    row(b, word("case.record.kind"), c->kind->title);
    row(b, word("case.record.state"), c->kind->states[c->state]);
    row(b, word("case.record.outcome"), yx_kind_outcome(c->kind, c->outcome));
    row(b, word("case.record.reply"), c->reply);
    row(b, word("case.record.refer_to"), c->refer_to);
    row(b, word("case.record.body"), text_of(json_object_get(r->is, "body"), "name"));
    row(b, word("case.record.handler"), text_of(json_object_get(r->is, "handler"), "display"));
    row(b, word("case.record.proxy"), c->proxy);
    row(b, word("case.record.merged_into"), text_of(json_object_get(r->is, "merged_into"), "number"));
    row(b, word("case.record.opened"), moment(a, c->opened_ms));
    row(b, word("case.record.closed"), moment(a, c->closed_ms));
}

static void write_fields(const struct case_record *r, struct yx_buf *b)
{
    size_t i;
    json_t *f;
    json_array_foreach(r->fields, i, f) {
        struct yx_buf title = yx_buf_new(1024);
        yx_buf_text(&title, text_of(f, "title"));
        if (json_is_true(json_object_get(f, "sensitive")))
            yx_buf_text(&title, word("case.record.sensitive"));
        row(b, title.at, text_of(f, "shown"));
        yx_buf_free(&title);
    }
}

static void cell(struct yx_buf *b, const char *text)
{
    yx_buf_text(b, "<td>");
    escaped(b, text);
    yx_buf_text(b, "</td>");
}

static void write_limits(const struct case_record *r, struct yx_buf *b)
{
    size_t i;
    json_t *l;
    json_array_foreach(r->limits, i, l) {
        yx_buf_text(b, "<tr>");
        cell(b, text_of(l, "title"));
        cell(b, word(json_is_true(json_object_get(l, "promised")) ? "case.record.promised" : "case.record.statutory"));
        cell(b, text_of(l, "last_day"));
        cell(b, word(json_is_true(json_object_get(l, "late")) ? "case.record.late" : "case.record.in_time"));
        cell(b, text_of(l, "basis"));
        yx_buf_text(b, "</tr>\n");
    }
}

static void write_events(struct yx_arena *a, const struct case_record *r, struct yx_buf *b)
{
    size_t i;
    json_t *e;
    json_array_foreach(r->events, i, e) {
        char key[64];
        const char *who = text_of(json_object_get(e, "staff"), "display");
        yx_buf_print(b, "<tr><td>%lld</td>", (long long)json_integer_value(json_object_get(e, "seq")));
        cell(b, moment(a, json_integer_value(json_object_get(e, "at"))));
        snprintf(key, sizeof key, "case.event.%s", text_of(e, "event"));
        cell(b, word(key));
        snprintf(key, sizeof key, "case.by.%s", text_of(e, "by"));
        cell(b, who ? who : word(key));
        cell(b, text_of(e, "note"));
        cell(b, text_of(e, "text"));
        yx_buf_text(b, "</tr>\n");
    }
}

void case_record_html(struct yx_arena *a, const struct case_record *r, struct yx_buf *b)
{
    static const char style[] = "body{font-family:sans-serif;max-width:60em;margin:2em auto;line-height:1.6}"
                                "table{border-collapse:collapse;width:100%;margin:1em 0}th,td{border:1px solid #999;padding:.3em .6em;"
                                "text-align:left;vertical-align:top;white-space:pre-wrap}th{width:9em;background:#f3f3f3}";
    yx_buf_print(b, "<!doctype html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>%s</title><style>%s</style></head><body>\n<h1>",
        r->c.number, style);
    escaped(b, word("case.record.title"));
    yx_buf_print(b, " %s</h1>\n<table>\n", r->c.number);
    write_head(a, r, b);
    yx_buf_text(b, "</table>\n<h2>");
    escaped(b, word("case.record.fields"));
    yx_buf_text(b, "</h2>\n<table>\n");
    write_fields(r, b);
    yx_buf_text(b, "</table>\n<h2>");
    escaped(b, word("case.record.limits"));
    yx_buf_text(b, "</h2>\n<table>\n");
    write_limits(r, b);
    yx_buf_text(b, "</table>\n<h2>");
    escaped(b, word("case.record.events"));
    yx_buf_text(b, "</h2>\n<table>\n");
    write_events(a, r, b);
    yx_buf_text(b, "</table>\n</body></html>\n");
}

/* ---- the archive ---- */

static void add_part(struct yx_buf *tar, struct yx_buf *manifest, const char *folder, const char *name, const struct yx_buf *part)
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    char hex[2 * sizeof digest + 1], path[100];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    crypto_hash_sha256(digest, (const unsigned char *)part->at, part->len);
    yx_hex(digest, sizeof digest, hex);
    yx_buf_print(manifest, "%s  %s\n", hex, name);
    case_tar_add(tar, path, part->at, part->len);
}

static void record_json(const struct case_record *r, struct yx_buf *b)
{
    json_t *all = json_pack("{s:O, s:O, s:O, s:O, s:s}", "case", r->is, "fields", r->fields, "limits", r->limits, "events", r->events,
        "kind_hash", r->c.kind_hash);
    char *text = all ? json_dumps(all, JSON_INDENT(2) | JSON_SORT_KEYS) : NULL;
    yx_buf_text(b, text ? text : "");
    b->over = b->over || text == NULL;
    free(text);
    json_decref(all);
}

enum yx_err case_archive(struct yx_arena *a, const struct case_record *r, struct yx_buf *tar)
{
    struct yx_buf html = yx_buf_new(PART_MOST), json = yx_buf_new(PART_MOST), manifest = yx_buf_new(64 * 1024);
    case_record_html(a, r, &html);
    record_json(r, &json);
    add_part(tar, &manifest, r->c.number, "record.html", &html);
    add_part(tar, &manifest, r->c.number, "record.json", &json);
    const struct yx_buf kind = { .at = (char *)(uintptr_t)r->c.kind->source, .len = r->c.kind->source_len };
    add_part(tar, &manifest, r->c.number, "kind.yaml", &kind);
    /* files of the case follow here, each with its line in the manifest */
    char path[100];
    snprintf(path, sizeof path, "%s/manifest.txt", r->c.number);
    case_tar_add(tar, path, manifest.at, manifest.len);
    case_tar_end(tar);
    bool over = html.over || json.over || manifest.over || tar->over;
    yx_buf_free(&html);
    yx_buf_free(&json);
    yx_buf_free(&manifest);
    return over ? YX_TOO_LARGE : YX_OK;
}
