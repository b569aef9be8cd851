"""Giving and taking points."""

from collections.abc import Callable
from datetime import datetime

from ignis.domain import inputs
from ignis.domain.members import decisions
from ignis.domain.members.change import Actor, Change
from ignis.domain.members.profile import Subject
from ignis.domain.rules.legion import Legion
from ignis.services.ports import MemberStore
from ignis.services.use_case import use_case


class Points:
    def __init__(self, store: MemberStore, legion: Callable[[], Legion]) -> None:
        """`legion` is asked at every call, so that an edited role map is in force at once."""
        self._store = store
        self._legion = legion

    @use_case("points.add")
    async def add(self, actor: Actor, subject: Subject, amount: int, reason: str, *, at: datetime) -> Change:
        """Steps that need nobody's consent are taken at once: see `Change.promoted`. Raises Refused, StorageError."""
        return await self._change(actor, subject, inputs.amount(amount), reason, at=at)

    @use_case("points.remove")
    async def remove(self, actor: Actor, subject: Subject, amount: int, reason: str, *, at: datetime) -> Change:
        """`amount` is positive. The rank stays, whatever is left. Raises Refused, StorageError."""
        return await self._change(actor, subject, -inputs.amount(amount), reason, at=at)

    async def _change(self, actor: Actor, subject: Subject, amount: int, reason: str, *, at: datetime) -> Change:
        legion, noted = self._legion(), decisions.note(actor, reason, at)
        return await self._store.change(
            subject.user_id, lambda stored: decisions.points(legion, subject, stored, amount, noted)
        )
