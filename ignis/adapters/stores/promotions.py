"""Who has the points for the next rank, found in `ignis.db`."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from ignis.adapters.database.database import Database
from ignis.domain.members.change import RANK_CHANGES
from ignis.domain.members.member import Member
from ignis.services.ports import Candidate

# Ids, not times, say what came first: a clock may be set back.
_CANDIDATES = """
    WITH asked (rank, points) AS (SELECT key, value FROM json_each(?))
    SELECT
        coalesce((
            SELECT at FROM ledger WHERE user_id = member.user_id AND id > coalesce((
                SELECT max(id) FROM ledger WHERE user_id = member.user_id AND total < asked.points
            ), 0) ORDER BY id LIMIT 1
        ), member.created_at),
        coalesce((
            SELECT at FROM audit
            WHERE user_id = member.user_id AND action IN (SELECT value FROM json_each(?))
            ORDER BY id DESC LIMIT 1
        ), member.created_at),
        user_id, member.points, member.rank, path, company, gold_studs, silver_studs, declined, role_rank, roles_due
    FROM members AS member JOIN asked ON asked.rank = member.rank
    WHERE member.points >= asked.points
"""


class SqlitePromotions:
    """The PromotionStore of production."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def candidates(self, asked: Callable[[str], int | None]) -> Sequence[Candidate]:
        ranks = await self._database.fetch("ranks_held", "SELECT DISTINCT rank FROM members")
        points = {rank: needed for (rank,) in ranks if (needed := asked(rank)) is not None}
        values = (json.dumps(points), json.dumps(sorted(RANK_CHANGES)))
        rows = await self._database.fetch("candidates", _CANDIDATES, values)
        return [_candidate(row) for row in rows]


def _candidate(row: tuple[Any, ...]) -> Candidate:
    reached_at, ranked_at, *member = row
    return Candidate(Member(*member), datetime.fromisoformat(reached_at), datetime.fromisoformat(ranked_at))
