/* What the desk lists: each a snapshot of its own. */
#include "audit/audit.h"
#include "people/acts.h"
#include "people/people.h"
#include "people/staff.h"
#include "people/units.h"

enum yx_err yx_desk_staff_list(struct yx_arena *a, struct yx_staff **staff_out, size_t *count_out)
{
    struct yx_tx *tx;
    enum yx_err err = yx_store_read(yx_people.store, &tx);
    if (err != YX_OK)
        return err;
    err = yx_staff_list(tx, a, staff_out, count_out);
    yx_store_done(yx_people.store, &tx);
    return err;
}

enum yx_err yx_desk_unit_list(struct yx_arena *a, enum yx_unit_kind kind, struct yx_unit **units_out, size_t *count_out)
{
    struct yx_tx *tx;
    enum yx_err err = yx_store_read(yx_people.store, &tx);
    if (err != YX_OK)
        return err;
    err = yx_unit_list(tx, a, kind, units_out, count_out);
    yx_store_done(yx_people.store, &tx);
    return err;
}

enum yx_err yx_desk_acts(struct yx_arena *a, const struct yx_act_filter *filter, struct yx_act **acts_out,
    size_t *count_out)
{
    struct yx_tx *tx;
    enum yx_err err = yx_store_read(yx_people.store, &tx);
    if (err != YX_OK)
        return err;
    err = yx_act_list(tx, a, filter, acts_out, count_out);
    yx_store_done(yx_people.store, &tx);
    return err;
}

enum yx_err yx_desk_chain(struct yx_arena *a, struct yx_desk_chain *out)
{
    struct yx_tx *tx;
    struct yx_audit_state s;
    enum yx_err err = yx_store_read(yx_people.store, &tx);
    if (err != YX_OK)
        return err;
    err = yx_audit_state(tx, a, &s);
    yx_store_done(yx_people.store, &tx);
    *out = (struct yx_desk_chain){ s.position, s.sealed_ms, s.waiting, s.checked_ms, s.checked, s.finding };
    return err;
}
