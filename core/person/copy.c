#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "person/page.h"
#include "person/zip.h"

enum { PAGE_MOST = 256 << 20 };

static enum yx_err read_parts(
    struct yx_tx *tx, const struct yx_person_work *w, const struct yx_person *p, bool notes, json_t *copy)
{
    enum yx_err err = YX_OK;
    for (const struct yx_person_part *part = yx_person_parts; part->name != NULL && err == YX_OK; part++) {
        if (part->of_staff && !notes)
            continue;
        json_t *list = json_array();
        err = part->copy(tx, w->arena, p, list);
        json_object_set_new(copy, part->name, list);
    }
    return err;
}

static enum yx_err read_all(
    const struct yx_person_work *w, const char *named, bool notes, struct yx_person *p, json_t *copy)
{
    struct yx_tx *tx;
    enum yx_err err = yx_store_read(w->store, &tx);
    if (err != YX_OK)
        return err;
    err = yx_person_find(tx, w->arena, named, p);
    if (err == YX_OK)
        err = read_parts(tx, w, p, notes, copy);
    yx_store_done(w->store, &tx);
    return err;
}

static enum yx_err add_page(struct yx_zip *z, const struct yx_person_work *w, const json_t *copy)
{
    struct yx_buf page = yx_buf_new(PAGE_MOST);
    person_page(&page, w, copy);
    enum yx_err err = page.over ? YX_TOO_LARGE : yx_zip_add(z, "index.html", page.at, page.len);
    yx_buf_free(&page);
    return err;
}

static enum yx_err add_json(struct yx_zip *z, const json_t *copy)
{
    char *text = json_dumps(copy, JSON_INDENT(2));
    enum yx_err err = text ? yx_zip_add(z, "data.json", text, strlen(text)) : YX_MEMORY;
    free(text);
    return err;
}

/* Where the content of one lies: a file by its hash, what was fetched by its number. */
static const char *place_of(const struct yx_person_work *w, const json_t *one)
{
    const char *hash = json_string_value(json_object_get(one, "sha256"));
    return hash ? yx_arena_print(w->arena, "%s/%.2s/%s", w->files, hash, hash)
                : yx_arena_print(w->arena, "%s/%lld", w->media, (long long)json_integer_value(json_object_get(one, "id")));
}

/* A file that is not there (any more) is left out: what is known of it stands in the copy. */
static enum yx_err add_files(struct yx_zip *z, const struct yx_person_work *w, const json_t *list)
{
    enum yx_err err = YX_OK;
    for (size_t i = 0; i < json_array_size(list) && err == YX_OK; i++) {
        const json_t *one = json_array_get(list, i);
        const char *name = json_string_value(json_object_get(one, "name"));
        if (name != NULL)
            err = yx_zip_add_file(z, name, place_of(w, one));
        err = err == YX_NOT_FOUND ? YX_OK : err;
    }
    return err;
}

struct record {
    const struct yx_person *person;
    int64_t now_ms;
};

static enum yx_err record(struct yx_tx *tx, void *arg)
{
    const struct record *r = arg;
    return person_record(tx, "person.copy", r->person->conversation.id, r->now_ms);
}

/* Recorded first: no copy without its entry. */
static enum yx_err write_archive(
    const struct yx_person_work *w, const struct yx_person *p, const char *to, const json_t *copy)
{
    struct yx_zip *z;
    struct record r = { p, w->now_ms };
    enum yx_err err = yx_zip_new(to, w->arena, &z);
    if (err != YX_OK)
        return err == YX_NOT_FOUND ? YX_READ_ONLY : err; /* its folder is not there */
    err = yx_store_commit(w->store, record, &r);
    if (err == YX_OK)
        err = add_page(z, w, copy);
    if (err == YX_OK)
        err = add_json(z, copy);
    if (err == YX_OK)
        err = add_files(z, w, json_object_get(copy, "files"));
    if (err == YX_OK)
        err = add_files(z, w, json_object_get(copy, "media"));
    enum yx_err ended = yx_zip_end(&z, err == YX_OK);
    return err == YX_OK ? ended : err;
}

enum yx_err yx_person_copy(const struct yx_person_work *w, const char *named, const char *to, bool notes)
{
    struct yx_person p;
    json_t *copy = json_pack("{s:s, s:I}", "house", w->house, "made_ms", (json_int_t)w->now_ms);
    enum yx_err err = copy ? read_all(w, named, notes, &p, copy) : YX_MEMORY;
    if (err == YX_OK)
        err = write_archive(w, &p, to, copy);
    json_decref(copy);
    return err;
}
