/* A file as pages see it. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "files/inside.h"

enum { JSON_MOST = 8 << 10 };

static const char *const states[] = { "coming", "checking", "clean", "refused" };

/* What a citizen reads of it. */
static const char *words_of(const struct yx_file_row *f)
{
    char key[64];
    if (f->state == YX_FILE_REFUSED)
        snprintf(key, sizeof key, "file.refused_%s", yx_file_reason_word(f->reason));
    else
        snprintf(key, sizeof key, "file.%s", states[f->state]);
    return yx_texts_get(yx_files.texts, key);
}

const char *yx_files_json(struct yx_arena *a, const struct yx_file_row *f)
{
    struct yx_buf b = yx_buf_new(JSON_MOST);
    yx_buf_text(&b, "{");
    yx_json_member(&b, "id", f->id);
    yx_json_member(&b, "name", f->name);
    yx_json_member(&b, "type", yx_file_kind_word(f->kind));
    yx_buf_print(&b, ",\"size\":%lld,\"have\":%lld", (long long)f->size, (long long)f->have);
    yx_json_member(&b, "state", states[f->state]);
    yx_json_member(&b, "reason", yx_file_reason_word(f->reason));
    yx_json_member(&b, "words", words_of(f));
    yx_buf_text(&b, "}");
    const char *json = yx_arena_text(a, b.at, b.len);
    yx_buf_free(&b);
    return json;
}

/* ---- names ---- */

/* Controls, and characters that nobody sees but that turn or hide what stands beside them (Unicode Cf). */
static bool is_kept(uint32_t c)
{
    return c >= ' ' && c != 0x7f && !(c >= 0x80 && c < 0xa0) && c != 0xad && !(c >= 0x200b && c <= 0x200f) &&
        !(c >= 0x2028 && c <= 0x202e) && !(c >= 0x2060 && c <= 0x206f) && c != 0xfeff && c < 0xe0000 &&
        !(c >= 0xfff9 && c <= 0xfffd) && (c >= 0x80 || strchr("\"*:<>?|", (int)c) == NULL);
}

static const char *last_part(const char *name)
{
    const char *at = name;
    for (; *name; name++)
        if (*name == '/' || *name == '\\')
            at = name + 1;
    return at;
}

const char *yx_file_name_clean(struct yx_arena *a, const char *name)
{
    const char *at = yx_text_valid(name, strlen(name)) ? last_part(name) : "";
    char *clean = yx_arena_get(a, strlen(at) + 1), *to = clean;
    uint32_t c;
    int count = 0;
    for (size_t n; (n = yx_text_next(at, &c)) > 0 && count < YX_FILE_NAME_MOST; at += n) {
        if (!is_kept(c) || (to == clean && (c == ' ' || c == '.')))
            continue;
        memcpy(to, at, n);
        to += n;
        count++;
    }
    while (to > clean && (to[-1] == ' ' || to[-1] == '.'))
        to--;
    *to = '\0';
    return *clean ? clean : yx_texts_get(yx_files.texts, "file.nameless");
}

static bool ends(const char *name, const char *with)
{
    size_t len = strlen(name), n = strlen(with);
    return len > n && strcasecmp(name + len - n, with) == 0;
}

const char *yx_file_name_served(struct yx_arena *a, const char *name, enum yx_file_kind kind)
{
    const char *ending = yx_file_kind_ending(kind);
    if (ends(name, ending) || (kind == YX_FILE_JPG && ends(name, ".jpeg")))
        return name;
    return yx_arena_print(a, "%s%s", name, ending);
}

/* ---- sending it ---- */

/* RFC 6266: a plain name for old programs, and the whole one percent-encoded. */
static const char *disposition(struct yx_arena *a, const struct yx_file_row *f)
{
    const char *name = yx_file_name_served(a, f->name, f->kind);
    char *coded = yx_arena_get(a, 3 * strlen(name) + 1), *to = coded;
    for (; *name; name++) {
        bool plain = (*name >= '0' && *name <= '9') || (*name >= 'a' && *name <= 'z') || (*name >= 'A' && *name <= 'Z') ||
            *name == '.' || *name == '-' || *name == '_';
        to += plain ? (*to = *name, 1) : sprintf(to, "%%%02X", (unsigned char)*name);
    }
    return yx_arena_print(a, "attachment; filename=\"file%s\"; filename*=UTF-8''%s", yx_file_kind_ending(f->kind), coded);
}

static void refuse(const struct yx_request *req, struct yx_response *resp, const struct yx_file_row *f)
{
    struct yx_buf b = yx_buf_new(JSON_MOST);
    yx_buf_text(&b, "{\"error\":{");
    yx_json_member(&b, "code", f->state == YX_FILE_REFUSED ? "not_found" : "conflict");
    yx_json_member(&b, "message", words_of(f));
    yx_buf_text(&b, "}}");
    yx_respond_json(resp, f->state == YX_FILE_REFUSED ? 404 : 409, yx_arena_text(req->arena, b.at, b.len));
    yx_buf_free(&b);
}

void yx_files_serve(const struct yx_request *req, struct yx_response *resp, const struct yx_file_row *f)
{
    yx_respond_header(resp, "Cache-Control", "no-store");
    if (f->state != YX_FILE_CLEAN || f->hash == NULL) {
        refuse(req, resp, f);
        return;
    }
    yx_respond_header(resp, "Content-Disposition", disposition(req->arena, f));
    yx_respond_header(resp, "X-Accel-Redirect", yx_arena_print(req->arena, "/_files/%.2s/%s", f->hash, f->hash));
    yx_respond(resp, 200, yx_file_kind_media(f->kind), "", 0);
}
