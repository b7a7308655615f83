-- What somebody says is right instead of what stands in a message of theirs. Owner: core/person.
CREATE TABLE correction (
    id           BIGINT PRIMARY KEY,
    conversation BIGINT NOT NULL,
    message      BIGINT NOT NULL,
    body         TEXT NOT NULL,
    at_ms        BIGINT NOT NULL
);
CREATE INDEX correction_of ON correction (conversation, message, id);
