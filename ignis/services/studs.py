"""Giving and taking service studs. No rule gives them: staff do."""

from collections.abc import Callable
from datetime import datetime

from ignis.domain import inputs
from ignis.domain.members import decisions
from ignis.domain.members.change import Actor, Change
from ignis.domain.members.member import StudKind
from ignis.domain.members.profile import Subject
from ignis.domain.rules.legion import Legion
from ignis.services.ports import MemberStore
from ignis.services.use_case import use_case


class Studs:
    def __init__(self, store: MemberStore, legion: Callable[[], Legion]) -> None:
        self._store = store
        self._legion = legion

    @use_case("studs.add")
    async def add(
        self, actor: Actor, subject: Subject, kind: StudKind, amount: int, reason: str, *, at: datetime
    ) -> Change:
        """Raises Refused, StorageError."""
        return await self._change(actor, subject, kind, inputs.amount(amount), reason, at=at)

    @use_case("studs.remove")
    async def remove(
        self, actor: Actor, subject: Subject, kind: StudKind, amount: int, reason: str, *, at: datetime
    ) -> Change:
        """`amount` is positive. Raises Refused, StorageError."""
        return await self._change(actor, subject, kind, -inputs.amount(amount), reason, at=at)

    async def _change(
        self, actor: Actor, subject: Subject, kind: StudKind, amount: int, reason: str, *, at: datetime
    ) -> Change:
        legion, noted = self._legion(), decisions.note(actor, reason, at)
        return await self._store.change(
            subject.user_id, lambda stored: decisions.studs(legion, subject, stored, noted, kind=kind, amount=amount)
        )
