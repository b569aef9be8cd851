"""Who has the points for the next rank, found in `ignis.db`."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from ignis.adapters.database.database import Database
from ignis.adapters.stores.rows import MEMBER, member_of
from ignis.domain.members.change import RANK_CHANGES
from ignis.services.ports import Candidate

# Ids, not times, say what came first: the clock can be set back.
_CANDIDATES = f"""
    WITH asked (rank, points) AS (SELECT key, value FROM json_each(?))
    SELECT
        coalesce((
            SELECT at FROM ledger WHERE user_id = members.user_id AND id > coalesce((
                SELECT max(id) FROM ledger WHERE user_id = members.user_id AND total < asked.points
            ), 0) ORDER BY id LIMIT 1
        ), members.created_at),
        coalesce((
            SELECT at FROM audit
            WHERE user_id = members.user_id AND action IN (SELECT value FROM json_each(?))
            ORDER BY id DESC LIMIT 1
        ), members.created_at),
        {MEMBER}
    FROM members JOIN asked ON asked.rank = members.rank
    WHERE members.points >= asked.points
"""  # noqa: S608  our own columns


class SqlitePromotions:
    """The PromotionStore of production."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def candidates(self, points_by_rank: Mapping[str, int]) -> Sequence[Candidate]:
        folded = {rank.casefold(): points for rank, points in points_by_rank.items()}
        held = await self._database.fetch("ranks_held", "SELECT DISTINCT rank FROM members")
        asked = {rank: folded[rank.casefold()] for (rank,) in held if rank.casefold() in folded}
        values = (json.dumps(asked), json.dumps(sorted(RANK_CHANGES)))
        rows = await self._database.fetch("candidates", _CANDIDATES, values)
        return [_candidate(row) for row in rows]


def _candidate(row: tuple[Any, ...]) -> Candidate:
    reached_at, ranked_at, *member = row
    return Candidate(member_of(member), datetime.fromisoformat(reached_at), datetime.fromisoformat(ranked_at))
