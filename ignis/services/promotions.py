"""Who has the points for the next rank and waits for an officer, and what the officer decides."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ignis.domain.members import decisions
from ignis.domain.members.change import Actor, Change
from ignis.domain.members.decisions import OrderNote
from ignis.domain.members.member import Member
from ignis.domain.rules.ladder import NextRank
from ignis.domain.rules.legion import Legion
from ignis.services.ports import Candidate, MemberStore, PromotionStore
from ignis.services.use_case import use_case


@dataclass(frozen=True, slots=True)
class ReadyMember:
    """`since` then the member has had the points for `next`, as holder of `rank`, without a break."""

    user_id: int
    rank: str
    points: int
    next: NextRank
    since: datetime


class Promotions:
    def __init__(self, members: MemberStore, promotions: PromotionStore, legion: Callable[[], Legion]) -> None:
        self._members = members
        self._promotions = promotions
        self._legion = legion

    @use_case("promotions.ready")
    async def ready(self) -> tuple[ReadyMember, ...]:
        """Who has waited longest comes first. Whom officers declined is left out. Raises StorageError."""
        legion = self._legion()
        candidates = await self._promotions.candidates(lambda rank: _asked(legion, rank))
        waiting = [ready for candidate in candidates if (ready := _ready(legion, candidate)) is not None]
        return tuple(sorted(waiting, key=lambda ready: (ready.since, ready.user_id)))

    @use_case("promotions.approve")
    async def approve(
        self, actor: Actor, user_id: int, expected_rank: str, *, permit: Callable[[str], None], at: datetime
    ) -> Change:
        """Gives the member `expected_rank`, the next rank that the officer saw.

        Refused when it is no longer that, or no longer due. `permit` raises Refused for a rank that the actor may not
        give; it is asked about the one that the approval leads to in the end, through open steps. Nothing is changed
        then. Raises Refused, StorageError.
        """
        legion, noted = self._legion(), OrderNote(actor, None, at)

        def decide(stored: Member | None) -> Change:
            change = decisions.approval(legion, stored, expected_rank, noted)
            permit(change.after.rank)
            return change

        return await self._members.change(user_id, decide)

    @use_case("promotions.decline")
    async def decline(self, actor: Actor, user_id: int, expected_rank: str, *, at: datetime) -> Change:
        """Not listed again until the member's points rise or the rank changes. Raises Refused, StorageError."""
        legion, noted = self._legion(), OrderNote(actor, None, at)
        return await self._members.change(
            user_id, lambda stored: decisions.decline(legion, stored, expected_rank, noted)
        )


def _asked(legion: Legion, rank: str) -> int | None:
    following = legion.ladder.standing(rank, 0).next
    return following.points if following is not None and following.gated else None


def _ready(legion: Legion, candidate: Candidate) -> ReadyMember | None:
    member = candidate.member
    standing = legion.ladder.standing(member.rank, member.points)
    if standing.next is None or not standing.ready or decisions.is_declined(member, standing.next):
        return None
    since = max(candidate.reached_at, candidate.ranked_at)
    return ReadyMember(member.user_id, standing.rank, member.points, standing.next, since)
