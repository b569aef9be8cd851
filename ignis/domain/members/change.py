"""A change of a member as a value: the member before and after, and the entries for ledger and audit."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ignis.domain.members.member import Member


class Action(StrEnum):
    """What an entry is about; the values are stored."""

    POINTS = "points"
    RANK = "rank"  # set by staff
    PROMOTED = "promoted"  # points alone took an open step: there is no actor
    APPROVED = "approved"
    SYNCED = "synced"  # the member's roles were changed on Discord; the actor is who did that, None if unknown
    TAKEN_BACK = "taken_back"  # was SYNCED by a change of the role map, which was taken back: no change of rank
    DECLINED = "declined"
    RETURNED = "returned"  # left the server and came back: the role of the rank is given again; the rules act
    GOLD_STUDS = "gold_studs"
    SILVER_STUDS = "silver_studs"
    COMPANY = "company"
    ROLE_MAP = "role_map"  # about no member: a change of which role stands for which rank
    DELETED = "deleted"  # a member had all data deleted: neither actor nor user


RANK_CHANGES = frozenset({Action.RANK, Action.PROMOTED, Action.APPROVED, Action.SYNCED})


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks for a change. `order_id` names the order: one with an id is carried out once. None: it has no name."""

    user_id: int
    order_id: int | None = None


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One line of the audit. `actor_id` is None if the rules acted by themselves or the actor's data were deleted.

    `before` and `after` are totals for points and studs, numbers (or None) for companies, names for ranks; for
    DECLINED they are the rank held and the rank that was declined. The reason of SYNCED is the role that decided.
    `order_id` is that of the order that this follows from: see Actor.
    """

    action: Action
    user_id: int
    actor_id: int | None
    before: str | int | None
    after: str | int | None
    reason: str | None
    at: datetime
    order_id: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """`before` is a newcomer if nothing was stored. `entries` are in the order of events."""

    before: Member
    after: Member
    entries: tuple[LedgerEntry, ...]

    @property
    def promoted(self) -> tuple[str, ...]:
        """The ranks that points alone led to, in order; the last one is the rank now."""
        return tuple(str(entry.after) for entry in self.entries if entry.action is Action.PROMOTED)
