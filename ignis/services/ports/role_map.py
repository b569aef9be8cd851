"""The role map where it is kept: the map in force, its changes and its versions."""

from datetime import datetime
from typing import Protocol

from ignis.domain.role_map.changes import RoleMapChange
from ignis.domain.role_map.role_map import RoleMap
from ignis.domain.role_map.stored import Changed, RoleMapExport
from ignis.domain.role_map.version import Version
from ignis.services.ports.role_map_listener import RoleMapListener


class RoleMapStore(Protocol):
    """Keeps one role map. Changes are made one after the other, each to what the file holds at that moment.

    Every method that reads or writes raises ConfigError, one line, if the file is missing or refused, or would be
    after the change, and StorageError if it cannot be written or its versions cannot be read. Nothing is changed then.

    Example:
        change = EditRoleMap(RemoveRole("Captains"), by=Actor(42))
        preview = await store.proposed(change)
        changed = await store.change(change)
        assert store.current is changed.after
    """

    @property
    def current(self) -> RoleMap:
        """The map in force. The value never changes; another value takes its place."""
        ...

    @property
    def problem(self) -> str | None:
        """Why the file is not in force, as one line; None if it is."""
        ...

    @property
    def since(self) -> datetime:
        """Since when this map is in force, or has this problem."""
        ...

    def on_change(self, listener: RoleMapListener) -> None:
        """`listener` is called after every change of the map in force, no matter who made it."""
        ...

    async def proposed(self, change: RoleMapChange) -> RoleMap:
        """The map that `change` would put in force, without changing anything. Raises Refused as well."""
        ...

    async def change(self, change: RoleMapChange) -> Changed:
        """Makes the change and puts the result in force. Raises Refused as well: MAP_UNCHANGED for an equal import."""
        ...

    async def versions(self) -> tuple[Version, ...]:
        """The versions that are kept, from old to new."""
        ...

    async def export(self) -> RoleMapExport:
        """The file as it is."""
        ...
