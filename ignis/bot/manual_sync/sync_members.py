"""Syncs members on request, and waits until Discord has taken what was to be written."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import discord

from ignis.bot.role_sync import RoleSync
from ignis.bot.role_sync.internals import role_ids
from ignis.bot.role_sync.metrics import WriteOutcome
from ignis.domain.blocked import LEFT_ALONE
from ignis.domain.role_sync.plan import SyncPlan
from ignis.domain.role_sync.sync_run import MemberOutcome
from ignis.services.ports import AccountAnswer, Freshness, StorageError, StorageReason
from ignis.services.sync import SyncedPlan

_REFUSED = "something about this member cannot be stored; the log says what"
_OUTCOMES = {
    WriteOutcome.DONE: MemberOutcome.CHANGED,
    WriteOutcome.REFUSED: MemberOutcome.FAILED,
    WriteOutcome.FAILED: MemberOutcome.FAILED,
    WriteOutcome.GONE: MemberOutcome.GONE,
}


class NotKnownYet(StorageError):  # noqa: N818  nothing went wrong
    """No server is served yet, or all of its members are about to be looked at anew. The store is well."""

    def __init__(self) -> None:
        super().__init__("the server's members are not known yet; try again in a moment")


@dataclass(frozen=True, slots=True)
class SyncedMember:
    """What was to be done about a member (the plan before it was carried out), and the result.

    `account` is what was answered about the Roblox account; None if it was not asked for.
    """

    plan: SyncPlan
    outcome: MemberOutcome
    account: AccountAnswer | None = None


class SyncMembers:
    """Syncs over the role sync that runs anyway.

    Example:
        synced = await members.one(member)
        synced.outcome  # MemberOutcome.CHANGED
    """

    def __init__(self, roles: RoleSync) -> None:
        self._roles = roles

    async def one(self, member: discord.Member) -> SyncedMember:
        """Looks up the member's account first, if nothing so recent is known (`accounts.sync_older_than`).

        Raises StorageError, and NotKnownYet while no server is served yet.
        """
        account = await self._roles.planner.look_up_account(member.id, Freshness.ORDERED)
        synced, failed = await self._sync([member])
        if failed:
            raise StorageError(_REFUSED, StorageReason.REFUSED)
        for each in synced:
            return replace(each, account=account)
        plan = await self._roles.planner.plan(member)
        if plan is None:
            raise NotKnownYet
        return SyncedMember(plan, MemberOutcome.FITTING, account)

    async def many(self, user_ids: Sequence[int]) -> Sequence[MemberOutcome]:
        """In the order of `user_ids`. Raises StorageError: then nothing is known of any of them."""
        found = {user_id: self._roles.planner.member(user_id) for user_id in user_ids}
        synced, failed = await self._sync([member for member in found.values() if member is not None])
        outcomes = {each.plan.user_id: each.outcome for each in synced} | dict.fromkeys(failed, MemberOutcome.FAILED)
        others = {user_id: _without_plan(member) for user_id, member in found.items()}
        known = others | outcomes
        fitting = [user_id for user_id in user_ids if known[user_id] is MemberOutcome.FITTING]
        unknown = set(await self._roles.planner.sync.unknown(self.named_by_account(fitting)))
        outcomes |= dict.fromkeys(unknown, MemberOutcome.UNKNOWN)
        return [outcomes.get(user_id, others[user_id]) for user_id in user_ids]

    def named_by_account(self, user_ids: Iterable[int]) -> list[int]:
        """Those of them who have a role that stands for a rank: their nickname follows the account's name."""
        snapshot = self._roles.planner.snapshot
        if snapshot is None:
            return []
        members = self._roles.planner.members(user_ids)
        return [member.id for member in members if snapshot.table.ranked(role_ids(member)) is not None]

    async def _sync(self, members: Sequence[discord.Member]) -> tuple[Sequence[SyncedMember], Sequence[int]]:
        """What was done, and with whom it failed. Members who need nothing are left out."""
        if self._roles.planner.snapshot is None:
            raise NotKnownYet
        plans, failed = await self._roles.record_each(members)
        written = await asyncio.gather(*map(self._write, plans))
        synced = [SyncedMember(each.plan, _outcome(each, done)) for each, done in zip(plans, written, strict=True)]
        return synced, failed

    async def _write(self, synced: SyncedPlan) -> WriteOutcome | None:
        return await self._roles.writer.try_now(synced.plan.user_id) if synced.plan.writes else None


def _without_plan(member: discord.Member | None) -> MemberOutcome:
    return MemberOutcome.GONE if member is None else MemberOutcome.FITTING


def _outcome(synced: SyncedPlan, written: WriteOutcome | None) -> MemberOutcome:
    if written is not None:
        return _OUTCOMES[written]
    if synced.adopted:
        return MemberOutcome.CHANGED
    blocked = synced.plan.blocked
    return MemberOutcome.FITTING if blocked is None or blocked in LEFT_ALONE else MemberOutcome.BLOCKED
