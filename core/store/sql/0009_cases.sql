-- Cases: what was filed, what happened to it, what is due. Owner: core/cases.

-- The bytes of a kind's file, so that a case keeps the kind that it was opened with.
CREATE TABLE case_kind (
    hash   TEXT NOT NULL PRIMARY KEY,
    name   TEXT NOT NULL,
    source TEXT NOT NULL,
    at_ms  BIGINT NOT NULL
);

-- The last number of a prefix and day ("TS261120").
CREATE TABLE case_number (
    day  TEXT NOT NULL PRIMARY KEY,
    last BIGINT NOT NULL
) /*clustered*/;

-- state, back: enum yx_case_state; back: where info, review and merged lead back to.
-- code: the keyed digest of the secret code, or NULL. fields: {"name": "value"}. missing: [{"name", "title"}] while in info.
-- proposal: "decline", "refer", "propose" while in review, with outcome, reply and refer_to as proposed; proposed_by: who.
-- body, team, handler: in charge; from_*: who had it before it was sent on, 0: nobody. intake: who accepted it.
-- due_ms: the earliest end of a limit that runs, 0: none; yellow_ms, red_ms: the next marks; look_ms: when the clock must look
-- at it, 0: never. mark: 0 green, 1 yellow, 2 red as was told. stars: 0 not rated, 1 not satisfied, 2 satisfied.
-- asked_reopen_ms: a wish that nobody has decided. kept: a legal hold.
CREATE TABLE cases (
    id              BIGINT PRIMARY KEY,
    number          TEXT NOT NULL UNIQUE,
    kind            TEXT NOT NULL,
    kind_hash       TEXT NOT NULL,
    version         BIGINT NOT NULL,
    state           BIGINT NOT NULL,
    back            BIGINT NOT NULL,
    code            BYTEA,
    contact         BIGINT NOT NULL, -- of the reporter, 0: none that we can write to
    conversation    BIGINT NOT NULL,
    fields          TEXT NOT NULL,
    missing         TEXT,
    about           TEXT,            -- what it is about, for lists: a title, nothing personal
    proxy           TEXT,            -- on whose behalf staff filed it
    proposal        TEXT,
    proposed_by     BIGINT NOT NULL,
    outcome         TEXT,
    reply           TEXT,
    refer_to        TEXT,
    area            BIGINT NOT NULL,
    body            BIGINT NOT NULL,
    team            BIGINT NOT NULL,
    handler         BIGINT NOT NULL,
    from_body       BIGINT NOT NULL,
    from_handler    BIGINT NOT NULL,
    intake          BIGINT NOT NULL,
    merged_into     BIGINT NOT NULL,
    urges           BIGINT NOT NULL,
    urged_ms        BIGINT NOT NULL,
    extended        BIGINT NOT NULL,
    reopened        BIGINT NOT NULL,
    asked_reopen_ms BIGINT NOT NULL,
    stars           BIGINT NOT NULL,
    rated_ms        BIGINT NOT NULL,
    rating_why      TEXT,
    kept            BIGINT NOT NULL,
    mark            BIGINT NOT NULL,
    due_ms          BIGINT NOT NULL,
    yellow_ms       BIGINT NOT NULL,
    red_ms          BIGINT NOT NULL,
    look_ms         BIGINT NOT NULL,
    last_event      BIGINT NOT NULL,
    opened_ms       BIGINT NOT NULL,
    accepted_ms     BIGINT NOT NULL,
    asked_ms        BIGINT NOT NULL,
    closed_ms       BIGINT NOT NULL,
    erase_ms        BIGINT NOT NULL, -- when the time of keeping is over; 0: not closed
    updated_ms      BIGINT NOT NULL
);
-- Lists of what is under way by what is due first (nothing due: last), all of it, by mark, by kind, by state; of what is
-- closed by its age; by whose it is; of one reporter; merged ones; what the clock must look at.
CREATE INDEX cases_open ON cases ((CASE WHEN due_ms = 0 THEN 9007199254740991 ELSE due_ms END), id) WHERE state < 5;
CREATE INDEX cases_mark ON cases (mark, (CASE WHEN due_ms = 0 THEN 9007199254740991 ELSE due_ms END), id) WHERE state < 5;
CREATE INDEX cases_kind ON cases (kind, (CASE WHEN due_ms = 0 THEN 9007199254740991 ELSE due_ms END), id) WHERE state < 5;
CREATE INDEX cases_state ON cases (state, (CASE WHEN due_ms = 0 THEN 9007199254740991 ELSE due_ms END), id) WHERE state < 5;
CREATE INDEX cases_closed ON cases (id) WHERE state = 5;
CREATE INDEX cases_closed_kind ON cases (kind, id) WHERE state = 5;
CREATE INDEX cases_body ON cases (body) WHERE body <> 0 AND state < 5;
CREATE INDEX cases_handler ON cases (handler) WHERE handler <> 0 AND state < 5;
CREATE INDEX cases_intake ON cases (intake) WHERE intake <> 0 AND state < 5;
CREATE INDEX cases_contact ON cases (contact, id) WHERE contact <> 0;
CREATE INDEX cases_merged ON cases (merged_into) WHERE merged_into <> 0;
CREATE INDEX cases_look ON cases (look_ms) WHERE look_ms <> 0;
CREATE INDEX cases_erase ON cases (erase_ms) WHERE erase_ms <> 0;
CREATE INDEX cases_reopen ON cases (id) WHERE asked_reopen_ms <> 0;

