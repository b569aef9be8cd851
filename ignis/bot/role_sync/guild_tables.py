"""The role map in force, applied to the roles of a server: what commands need to know of it."""

import discord

from ignis.bot.role_sync.guild_snapshot import RolePins, take_snapshot
from ignis.bot.role_sync.planner import CurrentRoleMap
from ignis.domain.role_map.table import RoleTable


class GuildTables:
    def __init__(self, role_map: CurrentRoleMap, pins: RolePins) -> None:
        self._role_map = role_map
        self._pins = pins

    def table(self, guild: discord.Guild) -> RoleTable:
        """Computed at every call: both the map and the server's roles can change at any time."""
        return take_snapshot(guild, self._role_map.current, self._pins).table
