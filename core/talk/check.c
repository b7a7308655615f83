#include "talk/message.h"

/* Each query finds what must not be: rows of two numbers that lead to the place. */
static const struct {
    const char *finding, *sql;
} checks[] = {
    { "a message without its conversation",
        "SELECT m.conversation, m.id FROM message m LEFT JOIN conversation v"
        " ON v.id = m.conversation WHERE v.id IS NULL LIMIT 1" },
    { "a conversation whose messages have a gap",
        "SELECT v.id, v.last_message FROM conversation v WHERE v.last_message <>"
        " (SELECT COUNT(*) FROM message m WHERE m.conversation = v.id) OR v.last_message <>"
        " (SELECT COALESCE(MAX(m.id), 0) FROM message m WHERE m.conversation = v.id) LIMIT 1" },
    { "a contact without its conversation",
        "SELECT c.id, c.conversation FROM contact c LEFT JOIN conversation v"
        " ON v.id = c.conversation WHERE v.id IS NULL LIMIT 1" },
    { "a reply to a message that is not there",
        "SELECT r.conversation, r.id FROM message r LEFT JOIN message m"
        " ON m.conversation = r.conversation AND m.id = r.reply_to"
        " WHERE r.reply_to <> 0 AND m.id IS NULL LIMIT 1" },
    { "a delivery whose message is not there",
        "SELECT d.conversation, d.message FROM dedupe d LEFT JOIN message m"
        " ON m.conversation = d.conversation AND m.id = d.message WHERE m.id IS NULL LIMIT 1" },
    { "a letter whose message is not there",
        "SELECT l.conversation, l.message FROM letter l LEFT JOIN message m"
        " ON m.conversation = l.conversation AND m.id = l.message WHERE m.id IS NULL LIMIT 1" },
    { "a conversation that a person owns without a lease, or the machine with one",
        "SELECT id, staff FROM conversation WHERE (owner = 2) <> (staff <> 0) OR (owner = 2) <> (lease_until_ms <> 0)"
        " LIMIT 1" },
    { "a conversation whose service is not there, or is another's",
        "SELECT v.id, v.service FROM conversation v LEFT JOIN service s ON s.id = v.service AND s.conversation = v.id"
        " AND s.ended = 0 WHERE v.service <> 0 AND s.id IS NULL LIMIT 1" },
    { "a service that has not ended, of a conversation that has another or none",
        "SELECT s.conversation, s.id FROM service s LEFT JOIN conversation v ON v.id = s.conversation"
        " AND v.service = s.id WHERE s.ended = 0 AND v.id IS NULL LIMIT 1" },
    { "feedback on a message that is not there",
        "SELECT f.conversation, f.message FROM feedback f LEFT JOIN message m"
        " ON m.conversation = f.conversation AND m.id = f.message WHERE m.id IS NULL LIMIT 1" },
};

enum yx_err yx_talk_check(struct yx_tx *tx, struct yx_arena *a, char **finding_out)
{
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        struct yx_rows rows;
        enum yx_err err = yx_tx_query(tx, checks[i].sql, NULL, 0, &rows);
        if (err != YX_OK)
            return err;
        err = yx_rows_next(&rows);
        if (err == YX_OK)
            *finding_out = yx_arena_print(a, "%s (%lld, %lld)", checks[i].finding,
                (long long)yx_rows_int(&rows, 0), (long long)yx_rows_int(&rows, 1));
        yx_rows_close(&rows);
        if (err != YX_EMPTY)
            return err == YX_OK ? YX_CORRUPT : err;
    }
    return YX_OK;
}
