"""How many members have each role by Discord's own count: a witness for the list, which knows nothing of it.

https://docs.discord.com/developers/resources/guild#get-guild-role-member-counts
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import discord
from discord.http import Route

from ignis.bot.gateway.client import IgnisClient
from ignis.bot.gateway.connection_state import shown
from ignis.bot.rest.circuit import CALL_FAILURES, judge
from ignis.runtime.resilience.circuit import Circuit

_SLACK: Final = 0.02
"""Of a role's members: somebody may get or lose it while Discord counts."""
_SHOWN: Final = 40  # characters of a role's name


@dataclass(frozen=True)
class LackingRole:
    name: str
    known: int
    total: int


@dataclass(frozen=True)
class RoleComparison:
    """`lacking` are the roles of which the list has far fewer members than Discord, the worst first."""

    lacking: Sequence[LackingRole]

    def __str__(self) -> str:
        if not self.lacking:
            return "its counts of roles agree with the list"
        worst = self.lacking[0]
        return f"Discord counts {worst.total} members with the role {worst.name}, the list has {worst.known}"


class RoleCounts:
    def __init__(self, client: IgnisClient, rest: Circuit) -> None:
        self._client = client
        self._rest = rest

    async def ask(self, guild: discord.Guild) -> RoleComparison | None:
        """None if Discord does not say."""
        route = Route("GET", "/guilds/{guild_id}/roles/member-counts", guild_id=guild.id)
        try:
            answer: Any = await self._rest.call(lambda: self._client.http.request(route), judge)
        except CALL_FAILURES:
            return None
        return compare(guild, answer) if isinstance(answer, Mapping) else None


def compare(guild: discord.Guild, answer: Mapping[str, Any]) -> RoleComparison:
    """`answer` is Discord's JSON: counts by the roles' ids, without the role of everybody."""
    known = Counter(role for member in guild.members for role in shown(member)[0])
    lacking = [
        LackingRole(role.name[:_SHOWN], known[role.id], total)
        for role_id, total in answer.items()
        if isinstance(total, int)
        and (role := guild.get_role(int(role_id) if role_id.isdecimal() else 0)) is not None
        and total - known[role.id] > max(1.0, total * _SLACK)
    ]
    return RoleComparison(sorted(lacking, key=lambda one: one.known - one.total))
