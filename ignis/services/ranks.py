"""Setting a rank by hand: any rank, on the ladder or off it, with any number of points."""

from datetime import datetime

from ignis.domain.members.change import Actor, Change
from ignis.domain.members.order_note import OrderNote
from ignis.domain.members.orders import SetRank
from ignis.domain.members.profile import Subject
from ignis.services.ports import LegionSource, MemberStore
from ignis.services.use_case import use_case


class Ranks:
    def __init__(self, store: MemberStore, rules: LegionSource) -> None:
        self._store = store
        self._rules = rules

    @use_case("ranks.set")
    async def set(self, actor: Actor, subject: Subject, rank: str, reason: str, *, at: datetime) -> Change:
        """The case of `rank` does not matter. The rank stays as set; points given later may lead on from it.

        Raises Refused, StorageError.
        """
        order = SetRank(self._rules.legion, subject, rank, OrderNote.with_reason(actor, reason, at))
        return await self._store.change(subject.user_id, order)
