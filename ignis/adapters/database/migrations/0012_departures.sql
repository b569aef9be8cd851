-- Stored members who were not on the server when it was last looked at, and since when that is known: after
-- `database.gone_kept_days` everything about them is deleted.

CREATE TABLE departures (
    user_id INTEGER PRIMARY KEY,
    at      TEXT NOT NULL
) STRICT;
