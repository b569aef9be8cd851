"""The bot's one owner of the role map: what is in force, how it is changed, and what somebody edited by hand."""

import asyncio
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from ignis.adapters.role_map.proposed_text import proposed_text
from ignis.adapters.role_map.reader import LOST, parse_role_map
from ignis.adapters.role_map.versioned_file import VersionedFile
from ignis.domain.role_map.changes import RoleMapChange
from ignis.domain.role_map.role_map import RoleMap
from ignis.domain.role_map.stored import Changed, RoleMapExport, StoredRoleMap
from ignis.domain.role_map.version import Version
from ignis.domain.rules.legion import Legion
from ignis.runtime.base.clock import Clock
from ignis.runtime.base.ticker import tick
from ignis.runtime.config.settings import ConfigError
from ignis.runtime.telemetry.logs import Logger
from ignis.services.ports import RoleMapListener, StorageError

_LOOK_EVERY = 0.5  # seconds
_REREAD_AFTER = 0.2


class RoleMapFile:
    """The `RoleMapStore` on disk, and the watcher of its file.

    Changes are made to what the file holds at that moment, one after the other, and never to a file that is refused.
    """

    def __init__(self, file: VersionedFile, current: RoleMap, clock: Clock, log: Logger) -> None:
        self._file = file
        self._current = current
        self._problem: str | None = None
        self._clock = clock
        self._log = log
        self._since = clock.now()
        self._last_signature: str | None = None
        self._last_look_problem: str | None = None
        self._listeners: list[RoleMapListener] = []
        self._one_at_a_time = asyncio.Lock()

    @classmethod
    def open(cls, path: Path, folder: Path, clock: Clock, log: Logger, *, missing: str = LOST) -> "RoleMapFile":
        """Takes the file at `path`, or, if that is refused, the last good version in `folder`.

        `missing` says what brings the file back if it is gone. Raises ConfigError if there is neither, and StorageError
        if `folder` cannot be used.

        Example:
            role_map = RoleMapFile.open(Path("config/roles_ranks.json"), home.role_map, SystemClock(), log)
        """
        file = VersionedFile(path, folder, clock, missing)
        try:
            return cls(file, file.take_in().map, clock, log)
        except ConfigError as error:
            last_good = file.last_good()
            if last_good is None:
                raise
            opened = cls(file, replace(last_good, path=path), clock, log)
            opened._refuse(str(error))
            return opened

    @property
    def current(self) -> RoleMap:
        return self._current

    @property
    def legion(self) -> Legion:
        """The rules of the map in force (LegionSource)."""
        return self._current.legion

    @property
    def problem(self) -> str | None:
        return self._problem

    @property
    def since(self) -> datetime:
        return self._since

    def on_change(self, listener: RoleMapListener) -> None:
        self._listeners.append(listener)

    async def proposed(self, change: RoleMapChange) -> RoleMap:
        """In a thread: a large file takes seconds to read, and everybody else's commands must not wait for it."""
        return await asyncio.to_thread(self._proposed, change)

    def _proposed(self, change: RoleMapChange) -> RoleMap:
        found = self._file.take_in()
        return parse_role_map(proposed_text(change.propose(found), found), self._current.path)

    async def change(self, change: RoleMapChange) -> Changed:
        async with self._one_at_a_time:
            changed = await asyncio.to_thread(self._file.change, change)
            self._enforce(changed.after)
            return changed

    async def versions(self) -> tuple[Version, ...]:
        """The last 50, from old to new."""
        return await asyncio.to_thread(self._file.versions)

    async def kept(self, revision: str) -> RoleMap | None:
        """The map of that revision, as far as its version is kept and can be read; why it cannot is logged."""
        try:
            return await asyncio.to_thread(self._file.kept, revision)
        except (ConfigError, StorageError) as error:
            self._log.warning("an earlier role map cannot be read", revision=revision, problem=str(error))
            return None

    async def unsign(self, user_id: int) -> None:
        """Removes the id of a user who has their data deleted from the versions that they made. Raises StorageError."""
        await asyncio.to_thread(self._file.unsign, user_id)

    async def export(self) -> RoleMapExport:
        found = await asyncio.to_thread(self._file.take_in)
        return RoleMapExport(self._current.path.name, found.text)

    async def run(self) -> None:
        """Takes in what others do to the file, within a second. Never returns."""
        while True:
            await tick(_LOOK_EVERY)
            await self.look()

    async def look(self) -> None:
        """Takes in what others did to the file; logs it once if the file is refused."""
        async with self._one_at_a_time:
            signature = await asyncio.to_thread(self._file.signature)
            if signature == self._last_signature:
                return
            try:
                self._put_in_force(await self._reread_if_refused())
            except ConfigError as error:
                self._refuse(str(error))
            except StorageError as error:  # tried again at the next look
                if str(error) != self._last_look_problem:
                    self._log.warning("role map not looked at", problem=str(error))
                self._last_look_problem = str(error)
                return
            self._last_signature, self._last_look_problem = signature, None

    async def _reread_if_refused(self) -> StoredRoleMap:
        """A file that is refused is read twice: some editors empty it before they write it."""
        try:
            return await asyncio.to_thread(self._file.take_in)
        except ConfigError:
            await asyncio.sleep(_REREAD_AFTER)
            return await asyncio.to_thread(self._file.take_in)

    def _put_in_force(self, found: StoredRoleMap) -> None:
        if found.unkept is not None:
            self._log.warning("role map not kept as a version", problem=found.unkept)
        self._enforce(found.map)

    def _enforce(self, new: RoleMap) -> None:
        before, was_refused = self._current, self._problem is not None
        if new.revision == before.revision and not was_refused:
            return
        self._current, self._problem, self._since = new, None, self._clock.now()
        self._log.info("role map in force", revision=new.revision, ranks=len(new.legion.ranks))
        if new.revision != before.revision:
            for listener in self._listeners:
                self._notify(listener, before, new)

    def _notify(self, listener: RoleMapListener, before: RoleMap, new: RoleMap) -> None:
        try:
            listener.role_map_changed(before, new)
        except Exception:  # noqa: BLE001  the map is in force, and the other listeners must be called
            self._log.exception("a listener to the role map failed")

    def _refuse(self, problem: str) -> None:
        if problem == self._problem:
            return
        self._problem, self._since = problem, self._clock.now()
        self._log.error("role map refused, the last good one stays in force", problem=problem)
