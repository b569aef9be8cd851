"""Members by points, read from `ignis.db`."""

from collections.abc import Sequence

from ignis.adapters.database.database import Database
from ignis.domain.members.member import Member

_SCORED = """
    SELECT user_id, points, rank, path, company, gold_studs, silver_studs, declined, role_rank, roles_due FROM members
    WHERE points > 0 ORDER BY points DESC, user_id
"""


class SqliteLeaderboard:
    """The LeaderboardStore of production."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def scored(self) -> Sequence[Member]:
        return [Member(*row) for row in await self._database.fetch("leaderboard", _SCORED)]
