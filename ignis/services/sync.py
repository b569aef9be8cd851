"""Bringing the database in line with what members' roles mean, for many members at once.

The caller carries out the plan's other half, on Discord (ignis/bot/role_sync).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ignis.domain.members.change import Change
from ignis.domain.members.member import Member
from ignis.domain.role_map.table import RoleTable
from ignis.domain.role_sync import plan as sync
from ignis.domain.role_sync.map_moves import NewMap, plan_by_new_map
from ignis.domain.role_sync.plan import Account, SeenMember, StoredOutline, SyncPlan, stores
from ignis.domain.role_sync.preview import KnownMember, Preview
from ignis.services.ports import (
    AccountAnswer,
    AccountsSource,
    AccountUrgency,
    Freshness,
    Linked,
    RememberedAnswer,
    SyncStore,
    Unnamed,
)
from ignis.services.rank_adoption import RankAdoption
from ignis.services.use_case import use_case


@dataclass(frozen=True, slots=True)
class SyncedPlan:
    """`plan` is what is left to do once the database is written; `change` is what was written, None if it fitted.

    `known`: the member's account is known, there is no need to ask for it.
    """

    plan: SyncPlan
    change: Change | None
    known: bool

    @property
    def adopted(self) -> bool:
        """True if the rank is another one now. A newcomer's first one is no other."""
        change = self.change
        return change is not None and bool(change.entries) and change.before.rank != change.after.rank


