/* Correcting and erasing. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "audit/audit.h"
#include "base/id.h"
#include "base/text.h"
#include "person/parts.h"
#include "talk/message.h"

enum { TRIES_MOST = 8 };

/* ---- correcting ---- */

struct correction {
    const struct yx_person_work *work;
    const char *named, *text;
    int64_t id, message;
};

static enum yx_err write_correction(struct yx_tx *tx, void *arg)
{
    const struct correction *c = arg;
    struct yx_person p;
    struct yx_message m;
    enum yx_err err = yx_person_find(tx, c->work->arena, c->named, &p);
    if (err == YX_OK)
        err = yx_message_get(tx, c->work->arena, p.conversation.id, c->message, &m);
    if (err == YX_EMPTY || (err == YX_OK && m.author != YX_CITIZEN))
        return YX_NOT_FOUND;
    if (err == YX_OK)
        err = yx_tx_run(tx,
            "INSERT INTO correction (id, conversation, message, body, at_ms) VALUES (?, ?, ?, ?, ?)",
            YX_VALUES(yx_int(c->id), yx_int(p.conversation.id), yx_int(c->message), yx_text(c->text),
                yx_int(c->work->now_ms)));
    return err == YX_OK ? person_record(tx, "person.correct", p.conversation.id, c->work->now_ms) : err;
}

enum yx_err yx_person_correct(
    const struct yx_person_work *w, const char *named, int64_t message, const char *text)
{
    char *clean;
    if (yx_text_clean(w->arena, text, strlen(text), &clean) != YX_OK || *clean == '\0' ||
        yx_text_count(clean) > YX_PERSON_TEXT_MOST)
        return YX_INVALID;
    struct correction c = { w, named, clean, yx_id_next(), message };
    return yx_store_commit(w->store, write_correction, &c);
}

/* ---- erasing ---- */

struct erasing {
    const struct yx_person_work *work;
    struct yx_person person;
    struct yx_person_rows rows;
    const char *tombstone;
    struct yx_person_erased *erased;
};

static enum yx_err forget(struct yx_tx *tx, const struct erasing *e)
{
    int64_t of_contact = 0;
    const struct yx_conversation *c = &e->person.conversation;
    enum yx_err err = yx_audit_forget(tx, c->id, YX_AUDIT_BY_COMMAND, 0, e->work->now_ms, &e->erased->entries);
    if (err == YX_OK)
        err = yx_audit_forget(tx, c->contact, YX_AUDIT_BY_COMMAND, 0, e->work->now_ms, &of_contact);
    e->erased->entries += of_contact;
    return err;
}

/* The conversation's version first, by the part `contact`: what changed meanwhile is read again. */
static enum yx_err apply(struct yx_tx *tx, void *arg)
{
    const struct erasing *e = arg;
    enum yx_err err = YX_OK;
    for (const struct yx_person_part *part = yx_person_parts; part->name != NULL && err == YX_OK; part++)
        if (part->erase != NULL)
            err = part->erase(tx, &e->person, &e->rows, e->tombstone, e->erased);
    if (err == YX_OK)
        err = forget(tx, e);
    return err == YX_OK ? person_record(tx, "person.erase", e->person.conversation.id, e->work->now_ms) : err;
}

static enum yx_err read_all(struct erasing *e, const char *named)
{
    struct yx_tx *tx;
    enum yx_err err = yx_store_read(e->work->store, &tx);
    if (err != YX_OK)
        return err;
    err = yx_person_find(tx, e->work->arena, named, &e->person);
    if (err == YX_OK && e->person.conversation.owner != YX_BOT)
        err = YX_BUSY;
    if (err == YX_OK)
        err = person_gather(tx, e->work->arena, &e->person, &e->rows);
    yx_store_done(e->work->store, &tx);
    return err;
}

static void delete_files(const struct erasing *e)
{
    for (size_t i = 0; i < e->rows.media_count; i++)
        for (int part = 0; part < 2; part++) {
            const char *path = yx_arena_print(
                e->work->arena, "%s/%" PRId64 "%s", e->work->media, e->rows.media[i], part ? ".part" : "");
            if (unlink(path) != 0 && errno != ENOENT)
                e->erased->files_left = true;
        }
}

enum yx_err yx_person_erase(
    const struct yx_person_work *w, const char *named, struct yx_person_erased *erased_out)
{
    struct erasing e = {
        .work = w, .tombstone = yx_texts_get(w->texts, "person.erased"), .erased = erased_out
    };
    enum yx_err err = YX_CONFLICT;
    for (int tries = 0; tries < TRIES_MOST && err == YX_CONFLICT; tries++) {
        *erased_out = (struct yx_person_erased){ 0 };
        err = read_all(&e, named);
        if (err == YX_OK)
            err = yx_store_commit(w->store, apply, &e);
    }
    if (err == YX_OK)
        delete_files(&e);
    return err;
}

const char *yx_person_stays(const struct yx_texts *texts, size_t n)
{
    static const char *const keys[] = { "person.stays.times", "person.stays.acts", "person.stays.cases", "person.stays.marks",
        "person.stays.copies", "person.stays.platform" };
    return n < sizeof keys / sizeof *keys ? yx_texts_get(texts, keys[n]) : NULL;
}
