"""Giving and taking service studs. No rule gives them: staff do."""

from datetime import datetime

from ignis.domain.members.change import Actor, Change
from ignis.domain.members.member import StudKind
from ignis.domain.members.order_note import OrderNote
from ignis.domain.members.orders import AddStuds, RemoveStuds
from ignis.domain.members.profile import Subject
from ignis.services.ports import LegionSource, MemberStore
from ignis.services.use_case import use_case


class Studs:
    def __init__(self, store: MemberStore, rules: LegionSource) -> None:
        self._store = store
        self._rules = rules

    @use_case("studs.add")
    async def add(
        self, actor: Actor, subject: Subject, kind: StudKind, amount: int, reason: str, *, at: datetime
    ) -> Change:
        """Raises Refused, StorageError."""
        order = AddStuds(self._rules.legion, subject, kind, amount, OrderNote.with_reason(actor, reason, at))
        return await self._store.change(subject.user_id, order)

    @use_case("studs.remove")
    async def remove(
        self, actor: Actor, subject: Subject, kind: StudKind, amount: int, reason: str, *, at: datetime
    ) -> Change:
        """`amount` is positive. Raises Refused, StorageError."""
        order = RemoveStuds(self._rules.legion, subject, kind, amount, OrderNote.with_reason(actor, reason, at))
        return await self._store.change(subject.user_id, order)
