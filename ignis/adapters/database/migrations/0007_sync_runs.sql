-- Syncs of everybody, so that one goes on where it was after the bot was killed. At most one runs at a time.

CREATE TABLE sync_runs (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used twice: buttons hold it
    started_by INTEGER,               -- NULL: whoever it was had all their data deleted
    started_at TEXT    NOT NULL,
    ended_at   TEXT,
    state      TEXT    NOT NULL CHECK (state IN ('running', 'stopped', 'finished')),
    language   TEXT    NOT NULL,
    channel_id INTEGER,               -- the message that shows it; NULL until it stands
    message_id INTEGER,
    position   INTEGER NOT NULL DEFAULT 0,  -- the id of the last member that was done
    total      INTEGER NOT NULL,
    fitting    INTEGER NOT NULL DEFAULT 0,
    changed    INTEGER NOT NULL DEFAULT 0,
    blocked    INTEGER NOT NULL DEFAULT 0,
    failed     INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE UNIQUE INDEX one_sync_run ON sync_runs (state) WHERE state = 'running';
