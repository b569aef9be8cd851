"""An order in short: what staff asked for, without the rules of the legion. Two orders with the same one are the same.

An order that is given twice within REPEATED_WITHIN is likely one whose answer did not arrive, so it is asked about.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from ignis.domain.members.change import Action, Change

REPEATED_WITHIN: Final = timedelta(seconds=60)

ASKED_ABOUT: Final = frozenset({Action.POINTS, Action.GOLD_STUDS, Action.SILVER_STUDS, Action.RANK, Action.COMPANY})
"""What commands order. A button's second press is refused by the rules: the member has moved on."""

_TOTALS: Final = frozenset({Action.POINTS, Action.GOLD_STUDS, Action.SILVER_STUDS})


@dataclass(frozen=True, slots=True)
class Ordered:
    """`value`: by how much a total changes; otherwise what it becomes. The reason does not make it another order."""

    user_id: int
    action: Action
    value: str | int | None


@dataclass(frozen=True, slots=True)
class AskedOrder:
    """An order that waits for its officer to say that it is meant a second time."""

    id: int
    actor_id: int
    ordered: Ordered
    reason: str


def ordered(change: Change) -> Ordered:
    """What led to `change`: its first entry says it, and the others follow from the rules."""
    first = change.entries[0]
    value = int(first.after or 0) - int(first.before or 0) if first.action in _TOTALS else first.after
    return Ordered(first.user_id, first.action, value)
