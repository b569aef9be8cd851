-- Stored members who have left the server, and the rank that their roles stood for then: NULL if for none, or if they
-- were kicked or banned. Who comes back gets the rank that staff gave them, unless it had been taken before.

CREATE TABLE left_members (
    user_id INTEGER PRIMARY KEY,
    rank    TEXT,
    at      TEXT NOT NULL
) STRICT;
