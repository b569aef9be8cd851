"""Setting a rank by hand: any rank, on the ladder or off it, whatever the points."""

from collections.abc import Callable
from datetime import datetime

from ignis.domain.members import decisions
from ignis.domain.members.change import Actor, Change
from ignis.domain.members.profile import Subject
from ignis.domain.rules.legion import Legion
from ignis.services.ports import MemberStore
from ignis.services.use_case import use_case


class Ranks:
    def __init__(self, store: MemberStore, legion: Callable[[], Legion]) -> None:
        self._store = store
        self._legion = legion

    @use_case("ranks.set")
    async def set(self, actor: Actor, subject: Subject, rank: str, reason: str, *, at: datetime) -> Change:
        """The name's case does not matter. The rank stands as set; points given later may lead on from it.

        Raises Refused, StorageError.
        """
        legion, noted = self._legion(), decisions.note(actor, reason, at)
        return await self._store.change(
            subject.user_id, lambda stored: decisions.rank(legion, subject, stored, rank, noted)
        )
