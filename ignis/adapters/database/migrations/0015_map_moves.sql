-- Members whose rank a change of the role map moved, and what they were before: so that taking the change back restores
-- them. And the map by which everybody was last gone through: also after a restart it says that the map has changed since.

CREATE TABLE map_moves (
    id        INTEGER PRIMARY KEY,
    user_id   INTEGER NOT NULL,
    stood_for TEXT,                   -- what the member's roles stood for by the map before; NULL: for no rank
    rank      TEXT,                   -- NULL: the member was not stored yet
    role_rank TEXT,
    roles_due INTEGER NOT NULL,
    declined  TEXT,
    points    INTEGER NOT NULL,
    line      INTEGER,                -- of the audit: the move itself; NULL if the rank stayed the same
    last_line INTEGER,                -- of the audit: the member's last change of rank by then; a later one ends all this
    at        TEXT    NOT NULL
) STRICT;

CREATE INDEX map_moves_by_member ON map_moves (user_id, id);
CREATE INDEX map_moves_by_time ON map_moves (at);

CREATE TABLE synced_map (
    only     INTEGER PRIMARY KEY CHECK (only = 1),
    revision TEXT    NOT NULL
) STRICT;
