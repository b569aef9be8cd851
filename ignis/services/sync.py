"""Bringing the database in line with what members' roles mean, for many members in one go.

Discord's side of a plan is carried out by whoever asked for it (ignis/bot/role_sync).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ignis.domain import sync
from ignis.domain.change import Change
from ignis.domain.member import Member
from ignis.domain.preview import Known, Preview
from ignis.domain.sync import Account, Plan, RoleTable, Seen
from ignis.services.ports import Accounts, Linked, Remembered, SyncStore, Urgency


@dataclass(frozen=True, slots=True)
class Settled:
    """`plan` as it stands once the database is written; `change` is what was, None if it fitted.

    `known`: the member's account need not be asked for.
    """

    plan: Plan
    change: Change | None
    known: bool

    @property
    def adopted(self) -> bool:
        """The rank is another now."""
        return self.change is not None and bool(self.change.entries)


class Sync:
    """All methods raise StorageError."""

    def __init__(
        self, store: SyncStore, accounts: Callable[[], Accounts | None], *, keep_rank_without_role: bool = True
    ) -> None:
        """`accounts` gives None where nobody can be asked."""
        self._store = store
        self._accounts = accounts
        self._keep = keep_rank_without_role

    async def look(self, table: RoleTable, members: Sequence[Seen]) -> Sequence[Plan]:
        """What would follow, in the order of `members`. Writes nothing, asks no service outside."""
        stored, remembered = await self._known(members)
        return [self._plan(table, seen, stored.get(seen.user_id), remembered.get(seen.user_id)) for seen in members]

    def preview(self, before: RoleTable | None, after: RoleTable, at: datetime) -> Preview:
        """To be filled with what `known` gives."""
        return Preview(before, after, at, keep_rank_without_role=self._keep)

    async def known(self, members: Sequence[Seen]) -> Sequence[Known]:
        """All that follows from something, in the order of `members`. Asks no service outside."""
        stored, remembered = await self._known(members)
        return [Known(seen, stored.get(seen.user_id), _account(remembered.get(seen.user_id))) for seen in members]

    async def settle(
        self, table: RoleTable, members: Sequence[Seen], causes: Mapping[int, int], at: datetime
    ) -> Sequence[Settled]:
        """Stores the ranks that follow, in one transaction, if any differs; in the order of `members`.

        `causes` are who changed a member's roles, where that is known.
        """
        stored, remembered = await self._known(members)
        plans = [self._plan(table, seen, stored.get(seen.user_id), remembered.get(seen.user_id)) for seen in members]
        differing = {seen.user_id: seen for seen, plan in zip(members, plans, strict=True) if plan.store}
        changes: dict[int, Change] = {}
        if differing:
            changes = await self._adopt(table, differing, remembered, causes, at)
        return [
            Settled(plan, changes.get(plan.user_id), known=_is_known(remembered.get(plan.user_id))) for plan in plans
        ]

    async def ask(self, user_id: int) -> None:
        """Lets the account of a member who has just changed be looked up, within the day's budget."""
        accounts = self._accounts()
        if accounts is not None:
            await accounts.ask(user_id, Urgency.CHANGED)

    async def _known(self, members: Sequence[Seen]) -> tuple[Mapping[int, Member], Mapping[int, Remembered]]:
        user_ids = [seen.user_id for seen in members]
        accounts = self._accounts()
        remembered = await accounts.remembered(user_ids) if accounts is not None else {}
        return await self._store.stored(user_ids), remembered

    async def _adopt(
        self,
        table: RoleTable,
        differing: Mapping[int, Seen],
        remembered: Mapping[int, Remembered],
        causes: Mapping[int, int],
        at: datetime,
    ) -> dict[int, Change]:
        """Decides once more on what is stored by then: an officer may have been quicker."""

        def decide(user_id: int, stored: Member | None) -> Change | None:
            plan = self._plan(table, differing[user_id], stored, remembered.get(user_id))
            if not plan.store:
                return None
            return sync.adopted(table.legion, stored, plan, actor_id=causes.get(user_id), at=at)

        return {change.after.user_id: change for change in await self._store.adopt(list(differing), decide, at)}

    def _plan(self, table: RoleTable, seen: Seen, stored: Member | None, remembered: Remembered | None) -> Plan:
        return sync.plan(table, seen, stored, _account(remembered), keep_rank_without_role=self._keep)


def _account(remembered: Remembered | None) -> Account | None:
    if remembered is None or not isinstance(remembered.account, Linked):
        return None
    return Account(remembered.account.name)


def _is_known(remembered: Remembered | None) -> bool:
    return remembered is not None and remembered.fresh
