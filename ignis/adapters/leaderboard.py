"""Members by points, read from `ignis.db`."""

import json
from collections.abc import Sequence

from ignis.adapters.sqlite import Database
from ignis.services.ports import InCompany, Place

_COUNTED = """
    points > 0 AND (?1 IS NULL OR company = ?1
                    OR company IS NULL AND user_id IN (SELECT value FROM json_each(?2)))
"""
_COUNT = f"SELECT count(*) FROM members WHERE {_COUNTED}"  # noqa: S608  both parts are constants
_PLACES = f"""
    SELECT rank() OVER (ORDER BY points DESC), user_id, points, rank FROM members WHERE {_COUNTED}
    ORDER BY points DESC, user_id LIMIT ?4 OFFSET ?3
"""  # noqa: S608  likewise


class SqliteLeaderboard:
    """The LeaderboardStore of production."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def count(self, company: InCompany | None) -> int:
        rows = await self._database.fetch("leaderboard_count", _COUNT, _values(company))
        return int(rows[0][0])

    async def places(self, company: InCompany | None, skip: int, count: int) -> Sequence[Place]:
        rows = await self._database.fetch("leaderboard", _PLACES, (*_values(company), skip, count))
        return [Place(*row) for row in rows]


def _values(company: InCompany | None) -> tuple[int | None, str]:
    if company is None:
        return None, "[]"
    return company.number, json.dumps(list(company.by_nickname))
