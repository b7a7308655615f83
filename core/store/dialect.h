/* The few words in which a migration differs between engines. The files say it in
 * PostgreSQL's words; this turns them into SQLite's. */
#ifndef YX_STORE_DIALECT_H
#define YX_STORE_DIALECT_H

/* A copy of `sql` (free it with free) in which, outside of strings and comments,
 *   BIGINT PRIMARY KEY  becomes  INTEGER PRIMARY KEY  (the table's own key),
 *   BYTEA               becomes  BLOB,
 *   the marker comment of a clustered table becomes WITHOUT ROWID.
 * NULL when there is no memory. */
char *yx_dialect_sqlite(const char *sql);

#endif
