-- Conversations that people own: whose they are, for how long, what was done with them.
-- Owners: core/talk (conversation, message, service, note, handover), core/outbox (letter), core/desk (desk_view,
-- canned), core/schedule (desk_hours).

-- staff: whose it is, until lease_until_ms; 0: nobody's
-- team, area: for whom it waits; 0: for everybody. from_ms: not before then (the next shift)
-- service: the one under way; 0: none. lost_staff: whose lease ended while it was theirs, until somebody takes it
-- staff_message: the last message that the desk has written; seen_message: the last that a page of theirs has fetched
ALTER TABLE conversation ADD COLUMN staff BIGINT NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN lease_until_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN team BIGINT NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN area BIGINT NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN from_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN service BIGINT NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN lost_staff BIGINT NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN staff_message BIGINT NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN seen_message BIGINT NOT NULL DEFAULT 0;

-- Small ones: of the conversations that the machine has, none is in them.
CREATE INDEX conversation_waiting ON conversation (urgent, queued_ms) WHERE owner = 1;
CREATE INDEX conversation_owned ON conversation (staff, lease_until_ms) WHERE owner = 2;

-- staff: who wrote it, of those with author 2. The index is for the board: it grows at its end.
ALTER TABLE message ADD COLUMN staff BIGINT NOT NULL DEFAULT 0;
CREATE INDEX message_at ON message (at_ms, author, conversation);
CREATE INDEX unanswered_at ON unanswered (at_ms);

-- desk: written for the desk, not by a turn; staff see what became of it.
ALTER TABLE letter ADD COLUMN desk BIGINT NOT NULL DEFAULT 0;
CREATE INDEX letter_desk ON letter (conversation, message) WHERE desk = 1;

-- One time that a person was asked for, from the queue to its end.
-- ended: 0 not yet, 1 closed by staff, 2 given back to the machine, 3 left by the citizen
CREATE TABLE service (
    id            BIGINT PRIMARY KEY,
    conversation  BIGINT NOT NULL,
    asked_ms      BIGINT NOT NULL,
    asked_message BIGINT NOT NULL, -- the last message when it began
    claimed_ms    BIGINT NOT NULL, -- 0: nobody has taken it yet; likewise below
    answered_ms   BIGINT NOT NULL,
    ended_ms      BIGINT NOT NULL,
    ended         BIGINT NOT NULL,
    ended_message BIGINT NOT NULL,
    staff         BIGINT NOT NULL, -- who has, or had it last
    team          BIGINT NOT NULL,
    answers       BIGINT NOT NULL,
    handovers     BIGINT NOT NULL,
    summary       TEXT,
    stars         BIGINT NOT NULL, -- 0: not rated
    rated_ms      BIGINT NOT NULL
);
CREATE INDEX service_of ON service (conversation, id);
CREATE INDEX service_asked ON service (asked_ms);

CREATE TABLE note (
    id           BIGINT PRIMARY KEY,
    conversation BIGINT NOT NULL,
    staff        BIGINT NOT NULL,
    body         TEXT NOT NULL,
    at_ms        BIGINT NOT NULL
);
CREATE INDEX note_of ON note (conversation, id);

-- kind: 0 taken, 1 to a colleague, 2 to a team, 3 to the next shift, 4 to the machine, 5 the lease ended, 6 closed
CREATE TABLE handover (
    id           BIGINT PRIMARY KEY,
    conversation BIGINT NOT NULL,
    service      BIGINT NOT NULL,
    from_staff   BIGINT NOT NULL,
    to_staff     BIGINT NOT NULL,
    to_team      BIGINT NOT NULL,
    kind         BIGINT NOT NULL,
    note         TEXT,
    at_ms        BIGINT NOT NULL
);
CREATE INDEX handover_of ON handover (conversation, id);
CREATE INDEX handover_to ON handover (to_staff, id);

-- Who looked at a conversation last, how far they read, and until when they count as writing.
CREATE TABLE desk_view (
    conversation BIGINT NOT NULL,
    staff        BIGINT NOT NULL,
    at_ms        BIGINT NOT NULL,
    seen_message BIGINT NOT NULL,
    writing_until_ms BIGINT NOT NULL,
    PRIMARY KEY (conversation, staff)
) /*clustered*/;

-- Replies kept to be sent again. team 0: for everybody
CREATE TABLE canned (
    id         BIGINT PRIMARY KEY,
    title      TEXT NOT NULL,
    body       TEXT NOT NULL,
    team       BIGINT NOT NULL,
    staff      BIGINT NOT NULL, -- who wrote it
    gone_ms    BIGINT NOT NULL, -- 0: in use
    at_ms      BIGINT NOT NULL
);

-- The shifts as an administrator set them in the desk: at most one row, id 1. Without it, hours.yaml says them.
CREATE TABLE desk_hours (
    id      BIGINT PRIMARY KEY,
    version BIGINT NOT NULL,
    json    TEXT NOT NULL,
    staff   BIGINT NOT NULL,
    at_ms   BIGINT NOT NULL
);
