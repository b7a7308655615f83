#include "cases/cases.h"

/* Each query finds what must not be: rows of two numbers that lead to the place. States: core/cases/table.h. */
static const struct {
    const char *finding, *sql;
} checks[] = {
    { "a case whose events have a gap",
        "SELECT c.id, c.last_event FROM cases c WHERE c.last_event <> (SELECT COUNT(*) FROM case_event e WHERE e.case_id = c.id)"
        " OR c.last_event <> (SELECT COALESCE(MAX(e.seq), 0) FROM case_event e WHERE e.case_id = c.id) LIMIT 1" },
    { "a case whose last event does not lead to its state",
        "SELECT c.id, c.state FROM cases c JOIN case_event e ON e.case_id = c.id AND e.seq = c.last_event"
        " WHERE e.to_state <> c.state LIMIT 1" },
    { "an event that does not begin where the one before ended",
        "SELECT e.case_id, e.seq FROM case_event e JOIN case_event b ON b.case_id = e.case_id AND b.seq = e.seq - 1"
        " WHERE e.from_state <> b.to_state LIMIT 1" },
    { "an event without its case",
        "SELECT e.case_id, e.seq FROM case_event e LEFT JOIN cases c ON c.id = e.case_id WHERE c.id IS NULL LIMIT 1" },
    { "a case without its kind",
        "SELECT c.id, c.version FROM cases c LEFT JOIN case_kind k ON k.hash = c.kind_hash WHERE k.hash IS NULL LIMIT 1" },
    { "a merged case that leads nowhere, or one that leads although it is not merged",
        "SELECT c.id, c.merged_into FROM cases c LEFT JOIN cases t ON t.id = c.merged_into"
        " WHERE (c.state = 6) <> (c.merged_into <> 0) AND c.state <> 7 OR (c.state = 6 AND t.id IS NULL) LIMIT 1" },
    { "a closed case without outcome, or an open one with an end",
        "SELECT id, state FROM cases WHERE (state = 5 AND outcome IS NULL) OR (state < 5 AND closed_ms <> 0) LIMIT 1" },
    { "a number that was never given out",
        "SELECT c.id, c.opened_ms FROM cases c LEFT JOIN case_number n ON n.day = substr(c.number, 1, 8)"
        " WHERE n.day IS NULL OR CAST(substr(c.number, 9) AS BIGINT) > n.last LIMIT 1" },
    { "a limit of a case that is not there",
        "SELECT l.case_id, l.at FROM case_limit l LEFT JOIN cases c ON c.id = l.case_id WHERE c.id IS NULL LIMIT 1" },
    { "an erased case that holds words",
        "SELECT id, state FROM cases WHERE state = 7 AND (fields <> '{}' OR reply IS NOT NULL OR contact <> 0) LIMIT 1" },
};

enum yx_err yx_cases_check(struct yx_tx *tx, struct yx_arena *a, char **finding_out)
{
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        struct yx_rows rows;
        enum yx_err err = yx_tx_query(tx, checks[i].sql, NULL, 0, &rows);
        if (err != YX_OK)
            return err;
        err = yx_rows_next(&rows);
        if (err == YX_OK)
            *finding_out = yx_arena_print(a, "%s (%lld, %lld)", checks[i].finding, (long long)yx_rows_int(&rows, 0),
                (long long)yx_rows_int(&rows, 1));
        yx_rows_close(&rows);
        if (err != YX_EMPTY)
            return err == YX_OK ? YX_CORRUPT : err;
    }
    return YX_OK;
}
