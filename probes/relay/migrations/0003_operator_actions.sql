-- Who did what about alerts, and when. `discord_id` is NULL for an account of the machine; moments as in 0001.
CREATE TABLE operator_actions (
    id         INTEGER PRIMARY KEY,
    at         REAL NOT NULL,
    by_name    TEXT NOT NULL,
    discord_id INTEGER,
    what       TEXT NOT NULL,
    subject    TEXT,
    incident   INTEGER,
    until      REAL,
    why        TEXT NOT NULL
) STRICT;
