-- What the alert channel is told: one message per notice, about one incident or several.
CREATE TABLE notices (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    state TEXT NOT NULL                        -- what the notices remember, as JSON
) STRICT;

ALTER TABLE incidents ADD COLUMN notice INTEGER;  -- the newest notice that tells of it

DROP INDEX outbox_waiting;
ALTER TABLE outbox RENAME TO incident_outbox;

-- One message per notice. `revision` counts what is to be told, `told` what the message tells.
CREATE TABLE outbox (
    notice        INTEGER PRIMARY KEY,
    telling       TEXT NOT NULL,               -- the notice and its incidents, as JSON
    revision      INTEGER NOT NULL,
    told          INTEGER NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('pending', 'in flight', 'sent', 'dropped')),
    message_id    TEXT,
    plain         INTEGER NOT NULL,            -- Discord refused the rich message: say it in one line
    attempts      INTEGER NOT NULL,            -- failed ones, since the last that succeeded
    waiting_since REAL                         -- when the oldest news came that the message does not tell
) STRICT;

-- Until now each incident had a message of its own: its notice gets the same number.
UPDATE incidents SET notice = number WHERE number IN (SELECT incident FROM incident_outbox);

CREATE TEMP VIEW old_notices AS
    SELECT number, body, resolved_at IS NULL AS open,
           json_object('number', number, 'kind', 'incident', 'incidents', json_array(number),
                       'opened_at', json_extract(body, '$.opened_at'),
                       'reason', iif(resolved_at IS NULL, 'news', 'over'),
                       'final', json(iif(resolved_at IS NULL, 'false', 'true'))) AS notice
    FROM incidents WHERE notice IS NOT NULL;

INSERT INTO outbox
    SELECT number, json_object('notice', json(notice), 'incidents', json_array(json(body))),
           revision, told, state, message_id, plain, attempts, NULL
    FROM incident_outbox JOIN old_notices ON number = incident;

INSERT INTO notices
    SELECT 1, json_object('notices', json_group_object(number, json(notice)) FILTER (WHERE open),
                          'incidents', json_group_object(number, json(body)) FILTER (WHERE open),
                          'next_number', coalesce(max(number), 0) + 1)
    FROM old_notices;

DROP VIEW old_notices;
DROP TABLE incident_outbox;

-- How often the webhook was asked lately, and how long it must be left alone (Retry-After).
CREATE TABLE webhook_limits (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    limits TEXT NOT NULL                       -- as JSON
) STRICT;
INSERT INTO webhook_limits
    SELECT 1, json_object('holds', json_object('post', moment, 'edit', moment))
    FROM (SELECT strftime('%Y-%m-%dT%H:%M:%fZ', hold_until, 'unixepoch') AS moment FROM webhook);
DROP TABLE webhook;
