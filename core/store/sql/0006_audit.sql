-- Who did what to what, when; each entry chained to the one before. Owner: core/audit.

-- kind: 0 nobody known, 1 staff, 2 a citizen, 3 a supervisor, 4 the clock, 5 the command line; who: their id or 0
-- position, sealed_ms, hash: given by the sealer; position 0: it waits for that
-- content: SHA-256 of the salt and the words in audit_content; NULL: there were none
CREATE TABLE audit (
    id        BIGINT PRIMARY KEY,
    at_ms     BIGINT NOT NULL,
    kind      BIGINT NOT NULL,
    who       BIGINT NOT NULL,
    act       TEXT NOT NULL,
    object    BIGINT NOT NULL,
    position  BIGINT NOT NULL,
    sealed_ms BIGINT NOT NULL,
    content   BYTEA,
    hash      BYTEA
);
CREATE INDEX audit_waiting ON audit (id) WHERE position = 0;
CREATE UNIQUE INDEX audit_position ON audit (position) WHERE position > 0;
CREATE INDEX audit_who ON audit (who, id);
CREATE INDEX audit_act ON audit (act, id);
CREATE INDEX audit_object ON audit (object, id);

-- What may have to be forgotten: a row that is gone leaves the chain whole. salt: NULL until it is sealed.
CREATE TABLE audit_content (
    entry BIGINT PRIMARY KEY,
    salt  BYTEA,
    words TEXT NOT NULL
);

-- The last position of each day, signed (Ed25519); the row of the day goes on with each sealing. day: 20261127
CREATE TABLE audit_head (
    number    BIGINT PRIMARY KEY,
    day       BIGINT NOT NULL,
    position  BIGINT NOT NULL,
    hash      BYTEA NOT NULL,
    at_ms     BIGINT NOT NULL,
    public    BYTEA NOT NULL,
    signature BYTEA NOT NULL
);

-- How the clock last found the chain: at most one row, id 1. finding NULL: whole
CREATE TABLE audit_check (
    id       BIGINT PRIMARY KEY,
    at_ms    BIGINT NOT NULL,
    position BIGINT NOT NULL,
    finding  TEXT
);

-- What was recorded before there was a chain joins it with the first sealing.
INSERT INTO audit (id, at_ms, kind, who, act, object, position, sealed_ms)
    SELECT id, at_ms, CASE WHEN staff <> 0 THEN 1 WHEN detail = '{"by":"command"}' THEN 5
        WHEN what IN ('lost', 'assign') THEN 4 ELSE 0 END, staff, what, object, 0, 0 FROM act;
INSERT INTO audit_content (entry, words) SELECT id, detail FROM act WHERE detail NOT IN ('{}', '{"by":"command"}');
DROP TABLE act;
