/* Leases: renewed while the owner's page is there, ended by the clock when it is not. */
#include "desk/inside.h"
#include "desk/tell.h"
#include "serve/wake.h"

struct renewal {
    int64_t staff, now_ms, until_ms;
    const int64_t *conversations;
    size_t count;
    struct yx_desk_lease *leases;
    size_t lease_count;
};

/* In one commit, and each counts its version up: a turn under way that would write the old lease runs again. */
static enum yx_err renew(struct yx_tx *tx, void *arg)
{
    struct renewal *r = arg;
    r->lease_count = 0;
    for (size_t i = 0; i < r->count; i++) {
        enum yx_err err = yx_tx_run(tx,
            "UPDATE conversation SET lease_until_ms = ?, version = version + 1 WHERE id = ? AND owner = 2 AND staff = ?"
            " AND lease_until_ms > ?",
            YX_VALUES(yx_int(r->until_ms), yx_int(r->conversations[i]), yx_int(r->staff), yx_int(r->now_ms)));
        if (err == YX_OK)
            r->leases[r->lease_count++] = (struct yx_desk_lease){ r->conversations[i], r->until_ms };
        else if (err != YX_EMPTY)
            return err;
    }
    return YX_OK;
}

enum yx_err yx_desk_heartbeat(struct yx_arena *a, const struct yx_staff *me, const int64_t *conversations, size_t count,
    int64_t now_ms, struct yx_desk_lease **leases_out, size_t *lease_count_out)
{
    struct renewal r = { .staff = me->id, .now_ms = now_ms, .until_ms = now_ms + yx_desk.lease_ms,
        .conversations = conversations, .count = count, .leases = yx_arena_get(a, (count + 1) * sizeof *r.leases) };
    enum yx_err err = count > YX_DESK_MINE_MOST ? YX_TOO_LARGE : count > 0 ? yx_store_commit(yx_desk.store, renew, &r)
                                                                           : YX_OK;
    *leases_out = r.leases;
    *lease_count_out = err == YX_OK ? r.lease_count : 0;
    return err;
}

/* ---- typing: best effort, without waiting ---- */

enum { WRITING_MS = 8000 };

static enum yx_err mark_writing(struct yx_tx *tx, void *arg)
{
    const int64_t *row = arg; /* conversation, staff, until_ms */
    enum yx_err err = yx_tx_run(tx,
        "UPDATE desk_view SET writing_until_ms = ? WHERE conversation = ? AND staff = ?",
        YX_VALUES(yx_int(row[2]), yx_int(row[0]), yx_int(row[1])));
    return err == YX_EMPTY ? YX_OK : err;
}

enum yx_err yx_desk_typing(struct yx_arena *a, const struct yx_staff *me, int64_t conversation, bool on, int64_t now_ms)
{
    struct yx_tx *tx;
    struct yx_conversation c;
    const int64_t row[] = { conversation, me->id, on ? now_ms + WRITING_MS : 0 };
    enum yx_err err = yx_store_read(yx_desk.store, &tx);
    if (err != YX_OK)
        return err;
    err = yx_conversation_get(tx, a, conversation, &c, NULL);
    yx_store_done(yx_desk.store, &tx);
    if (err == YX_OK)
        err = desk_judge(DESK_RENEW, desk_whose(&c, me->id, now_ms), false);
    if (err != YX_OK)
        return err;
    yx_store_later(yx_desk.store, mark_writing, row, sizeof row);
    yx_desk_tell(&c, false, now_ms);
    if (on)
        yx_wake_tell(YX_WAKE_TYPING, conversation, 0, NULL);
    return YX_OK;
}
