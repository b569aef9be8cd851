-- The next rank that officers declined, until the points rise or the rank changes. Who and when is in the audit.

ALTER TABLE members ADD COLUMN declined TEXT;
