-- Which server is served, so that it goes on being served when the bot is invited to another one; of which other
-- servers that has been told; and what the names of the configuration were pinned to when they were first seen. All of it
-- is about servers, none of it about members.

CREATE TABLE served_guild (
    only     INTEGER PRIMARY KEY CHECK (only = 1),
    guild_id INTEGER NOT NULL,
    since    TEXT    NOT NULL
) STRICT;

CREATE TABLE other_guilds (
    guild_id INTEGER PRIMARY KEY,
    told_at  TEXT    NOT NULL
) STRICT;

CREATE TABLE pins (
    guild_id   INTEGER NOT NULL,
    kind       TEXT    NOT NULL,      -- role, staff or channel
    name       TEXT    NOT NULL,      -- as the configuration spelled it, without case
    id         INTEGER NOT NULL,
    first_seen TEXT    NOT NULL,
    PRIMARY KEY (guild_id, kind, name)
) STRICT, WITHOUT ROWID;
