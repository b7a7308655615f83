/* Bringing a database to the schema of this program. */
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "store/dialect.h"
#include "store/engine.h"
#include "watch/log.h"

#include "migrations.inc" /* made by the build from core/store/sql */

enum { CACHE_KIB = 1024, MIGRATIONS = sizeof migrations / sizeof *migrations };

int yx_store_schema(void)
{
    return migrations[MIGRATIONS - 1].number;
}

static enum yx_err note(struct yx_tx *tx, int number, const char *name)
{
    return yx_tx_run(tx, "INSERT INTO schema_version (version, name, at_ms) VALUES (?, ?, ?)",
        YX_VALUES(yx_int(number), yx_text(name), yx_int(yx_clock_ms())));
}

static enum yx_err apply(struct yx_tx *tx, int number, const char *name, const char *bytes)
{
    char *sql = yx_dialect_sqlite(bytes);
    if (sql == NULL)
        return YX_MEMORY;
    enum yx_err err = yx_engine_script(tx, sql);
    free(sql);
    if (err == YX_OK)
        err = note(tx, number, name);
    if (err != YX_OK)
        yx_log(YX_ERROR, "migration failed", "name", name, "err", yx_err_words(err), "why",
            sqlite3_errmsg(tx->db), NULL);
    return err;
}

/* One migration in one transaction. The version is read again inside it, because
 * another process may have been faster. */
static enum yx_err step(struct yx_tx *tx, size_t i)
{
    int version = 0, number = migrations[i].number;
    enum yx_err err = yx_engine_run(tx, "BEGIN IMMEDIATE");
    if (err != YX_OK)
        return err;
    err = yx_engine_version(tx, &version);
    if (err == YX_OK && version == 0)
        err = yx_engine_script(tx, "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER "
                                   "PRIMARY KEY, name TEXT NOT NULL, at_ms BIGINT NOT NULL)");
    if (err == YX_OK && version < number)
        err = apply(tx, number, migrations[i].name, (const char *)migrations[i].sql);
    if (err == YX_OK)
        err = yx_engine_run(tx, "COMMIT");
    if (err != YX_OK)
        yx_engine_run(tx, "ROLLBACK");
    return err;
}

enum yx_err yx_store_migrate(const char *path, int *from_out)
{
    struct yx_tx *tx = NULL;
    *from_out = 0;
    enum yx_err err = yx_engine_open(path, YX_ENGINE_MAKE, CACHE_KIB, &tx);
    if (err == YX_OK)
        err = yx_engine_version(tx, from_out);
    if (err == YX_OK && *from_out > yx_store_schema())
        err = YX_NEWER;
    for (size_t i = 0; err == YX_OK && i < MIGRATIONS; i++)
        if (migrations[i].number > *from_out)
            err = step(tx, i);
    if (err != YX_OK)
        yx_log(YX_ERROR, "database not migrated", "err", yx_err_words(err), "found",
            yx_num(*from_out), "program", yx_num(yx_store_schema()), NULL);
    yx_engine_close(&tx);
    return err;
}
