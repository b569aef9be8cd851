"""The private part of discord.py that names are read by. tests/bot/names/test_internals.py fails if it changes."""

from collections.abc import Mapping, Sequence

import discord


def role_store(guild: discord.Guild) -> Mapping[int, discord.Role]:
    """Where the guild keeps its roles, by id: another object after a new session, changed in place by events."""
    return guild._roles  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


def unsorted_roles(guild: discord.Guild) -> Sequence[discord.Role]:
    """All but the one that everybody has. Guild.roles sorts them, which costs twenty times as much as reading them."""
    return [role for role in role_store(guild).values() if role.id != guild.id]
