"""The Discord role that goes with a rank: taken and given when the rank changes, as far as Discord allows it.

Which roles come and go is the same rule that the sync follows (`RoleTable.swap`), so it finds nothing to undo.

What Discord would refuse is found out beforehand: 10,000 refusals in ten minutes and it bans the address.
Whether the officer may hand out the rank is asked before the rank changes. A rank that points alone earned is nobody's
gift: it is not asked about, and its role follows whoever gave the points.
"""

from collections.abc import Callable
from dataclasses import dataclass

import discord

from ignis.bot.replies.access import Access
from ignis.bot.replies.markup import named
from ignis.bot.texts import Voice
from ignis.domain.blocked import Blocked
from ignis.domain.members.change import Change
from ignis.domain.refusals import Refusal, Refused
from ignis.domain.role_map.table import RoleChange, RoleTable
from ignis.runtime.telemetry.logs import Logger

_SHOWN = 3  # roles by name
_NAME_SHOWN = 60  # characters of it


@dataclass(frozen=True)
class RoleSwapPlan:
    """`problem` is the key of a text that says why nothing may be swapped; `role` is the one in the way."""

    give: discord.Role | None = None
    take: tuple[discord.Role, ...] = ()
    problem: str | None = None
    role: str = ""


@dataclass(frozen=True)
class _Done:
    """What became of a swap, as far as Discord let it."""

    swap: RoleSwapPlan
    given: bool
    taken: tuple[discord.Role, ...] = ()

    @property
    def kept(self) -> tuple[discord.Role, ...]:
        return self.swap.take[len(self.taken) :]


class RoleSwapper:
    def __init__(self, table: Callable[[discord.Guild], RoleTable], access: Access, log: Logger) -> None:
        """`table` lays the role map as it is now over a server's roles."""
        self._table = table
        self._access = access
        self._log = log

    def check(self, officer: discord.Member, rank: str) -> None:
        """Raises Refused when the rank is not the officer's to hand out. What is no rank is not refused here."""
        table = self._table(officer.guild)
        wanted = table.legion.rank(rank)
        if wanted and not self._access.may_hand_out(officer, wanted, _given(table, officer.guild, wanted)):
            raise Refused(Refusal.RANK_TOO_HIGH, rank=wanted)

    async def follow(self, change: Change, member: discord.Member, officer: discord.Member, say: Voice) -> str | None:
        """Lets the member's roles follow a change of rank; what became of it, None when there is nothing to say."""
        if change.before.rank == change.after.rank:
            return None
        return await self._swap(self.plan(member, change.before.rank, change.after.rank), member, officer, say)

    async def make_good(self, rank: str, member: discord.Member, officer: discord.Member, say: Voice) -> str | None:
        """As `follow`, for a rank that the member has already: swaps what is left of a swap that did not happen."""
        return await self._swap(self.plan(member, rank, rank), member, officer, say)

    def plan(self, member: discord.Member, before: str, after: str) -> RoleSwapPlan:
        """What is to be given and taken, or why nothing may be."""
        guild, table = member.guild, self._table(member.guild)
        change = table.swap([role.id for role in member.roles], after, leaving=before)
        if change is None:
            return RoleSwapPlan()
        if isinstance(change, Blocked):
            return RoleSwapPlan(problem="roles.none_for_rank", role=after)
        if not guild.me.guild_permissions.manage_roles:
            return RoleSwapPlan(problem="roles.no_permission")
        if (hindering := table.hindering(change)) is not None:
            return RoleSwapPlan(problem="roles.above_me", role=hindering.name)
        return _of(guild, change)

    async def _swap(
        self, swap: RoleSwapPlan, member: discord.Member, officer: discord.Member, say: Voice
    ) -> str | None:
        if swap.problem is not None:
            return say(swap.problem, role=named(swap.role, _NAME_SHOWN))
        return _told(await self._apply(swap, member, officer), say)

    async def _apply(self, swap: RoleSwapPlan, member: discord.Member, officer: discord.Member) -> _Done:
        """First gives, then takes: whatever happens in between, nobody is left without a rank.

        Stops at the first thing that fails. The rank is stored; what failed is said, not raised.
        """
        reason = f"Ignis: rank changed by {officer.id}"
        given, taken = False, 0
        try:
            if swap.give is not None:
                await member.add_roles(swap.give, reason=reason)
                given = True
            for role in swap.take:  # Discord takes one at a time anyway; so it is known how far it came
                await member.remove_roles(role, reason=reason)
                taken += 1
        except (discord.HTTPException, OSError) as error:
            self._log.warning("roles not swapped", member=member.id, officer=officer.id, error=str(error))
        return _Done(swap, given, swap.take[:taken])


def _given(table: RoleTable, guild: discord.Guild, rank: str) -> discord.Role | None:
    """The role of the server that somebody of `rank` is given."""
    return next((guild.get_role(role.id) for role in table.standing_for(rank)), None)


def _of(guild: discord.Guild, change: RoleChange) -> RoleSwapPlan:
    give = guild.get_role(change.give) if change.give is not None else None
    return RoleSwapPlan(give, tuple(role for each in change.take if (role := guild.get_role(each)) is not None))


def _told(done: _Done, say: Voice) -> str | None:
    give = done.swap.give
    if give is not None and not done.given:
        return say("roles.not_given", role=named(give.name, _NAME_SHOWN))
    lines = [_succeeded(named(give.name, _NAME_SHOWN) if give else "", _listed(done.taken), say)]
    if done.kept:
        lines.append(say("roles.not_taken", role=_listed(done.kept)))
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