-- What happened, in order, without a gap. event, from_state, to_state, by: as in core/cases/table.h.
-- note: for colleagues. public: for the reporter and the status page. detail: a JSON object of texts.
CREATE TABLE case_event (
    case_id    BIGINT NOT NULL,
    seq        BIGINT NOT NULL,
    event      BIGINT NOT NULL,
    from_state BIGINT NOT NULL,
    to_state   BIGINT NOT NULL,
    by_who     BIGINT NOT NULL,
    staff      BIGINT NOT NULL,
    note       TEXT,
    public     TEXT,
    detail     TEXT,
    at_ms      BIGINT NOT NULL,
    PRIMARY KEY (case_id, seq)
);

-- Limits of a case: of clock and promised, as its kind has them. state: 0 runs, 1 stands still, 2 is over (met or not).
-- remains: what was left when it stood still, in the limit's unit.
CREATE TABLE case_limit (
    case_id     BIGINT NOT NULL,
    at          BIGINT NOT NULL, -- which of the kind's limits
    state       BIGINT NOT NULL,
    began_ms    BIGINT NOT NULL,
    due_ms      BIGINT NOT NULL,
    bare_ms     BIGINT NOT NULL,
    provisional BIGINT NOT NULL,
    remains     BIGINT NOT NULL,
    ended_ms    BIGINT NOT NULL,
    marked      BIGINT NOT NULL, -- 1 yellow was told, 2 red
    PRIMARY KEY (case_id, at)
) /*clustered*/;

-- Who was joined to a case beside the one in charge.
CREATE TABLE case_hand (
    case_id BIGINT NOT NULL,
    staff   BIGINT NOT NULL,
    at_ms   BIGINT NOT NULL,
    PRIMARY KEY (case_id, staff)
) /*clustered*/;
CREATE INDEX case_hand_staff ON case_hand (staff, case_id);

-- What those are still to be told whose cases were merged into another, of its event `seq`; in the words, a token stands
-- for their own number. The clock says it, one by one.
CREATE TABLE case_notice (
    case_id BIGINT NOT NULL,
    seq     BIGINT NOT NULL,
    body    TEXT NOT NULL,
    at_ms   BIGINT NOT NULL,
    PRIMARY KEY (case_id, seq)
) /*clustered*/;

-- Codes in what was said, sealed, until they are delivered.
CREATE TABLE case_seal (
    conversation BIGINT NOT NULL,
    message      BIGINT NOT NULL,
    sealed       BYTEA NOT NULL,
    at_ms        BIGINT NOT NULL,
    PRIMARY KEY (conversation, message)
) /*clustered*/;
