-- Who works here, what each may do, who is signed in, and what was done by whom. Owner: core/people.

CREATE TABLE body (
    id         BIGINT PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    parent     BIGINT NOT NULL, -- the body above it; 0: none
    created_ms BIGINT NOT NULL
);

CREATE TABLE team (
    id         BIGINT PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    body       BIGINT NOT NULL, -- 0: of none
    created_ms BIGINT NOT NULL
);

CREATE TABLE area (
    id         BIGINT PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    team       BIGINT NOT NULL, -- who answers for it; 0: everybody
    created_ms BIGINT NOT NULL
);

-- roles: bits, see core/yx_desk.h. rights: counted up when roles or team change, so that a session knows
-- that it is older. password: how libsodium writes an Argon2id hash. totp: sealed; totp_step: the last one used.
CREATE TABLE staff (
    id          BIGINT PRIMARY KEY,
    name        TEXT NOT NULL UNIQUE, -- folded
    display     TEXT NOT NULL,
    password    TEXT NOT NULL,
    must_change BIGINT NOT NULL,
    roles       BIGINT NOT NULL,
    team        BIGINT NOT NULL, -- 0: of none
    body        BIGINT NOT NULL,
    capacity    BIGINT NOT NULL,
    present     BIGINT NOT NULL,
    rights      BIGINT NOT NULL,
    disabled_ms BIGINT NOT NULL, -- 0: may sign in
    totp        BYTEA,
    totp_step   BIGINT NOT NULL,
    created_ms  BIGINT NOT NULL,
    updated_ms  BIGINT NOT NULL
);

-- token: the keyed digest of what the browser holds; before: of the one that it replaced, good until before_until_ms.
-- state: 0 a code of TOTP is wanted, 1 TOTP is to be set up, 2 the password is to be changed, 3 signed in
CREATE TABLE session (
    token           BYTEA NOT NULL PRIMARY KEY,
    before          BYTEA,
    before_until_ms BIGINT NOT NULL,
    staff           BIGINT NOT NULL,
    state           BIGINT NOT NULL,
    agent           BYTEA NOT NULL, -- digest of the browser's name
    rights          BIGINT NOT NULL,
    enrol           BYTEA,          -- a TOTP secret that is not confirmed yet, sealed
    tries           BIGINT NOT NULL, -- wrong codes
    created_ms      BIGINT NOT NULL,
    seen_ms         BIGINT NOT NULL
) /*clustered*/;
CREATE INDEX session_before ON session (before) WHERE before IS NOT NULL;
CREATE INDEX session_staff ON session (staff);

-- Wrong passwords, counted in as many places as there are and no more: `place` is what a keyed digest of a name
-- or an address is cut to, so that names nobody has leave the same trace as others, and a flood fills nothing.
CREATE TABLE guess (
    place  BIGINT PRIMARY KEY,
    failed BIGINT NOT NULL,
    at_ms  BIGINT NOT NULL
);

-- A form that a page sent, so that it counts once.
CREATE TABLE desk_form (
    staff  BIGINT NOT NULL,
    form   TEXT NOT NULL,
    digest BYTEA NOT NULL,
    object BIGINT NOT NULL, -- what it made
    at_ms  BIGINT NOT NULL,
    PRIMARY KEY (staff, form)
) /*clustered*/;

-- Who did what to which object when: only added to. staff 0: nobody known.
CREATE TABLE act (
    id     BIGINT PRIMARY KEY,
    at_ms  BIGINT NOT NULL,
    staff  BIGINT NOT NULL,
    what   TEXT NOT NULL,
    object BIGINT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX act_staff ON act (staff, id);
CREATE INDEX act_what ON act (what, id);
