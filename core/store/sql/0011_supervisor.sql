-- Supervisors of enforcement: who was appointed, for when, and from which telephones they report. Owner: core/people.

-- Days are numbers, 20261122, in China. A term holds from its first day to its last, both included.
CREATE TABLE supervisor (
    id         BIGINT PRIMARY KEY,
    number     TEXT NOT NULL UNIQUE, -- of their certificate, folded
    name       TEXT NOT NULL,
    area       BIGINT NOT NULL,      -- 0: the whole county
    body       TEXT NOT NULL,        -- who appointed them; "": not said
    from_day   BIGINT NOT NULL,
    until_day  BIGINT NOT NULL,      -- 0: until it is ended
    ended_ms   BIGINT NOT NULL,      -- ended before its last day; 0: not
    created_ms BIGINT NOT NULL,
    updated_ms BIGINT NOT NULL
);

-- A telephone is one person's. proven_ms: when a code sent to it came back; 0: not yet.
CREATE TABLE supervisor_phone (
    phone      TEXT NOT NULL PRIMARY KEY, -- 11 digits
    supervisor BIGINT NOT NULL,
    proven_ms  BIGINT NOT NULL,
    created_ms BIGINT NOT NULL
) /*clustered*/;
CREATE INDEX supervisor_phone_of ON supervisor_phone (supervisor);

-- The code that was sent to a telephone last: its keyed digest, and how often it was tried.
CREATE TABLE phone_code (
    phone      TEXT NOT NULL PRIMARY KEY,
    digest     BYTEA NOT NULL,
    tries      BIGINT NOT NULL,
    issued_ms  BIGINT NOT NULL,
    day_ms     BIGINT NOT NULL, -- since when `issued` counts
    issued     BIGINT NOT NULL
) /*clustered*/;
