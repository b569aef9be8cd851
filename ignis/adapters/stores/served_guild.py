"""Which server is served, in `ignis.db`."""

from datetime import datetime

from ignis.adapters.database.database import Database
from ignis.adapters.stores.rows import as_text

_SERVE = """
    INSERT INTO served_guild (only, guild_id, since) VALUES (1, ?, ?)
    ON CONFLICT (only) DO UPDATE SET guild_id = excluded.guild_id, since = excluded.since
"""
_TELL = "INSERT INTO other_guilds (guild_id, told_at) VALUES (?, ?) ON CONFLICT (guild_id) DO NOTHING"


class SqliteServedGuild:
    """The ServedGuildStore of production."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def served(self) -> int | None:
        rows = await self._database.fetch("served_guild", "SELECT guild_id FROM served_guild")
        return rows[0][0] if rows else None

    async def serve(self, guild_id: int, at: datetime) -> None:
        if await self.served() == guild_id:
            return
        async with self._database.transaction("serve_guild") as connection:
            await connection.execute(_SERVE, (guild_id, as_text(at)))

    async def tell(self, guild_id: int, at: datetime) -> bool:
        known = await self._database.fetch("other_guild", "SELECT 1 FROM other_guilds WHERE guild_id = ?", (guild_id,))
        if known:
            return False
        async with (
            self._database.transaction("tell_guild") as connection,
            connection.execute(_TELL, (guild_id, as_text(at))) as cursor,
        ):
            return cursor.rowcount > 0
