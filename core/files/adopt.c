#include "files/adopt.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/id.h"
#include "files/inside.h"
#include "watch/log.h"
#include "watch/metrics.h"

struct fetched {
    int64_t media, conversation, message, bytes, now_ms;
    struct yx_contact contact;
    unsigned char who[YX_CONTACT_BYTES];
    const char *name;
    char id[YX_FILE_ID_HEX + 1], form[32];
};

static const char *name_of(struct yx_arena *a, const char *kind)
{
    static const char *const kinds[] = { "image", "voice", "video" };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i], kind) == 0)
            return yx_texts_get(yx_files.texts, yx_arena_print(a, "file.name_%s", kind));
    return yx_texts_get(yx_files.texts, "file.nameless");
}

static enum yx_err find(struct yx_tx *tx, struct yx_arena *a, struct fetched *f)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx,
        "SELECT m.id, m.conversation, m.message, m.bytes, m.kind, c.channel, c.account, c.sender FROM media m"
        " JOIN conversation v ON v.id = m.conversation JOIN contact c ON c.id = v.contact"
        " WHERE m.state = 1 AND m.file IS NULL ORDER BY m.id LIMIT 1", NULL, 0, &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    if (err == YX_OK)
        *f = (struct fetched){ .media = yx_rows_int(&rows, 0), .conversation = yx_rows_int(&rows, 1),
            .message = yx_rows_int(&rows, 2), .bytes = yx_rows_int(&rows, 3), .name = name_of(a, yx_rows_text(&rows, 4, a)),
            .contact = { yx_rows_text(&rows, 5, a), yx_rows_text(&rows, 6, a), yx_rows_text(&rows, 7, a) } };
    yx_rows_close(&rows);
    return err;
}

static enum yx_err take_over(struct yx_tx *tx, void *arg)
{
    const struct fetched *f = arg;
    enum yx_err err = yx_tx_run(tx, "UPDATE media SET file = ? WHERE id = ? AND file IS NULL",
        YX_VALUES(yx_text(f->id), yx_int(f->media)));
    if (err != YX_OK)
        return err;
    return yx_tx_run(tx,
        "INSERT INTO file (id, who, form, name, size, have, state, kind, reason, bytes, conversation, message, tries, next_ms,"
        " lease_until_ms, at_ms) VALUES (?, ?, ?, ?, ?, ?, 1, 0, 0, 0, ?, ?, 0, ?, 0, ?)",
        YX_VALUES(yx_text(f->id), yx_blob(f->who, YX_CONTACT_BYTES), yx_text(f->form), yx_text(f->name), yx_int(f->bytes),
            yx_int(f->bytes), yx_int(f->conversation), yx_int(f->message), yx_int(f->now_ms), yx_int(f->now_ms)));
}

static bool adopt(struct yx_arena *a, struct fetched *f)
{
    char to[YX_PLACE_PATH];
    unsigned char drawn[YX_FILE_ID_HEX / 2];
    const char *from = yx_arena_print(a, "%s/%" PRId64, yx_files.media, f->media);
    f->now_ms = yx_clock_ms();
    yx_contact_digest(&f->contact, f->who);
    snprintf(f->form, sizeof f->form, "media.%" PRId64, f->media);
    yx_random(drawn, sizeof drawn);
    yx_hex(drawn, sizeof drawn, f->id);
    yx_place_new(f->id, to);
    /* one that is not there becomes a file that is lost, so that staff see that there was one */
    if (link(from, to) != 0 && errno != ENOENT) {
        yx_log(YX_ERROR, "fetched file not taken over", "why", strerror(errno), NULL);
        return false;
    }
    enum yx_err err = yx_store_commit(yx_files.store, take_over, f);
    unlink(err == YX_OK ? from : to);
    if (err == YX_OK)
        yx_count(YX_M_FILES);
    else
        yx_log(YX_ERROR, "fetched file not taken over", "err", yx_err_words(err), NULL);
    return err == YX_OK;
}

void yx_adopt_media(struct yx_arena *a)
{
    struct fetched f;
    struct yx_tx *tx;
    enum yx_err err;
    do {
        yx_arena_wipe(a);
        if (yx_store_read(yx_files.store, &tx) != YX_OK)
            return;
        err = find(tx, a, &f);
        yx_store_done(yx_files.store, &tx);
    } while (err == YX_OK && adopt(a, &f));
}
