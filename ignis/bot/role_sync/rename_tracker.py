"""Lets the role map follow roles that are renamed on Discord: their ids are remembered, and their names kept right."""

import asyncio
from collections.abc import Callable
from typing import Final, Protocol

from ignis.bot.role_sync.planner import SyncPlanner
from ignis.domain.members.change import Actor
from ignis.domain.refusals import Refused
from ignis.domain.role_map.changes import EditRoleMap, RoleMapChange
from ignis.domain.role_map.orders import FollowRename, MapEdit, RememberIds
from ignis.domain.role_map.role_map import RoleMap
from ignis.domain.role_map.stored import Changed
from ignis.runtime.config.settings import ConfigError
from ignis.runtime.telemetry.logs import Logger
from ignis.services.ports import StorageError

_MOST: Final = 100  # renames that wait; a server has 250 roles


class ChangeableRoleMap(Protocol):
    """The part of a `RoleMapStore` that is needed here."""

    @property
    def current(self) -> RoleMap: ...

    async def change(self, change: RoleMapChange) -> Changed:
        """Raises Refused, ConfigError, StorageError."""
        ...


class RenameTracker:
    def __init__(
        self,
        desk: SyncPlanner,
        maps: ChangeableRoleMap,
        *,
        remember: Callable[[], bool],
        log: Logger,
    ) -> None:
        """`remember`: whether ids of roles that were found by name are to be written into the map unasked."""
        self._desk = desk
        self._maps = maps
        self._remember = remember
        self._log = log
        self._edits: asyncio.Queue[tuple[MapEdit, str]] = asyncio.Queue(_MOST)

    def renamed(self, role_id: int, name: str) -> None:
        """To be told before the ground is refreshed: it still knows the role by its old name."""
        old = next((known for known, found in self._found().items() if found == role_id), None)
        if old is not None and not self._edits.full():
            self._edits.put_nowait((FollowRename(old, name, role_id), f"{old} is called {name} on Discord now"))

    def look_around(self) -> None:
        """Remembers the ids of roles that the map knows by their names alone."""
        known = self._maps.current.document.role_ids
        new = {name: role_id for name, role_id in self._found().items() if known.get(name) != role_id}
        if new and self._remember() and not self._edits.full():
            self._edits.put_nowait((RememberIds(new), f"ids of {len(new)} roles"))

    async def run(self) -> None:
        """Runs until it is cancelled. A map that cannot be changed now stays as it is, which is said."""
        while True:
            edit, what = await self._edits.get()
            try:
                await self._maps.change(EditRoleMap(edit, Actor(self._desk.own_id or 0), what))
            except (Refused, ConfigError, StorageError) as error:
                self._log.warning("the role map does not follow", what=what, problem=str(error))

    def _found(self) -> dict[str, int]:
        return dict(self._desk.ground.table.found) if self._desk.ground is not None else {}
