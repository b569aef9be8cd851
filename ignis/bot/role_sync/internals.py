"""The one private part of discord.py that the sync touches; tests/bot/role_sync/test_internals.py pins it."""

from collections.abc import Collection
from typing import cast

import discord


def role_ids(member: discord.Member) -> Collection[int]:
    """Sorted, comparable, without @everyone.

    Member.roles makes and sorts a list of objects, which costs ten times what discord.py needs to read the update.
    """
    return cast("Collection[int]", member._roles)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
