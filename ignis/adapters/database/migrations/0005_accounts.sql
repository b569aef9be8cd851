-- What Bloxlink and Roblox have said of members, so that it outlives a restart and an outage; and how many requests a
-- service with a daily limit was sent. Both can be lost without harm: they are asked for again.

CREATE TABLE accounts (
    user_id      INTEGER PRIMARY KEY,
    roblox_id    INTEGER,             -- NULL: the member has none
    name         TEXT,                -- NULL: Roblox has not been reached since the account is known
    headshot_url TEXT,
    asked_at     TEXT    NOT NULL     -- when Bloxlink said so
) STRICT;

CREATE INDEX accounts_by_age ON accounts (asked_at);

CREATE TABLE request_counts (
    key   TEXT    NOT NULL,           -- the service, and a fingerprint of the key that is counted
    hour  INTEGER NOT NULL,           -- since 1970
    calls INTEGER NOT NULL,
    PRIMARY KEY (key, hour)
) STRICT, WITHOUT ROWID;
