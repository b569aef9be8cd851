"""The server's roles and the bot's rights, for rules that know nothing of Discord."""

from collections.abc import Sequence

import discord

from ignis.bot.names.guild_names import GuildNames
from ignis.domain.role_map.server_view import ServerChannel, ServerRole, ServerView


def server_of(guild: discord.Guild, names: GuildNames, others: Sequence[discord.Guild] = ()) -> ServerView:
    """`others` are the servers that the bot is in beside this one."""
    me = guild.me
    rights = me.guild_permissions
    return ServerView(
        roles=tuple(_role(role, me.top_role) for role in sorted(guild.roles)),
        manages_roles=rights.manage_roles,
        manages_nicknames=rights.manage_nicknames,
        sees_audit_log=rights.view_audit_log,
        pins=names.pins(guild.id),
        staff=names.staff_named(guild),
        channels=tuple(ServerChannel(channel.id, channel.name) for channel in _places(guild)),
        command_channels=names.channels_named(guild),
        other_servers=len(others),
    )


def _role(role: discord.Role, highest: discord.Role) -> ServerRole:
    return ServerRole(role.id, role.name, within_reach=role < highest, managed=role.managed, everyone=role.is_default())


def _places(guild: discord.Guild) -> Sequence[discord.abc.GuildChannel]:
    return [channel for channel in guild.channels if not isinstance(channel, discord.CategoryChannel)]
