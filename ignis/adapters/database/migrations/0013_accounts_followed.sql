-- Accounts that Roblox has closed, and names that Roblox has not confirmed since Bloxlink was asked.

ALTER TABLE accounts ADD COLUMN closed INTEGER NOT NULL DEFAULT 0;     -- 1: Roblox does not know the account any more
ALTER TABLE accounts ADD COLUMN confirmed INTEGER NOT NULL DEFAULT 1;  -- 0: name and headshot are from before

-- How an account is looked up in the background, for the members that a sync of everybody knew nothing of. The members
-- are taken in the order of their ids. At most one runs at a time.

ALTER TABLE sync_runs ADD COLUMN unknown INTEGER NOT NULL DEFAULT 0;

CREATE TABLE sync_lookups (
    run_id     INTEGER PRIMARY KEY,   -- of sync_runs
    state      TEXT    NOT NULL CHECK (state IN ('running', 'stopped', 'spent', 'finished')),
    position   INTEGER NOT NULL DEFAULT 0,  -- the id of the last member that was asked for
    total      INTEGER NOT NULL,      -- how many were to be asked for when it began
    linked     INTEGER NOT NULL DEFAULT 0,
    not_linked INTEGER NOT NULL DEFAULT 0,
    closed     INTEGER NOT NULL DEFAULT 0,
    failed     INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE UNIQUE INDEX one_sync_lookup ON sync_lookups (state) WHERE state = 'running';

-- Roles that Discord owes: a rank was changed, and not all of its roles have been given and taken yet.

CREATE TABLE role_swaps (
    user_id  INTEGER PRIMARY KEY,
    rank     TEXT    NOT NULL,        -- what the roles stand for in the end
    leaving  TEXT,                    -- what they stood for before
    actor_id INTEGER,                 -- whose order it was; NULL: nobody's, or all their data was deleted
    at       TEXT    NOT NULL
) STRICT;
