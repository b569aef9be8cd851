"""Who gives an order, why and when: what the ledger and the audit say about it."""

from dataclasses import dataclass
from datetime import datetime

from ignis.domain import inputs
from ignis.domain.members.change import Action, Actor, LedgerEntry


@dataclass(frozen=True, slots=True)
class OrderNote:
    """`reason` is None only for orders that need no reason. Otherwise build the note with `with_reason`."""

    actor: Actor
    reason: str | None
    at: datetime

    @classmethod
    def with_reason(cls, actor: Actor, reason: str, at: datetime) -> "OrderNote":
        """Raises Refused if the reason is too short, too long or not printable."""
        return cls(actor, inputs.reason(reason), at)

    def entry(self, action: Action, user_id: int, before: str | int | None, after: str | int | None) -> LedgerEntry:
        actor = self.actor
        return LedgerEntry(action, user_id, actor.user_id, before, after, self.reason, self.at, actor.order_id)
