"""The Discord role that belongs to a rank: given when the rank changes, and the old ones taken, if Discord allows it.

The rule which roles come and go is the same one that the sync follows (`RoleTable.swap`), so the sync finds nothing
left to do.

What Discord would refuse is checked before: after 10,000 refusals in ten minutes it bans the address.
Whether the officer may give the rank is checked before the rank changes. A rank that points alone earned is not a gift
of the officer: it is not checked, and its role follows no matter who gave the points.
"""

import asyncio
from dataclasses import dataclass
from typing import Final, Protocol

import discord

from ignis.bot.replies.access import Access
from ignis.bot.replies.markup import named
from ignis.bot.rest.member_requests import MemberRequest, RequestKind, problem_with
from ignis.bot.texts import Voice
from ignis.domain.blocked import Blocked
from ignis.domain.members.change import Change
from ignis.domain.refusals import Refusal, Refused
from ignis.domain.role_map.table import RoleChange, RoleTable
from ignis.domain.role_sync.swap import Swap
from ignis.domain.write_problem import REMEDIES, Again, WriteProblem
from ignis.runtime.telemetry.logs import Logger

_SWAPPED_WITHIN: Final = 2.0
"""Seconds. What takes longer (Discord asks for a pause, or does not answer) is left to the sync."""
_SHOWN = 3  # roles by name
_NAME_SHOWN = 60  # characters of it


class RoleTables(Protocol):
    """Applies the role map in force to a server's roles (ignis/bot/role_sync/planner.py)."""

    def table(self, guild: discord.Guild) -> RoleTable: ...


@dataclass(frozen=True)
class RoleSwapPlan:
    """`problem` is the key of a text that says why nothing can be swapped; `role` is the role in the way."""

    give: discord.Role | None = None
    take: tuple[discord.Role, ...] = ()
    problem: str | None = None
    role: str = ""


@dataclass(frozen=True)
class _SwapResult:
    """What Discord accepted of a swap."""

    plan: RoleSwapPlan
    given: bool
    taken: tuple[discord.Role, ...] = ()
    problem: WriteProblem | None = None

    @property
    def not_taken(self) -> tuple[discord.Role, ...]:
        return self.plan.take[len(self.taken) :]


class RoleFollower(Protocol):
    """Tries later what Discord did not take at once, also after a restart (ignis/bot/role_sync/writer.py)."""

    async def begin(self, user_id: int, swap: Swap) -> None:
        """The roles are swapped right now: the follower does it only if the bot is killed meanwhile."""
        ...

    def note(self, user_id: int, request: MemberRequest, problem: WriteProblem | None) -> None:
        """Discord's answer to a request: what is refused stands in `/why`."""
        ...

    async def settle(self, user_id: int) -> None:
        """What was begun is done, or cannot be."""
        ...

    async def follow(self, user_id: int, swap: Swap) -> None:
        """The roles have to be swapped later."""
        ...


@dataclass(frozen=True)
class _Swapping:
    """Whose roles follow whose order, from which rank to which, and the officer's voice."""

    member: discord.Member
    officer: discord.Member
    rank: str
    leaving: str
    say: Voice

    @property
    def swap(self) -> Swap:
        return Swap(self.rank, self.leaving, self.officer.id)

    @property
    def reason(self) -> str:
        return self.swap.reason


