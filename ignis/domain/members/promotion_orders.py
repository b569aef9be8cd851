"""What an officer decides about a member who has the points for the next rank and waits: approve it or decline it.

Both are values with a `decide`, as in orders.py. They refuse what is no longer due: of two officers who press the same
button, the second one learns that the member has moved on.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from ignis.domain.members.change import Action, Change
from ignis.domain.members.member import Member
from ignis.domain.members.order_note import OrderNote
from ignis.domain.members.rank_steps import with_open_steps, with_rank
from ignis.domain.refusals import Refusal, Refused
from ignis.domain.rules.ladder import NextRank
from ignis.domain.rules.legion import Legion


@dataclass(frozen=True, slots=True)
class ApprovePromotion:
    """Takes the gated step to `expected_rank`, and the open steps after it.

    `grantable` are the ranks that the officer may give. What counts is the rank that the member has in the end.
    """

    legion: Legion
    expected_rank: str
    grantable: Collection[str]
    note: OrderNote

    def decide(self, stored: Member | None) -> Change:
        """Raises Refused."""
        before, following = _waiting(self.legion, stored, self.expected_rank)
        entry = self.note.entry(Action.APPROVED, before.user_id, before.rank, following.rank)
        approved = Change(before, with_rank(self.legion, before, following.rank), (entry,))
        change = with_open_steps(self.legion, approved, self.note.at)
        if change.after.rank not in self.grantable:
            raise Refused(Refusal.RANK_TOO_HIGH, rank=change.after.rank)
        return change


@dataclass(frozen=True, slots=True)
class DeclinePromotion:
    """The rank stays. The member is not listed again until the points rise or the rank changes."""

    legion: Legion
    expected_rank: str
    note: OrderNote

    def decide(self, stored: Member | None) -> Change:
        """Raises Refused."""
        before, following = _waiting(self.legion, stored, self.expected_rank)
        entry = self.note.entry(Action.DECLINED, before.user_id, before.rank, following.rank)
        return Change(before, replace(before, declined=following.rank), (entry,))


def is_declined(member: Member, following: NextRank) -> bool:
    """True if officers declined this next rank. If the role map now names another next rank, it is asked for again."""
    return member.declined is not None and member.declined.casefold() == following.rank.casefold()


def _waiting(legion: Legion, stored: Member | None, expected_rank: str) -> tuple[Member, NextRank]:
    if stored is None:
        raise Refused(Refusal.NOTHING_STORED)
    standing = legion.ladder.standing(stored.rank, stored.points)
    following = standing.next
    if following is None or following.rank.casefold() != expected_rank.casefold():
        raise Refused(Refusal.MOVED_ON, rank=standing.rank)
    if is_declined(stored, following):
        raise Refused(Refusal.ALREADY_DECLINED, rank=following.rank)
    if not standing.ready:
        raise Refused(Refusal.NOT_READY, rank=following.rank, missing=following.missing)
    return stored, following
