"""How many requests a service was sent, by the hour, in `ignis.db`."""

from collections.abc import Sequence

from ignis.adapters.database.database import Database

_LOAD = "SELECT hour, calls FROM request_counts WHERE key = ?"
_COUNT = """
    INSERT INTO request_counts (key, hour, calls) VALUES (?, ?, ?)
    ON CONFLICT (key, hour) DO UPDATE SET calls = max(calls, excluded.calls)
"""
_PRUNE = "DELETE FROM request_counts WHERE key = ? AND hour < ?"


class RequestCounts:
    """`key` names what is counted. It is not a secret. Both methods raise StorageError."""

    def __init__(self, database: Database, key: str) -> None:
        self._database = database
        self._key = key

    async def load(self) -> Sequence[tuple[int, int]]:
        """The hours (since 1970) and their requests."""
        return [(hour, calls) for hour, calls in await self._database.fetch("load_budget", _LOAD, (self._key,))]

    async def store(self, hour: int, calls: int, *, oldest: int) -> None:
        """A smaller number than the stored one changes nothing. Hours before `oldest` are deleted."""
        async with self._database.transaction("count_request") as connection:
            await connection.execute(_COUNT, (self._key, hour, calls))
            await connection.execute(_PRUNE, (self._key, oldest))
