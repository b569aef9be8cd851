"""Members by points, read from `ignis.db`."""

from collections.abc import Sequence

from ignis.adapters.database.database import Database
from ignis.adapters.stores.rows import MEMBER, member_of
from ignis.domain.members.member import Member

_SCORED = f"SELECT {MEMBER} FROM members WHERE points > 0 ORDER BY points DESC, user_id"  # noqa: S608  our own columns


class SqliteLeaderboard:
    """The LeaderboardStore of production."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def scored(self) -> Sequence[Member]:
        return [member_of(row) for row in await self._database.fetch("leaderboard", _SCORED)]
