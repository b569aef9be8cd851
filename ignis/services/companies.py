"""Assigning members to battle companies."""

from datetime import datetime

from ignis.domain.members.change import Actor, Change
from ignis.domain.members.order_note import OrderNote
from ignis.domain.members.orders import SetCompany
from ignis.domain.members.profile import Subject
from ignis.services.ports import LegionSource, MemberStore
from ignis.services.use_case import use_case


class CompanyAssignment:
    def __init__(self, store: MemberStore, rules: LegionSource) -> None:
        self._store = store
        self._rules = rules

    @use_case("companies.set")
    async def set(self, actor: Actor, subject: Subject, company: int | None, reason: str, *, at: datetime) -> Change:
        """None ends an assignment: then roles or nickname decide the company again. Raises Refused, StorageError."""
        order = SetCompany(self._rules.legion, subject, company, OrderNote.with_reason(actor, reason, at))
        return await self._store.change(subject.user_id, order)
