"""A member on the way up the ladder: with another rank, and with the open steps that the points already pay for."""

from dataclasses import replace
from datetime import datetime

from ignis.domain.members.change import Action, Change, LedgerEntry
from ignis.domain.members.member import Member
from ignis.domain.rules.legion import Legion


def with_rank(legion: Legion, member: Member, rank: str) -> Member:
    """`member` with a rank that Ignis gives: the Discord roles are due to follow, and what was declined is over."""
    standing = legion.ladder.standing(rank, member.points)
    return replace(member, rank=standing.rank, path=standing.path, declined=None, roles_due=True)


def with_open_steps(legion: Legion, change: Change, at: datetime) -> Change:
    """`change`, and the open steps that the points take from there. The rules act here, so the entries have no actor.

    Example:
        # Aspirant -> Initiate is open at 15 points
        change = with_open_steps(legion, Change(aspirant, replace(aspirant, points=20), entries), at)
        assert change.promoted == ("Initiate",)
    """
    member, entries = change.after, change.entries
    order_id = entries[-1].order_id if entries else None
    for rank in legion.ladder.after_points(member.rank, member.points):
        entry = LedgerEntry(Action.PROMOTED, member.user_id, None, member.rank, rank, None, at, order_id)
        member, entries = with_rank(legion, member, rank), (*entries, entry)
    return Change(change.before, member, entries)
