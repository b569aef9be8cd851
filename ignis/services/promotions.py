"""Who has the points for the next rank and waits for an officer, and what the officer decides."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from ignis.domain.members.change import Actor, Change
from ignis.domain.members.order_note import OrderNote
from ignis.domain.members.promotion_orders import ApprovePromotion, DeclinePromotion, is_declined
from ignis.domain.rules.ladder import Ladder, NextRank
from ignis.services.ports import Candidate, LegionSource, MemberStore, PromotionStore
from ignis.services.use_case import use_case


@dataclass(frozen=True, slots=True)
class ReadyMember:
    """Since `since` the member has held `rank` and had the points for `next`, without a break."""

    user_id: int
    rank: str
    points: int
    next: NextRank
    since: datetime


class Promotions:
    def __init__(self, members: MemberStore, promotions: PromotionStore, rules: LegionSource) -> None:
        self._members = members
        self._promotions = promotions
        self._rules = rules

    @use_case("promotions.ready")
    async def ready(self) -> tuple[ReadyMember, ...]:
        """The longest wait comes first. Members whom officers declined are left out. Raises StorageError."""
        ladder = self._rules.legion.ladder
        candidates = await self._promotions.candidates(_points_for_gated_steps(ladder))
        waiting = [ready for candidate in candidates if (ready := _ready(ladder, candidate)) is not None]
        return tuple(sorted(waiting, key=lambda ready: (ready.since, ready.user_id)))

    @use_case("promotions.approve")
    async def approve(
        self, actor: Actor, user_id: int, expected_rank: str, *, grantable: Collection[str], at: datetime
    ) -> Change:
        """Gives the member `expected_rank`, the next rank that the officer saw, and the open steps after it.

        Refused if that is no longer the next rank, or is no longer due, or if the rank in the end is not one of
        `grantable`, the ranks that the officer may give. Nothing is changed then. Raises Refused, StorageError.
        """
        order = ApprovePromotion(self._rules.legion, expected_rank, grantable, OrderNote(actor, None, at))
        return await self._members.change(user_id, order)

    @use_case("promotions.decline")
    async def decline(self, actor: Actor, user_id: int, expected_rank: str, *, at: datetime) -> Change:
        """Not listed again until the member's points rise or the rank changes. Raises Refused, StorageError."""
        order = DeclinePromotion(self._rules.legion, expected_rank, OrderNote(actor, None, at))
        return await self._members.change(user_id, order)


def _points_for_gated_steps(ladder: Ladder) -> Mapping[str, int]:
    """For each rank whose next step needs an officer or a trial: the points that the step asks for."""
    following = {rank: ladder.standing(rank, 0).next for rank in ladder.ranks}
    return {rank: step.points for rank, step in following.items() if step is not None and step.gated}


def _ready(ladder: Ladder, candidate: Candidate) -> ReadyMember | None:
    member = candidate.member
    standing = ladder.standing(member.rank, member.points)
    if standing.next is None or not standing.ready or is_declined(member, standing.next):
        return None
    since = max(candidate.reached_at, candidate.ranked_at)
    return ReadyMember(member.user_id, standing.rank, member.points, standing.next, since)
