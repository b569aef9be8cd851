-- The number of the last write of the journal (docs/recoveries.md) that this file holds. A file that is older than the
-- journal begins at 1, because what it holds already is in no journal.

CREATE TABLE journaled (
    number INTEGER NOT NULL
) STRICT;

INSERT INTO journaled SELECT EXISTS (SELECT 1 FROM members) OR EXISTS (SELECT 1 FROM audit);
