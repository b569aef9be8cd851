-- Deletions whose traces are still in backups, the journal or the write-ahead log: from the deletion itself until those are
-- rewritten. It says when, never whose.

CREATE TABLE erasures (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL
) STRICT;
