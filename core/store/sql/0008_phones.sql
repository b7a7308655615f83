-- Telephones: texts that belong together, letters that may not wait, people who want none.
-- Owners: core/talk (contact, fragment), core/outbox (letter).

-- Since when they want no letters; 0: they take them.
ALTER TABLE contact ADD COLUMN left_ms BIGINT NOT NULL DEFAULT 0;

-- Goes out at any hour, and to those who want none (danger; “you are off the list”).
ALTER TABLE letter ADD COLUMN urgent BIGINT NOT NULL DEFAULT 0;
-- When that was written which it answers; 0: it is said unasked.
ALTER TABLE letter ADD COLUMN answers_ms BIGINT NOT NULL DEFAULT 0;
-- Put off until the morning.
ALTER TABLE letter ADD COLUMN quiet BIGINT NOT NULL DEFAULT 0;
-- 0: the whole message as it is written out, 1: its short form.
ALTER TABLE letter ADD COLUMN form BIGINT NOT NULL DEFAULT 0;
CREATE INDEX letter_dropped ON letter (contact) WHERE state = 6;

-- What is due, without a look at all that waits.
CREATE INDEX letter_due ON letter (next_ms, id) WHERE state = 2;

-- A text that says of itself that it is one of several. Kept for some time after it was taken, so
-- that a second delivery of it is known. state: 0 waits for the others, 1 taken
CREATE TABLE fragment (
    id             BIGINT PRIMARY KEY, -- grows with time
    channel        TEXT NOT NULL,
    account        TEXT NOT NULL,
    sender         TEXT NOT NULL,
    external_id    TEXT NOT NULL,
    part           BIGINT NOT NULL, -- from 1
    parts          BIGINT NOT NULL,
    body           TEXT NOT NULL,   -- with its mark
    at_ms          BIGINT NOT NULL,
    due_ms         BIGINT NOT NULL, -- then it goes on without the others
    lease_until_ms BIGINT NOT NULL,
    state          BIGINT NOT NULL,
    UNIQUE (channel, account, sender, external_id)
);
CREATE INDEX fragment_waiting ON fragment (due_ms) WHERE state = 0;
CREATE INDEX fragment_taken ON fragment (at_ms) WHERE state = 1;
