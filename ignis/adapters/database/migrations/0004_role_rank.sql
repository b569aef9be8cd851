-- The rank that a member's roles stood for when they were last looked at: only a change of that changes the rank, so
-- that what Ignis has stored itself is not undone before the roles have followed.

ALTER TABLE members ADD COLUMN role_rank TEXT;
