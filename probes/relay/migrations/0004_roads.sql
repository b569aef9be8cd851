-- What the road to each further receiver remembers: what it has told, and what waits for it.
CREATE TABLE roads (
    receiver TEXT PRIMARY KEY,
    memory   TEXT NOT NULL                     -- as JSON
) STRICT;
