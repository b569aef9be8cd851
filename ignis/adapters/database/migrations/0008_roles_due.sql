-- Whether a rank that was set or earned in Ignis still waits for the role that stands for it: if Ignis dies in between,
-- nothing else tells that from a member who has lost every role and keeps the rank.

ALTER TABLE members ADD COLUMN roles_due INTEGER NOT NULL DEFAULT 0;
