"""Roblox: names, headshots and roles in the group, of many accounts at once (docs/integrations.md).

With a key Open Cloud is asked, without one the older public hosts. Headshots always come from the older hosts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from ignis.adapters.linked_accounts.data_loader import BatchSource, DataLoader
from ignis.adapters.linked_accounts.http_json import SourceError

MOST_IDS: Final = 100
"""The older hosts take no more in one request."""

MOST_MEMBERSHIPS: Final = 50
"""Open Cloud takes no more accounts in one filter."""

HIGHEST_RANK: Final = 255


@dataclass(frozen=True)
class GroupRole:
    """`rank` is Roblox' number for it, 0 to 255."""

    id: int
    name: str
    rank: int


class RobloxTransport(Protocol):
    """Every method raises SourceError and CircuitOpen."""

    @property
    def service(self) -> str:
        """The name of the circuit that names are asked through."""
        ...

    async def names(self, roblox_ids: Sequence[int]) -> Mapping[int, str | SourceError]:
        """Of at most `MOST_IDS` accounts, each once. Accounts that are closed, or never were, are left out.

        An answer about one account that cannot be used is that account's error, not the others'.
        """
        ...

    async def roles_of(self, group_id: int, roblox_ids: Sequence[int]) -> Mapping[int, GroupRole | SourceError]:
        """Of at most `MOST_MEMBERSHIPS` accounts, each once. Accounts that are not in the group are left out.

        An answer about one account that cannot be used is that account's error, not the others'.
        """
        ...

    async def group_roles(self, group_id: int) -> Sequence[GroupRole]:
        """All roles of the group."""
        ...


@dataclass(frozen=True)
class _NameSource:
    """The BatchSource of names."""

    transport: RobloxTransport

    async def load(self, keys: Sequence[int]) -> Mapping[int, str | SourceError]:
        return await self.transport.names(keys)


@dataclass(frozen=True)
class _RoleSource:
    """The BatchSource of roles in one group."""

    transport: RobloxTransport
    group_id: int

    async def load(self, keys: Sequence[int]) -> Mapping[int, GroupRole | SourceError]:
        return await self.transport.roles_of(self.group_id, keys)


class Roblox:
    """Gives accounts one by one, and asks for them in batches. Every method raises SourceError and CircuitOpen.

    Example:
        roblox = Roblox(OpenCloud(service, hosts, key, limiters, clock), Headshots(pictures, hosts, limiter))
        await roblox.name(1)
    """

    def __init__(self, transport: RobloxTransport, headshots: BatchSource[str]) -> None:
        self._transport = transport
        self._names: DataLoader[str] = DataLoader(_NameSource(transport), most=MOST_IDS)
        self._headshots = DataLoader(headshots, most=MOST_IDS)
        self._roles: dict[int, DataLoader[GroupRole]] = {}  # by group

    @property
    def service(self) -> str:
        """The name of the circuit that names are asked through."""
        return self._transport.service

    async def name(self, roblox_id: int) -> str | None:
        """None for an account that was closed, or never was."""
        return await self._names.get(roblox_id)

    async def headshot(self, roblox_id: int) -> str | None:
        """The address of the picture. "" if none may be shown, None if there is none yet."""
        return await self._headshots.get(roblox_id)

    async def group_role(self, group_id: int, roblox_id: int) -> GroupRole | None:
        """None for an account that is not in the group."""
        if group_id not in self._roles:
            self._roles[group_id] = DataLoader(_RoleSource(self._transport, group_id), most=MOST_MEMBERSHIPS)
        return await self._roles[group_id].get(roblox_id)

    async def aclose(self) -> None:
        """Ends the questions under way."""
        await self._names.aclose()
        await self._headshots.aclose()
        for roles in self._roles.values():
            await roles.aclose()
