-- The audit holds every change in the order it happened: what an officer, or the rules, did to whom, and why. The
-- ledger stays what points are counted from. A line outlives an officer who has all their data deleted, so the
-- ledger's actor may be missing from now on.

CREATE TABLE audit (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used twice: pages of a history begin before one
    at       TEXT    NOT NULL,
    action   TEXT    NOT NULL,
    user_id  INTEGER,                -- NULL when all that is known is that somebody was deleted
    actor_id INTEGER,                -- NULL: the rules themselves, or a deleted officer
    before   ANY,                    -- a total, a number or a rank, as the action has it
    after    ANY,
    reason   TEXT
) STRICT;

CREATE INDEX audit_by_member ON audit (user_id, id);

INSERT INTO audit (at, action, user_id, actor_id, before, after, reason)
SELECT at, 'points', user_id, actor_id, total - amount, total, reason FROM ledger ORDER BY id;

CREATE TABLE new_ledger (
    id       INTEGER PRIMARY KEY,
    user_id  INTEGER NOT NULL REFERENCES members (user_id) ON DELETE CASCADE,
    amount   INTEGER NOT NULL CHECK (amount <> 0),
    total    INTEGER NOT NULL,        -- of the member, this line included
    actor_id INTEGER,
    reason   TEXT    NOT NULL,
    at       TEXT    NOT NULL
) STRICT;

INSERT INTO new_ledger SELECT id, user_id, amount, total, actor_id, reason, at FROM ledger;
DROP TABLE ledger;
ALTER TABLE new_ledger RENAME TO ledger;
CREATE INDEX ledger_by_member ON ledger (user_id, id);

CREATE INDEX members_by_points ON members (points);
