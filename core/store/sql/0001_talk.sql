-- Who writes, what was said, and what must not happen twice.
-- Owners: core/talk (contact to kept_state, unanswered) and core/outbox (letter).

CREATE TABLE contact (
    id           BIGINT PRIMARY KEY,
    channel      TEXT NOT NULL,
    account      TEXT NOT NULL,
    sender       TEXT NOT NULL,
    conversation BIGINT NOT NULL,
    created_ms   BIGINT NOT NULL,
    UNIQUE (channel, account, sender)
);

CREATE TABLE conversation (
    id             BIGINT PRIMARY KEY,
    contact        BIGINT NOT NULL,
    owner          BIGINT NOT NULL, -- 0 bot, 1 queue, 2 human
    version        BIGINT NOT NULL,
    last_message   BIGINT NOT NULL,
    floor          TEXT,
    floor_until_ms BIGINT NOT NULL,
    pending        TEXT,
    queued_ms      BIGINT NOT NULL,
    urgent         BIGINT NOT NULL,
    queue_why      TEXT,
    created_ms     BIGINT NOT NULL,
    updated_ms     BIGINT NOT NULL
);

-- Not clustered: bodies are long, and in the order they arrive they share pages; kept
-- by conversation, each would rewrite a page of its own in every commit.
CREATE TABLE message (
    conversation BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    author       BIGINT NOT NULL,
    reply_to     BIGINT NOT NULL,
    body         TEXT NOT NULL,
    extra        TEXT,
    provenance   TEXT,
    at_ms        BIGINT NOT NULL,
    PRIMARY KEY (conversation, id)
);

CREATE TABLE dedupe (
    key          BYTEA NOT NULL PRIMARY KEY,
    digest       BYTEA NOT NULL,
    conversation BIGINT NOT NULL,
    message      BIGINT NOT NULL,
    reply        BIGINT NOT NULL,
    letter       BIGINT NOT NULL, -- 0: nothing was said
    at_ms        BIGINT NOT NULL
) /*clustered*/;

CREATE TABLE kept_state (
    conversation BIGINT NOT NULL,
    plugin       TEXT NOT NULL,
    version      BIGINT NOT NULL,
    json         TEXT NOT NULL,
    PRIMARY KEY (conversation, plugin)
) /*clustered*/;

CREATE TABLE letter (
    id             BIGINT PRIMARY KEY, -- grows with time: new ones share a page
    conversation   BIGINT NOT NULL,
    message        BIGINT NOT NULL,
    state          BIGINT NOT NULL, -- 0 offered, 1 answered, 2 queued
    lease_until_ms BIGINT NOT NULL,
    tries          BIGINT NOT NULL
);

CREATE TABLE unanswered (
    conversation BIGINT NOT NULL,
    message      BIGINT NOT NULL,
    decision     TEXT NOT NULL,
    at_ms        BIGINT NOT NULL,
    PRIMARY KEY (conversation, message)
) /*clustered*/;
