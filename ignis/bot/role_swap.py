"""The Discord role that goes with a rank: taken and given when the rank changes, as far as Discord allows it.

What Discord would refuse is found out beforehand: 10,000 refusals in ten minutes and it bans the address.
"""

from collections.abc import Callable
from dataclasses import dataclass

import discord

from ignis.bot.access import Access
from ignis.bot.markup import plain
from ignis.bot.panels.layout import short
from ignis.bot.texts import Voice
from ignis.domain.change import Change
from ignis.domain.legion import Legion
from ignis.domain.refusals import Refusal, Refused
from ignis.runtime.logs import Logger

_SHOWN = 3  # roles by name
_NAME_SHOWN = 60  # characters of it


@dataclass(frozen=True)
class Swap:
    """`problem` is the key of a text that says why nothing may be swapped; `role` is the one in the way."""

    give: discord.Role | None = None
    take: tuple[discord.Role, ...] = ()
    problem: str | None = None
    role: str = ""


class RoleSwap:
    def __init__(self, legion: Callable[[], Legion], access: Access, log: Logger) -> None:
        self._legion = legion
        self._access = access
        self._log = log

    def check(self, officer: discord.Member, rank: str) -> None:
        """Raises Refused when the rank's role is not the officer's to hand out."""
        role = self._role_of(officer.guild, rank)
        if role is not None and not self._access.may_hand_out(officer, role):
            raise Refused(Refusal.OUTRANKED)

    async def follow(self, change: Change, member: discord.Member, officer: discord.Member, say: Voice) -> str | None:
        """Lets the member's roles follow a change of rank; one line about it, None when there is nothing to say."""
        if change.before.rank == change.after.rank:
            return None
        swap = self.plan(member, officer, change.before.rank, change.after.rank)
        if swap.problem is None:
            swap = await self._apply(swap, member, officer)
        if swap.problem is not None:
            return say(swap.problem, role=_named(swap.role))
        return _told(swap, say)

    def plan(self, member: discord.Member, officer: discord.Member, before: str, after: str) -> Swap:
        """Gives the lowest role of the new rank, unless one is held, and takes the old rank's roles."""
        wanted = self._names(after)
        held = {role.name.casefold() for role in member.roles}
        give = None if held & set(wanted) else self._role_of(member.guild, after)
        take = tuple(role for role in member.roles if role.name.casefold() in set(self._names(before)) - set(wanted))
        if give is None and not held & set(wanted):
            return Swap(problem="roles.none_for_rank", role=after)
        return self._hindered(member.guild, officer, give, take) or Swap(give, take)

    def _hindered(
        self, guild: discord.Guild, officer: discord.Member, give: discord.Role | None, take: tuple[discord.Role, ...]
    ) -> Swap | None:
        me = guild.me
        touched = (*take, *([give] if give else []))
        if touched and not me.guild_permissions.manage_roles:
            return Swap(problem="roles.no_permission")
        for role in touched:
            if role.managed or role >= me.top_role:
                return Swap(problem="roles.above_me", role=role.name)
            if not self._access.may_hand_out(officer, role):
                return Swap(problem="roles.above_you", role=role.name)
        return None

    async def _apply(self, swap: Swap, member: discord.Member, officer: discord.Member) -> Swap:
        """First gives, then takes: whatever happens in between, nobody is left without a rank."""
        reason = f"Ignis: rank changed by {officer.id}"
        try:
            if swap.give is not None:
                await member.add_roles(swap.give, reason=reason)
            if swap.take:
                await member.remove_roles(*swap.take, reason=reason)
        except (discord.HTTPException, OSError) as error:  # the rank is stored; what failed is said, not raised
            self._log.warning("roles not swapped", member=member.id, officer=officer.id, error=str(error))
            return Swap(problem="roles.discord_refused")
        return swap

    def _role_of(self, guild: discord.Guild, rank: str) -> discord.Role | None:
        """The lowest role of the server that stands for `rank`."""
        by_name = {role.name.casefold(): role for role in reversed(guild.roles)}
        return next((by_name[name] for name in self._names(rank) if name in by_name), None)

    def _names(self, rank: str) -> tuple[str, ...]:
        return tuple(name.casefold() for name in self._legion().role_ranks.standing_for(rank))


def _told(swap: Swap, say: Voice) -> str | None:
    given = _named(swap.give.name) if swap.give else ""
    taken = ", ".join(_named(role.name) for role in swap.take[:_SHOWN])
    match bool(given), bool(taken):
        case True, True:
            return say("roles.swapped", given=given, taken=taken)
        case True, False:
            return say("roles.given", given=given)
        case False, True:
            return say("roles.taken", taken=taken)
        case _:
            return None


def _named(role: str) -> str:
    return plain(short(role, _NAME_SHOWN))
