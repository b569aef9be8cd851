"""Syncing members because somebody asks for it, and waiting until Discord has taken what was to be written."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import discord

from ignis.bot.role_sync import RoleSync
from ignis.bot.role_sync.metrics import WriteOutcome
from ignis.domain.blocked import LEFT_ALONE
from ignis.domain.role_sync.plan import SyncPlan
from ignis.domain.role_sync.sync_run import MemberOutcome
from ignis.services.ports import StorageError
from ignis.services.sync import SyncedPlan

_NOT_YET = "the server's members are not known yet; try again in a moment"
_OUTCOMES = {
    WriteOutcome.DONE: MemberOutcome.CHANGED,
    WriteOutcome.REFUSED: MemberOutcome.FAILED,
    WriteOutcome.FAILED: MemberOutcome.FAILED,
    WriteOutcome.GONE: MemberOutcome.GONE,
}


@dataclass(frozen=True, slots=True)
class SyncedMember:
    """What was to be done about a member (the plan before it was carried out), and what came of it."""

    plan: SyncPlan
    outcome: MemberOutcome


class SyncMembers:
    def __init__(self, roles: RoleSync) -> None:
        self._roles = roles

    async def one(self, member: discord.Member) -> SyncedMember:
        """Looks up the member's account first, if it is not known.

        Raises StorageError, also while the gateway has not told of the server yet.
        """
        await self._roles.desk.ask(member.id)
        for synced in await self._sync([member]):
            return synced
        plan = await self._roles.desk.look(member)
        if plan is None:
            raise StorageError(_NOT_YET)
        return SyncedMember(plan, MemberOutcome.FITTING)

    async def many(self, user_ids: Sequence[int]) -> Sequence[MemberOutcome]:
        """In the order of `user_ids`. Raises StorageError, then for all of them."""
        found = {user_id: self._roles.desk.member(user_id) for user_id in user_ids}
        synced = await self._sync([member for member in found.values() if member is not None])
        outcomes = {each.plan.user_id: each.outcome for each in synced}
        missing = {user_id: _unsettled(member) for user_id, member in found.items()}
        return [outcomes.get(user_id, missing[user_id]) for user_id in user_ids]

    async def _sync(self, members: Sequence[discord.Member]) -> Sequence[SyncedMember]:
        """Those who fit are left out."""
        if self._roles.desk.ground is None:
            raise StorageError(_NOT_YET)
        settled = await self._roles.store(members)
        written = await asyncio.gather(*map(self._write, settled))
        return [SyncedMember(each.plan, _outcome(each, done)) for each, done in zip(settled, written, strict=True)]

    async def _write(self, settled: SyncedPlan) -> WriteOutcome | None:
        return await self._roles.writer.now(settled.plan.user_id) if settled.plan.writes else None


def _unsettled(member: discord.Member | None) -> MemberOutcome:
    return MemberOutcome.GONE if member is None else MemberOutcome.FITTING


def _outcome(settled: SyncedPlan, written: WriteOutcome | None) -> MemberOutcome:
    if written is not None:
        return _OUTCOMES[written]
    if settled.adopted:
        return MemberOutcome.CHANGED
    blocked = settled.plan.blocked
    return MemberOutcome.FITTING if blocked is None or blocked in LEFT_ALONE else MemberOutcome.BLOCKED
