-- Files that people sent. Owners: core/files (file), core/outbox (media).

-- id: 32 hex digits, drawn. who: the digest of the contact that brought it; form: its id at their page
-- state: 0 coming, 1 checking, 2 clean, 3 refused; kind, reason: core/files/kind.h
-- size: as announced, have: so much of it came; bytes, hash (SHA-256): of what is kept; came_hash: of what came
-- conversation, message: where it belongs; message 0: to none yet
CREATE TABLE file (
    id             TEXT NOT NULL PRIMARY KEY,
    who            BYTEA NOT NULL,
    form           TEXT NOT NULL,
    name           TEXT NOT NULL,
    size           BIGINT NOT NULL,
    have           BIGINT NOT NULL,
    state          BIGINT NOT NULL,
    kind           BIGINT NOT NULL,
    reason         BIGINT NOT NULL,
    bytes          BIGINT NOT NULL,
    hash           TEXT,
    came_hash      TEXT,
    conversation   BIGINT NOT NULL,
    message        BIGINT NOT NULL,
    tries          BIGINT NOT NULL,
    next_ms        BIGINT NOT NULL,
    lease_until_ms BIGINT NOT NULL,
    at_ms          BIGINT NOT NULL
);
CREATE UNIQUE INDEX file_form ON file (who, form);
CREATE INDEX file_who ON file (who, at_ms);
CREATE INDEX file_of ON file (conversation, message) WHERE message > 0;
CREATE INDEX file_checking ON file (next_ms) WHERE state = 1;
CREATE INDEX file_alone ON file (at_ms) WHERE message = 0;
CREATE INDEX file_hash ON file (hash) WHERE hash IS NOT NULL;

-- file: what became of one that was fetched; NULL: it waits to be taken over
ALTER TABLE media ADD COLUMN file TEXT;
CREATE INDEX media_kept ON media (id) WHERE state = 1 AND file IS NULL;
