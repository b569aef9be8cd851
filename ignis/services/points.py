"""Giving and taking points."""

from datetime import datetime

from ignis.domain.members.change import Actor, Change
from ignis.domain.members.order_note import OrderNote
from ignis.domain.members.orders import AddPoints, RemovePoints
from ignis.domain.members.profile import Subject
from ignis.services.ports import LegionSource, MemberStore
from ignis.services.use_case import use_case


class Points:
    """Example:
    change = await points.add(Actor(officer.id), subject, 5, "patrol", at=clock.now())
    """

    def __init__(self, store: MemberStore, rules: LegionSource) -> None:
        self._store = store
        self._rules = rules

    @use_case("points.add")
    async def add(self, actor: Actor, subject: Subject, amount: int, reason: str, *, at: datetime) -> Change:
        """Open steps of the ladder are taken at once: see `Change.promoted`. Raises Refused, StorageError."""
        order = AddPoints(self._rules.legion, subject, amount, OrderNote.with_reason(actor, reason, at))
        return await self._store.change(subject.user_id, order)

    @use_case("points.remove")
    async def remove(self, actor: Actor, subject: Subject, amount: int, reason: str, *, at: datetime) -> Change:
        """`amount` is positive. The rank stays, however few points are left. Raises Refused, StorageError."""
        order = RemovePoints(self._rules.legion, subject, amount, OrderNote.with_reason(actor, reason, at))
        return await self._store.change(subject.user_id, order)
