-- What staff ordered, by the id of the interaction that ordered it: an id is carried out once. A row outlives its answer
-- for a day: whoever orders the same again within a minute is asked first, and whoever was not told is told later.

CREATE TABLE orders (
    id       INTEGER PRIMARY KEY,     -- the interaction's
    actor_id INTEGER NOT NULL,
    user_id  INTEGER NOT NULL,
    action   TEXT    NOT NULL,
    value    ANY,                     -- by how much a total changes; otherwise what it becomes
    reason   TEXT,
    at       TEXT    NOT NULL,
    state    TEXT    NOT NULL CHECK (state IN ('asked', 'done', 'told'))
) STRICT;

CREATE INDEX orders_by_actor ON orders (actor_id, user_id);

ALTER TABLE ledger ADD COLUMN order_id INTEGER;
ALTER TABLE audit ADD COLUMN order_id INTEGER;
CREATE UNIQUE INDEX ledger_by_order ON ledger (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX audit_by_order ON audit (order_id) WHERE order_id IS NOT NULL;
