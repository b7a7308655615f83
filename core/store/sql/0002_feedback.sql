-- Whether an answer of the machine helped its reader, for the editors. Owner: core/talk.

CREATE TABLE feedback (
    conversation BIGINT NOT NULL,
    message      BIGINT NOT NULL,
    useful       BIGINT NOT NULL, -- 0 no, 1 yes
    at_ms        BIGINT NOT NULL,
    PRIMARY KEY (conversation, message)
) /*clustered*/;
