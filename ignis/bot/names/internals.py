"""The private part of discord.py that names are read by. tests/bot/names/test_internals.py fails if it changes."""

from collections.abc import Sequence

import discord


def unsorted_roles(guild: discord.Guild) -> Sequence[discord.Role]:
    """All but the one that everybody has. Guild.roles sorts them, which costs twenty times as much as reading them."""
    roles = guild._roles.values()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    return [role for role in roles if role.id != guild.id]
