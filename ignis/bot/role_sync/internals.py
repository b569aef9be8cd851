"""The private parts of discord.py that the sync uses. tests/bot/role_sync/test_internals.py fails if they change."""

from collections.abc import Collection
from typing import Any

import discord


def role_ids(member: discord.Member) -> Collection[int]:
    """Sorted, comparable, without @everyone.

    Member.roles makes and sorts a list of objects, which costs ten times what discord.py needs to read the update.
    """
    roles: Collection[int] = member._roles  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    return roles


def target_id(entry: discord.AuditLogEntry) -> int | None:
    """Whom an entry is about. AuditLogEntry.target looks up the member as well, which nothing here needs."""
    found: int | None = entry._target_id  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    return found


def changed_roles(entry: discord.AuditLogEntry) -> tuple[frozenset[int], frozenset[int]]:
    """The ids of the roles that an entry gives and takes. AuditLogEntry.changes makes objects of both, and of more."""
    changes: Any = entry._changes  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    given: list[int] = []
    taken: list[int] = []
    for change in changes:
        if change["key"] == "$add":
            given += [int(role["id"]) for role in change["new_value"]]
        elif change["key"] == "$remove":
            taken += [int(role["id"]) for role in change["new_value"]]
    return frozenset(given), frozenset(taken)


def moment(entry: discord.AuditLogEntry) -> float:
    """When it was made, by its id, in seconds of the epoch. AuditLogEntry.created_at makes two dates on the way.

    https://discord.com/developers/docs/reference#snowflakes
    """
    return ((entry.id >> 22) + discord.utils.DISCORD_EPOCH) / 1000
