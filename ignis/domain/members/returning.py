"""Who left the server and comes back: Discord has taken their roles, and the rank that staff gave would be lost."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from ignis.domain.members.change import Action, Change, LedgerEntry
from ignis.domain.members.member import Member

_GIVEN: Final = frozenset({Action.RANK, Action.APPROVED, Action.PROMOTED})


def given_by_staff(last: LedgerEntry | None, machines: frozenset[int]) -> bool:
    """Whether the entry that gave a rank is an order of staff, a promotion, or roles that a person gave.

    `machines` are bots that give roles by rules of their own, and will do so again.
    """
    if last is None:
        return False
    by_hand = last.action is Action.SYNCED and last.actor_id is not None and last.actor_id not in machines
    return last.action in _GIVEN or by_hand


def returned(stored: Member, left_as: str | None, at: datetime) -> Change | None:
    """What is stored of a member who comes back: the rank's role is due. None if the rank had been taken before.

    `left_as` is the rank that the roles stood for when the member left.
    """
    if left_as is None or left_as.casefold() != stored.rank.casefold():
        return None
    entry = LedgerEntry(Action.RETURNED, stored.user_id, None, stored.rank, stored.rank, None, at)
    return Change(stored, replace(stored, role_rank=None, roles_due=True), (entry,))
