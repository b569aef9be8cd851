-- Moments are seconds since the epoch, UTC.
CREATE TABLE engine (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    state TEXT NOT NULL                        -- the incident engine's memory, as JSON
) STRICT;

CREATE TABLE incidents (
    number      INTEGER PRIMARY KEY,
    subject     TEXT NOT NULL,
    opened_at   REAL NOT NULL,
    resolved_at REAL,
    body        TEXT NOT NULL                  -- the incident, as JSON
) STRICT;

-- One message per incident. `revision` counts what is to be told, `told` what the message tells.
CREATE TABLE outbox (
    incident   INTEGER PRIMARY KEY REFERENCES incidents (number) ON DELETE CASCADE,
    revision   INTEGER NOT NULL,
    told       INTEGER NOT NULL DEFAULT 0,
    state      TEXT NOT NULL CHECK (state IN ('pending', 'in flight', 'sent', 'dropped')),
    message_id TEXT,
    plain      INTEGER NOT NULL DEFAULT 0,     -- Discord refused the rich message: say it in one line
    attempts   INTEGER NOT NULL DEFAULT 0,     -- failed ones, since the last that succeeded
    not_before REAL NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX outbox_waiting ON outbox (state, not_before);

-- How long the webhook as a whole must be left alone (Retry-After).
CREATE TABLE webhook (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    hold_until REAL NOT NULL
) STRICT;

-- The relay's own runs: one that has no `ended_at` when the next begins was killed.
CREATE TABLE runs (
    id           INTEGER PRIMARY KEY,
    pid          INTEGER NOT NULL,
    supervisor   TEXT NOT NULL,                -- which supervisord it ran under
    started_at   REAL NOT NULL,
    heartbeat_at REAL NOT NULL,
    ended_at     REAL
) STRICT;
