"""Lets the role map follow roles that are renamed on Discord: it remembers their ids, and keeps their names right."""

import asyncio
from typing import Final, Protocol

from ignis.bot.role_sync.planner import CurrentRoleMap, SyncPlanner
from ignis.domain.members.change import Actor
from ignis.domain.refusals import Refused
from ignis.domain.role_map.changes import EditRoleMap, RoleMapChange
from ignis.domain.role_map.orders import FollowRename, MapEdit, RememberIds
from ignis.domain.role_map.stored import Changed
from ignis.runtime.config.settings import ConfigError
from ignis.runtime.telemetry.logs import Logger
from ignis.services.ports import StorageError

_MOST: Final = 100  # renames that wait; a server has 250 roles


class ChangeableRoleMap(CurrentRoleMap, Protocol):
    """The part of a `RoleMapStore` that is needed here."""

    async def change(self, change: RoleMapChange) -> Changed:
        """Raises Refused, ConfigError, StorageError."""
        ...


class ConnectedClient(Protocol):
    @property
    def on_discord(self) -> bool:
        """Whether it is connected to Discord, not to the sandbox."""
        ...


class RenameTracker:
    def __init__(self, planner: SyncPlanner, role_map: ChangeableRoleMap, client: ConnectedClient, log: Logger) -> None:
        self._planner = planner
        self._role_map = role_map
        self._client = client
        self._log = log
        self._edits: asyncio.Queue[tuple[MapEdit, str]] = asyncio.Queue(_MOST)

    def renamed(self, role_id: int, name: str) -> None:
        """Call it before the snapshot is refreshed: the snapshot still knows the role by its old name."""
        old = next((known for known, found in self._found().items() if found == role_id), None)
        if old is not None and not self._edits.full():
            self._edits.put_nowait((FollowRename(old, name, role_id), f"{old} is called {name} on Discord now"))

    def remember_ids(self) -> None:
        """Writes the ids of roles that the map knows only by name into the map.

        Not in the sandbox: its ids mean nothing in the file that serves the real server.
        """
        known = self._role_map.current.document.role_ids
        new = {name: role_id for name, role_id in self._found().items() if known.get(name) != role_id}
        if new and self._client.on_discord and not self._edits.full():
            self._edits.put_nowait((RememberIds(new), f"ids of {len(new)} roles"))

    async def run(self) -> None:
        """Runs until it is cancelled. An edit that cannot be made now is dropped, and logged."""
        while True:
            edit, what = await self._edits.get()
            try:
                await self._role_map.change(EditRoleMap(edit, Actor(self._planner.own_id or 0), what))
            except (Refused, ConfigError, StorageError) as error:
                self._log.warning("the role map does not follow", what=what, problem=str(error))

    def _found(self) -> dict[str, int]:
        return dict(self._planner.snapshot.table.found) if self._planner.snapshot is not None else {}
