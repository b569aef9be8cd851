-- Points are the sum of the ledger; members.points keeps that sum so that a card needs one row.
-- Both are written in one transaction.

CREATE TABLE members (
    user_id      INTEGER PRIMARY KEY,
    points       INTEGER NOT NULL DEFAULT 0 CHECK (points BETWEEN 0 AND 1000000000000),
    rank         TEXT    NOT NULL,
    path         TEXT,                -- NULL off the ladder
    company      INTEGER CHECK (company > 0),
    gold_studs   INTEGER NOT NULL DEFAULT 0 CHECK (gold_studs >= 0),
    silver_studs INTEGER NOT NULL DEFAULT 0 CHECK (silver_studs >= 0),
    created_at   TEXT    NOT NULL,    -- ISO 8601, UTC, like every time here
    updated_at   TEXT    NOT NULL
) STRICT;

CREATE TABLE ledger (
    id       INTEGER PRIMARY KEY,
    user_id  INTEGER NOT NULL REFERENCES members (user_id) ON DELETE CASCADE,
    amount   INTEGER NOT NULL CHECK (amount <> 0),
    total    INTEGER NOT NULL,        -- of the member, this line included
    actor_id INTEGER NOT NULL,
    reason   TEXT    NOT NULL,
    at       TEXT    NOT NULL
) STRICT;

CREATE INDEX ledger_by_member ON ledger (user_id, id);
