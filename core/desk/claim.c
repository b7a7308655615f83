#include "desk/inside.h"

/* Taken by the one who asks; also again after their own lease has ended. */
static enum yx_err plan_claim(struct desk_plan *p)
{
    const char **by = p->got;
    enum desk_whose whose = desk_whose(&p->c, p->me->id, p->now_ms);
    enum yx_err err = desk_judge(DESK_CLAIM, whose, (p->me->roles & YX_LEAD) != 0);
    *by = NULL;
    if (err == YX_CONFLICT && p->c.staff != 0 && desk_name_of(p->tx, p->arena, p->c.staff, by) != YX_OK)
        *by = NULL;
    if (err != YX_OK)
        return err;
    p->nothing = whose == DESK_MINE;
    desk_give(p, p->me->id);
    desk_hand(p, YX_HANDED_TAKEN, p->me->id, 0, NULL);
    if (whose != DESK_MINE_LATE)
        desk_announce(p, "claim", desk_words(p, "desk.claim", p->me->display, NULL, NULL));
    p->act = "claim";
    return YX_OK;
}

/* The next one for me, and the one behind it when somebody was faster. */
static enum yx_err find_next(const struct yx_staff *me, int64_t now_ms, int64_t *conversation_out)
{
    struct yx_tx *tx;
    enum yx_err err = yx_store_read(yx_desk.store, &tx);
    if (err != YX_OK)
        return err;
    err = desk_next(tx, me->team, now_ms, conversation_out);
    yx_store_done(yx_desk.store, &tx);
    return err;
}

static enum yx_err claim(struct yx_arena *a, const struct yx_staff *me, int64_t conversation, int64_t now_ms,
    const char **by_out)
{
    struct desk_plan p = { .arena = a, .me = me, .id = conversation, .now_ms = now_ms, .got = by_out };
    return desk_do(&p, plan_claim);
}

enum yx_err yx_desk_claim(struct yx_arena *a, const struct yx_staff *me, int64_t conversation, int64_t now_ms,
    int64_t *conversation_out, const char **by_out)
{
    enum { NEXT_TRIES = 8 };
    *conversation_out = conversation;
    if (conversation != 0)
        return claim(a, me, conversation, now_ms, by_out);
    enum yx_err err = YX_CONFLICT;
    for (int tries = 0; tries < NEXT_TRIES && err == YX_CONFLICT; tries++) {
        err = find_next(me, now_ms, conversation_out);
        if (err == YX_OK)
            err = claim(a, me, *conversation_out, now_ms, by_out);
    }
    return err;
}
