"""The bot's one owner of the role map: what is in force, how it is changed, and what somebody edited by hand."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ignis.adapters.role_map import text as role_map_text
from ignis.adapters.role_map.reader import RoleMap, completed, parse_content, parse_role_map, with_plain_ends
from ignis.adapters.role_map.store import Changed, Proposal, RoleMapStore, StoredRoleMap
from ignis.adapters.role_map.strict_text import TextProblem
from ignis.adapters.role_map.text import Format, format_of
from ignis.adapters.role_map.versions import Source, Version
from ignis.domain.members.change import Actor
from ignis.domain.refusals import Refusal, Refused
from ignis.domain.role_map.edits import Edit
from ignis.runtime.base.clock import Clock
from ignis.runtime.base.ticker import tick
from ignis.runtime.config.settings import ConfigError
from ignis.runtime.telemetry.logs import Logger
from ignis.services.ports import StorageError

_LOOK_EVERY = 0.5  # seconds
_SETTLE = 0.2

OnChange = Callable[[RoleMap, RoleMap], None]
"""Told what was in force and what is now. It must return at once: what takes longer is a task of its own."""


@dataclass(frozen=True)
class RoleMapExport:
    """The file in force, byte for byte what `replace` takes."""

    name: str
    text: str


class RoleMapFile:
    """Changes are made to what the file holds at that moment, one after the other, and never to a file that is refused.

    What can be done to the map raises ConfigError, one line, when the file is missing or refused, or would be after,
    and StorageError when it cannot be written or its versions cannot be read. Nothing is changed then.
    """

    def __init__(self, store: RoleMapStore, current: RoleMap, clock: Clock, log: Logger) -> None:
        self._store = store
        self._current = current
        self._problem: str | None = None
        self._clock = clock
        self._log = log
        self._since = clock.now()
        self._seen: str | None = None
        self._unlooked: str | None = None
        self._told: list[OnChange] = []
        self._one_at_a_time = asyncio.Lock()

    @classmethod
    def open(cls, path: Path, folder: Path, clock: Clock, log: Logger) -> "RoleMapFile":
        """Takes the file at `path`, or, while that is refused, the last good version in `folder`.

        Raises ConfigError when there is neither, and StorageError when `folder` cannot be used.
        """
        store = RoleMapStore(path, folder, clock)
        try:
            return cls(store, store.take_in().map, clock, log)
        except ConfigError as error:
            last_good = store.last_good()
            if last_good is None:
                raise
            opened = cls(store, replace(last_good, path=path), clock, log)
            opened._refuse(str(error))
            return opened

    @property
    def current(self) -> RoleMap:
        """What is in force; the value never changes, another takes its place."""
        return self._current

    @property
    def problem(self) -> str | None:
        """Why the file on disk is not in force, as one line; None when it is."""
        return self._problem

    @property
    def since(self) -> datetime:
        """Since when this map is in force, or has this problem."""
        return self._since

    def on_change(self, callback: OnChange) -> None:
        self._told.append(callback)

    async def change(self, edit: Edit, *, by: Actor, what: str) -> Changed:
        """Applies `edit` to what the file holds now. `what` is one line for the history. Raises what `edit` raises."""

        def propose(found: StoredRoleMap) -> Proposal:
            return Proposal(self._edited(found, edit), Source.COMMAND, by.user_id, what)

        return await self._change(propose)

    async def proposed(self, edit: Edit) -> RoleMap:
        """The map that `change` would make, without making it."""
        found = await asyncio.to_thread(self._store.take_in)
        return parse_role_map(self._edited(found, edit), self._current.path)

    async def replace(self, text: str, format_: Format, *, by: Actor, of: int | None = None) -> Changed:
        """Puts a whole new map into the file (`/config import`). `of`: see `undo`."""

        def propose(found: StoredRoleMap) -> Proposal:
            _check_unseen(found, of)
            new = self._imported(found, text, format_)
            if new == found.text:
                raise Refused(Refusal.MAP_UNCHANGED)
            return Proposal(new, Source.IMPORT, by.user_id, "imported")

        return await self._change(propose)

    async def readable(self, text: str, format_: Format) -> RoleMap:
        """The map that `replace` would put in force, without doing so."""
        found = await asyncio.to_thread(self._store.take_in)
        return parse_role_map(self._imported(found, text, format_), self._current.path)

    async def undo(self, *, by: Actor, of: int | None = None) -> Changed:
        """Brings back what stood in the file before the last change, as a new version; once more goes further back.

        `of` is the version that the asker saw last. Refused: MAP_EDITED when another came after it or the file was
        edited by hand just now, NOTHING_TO_UNDO.
        """
        undone: list[Version] = []

        def propose(found: StoredRoleMap) -> Proposal:
            _check_unseen(found, of)
            newest, target = found.versions[-1], _earlier(found)
            undone[:] = [newest]
            text = self._imported(found, target.text, target.format)
            return Proposal(text, Source.UNDO, by.user_id, f"undid version {newest.number}", target.stands_for)

        changed = await self._change(propose)
        return replace(changed, undone=undone[0])

    async def undoable(self) -> RoleMap:
        """The map that `undo` would put in force, without doing so. Refused: as `undo`."""
        found = await asyncio.to_thread(self._store.take_in)
        _check_unseen(found, None)
        target = _earlier(found)
        return parse_role_map(self._imported(found, target.text, target.format), self._current.path)

    async def versions(self) -> tuple[Version, ...]:
        """The last 50, from old to new."""
        return await asyncio.to_thread(self._store.versions)

    async def unsign(self, user_id: int) -> None:
        """Takes the id of somebody who has their data deleted off the versions that they made. Raises StorageError."""
        await asyncio.to_thread(self._store.unsign, user_id)

    async def export(self) -> RoleMapExport:
        """The file as it is. Raises ConfigError when it is refused."""
        found = await asyncio.to_thread(self._store.take_in)
        return RoleMapExport(self._current.path.name, found.text)

    async def watch(self) -> None:
        """Takes in what others do to the file, within a second. Never returns."""
        while True:
            await tick(_LOOK_EVERY)
            await self.look()

    async def look(self) -> None:
        """Takes in what was done to the file by others; says so once when it is refused."""
        async with self._one_at_a_time:
            signature = await asyncio.to_thread(self._store.signature)
            if signature == self._seen:
                return
            try:
                self._put_in_force(await self._settled())
            except ConfigError as error:
                self._refuse(str(error))
            except StorageError as error:  # tried again at the next look
                if str(error) != self._unlooked:
                    self._log.warning("role map not looked at", problem=str(error))
                self._unlooked = str(error)
                return
            self._seen, self._unlooked = signature, None

    async def _settled(self) -> StoredRoleMap:
        """A file that is refused is read twice: some editors empty it before they write it."""
        try:
            return await asyncio.to_thread(self._store.take_in)
        except ConfigError:
            await asyncio.sleep(_SETTLE)
            return await asyncio.to_thread(self._store.take_in)

    async def _change(self, propose: Callable[[StoredRoleMap], Proposal]) -> Changed:
        async with self._one_at_a_time:
            changed = await asyncio.to_thread(self._store.change, propose)
            self._enforce(changed.after)
            return changed

    def _edited(self, found: StoredRoleMap, edit: Edit) -> str:
        return self._rendered(edit(found.map.document).content, found)

    def _imported(self, found: StoredRoleMap, text: str, format_: Format) -> str:
        """`text` as it shall stand in the file: as it is, when it is whole and of the file's format."""
        text = with_plain_ends(text.removeprefix("\ufeff"))
        document = completed(text, format_, found.map.document, "the import")
        as_it_is = parse_content(text, format_, "the import") == document.content
        if as_it_is and format_ is format_of(self._current.path):
            return text
        return self._rendered(document.content, found)

    def _rendered(self, content: object, found: StoredRoleMap) -> str:
        try:
            return role_map_text.render(content, format_of(self._current.path), found.text)
        except TextProblem as problem:
            raise ConfigError(f"{self._current.path}: {problem}") from None

    def _put_in_force(self, found: StoredRoleMap) -> None:
        if found.unkept is not None:
            self._log.warning("role map not kept as a version", problem=found.unkept)
        self._enforce(found.map)

    def _enforce(self, new: RoleMap) -> None:
        before, mended = self._current, self._problem is not None
        if new.revision == before.revision and not mended:
            return
        self._current, self._problem, self._since = new, None, self._clock.now()
        self._log.info("role map in force", revision=new.revision, ranks=len(new.legion.ranks))
        if new.revision != before.revision:
            for tell in self._told:
                self._tell(tell, before, new)

    def _tell(self, tell: OnChange, before: RoleMap, new: RoleMap) -> None:
        try:
            tell(before, new)
        except Exception:  # noqa: BLE001  the map is in force, and whoever is told next must hear of it
            self._log.exception("a listener to the role map failed")

    def _refuse(self, problem: str) -> None:
        if problem == self._problem:
            return
        self._problem, self._since = problem, self._clock.now()
        self._log.error("role map refused, the last good one stays in force", problem=problem)


def _check_unseen(found: StoredRoleMap, of: int | None) -> None:
    if found.unseen or (of is not None and of != found.versions[-1].number):
        raise Refused(Refusal.MAP_EDITED)


def _earlier(found: StoredRoleMap) -> Version:
    """What stood in the file before the newest version; of one that an undo made, before what it brought back."""
    earlier = [version for version in found.versions if version.number < found.versions[-1].stands_for]
    if not earlier:
        raise Refused(Refusal.NOTHING_TO_UNDO)
    return earlier[-1]
