"""Assigning members to battle companies."""

from collections.abc import Callable
from datetime import datetime

from ignis.domain.members import decisions
from ignis.domain.members.change import Actor, Change
from ignis.domain.members.profile import Subject
from ignis.domain.rules.legion import Legion
from ignis.services.ports import MemberStore
from ignis.services.use_case import use_case


class CompanyAssignment:
    def __init__(self, store: MemberStore, legion: Callable[[], Legion]) -> None:
        self._store = store
        self._legion = legion

    @use_case("companies.set")
    async def set(self, actor: Actor, subject: Subject, company: int | None, reason: str, *, at: datetime) -> Change:
        """None undoes an assignment: roles and nickname tell the company again. Raises Refused, StorageError."""
        legion, noted = self._legion(), decisions.note(actor, reason, at)
        return await self._store.change(
            subject.user_id, lambda stored: decisions.company(legion, subject, stored, company, noted)
        )
