"""What the names of the configuration were pinned to when they were first seen."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class PinKind(StrEnum):
    ROLE = "role"  # a name of the role map: of a rank's role, a company, an award, a speciality
    STAFF = "staff"  # a name of `bot.staff_roles`
    CHANNEL = "channel"  # a name of `bot.command_channels`


class PinStore(Protocol):
    """The ids of names, by server. Names are kept without case. Both methods raise StorageError.

    Example:
        await store.keep(guild.id, PinKind.STAFF, {"legion officer": 4711}, at=clock.now())
    """

    async def load(self, guild_id: int) -> Mapping[PinKind, Mapping[str, int]]:
        """All pins of the server; a kind without any is an empty mapping."""
        ...

    async def keep(self, guild_id: int, kind: PinKind, pins: Mapping[str, int], at: datetime) -> None:
        """Writes these pins. One that is there already points to the new id from now on."""
        ...
