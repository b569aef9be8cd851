"""Roblox: names, headshots and roles in the group, of many accounts at once (docs/integrations.md).

Open Cloud is asked where there is a key, the older public hosts otherwise; headshots come from those alone.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from ignis.adapters.linked_accounts.data_loader import DataLoader
from ignis.adapters.linked_accounts.http_json import RequestOutcome, SourceError

MOST_IDS: Final = 100
"""What the older hosts take in one request."""


@dataclass(frozen=True)
class GroupRole:
    """`rank` is Roblox' number for it, 0 to 255."""

    id: int
    name: str
    rank: int


class RobloxTransport(Protocol):
    """Every method raises SourceError and CircuitOpen."""

    async def names(self, roblox_ids: Sequence[int]) -> Mapping[int, str]:
        """Of at most `MOST_IDS` accounts, each once; those Roblox does not know are left out."""
        ...

    async def group_role(self, group_id: int, roblox_id: int) -> GroupRole | None:
        """None for somebody who is not in the group."""
        ...

    async def group_roles(self, group_id: int) -> Sequence[GroupRole]:
        """All roles of the group."""
        ...


class Roblox:
    """Accounts one by one, asked for in batches. Every method raises SourceError and CircuitOpen."""

    def __init__(
        self, transport: RobloxTransport, headshots: Callable[[Sequence[int]], Awaitable[Mapping[int, str]]]
    ) -> None:
        self._transport = transport
        self._names = DataLoader(transport.names, most=MOST_IDS)
        self._headshots = DataLoader(headshots, most=MOST_IDS)

    async def name(self, roblox_id: int) -> str:
        name = await self._names.get(roblox_id)
        if name is None:
            raise SourceError(f"Roblox knows no account {roblox_id}", RequestOutcome.NOT_FOUND)
        return name

    async def headshot(self, roblox_id: int) -> str | None:
        """The picture's address; "" where none may be shown, None where there is none yet."""
        return await self._headshots.get(roblox_id)

    async def group_role(self, group_id: int, roblox_id: int) -> GroupRole | None:
        """None for somebody who is not in the group."""
        return await self._transport.group_role(group_id, roblox_id)

    async def aclose(self) -> None:
        """Ends what is still being asked."""
        await self._names.aclose()
        await self._headshots.aclose()
