"""What one server and one role map mean for every member: computed when either changes, not for each update."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

import discord

from ignis.bot.role_sync.internals import role_ids
from ignis.domain.role_map.counted_roles import NO_PINS
from ignis.domain.role_map.role_map import RoleMap
from ignis.domain.role_map.table import GuildRole, RoleTable
from ignis.domain.role_sync.plan import BotReach, Contested, SeenMember
from ignis.domain.rules.legion import Legion


class RolePins(Protocol):
    def pins(self, guild_id: int) -> Mapping[str, int]:
        """The ids of roles by name, as far as they are pinned on that server (ignis/bot/names)."""
        ...


class _Unpinned:
    def pins(self, guild_id: int) -> Mapping[str, int]:
        del guild_id
        return NO_PINS


UNPINNED: Final[RolePins] = _Unpinned()
"""Nothing is pinned: names decide, and the ids in the role map's file."""


@dataclass(frozen=True)
class GuildSnapshot:
    """Two snapshots with an equal `basis` lead to the same plan for every member."""

    guild_id: int
    table: RoleTable
    reach: BotReach
    basis: object

    def seen(self, member: discord.Member, contested: Contested) -> SeenMember:
        return self.reach.seen(member.id, role_ids(member), member.nick, contested)


def take_snapshot(
    guild: discord.Guild, role_map: RoleMap, pins: RolePins = UNPINNED, earlier: Legion | None = None
) -> GuildSnapshot:
    """`guild` has its roles and the bot itself, as every available guild has. `earlier` is as in RoleTable."""
    top, may = guild.me.top_role, guild.me.guild_permissions
    roles = [role for role in guild.roles if not role.is_default()]
    known = tuple(GuildRole(role.id, role.name, givable=role < top and not role.managed) for role in roles)
    reach = BotReach(
        owner_id=guild.owner_id,
        above=frozenset(role.id for role in roles if role >= top),
        manage_roles=may.manage_roles,
        manage_nicknames=may.manage_nicknames,
    )
    pinned = pins.pins(guild.id)
    table = RoleTable(role_map.legion, known, role_map.document.role_ids, pinned, earlier)
    return GuildSnapshot(guild.id, table, reach, (known, reach, role_map.revision, pinned))