class RankSync:
    """All methods raise StorageError."""

    def __init__(self, store: SyncStore, accounts: AccountsSource, *, keep_rank_without_role: bool = True) -> None:
        self._store = store
        self._accounts = accounts
        self._keep = keep_rank_without_role

    @use_case("sync.look")
    async def look(self, table: RoleTable, members: Sequence[SeenMember]) -> Sequence[SyncPlan]:
        """What would follow, in the order of `members`. Writes nothing and asks no outside service."""
        remembered = await self._remembered(members)
        stored = await self._store.stored([seen.user_id for seen in members])
        return [
            self._plan(table, seen, stored.get(seen.user_id), _account(remembered.get(seen.user_id)))
            for seen in members
        ]

    def preview(self, before: RoleTable | None, after: RoleTable, at: datetime) -> Preview:
        """An empty preview; fill it with what `known` returns."""
        return Preview(before, after, at, keep_rank_without_role=self._keep)

    @use_case("sync.known")
    async def known(self, members: Sequence[SeenMember]) -> Sequence[KnownMember]:
        """All that a plan depends on, in the order of `members`. Asks no outside service."""
        remembered = await self._remembered(members)
        stored = await self._store.stored([seen.user_id for seen in members])
        moves = await self._store.moves([seen.user_id for seen in members])
        return [
            KnownMember(seen, stored.get(seen.user_id), _account(remembered.get(seen.user_id)), moves.get(seen.user_id))
            for seen in members
        ]

    async def gone_through_by(self) -> str | None:
        """The revision of the role map by which everybody was last gone through; None if that has never been."""
        return await self._store.gone_through_by()

    async def went_through(self, revision: str, at: datetime) -> None:
        """Everybody was gone through by that revision of the role map."""
        await self._store.went_through(revision, at)

    @use_case("sync.outlines")
    async def outlines(self, user_ids: Sequence[int]) -> Mapping[int, StoredOutline]:
        """What `fits` needs of these members."""
        return await self._store.outlines(user_ids)

    @use_case("sync.store")
    async def store(
        self,
        table: RoleTable,
        members: Sequence[SeenMember],
        outlines: Mapping[int, StoredOutline],
        actors: Mapping[int, int],
        at: datetime,
        *,
        before: RoleTable | None = None,
    ) -> Sequence[SyncedPlan]:
        """Stores the ranks that follow, in one transaction if any differs. Returns the plans in the order of `members`.

        `actors` are the people who changed a member's roles, as far as they are known. `before` is the map by which
        everybody was last gone through, if the one in force has taken its place since.
        """
        maps = NewMap(before, table) if before is not None else None
        accounts = {user_id: Account(each.name) for user_id, each in outlines.items() if each.name is not None}
        newcomers = await self._remembered([seen for seen in members if seen.user_id not in outlines])
        accounts |= {user_id: account for user_id, each in newcomers.items() if (account := _account(each)) is not None}
        differing = [seen for seen in members if stores(table, seen.roles, outlines.get(seen.user_id))]
        synced = await self._adopted(table, differing, accounts, actors, at, maps=maps) if differing else []
        done = {each.plan.user_id for each in synced}
        left = [seen for seen in members if seen.user_id not in done]
        if not left:
            return synced  # all of them, in their order
        stored = await self._store.stored([seen.user_id for seen in left])
        moves = await self._store.moves([seen.user_id for seen in left]) if maps is not None else {}
        plans = {
            seen.user_id: self._plan(table, seen, stored.get(seen.user_id), accounts.get(seen.user_id))
            if maps is None
            else plan_by_new_map(
                maps,
                seen,
                stored.get(seen.user_id),
                accounts.get(seen.user_id),
                moves.get(seen.user_id),
                keep_rank_without_role=self._keep,
            )
            for seen in left
        }
        if moved := [seen for seen in left if plans[seen.user_id].store]:
            synced += await self._adopted(table, moved, accounts, actors, at, maps=maps)
            for seen in moved:
                del plans[seen.user_id]
        synced += [SyncedPlan(plan, None, known=user_id in accounts) for user_id, plan in plans.items()]
        place = {seen.user_id: number for number, seen in enumerate(members)}
        return sorted(synced, key=lambda each: place[each.plan.user_id])

    @use_case("sync.ask")
    async def ask(
        self, user_id: int, freshness: Freshness, urgency: AccountUrgency = AccountUrgency.CHANGED
    ) -> AccountAnswer | None:
        """Looks up a member's account, within the day's quota. None if no service is asked for accounts."""
        accounts = self._accounts.now
        return await accounts.ask(user_id, urgency, freshness) if accounts is not None else None

    async def outdated(self, user_ids: Collection[int]) -> Collection[int]:
        """Those of these members, who have just changed, whose account has to be looked up anew."""
        accounts = self._accounts.now
        return await accounts.outdated(user_ids, Freshness.CHANGED) if accounts is not None and user_ids else ()

    async def unknown(self, user_ids: Collection[int]) -> Collection[int]:
        """Those of these members of whose account nothing is known, or not its name.

        None of them if no service is asked for accounts.
        """
        accounts = self._accounts.now
        if accounts is None or not user_ids:
            return ()
        known = await accounts.remembered(user_ids)
        return [user_id for user_id in user_ids if user_id not in known or isinstance(known[user_id].account, Unnamed)]

    def requests_left(self) -> int | None:
        """How many accounts can be looked up in the background today; None if no service is asked for accounts."""
        accounts = self._accounts.now
        return accounts.requests_left(AccountUrgency.BACKGROUND) if accounts is not None else None

    async def _remembered(self, members: Sequence[SeenMember]) -> Mapping[int, RememberedAnswer]:
        accounts = self._accounts.now
        if accounts is None or not members:
            return {}
        return await accounts.remembered([seen.user_id for seen in members])

    async def _adopted(
        self,
        table: RoleTable,
        members: Sequence[SeenMember],
        accounts: Mapping[int, Account],
        actors: Mapping[int, int],
        at: datetime,
        *,
        maps: NewMap | None,
    ) -> list[SyncedPlan]:
        seen = {each.user_id: each for each in members}
        adoption = RankAdoption(table, seen, accounts, actors, at, self._keep, maps)
        changes = {change.after.user_id: change for change in await self._store.adopt(list(seen), adoption, at)}
        return [
            SyncedPlan(plan, changes.get(user_id), known=user_id in accounts)
            for user_id, plan in adoption.plans.items()
        ]

    def _plan(self, table: RoleTable, seen: SeenMember, stored: Member | None, account: Account | None) -> SyncPlan:
        return sync.plan(table, seen, stored, account, keep_rank_without_role=self._keep)


def _account(remembered: RememberedAnswer | None) -> Account | None:
    if remembered is None or not isinstance(remembered.account, Linked):
        return None
    return Account(remembered.account.name)
