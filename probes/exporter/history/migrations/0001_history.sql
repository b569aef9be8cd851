-- Spans are milliseconds, latencies microseconds. A key of (time, subject) grows at its end alone, so pages are full;
-- rows are small because SQLite writes small numbers in few bytes, and 0 and 1 in none.

-- What is remembered: `ignis`, `check:…`, `program:…`, `circuit:…`.
CREATE TABLE subjects (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

-- Five minutes of one subject. `step` is the time since the epoch in five minutes, UTC.
CREATE TABLE slots (
    step        INTEGER NOT NULL,
    subject     INTEGER NOT NULL,
    ok          INTEGER NOT NULL,
    degraded    INTEGER NOT NULL,
    failing     INTEGER NOT NULL,
    answers     INTEGER NOT NULL,              -- runs of a check that were answered
    latency_sum INTEGER NOT NULL,
    latency_max INTEGER NOT NULL,
    PRIMARY KEY (step, subject)
) STRICT, WITHOUT ROWID;

-- The sums of the slots by half hours and by days, so that a long time is read as soon as a short one.
CREATE TABLE half_hours (
    step        INTEGER NOT NULL,
    subject     INTEGER NOT NULL,
    ok          INTEGER NOT NULL,
    degraded    INTEGER NOT NULL,
    failing     INTEGER NOT NULL,
    answers     INTEGER NOT NULL,
    latency_sum INTEGER NOT NULL,
    latency_max INTEGER NOT NULL,
    PRIMARY KEY (step, subject)
) STRICT, WITHOUT ROWID;

CREATE TABLE days (
    step        INTEGER NOT NULL,
    subject     INTEGER NOT NULL,
    ok          INTEGER NOT NULL,
    degraded    INTEGER NOT NULL,
    failing     INTEGER NOT NULL,
    answers     INTEGER NOT NULL,
    latency_sum INTEGER NOT NULL,
    latency_max INTEGER NOT NULL,
    PRIMARY KEY (step, subject)
) STRICT, WITHOUT ROWID;

-- `at` is in milliseconds since the epoch.
CREATE TABLE transitions (
    subject INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    status  TEXT NOT NULL CHECK (status IN ('ok', 'unknown', 'degraded', 'failing')),
    reason  TEXT NOT NULL,
    detail  TEXT NOT NULL,
    PRIMARY KEY (subject, at)
) STRICT, WITHOUT ROWID;

-- A copy of the relay's. Its numbers begin anew with a new relay.db, hence the moment in the key.
CREATE TABLE incidents (
    opened_at   INTEGER NOT NULL,              -- milliseconds since the epoch, as is resolved_at
    number      INTEGER NOT NULL,
    subject     TEXT NOT NULL,
    title       TEXT NOT NULL,
    kind        TEXT NOT NULL,
    resolved_at INTEGER,
    deaths      INTEGER NOT NULL,
    PRIMARY KEY (opened_at, number)
) STRICT, WITHOUT ROWID;
