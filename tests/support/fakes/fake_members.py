"""The member store in memory, and all that is read from it. It passes the same contract tests as the one on disk.

Simple on purpose (a dict of members and a list of entries, searched from one end to the other), so that it says what
the queries of `ignis.adapters` have to answer.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from ignis.domain.members.change import RANK_CHANGES, Action, Change, LedgerEntry
from ignis.domain.members.member import Grant, Member
from ignis.domain.members.ordered import ASKED_ABOUT, REPEATED_WITHIN, AskedOrder, Ordered, ordered
from ignis.domain.refusals import Refusal, Refused
from ignis.domain.role_sync.map_moves import Adoption, MapMove
from ignis.domain.role_sync.plan import StoredOutline
from ignis.services.ports import (
    AdoptionOrder,
    Candidate,
    DeletedRecords,
    HistoryLine,
    MemberOrder,
    StorageError,
    UntoldOrder,
)

_MOST = 10**12
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class FakeMembers:
    """Is a MemberStore, SyncStore, PromotionStore, HistoryStore, LeaderboardStore and PrivacyStore."""

    def __init__(self, *members: Member) -> None:
        self._members = {member.user_id: member for member in members}
        self._begun = {member.user_id: _LONG_AGO for member in members}
        self._lines: list[HistoryLine] = []
        self._next_id = 1
        self._moves: list[tuple[MapMove, int | None, int | None]] = []
        self._revision: str | None = None
        self.deletions: list[datetime] = []
        self._orders: dict[int, tuple[str, LedgerEntry, Ordered]] = {}

    @property
    def entries(self) -> list[LedgerEntry]:
        return [line.entry for line in self._lines]

    def put(self, member: Member) -> None:
        """As if it had been stored long ago."""
        self._members[member.user_id] = member
        self._begun[member.user_id] = _LONG_AGO

    async def find(self, user_id: int) -> Member | None:
        return self._members.get(user_id)

    async def is_empty(self) -> bool:
        return not self._members

    async def record(self, grants: Sequence[Grant]) -> None:
        before = dict(self._members), dict(self._begun), list(self._lines)
        try:
            for grant in grants:
                self._apply(_granted(grant, self._members.get(grant.user_id)))
        except StorageError:
            self._members, self._begun, self._lines = before
            raise

    async def change(self, user_id: int, order: MemberOrder) -> Change:
        change = order.decide(self._members.get(user_id))
        self._admit(change)
        self._apply(change)
        return change

    async def untold(self) -> Sequence[UntoldOrder]:
        return [
            UntoldOrder(number, entry.actor_id or 0)
            for number, (state, entry, _) in self._orders.items()
            if state == "done"
        ]

    async def tell(self, order_ids: Collection[int]) -> None:
        for number in self._orders.keys() & set(order_ids):
            state, entry, what = self._orders[number]
            self._orders[number] = "told" if state == "done" else state, entry, what

    async def done(self, order_ids: Collection[int]) -> Sequence[LedgerEntry]:
        return [entry for entry in self.entries if entry.order_id in order_ids]

    async def asked(self, order_id: int) -> AskedOrder | None:
        state, entry, what = self._orders.get(order_id, ("", None, None))
        if state != "asked" or entry is None or what is None:
            return None
        return AskedOrder(order_id, entry.actor_id or 0, what, entry.reason or "")

    async def outlines(self, user_ids: Collection[int]) -> Mapping[int, StoredOutline]:
        return {
            user_id: StoredOutline(user_id, member.rank, member.role_rank, member.path, member.roles_due, None)
            for user_id, member in (await self.stored(user_ids)).items()
        }

    async def stored(self, user_ids: Collection[int]) -> Mapping[int, Member]:
        return {user_id: self._members[user_id] for user_id in user_ids if user_id in self._members}

    async def adopt(self, user_ids: Collection[int], order: AdoptionOrder, at: datetime) -> Sequence[Change]:
        moves = await self.moves(user_ids)
        decided = [order.decide(user_id, self._members.get(user_id), moves.get(user_id)) for user_id in user_ids]
        adoptions = [each for each in decided if each is not None]
        for each in adoptions:
            self._begun.setdefault(each.change.after.user_id, at)
            self._apply(each.change)
            self._move(each)
        return [each.change for each in adoptions]

    async def moves(self, user_ids: Collection[int]) -> Mapping[int, MapMove]:
        last = {move.user_id: (move, line) for move, _, line in self._moves if move.user_id in user_ids}
        return {user_id: move for user_id, (move, line) in last.items() if line == self._last_line(user_id)}

    async def gone_through_by(self) -> str | None:
        return self._revision

    async def went_through(self, revision: str, at: datetime) -> None:
        del at
        self._revision = revision

    def _last_line(self, user_id: int) -> int | None:
        ids = [line.id for line in self._lines if line.entry.user_id == user_id and line.entry.action in RANK_CHANGES]
        return max(ids, default=None)

    def _move(self, adoption: Adoption) -> None:
        if adoption.noted is not None:
            last = self._last_line(adoption.noted.user_id)
            noted = replace(adoption.noted, id=len(self._moves) + 1)
            self._moves.append((noted, last if adoption.change.entries else None, last))
        if adoption.taken_back is not None:
            own = next(line for move, line, _ in self._moves if move == adoption.taken_back)
            self._moves = [each for each in self._moves if each[0] != adoption.taken_back]
            self._lines = [
                replace(line, entry=replace(line.entry, action=Action.TAKEN_BACK)) if line.id == own else line
                for line in self._lines
            ]

    async def candidates(self, points_by_rank: Mapping[str, int]) -> Sequence[Candidate]:
        folded = {rank.casefold(): points for rank, points in points_by_rank.items()}
        needed = {member: folded.get(member.rank.casefold()) for member in self._members.values()}
        return [
            Candidate(member, self._reached(member, points), self._ranked(member))
            for member, points in needed.items()
            if points is not None and member.points >= points
        ]

    async def lines(self, user_id: int, before: int | None, count: int) -> Sequence[HistoryLine]:
        older = [line for line in self._lines if line.entry.user_id == user_id and (before is None or line.id < before)]
        return older[::-1][:count]

    async def last_return(self, user_id: int) -> LedgerEntry | None:
        found = (entry for entry in reversed(self.entries) if entry.user_id == user_id)
        return next((entry for entry in found if entry.action is Action.RETURNED), None)

    async def last_rank_change(self, user_id: int) -> LedgerEntry | None:
        changes = [each for each in self.entries if each.user_id == user_id and each.action in RANK_CHANGES]
        return changes[-1] if changes else None

    async def scored(self) -> Sequence[Member]:
        counted = [member for member in self._members.values() if member.points > 0]
        return sorted(counted, key=lambda member: (-member.points, member.user_id))

    async def everything(self, user_id: int) -> dict[str, Any]:
        member = self._members.get(user_id)
        own = [entry for entry in self.entries if entry.user_id == user_id]
        acted = [entry for entry in self.entries if entry.actor_id == user_id != entry.user_id]
        return {
            "user_id": str(user_id),
            "member": None if member is None else {key: asdict(member)[key] for key in ("points", "rank", "company")},
            "account": None,
            "ledger": [{"amount": _amount(entry)} for entry in own if entry.action is Action.POINTS],
            "audit": [{"action": entry.action.value, "reason": entry.reason} for entry in own],
            "orders": [
                {"action": what.action.value} for _, _, what in self._orders.values() if what.user_id == user_id
            ],
            "role_swap": None,
            "departure": None,
            "left": None,
            "map_moves": [{"rank": move.rank} for move, _, _ in self._moves if move.user_id == user_id],
            "done_as_officer": [{"action": entry.action.value, "reason": entry.reason} for entry in acted],
        }

    async def delete(self, user_id: int, at: datetime) -> DeletedRecords:
        own = [line for line in self._lines if line.entry.user_id == user_id]
        others = [line for line in self._lines if line.entry.user_id != user_id]
        self._lines = [replace(line, entry=_without(user_id, line.entry)) for line in others]
        self._orders = {
            number: each for number, each in self._orders.items() if user_id not in (each[1].actor_id, each[2].user_id)
        }
        self._moves = [each for each in self._moves if each[0].user_id != user_id]
        points = sum(line.entry.action is Action.POINTS for line in own)
        traces = sum(_without(user_id, line.entry) != line.entry for line in others)
        deleted = DeletedRecords(int(self._members.pop(user_id, None) is not None), points, len(own), traces)
        if deleted.anything:
            self.deletions.append(at)
        return deleted

    def _admit(self, change: Change) -> None:
        first, what = change.entries[0], ordered(change)
        if first.order_id is None:
            return
        known = self._orders.get(first.order_id)
        if known is not None and known[0] != "asked":
            raise Refused(Refusal.ORDER_DONE)
        since = [
            first.at - entry.at
            for state, entry, before in self._orders.values()
            if state != "asked" and (entry.actor_id, before) == (first.actor_id, what) and what.action in ASKED_ABOUT
        ]
        repeated = [each for each in since if timedelta(0) <= each < REPEATED_WITHIN]
        if known is None and repeated:
            self._orders[first.order_id] = "asked", first, what
            raise Refused(Refusal.ORDER_REPEATED, count=int(min(repeated).total_seconds()))
        self._orders[first.order_id] = "done", first, what

    def _apply(self, change: Change) -> None:
        if any(_amount(entry) == 0 for entry in change.entries if entry.action is Action.POINTS):
            raise StorageError("no points cannot be recorded")
        if not 0 <= change.after.points <= _MOST:
            raise StorageError(f"a total of {change.after.points} points cannot be recorded")
        self._members[change.after.user_id] = change.after
        if change.entries:
            self._begun.setdefault(change.after.user_id, change.entries[-1].at)
        for entry in change.entries:
            self._lines.append(HistoryLine(self._next_id, entry))
            self._next_id += 1

    def _reached(self, member: Member, points: int) -> datetime:
        since = self._begun[member.user_id]
        was_below = True
        for entry in self.entries:
            if entry.user_id == member.user_id and entry.action is Action.POINTS:
                is_below = int(entry.after or 0) < points
                since = entry.at if was_below and not is_below else since
                was_below = is_below
        return since

    def _ranked(self, member: Member) -> datetime:
        changes = [e for e in self.entries if e.user_id == member.user_id and e.action in RANK_CHANGES]
        return changes[-1].at if changes else self._begun[member.user_id]


class BrokenMembers(FakeMembers):
    """Every call fails in the same way."""

    async def find(self, user_id: int) -> Member | None:
        raise StorageError(f"the database failed at find_member: disk I/O error ({user_id})")

    async def is_empty(self) -> bool:
        raise StorageError("the database failed at any_member: disk I/O error")

    async def change(self, user_id: int, order: MemberOrder) -> Change:
        raise StorageError(f"the database failed at change_member: disk I/O error ({user_id}, {order})")


def _granted(grant: Grant, stored: Member | None) -> Change:
    before = stored or Member(grant.user_id, 0, grant.rank, grant.path)
    total = before.points + grant.amount
    entry = LedgerEntry(Action.POINTS, grant.user_id, grant.actor_id, before.points, total, grant.reason, grant.at)
    return Change(before, replace(before, points=total), (entry,))


def _amount(entry: LedgerEntry) -> int:
    return int(entry.after or 0) - int(entry.before or 0)


def _without(user_id: int, entry: LedgerEntry) -> LedgerEntry:
    reason = None if entry.reason is None else entry.reason.replace(str(user_id), "…")
    return replace(entry, actor_id=None if entry.actor_id == user_id else entry.actor_id, reason=reason)
