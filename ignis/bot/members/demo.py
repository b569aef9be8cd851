"""Points for the sandbox's members, so that a new operator sees cards with life in them. Never used with real Discord.

Each member gets points between the threshold and the limit of the rank that the roles stand for, some a little more,
but fewer than an open step would need; the same id always gets the same points. Members without a mapped role stay
unknown: their cards are those of newcomers.
"""

import zlib
from collections.abc import Iterable
from datetime import datetime

from ignis.domain.members.member import Grant
from ignis.domain.members.profile import Subject
from ignis.domain.rules.ladder import Ladder
from ignis.domain.rules.legion import Legion
from ignis.services.ports import MemberStore

_REASON = "demo: service before this sandbox began"
_OFF_LADDER = (600, 1_000)
_SPREAD = 1.1  # a tenth of the members have reached their limit


async def seed(store: MemberStore, legion: Legion, subjects: Iterable[Subject], *, actor_id: int, now: datetime) -> int:
    """Writes only to a store without any member. Returns how many members got points. Raises StorageError."""
    if not await store.is_empty():
        return 0
    grants = [grant for subject in subjects if (grant := _grant(legion, subject, actor_id, now)) is not None]
    await store.record(grants)
    return len(grants)


def _grant(legion: Legion, subject: Subject, actor_id: int, now: datetime) -> Grant | None:
    ranked = legion.role_ranks.highest(subject.roles)
    if ranked is None:
        return None
    standing = legion.ladder.standing(ranked.rank, 0)
    amount = _points(legion.ladder, standing.rank, subject.user_id)
    return Grant(subject.user_id, amount, actor_id, _REASON, now, standing.rank, standing.path)


def _points(ladder: Ladder, rank: str, user_id: int) -> int:
    threshold, standing = ladder.threshold(rank), ladder.standing(rank, 0)
    low, high = (threshold, standing.progress.limit) if threshold is not None and standing.progress else _OFF_LADDER
    share = zlib.crc32(str(user_id).encode()) % 100 / 100
    points = max(1, round(low + (high - low) * _SPREAD * share))
    following = standing.next
    return points if following is None or following.gated else min(points, following.points - 1)