class RoleSwapper:
    def __init__(self, tables: RoleTables, access: Access, follower: RoleFollower, log: Logger) -> None:
        self._tables = tables
        self._access = access
        self._follower = follower
        self._log = log

    def check(self, officer: discord.Member, rank: str) -> None:
        """Raises Refused if the officer may not give `rank`. A rank that does not exist is not refused here."""
        table = self._tables.table(officer.guild)
        wanted = table.legion.rank(rank)
        if wanted and not self._may_give(officer, wanted, table):
            raise Refused(Refusal.RANK_TOO_HIGH, rank=wanted)

    def grantable(self, officer: discord.Member) -> frozenset[str]:
        """Every rank that the officer may give."""
        table = self._tables.table(officer.guild)
        return frozenset(rank for rank in table.legion.ranks if self._may_give(officer, rank, table))

    async def follow(self, change: Change, member: discord.Member, officer: discord.Member, say: Voice) -> str | None:
        """Lets the member's roles follow a change of rank. Returns what to say about it; None if there is nothing."""
        before, after = change.before.rank, change.after.rank
        if before == after:
            return None
        return await self._swap(self.plan(member, before, after), _Swapping(member, officer, after, before, say))

    async def make_good(self, rank: str, member: discord.Member, officer: discord.Member, say: Voice) -> str | None:
        """Like `follow`, for a rank that the member has already: does what is left of a swap that failed before."""
        return await self._swap(self.plan(member, rank, rank), _Swapping(member, officer, rank, rank, say))

    def plan(self, member: discord.Member, before: str, after: str) -> RoleSwapPlan:
        """What to give and what to take, or why nothing can be swapped."""
        guild, table = member.guild, self._tables.table(member.guild)
        change = table.swap([role.id for role in member.roles], after, leaving=before)
        if change is None:
            return RoleSwapPlan()
        if isinstance(change, Blocked):
            return RoleSwapPlan(problem="roles.none_for_rank", role=after)
        if not guild.me.guild_permissions.manage_roles:
            return RoleSwapPlan(problem="roles.no_permission")
        if (hindering := table.hindering(change)) is not None:
            return RoleSwapPlan(problem="roles.above_me", role=hindering.name)
        return _plan_of(guild, change)

    def _may_give(self, officer: discord.Member, rank: str, table: RoleTable) -> bool:
        role = next((officer.guild.get_role(role.id) for role in table.standing_for(rank)), None)
        return self._access.may_hand_out(officer, rank, role)

    async def _swap(self, plan: RoleSwapPlan, about: _Swapping) -> str | None:
        if plan.problem is not None:
            return about.say(plan.problem, role=named(plan.role, _NAME_SHOWN))
        if plan.give is None and not plan.take:
            return None
        await self._follower.begin(about.member.id, about.swap)
        result = await self._apply(plan, about)
        if result.problem is not None and REMEDIES[result.problem].again is Again.SOON:
            await self._follower.follow(about.member.id, about.swap)
        else:
            await self._follower.settle(about.member.id)
        return _described(result, about.say)

    async def _apply(self, plan: RoleSwapPlan, about: _Swapping) -> _SwapResult:
        """Gives first, then takes: whatever happens in between, the member is never without a rank.

        Stops at the first failure, and after a moment: somebody waits for the answer. The rank is stored already; a
        failure is described, not raised, and what can work later is left to the sync.
        """
        given, taken = False, 0
        request = MemberRequest(RequestKind.GIVE, 0)
        problem: WriteProblem | None = None
        try:
            async with asyncio.timeout(_SWAPPED_WITHIN):
                if plan.give is not None:
                    request = MemberRequest(RequestKind.GIVE, plan.give.id)
                    await request.send(about.member, about.reason)
                    self._follower.note(about.member.id, request, None)
                    given = True
                for role in plan.take:  # Discord takes one at a time anyway, and so we know how far it came
                    request = MemberRequest(RequestKind.TAKE, role.id)
                    await request.send(about.member, about.reason)
                    self._follower.note(about.member.id, request, None)
                    taken += 1
        except Exception as error:  # noqa: BLE001  the rank is stored: whatever fails here, the order was carried out
            problem = _problem(error, request, about.member)
            self._follower.note(about.member.id, request, problem)
            self._log.warning("roles not swapped", member=about.member.id, officer=about.officer.id, error=repr(error))
        return _SwapResult(plan, given, plan.take[:taken], problem)


def _problem(error: Exception, request: MemberRequest, member: discord.Member) -> WriteProblem:
    try:
        return problem_with(error, request, member)
    except Exception:  # noqa: BLE001  an error of our own: the sync tries it as well, and its log has the cause
        return WriteProblem.NO_ANSWER


def _plan_of(guild: discord.Guild, change: RoleChange) -> RoleSwapPlan:
    give = guild.get_role(change.give) if change.give is not None else None
    return RoleSwapPlan(give, tuple(role for each in change.take if (role := guild.get_role(each)) is not None))


def _described(result: _SwapResult, say: Voice) -> str | None:
    give, soon = result.plan.give, result.problem is None or REMEDIES[result.problem].again is Again.SOON
    why = say(f"problems.{result.problem}") if result.problem is not None else ""
    if give is not None and not result.given:
        return say("roles.given_later" if soon else "roles.not_given", role=named(give.name, _NAME_SHOWN), problem=why)
    lines = [_succeeded(named(give.name, _NAME_SHOWN) if give else "", _listed(result.taken), say)]
    if result.not_taken:
        lines.append(
            say("roles.taken_later" if soon else "roles.not_taken", role=_listed(result.not_taken), problem=why)
        )
    return "\n".join(filter(None, lines)) or None


def _succeeded(given: str, taken: str, say: Voice) -> str:
    match bool(given), bool(taken):
        case True, True:
            return say("roles.swapped", given=given, taken=taken)
        case True, False:
            return say("roles.given", given=given)
        case False, True:
            return say("roles.taken", taken=taken)
        case _:
            return ""


def _listed(roles: tuple[discord.Role, ...]) -> str:
    shown = [named(role.name, _NAME_SHOWN) for role in roles[:_SHOWN]]
    return ", ".join([*shown, *(["…"] if len(roles) > _SHOWN else [])])
