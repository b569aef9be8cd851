"""What names are pinned to, in `ignis.db`."""

from collections.abc import Mapping
from datetime import datetime

from ignis.adapters.database.database import Database
from ignis.adapters.stores.rows import as_text
from ignis.services.ports import PinKind

_KEEP = """
    INSERT INTO pins (guild_id, kind, name, id, first_seen) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (guild_id, kind, name) DO UPDATE SET id = excluded.id, first_seen = excluded.first_seen
"""


class SqlitePins:
    """The PinStore of production."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load(self, guild_id: int) -> Mapping[PinKind, Mapping[str, int]]:
        pins: dict[PinKind, dict[str, int]] = {kind: {} for kind in PinKind}
        sql = "SELECT kind, name, id FROM pins WHERE guild_id = ?"
        for kind, name, pinned in await self._database.fetch("load_pins", sql, (guild_id,)):
            pins[PinKind(kind)][name] = pinned
        return pins

    async def keep(self, guild_id: int, kind: PinKind, pins: Mapping[str, int], at: datetime) -> None:
        async with self._database.transaction("keep_pins") as connection:
            for name, pinned in pins.items():
                await connection.execute(_KEEP, (guild_id, kind, name.casefold(), pinned, as_text(at)))
