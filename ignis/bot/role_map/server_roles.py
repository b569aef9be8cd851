"""The server's roles and the bot's rights, for rules that know nothing of Discord."""

import discord

from ignis.domain.role_map.check import ServerRole, ServerView


def server_of(guild: discord.Guild) -> ServerView:
    me = guild.me
    rights = me.guild_permissions
    return ServerView(
        roles=tuple(_role(role, me.top_role) for role in sorted(guild.roles)),
        manages_roles=rights.manage_roles,
        manages_nicknames=rights.manage_nicknames,
        sees_audit_log=rights.view_audit_log,
    )


def _role(role: discord.Role, highest: discord.Role) -> ServerRole:
    return ServerRole(role.id, role.name, within_reach=role < highest, managed=role.managed, everyone=role.is_default())
