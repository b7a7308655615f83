-- Letters that are pushed: when, in which part, what became of them; what accounts need for it.
-- Owners: core/outbox (letter, account_token, account_rest, media), core/talk (conversation).

-- How long, and how often, free text may be sent to the person; how many letters wait for them to write.
ALTER TABLE conversation ADD COLUMN window_until_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN window_sends BIGINT NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN held BIGINT NOT NULL DEFAULT 0;

-- state: 0 offered, 1 answered, 2 queued, 3 sent, 4 held, 5 dead, 6 dropped
-- ways: 0 it is asked for (a page), 1 pushed, 2 with the person's next message
-- from_byte, to_byte: the part of the message as it is written out; to_byte 0: all of it
-- chunk: the most bytes of one sending, where the platform wants less than the channel said; 0: as the channel says
-- behind: the letter whose writing it waits for, 0: none
-- receipt: the furthest that the platform has reported
ALTER TABLE letter ADD COLUMN contact BIGINT NOT NULL DEFAULT 0;
ALTER TABLE letter ADD COLUMN ways BIGINT NOT NULL DEFAULT 0;
ALTER TABLE letter ADD COLUMN from_byte BIGINT NOT NULL DEFAULT 0;
ALTER TABLE letter ADD COLUMN to_byte BIGINT NOT NULL DEFAULT 0;
ALTER TABLE letter ADD COLUMN chunk BIGINT NOT NULL DEFAULT 0;
ALTER TABLE letter ADD COLUMN behind BIGINT NOT NULL DEFAULT 0;
ALTER TABLE letter ADD COLUMN next_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE letter ADD COLUMN template TEXT;
ALTER TABLE letter ADD COLUMN params TEXT;
ALTER TABLE letter ADD COLUMN reason TEXT;
ALTER TABLE letter ADD COLUMN platform_id TEXT;
ALTER TABLE letter ADD COLUMN receipt BIGINT NOT NULL DEFAULT 0;
ALTER TABLE letter ADD COLUMN done_ms BIGINT NOT NULL DEFAULT 0;

-- Small ones, over what waits: a page's reply, asked for, is in none of them.
CREATE INDEX letter_offered ON letter (lease_until_ms) WHERE state = 0 AND ways > 0;
CREATE INDEX letter_queued ON letter (contact, id) WHERE state = 2;
CREATE INDEX letter_held ON letter (contact, id) WHERE state = 4;
CREATE INDEX letter_dead ON letter (id) WHERE state = 5;
CREATE INDEX letter_platform ON letter (platform_id) WHERE platform_id IS NOT NULL;

CREATE TABLE account_token (
    channel    TEXT NOT NULL,
    account    TEXT NOT NULL,
    token      TEXT NOT NULL,
    fetched_ms BIGINT NOT NULL,
    until_ms   BIGINT NOT NULL,
    lease_ms   BIGINT NOT NULL, -- until then one process fetches it, and no other
    PRIMARY KEY (channel, account)
);

CREATE TABLE account_rest (
    channel  TEXT NOT NULL,
    account  TEXT NOT NULL,
    until_ms BIGINT NOT NULL,
    since_ms BIGINT NOT NULL,
    reason   TEXT NOT NULL,
    PRIMARY KEY (channel, account)
);

-- What a message brought beside words. state: 0 wanted, 1 kept, 2 lost
CREATE TABLE media (
    id           BIGINT PRIMARY KEY,
    conversation BIGINT NOT NULL,
    message      BIGINT NOT NULL,
    channel      TEXT NOT NULL,
    account      TEXT NOT NULL,
    kind         TEXT NOT NULL,
    platform_id  TEXT NOT NULL,
    state        BIGINT NOT NULL,
    tries        BIGINT NOT NULL,
    next_ms      BIGINT NOT NULL,
    lease_until_ms BIGINT NOT NULL,
    bytes        BIGINT NOT NULL,
    content_type TEXT,
    reason       TEXT,
    at_ms        BIGINT NOT NULL
);
CREATE INDEX media_wanted ON media (next_ms) WHERE state = 0;
