"""The role map as administrators work with it: change, undo, import, each with a preview; history, export, check."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from ignis.domain.members.change import Actor
from ignis.domain.refusals import Refusal, Refused
from ignis.domain.role_map.changes import EditRoleMap, ImportRoleMap, RoleMapChange, UndoRoleMap
from ignis.domain.role_map.check import RoleTally, findings
from ignis.domain.role_map.finding import Finding
from ignis.domain.role_map.format import format_of
from ignis.domain.role_map.orders import MapEdit
from ignis.domain.role_map.proposal import MapText
from ignis.domain.role_map.role_map import RoleMap
from ignis.domain.role_map.server_view import ServerView
from ignis.domain.role_map.stored import Changed, RoleMapExport
from ignis.domain.role_map.version import Version
from ignis.domain.role_sync.preview import Preview
from ignis.domain.write_problem import WriteProblem
from ignis.runtime.config.settings import ConfigError
from ignis.runtime.config.strict_reader import decoded
from ignis.runtime.config.strict_text import TextProblem
from ignis.services.ports import RoleMapStore
from ignis.services.use_case import use_case

_REASON_SHOWN = 800  # characters of what is wrong with a file
_NONE: Final[Mapping[WriteProblem, int]] = MappingProxyType({})
_ANYBODY = Actor(0)  # a preview is kept nowhere, so it does not matter who asks


@dataclass(frozen=True)
class ImportPreview:
    """What an import would put in force, and the version that it was compared with."""

    new: MapText
    map: RoleMap
    of: int


class RoleMaps:
    """Every method that reads or writes raises StorageError, and Refused: MAP_REFUSED for a file that is no role map.

    Example:
        maps = RoleMaps(store)
        order = AddRole("Captains", 4711, "Flameborne Captain")
        proposed = await maps.preview(order)
        changed = await maps.change(order, by=Actor(42))
        await maps.undo(by=Actor(42))
    """

    def __init__(self, store: RoleMapStore) -> None:
        self._store = store

    @property
    def current(self) -> RoleMap:
        """The map in force."""
        return self._store.current

    @property
    def problem(self) -> str | None:
        """Why the file is not in force, as one line for administrators; None if it is."""
        problem = self._store.problem
        return None if problem is None else self._without_folder(problem)

    @use_case("role_map.preview")
    async def preview(self, edit: MapEdit) -> RoleMap:
        """The map that `change` would put in force."""
        return await self._proposed(EditRoleMap(edit, _ANYBODY))

    @use_case("role_map.change")
    async def change(self, edit: MapEdit, *, by: Actor) -> Changed:
        return await self._changed(EditRoleMap(edit, by))

    @use_case("role_map.preview_undo")
    async def preview_undo(self) -> RoleMap:
        """The map that `undo` would put in force. Refused: as `undo`."""
        return await self._proposed(UndoRoleMap(_ANYBODY))

    @use_case("role_map.undo")
    async def undo(self, *, by: Actor) -> Changed:
        """Undoes the last change, no matter who made it. Refused: MAP_EDITED, NOTHING_TO_UNDO; see `UndoRoleMap`."""
        return await self._changed(UndoRoleMap(by))

    @use_case("role_map.preview_import")
    async def preview_import(self, name: str, content: bytes) -> ImportPreview:
        """The map that the file `name` would put in force. Refused: MAP_UNCHANGED."""
        new = self._text(name, content)
        proposed = await self._proposed(ImportRoleMap(new, _ANYBODY))
        if proposed.revision == self.current.revision:
            raise Refused(Refusal.MAP_UNCHANGED)
        return ImportPreview(new, proposed, (await self._versions())[-1].number)

    @use_case("role_map.import")
    async def import_(self, preview: ImportPreview, *, by: Actor) -> Changed:
        """Puts in force what was previewed. Refused: MAP_EDITED if the map has changed since, MAP_UNCHANGED."""
        return await self._changed(ImportRoleMap(preview.new, by, preview.of))

    @use_case("role_map.history")
    async def history(self) -> tuple[Version, ...]:
        """The versions that are kept, from new to old."""
        return (await self._versions())[::-1]

    @use_case("role_map.export")
    async def export(self) -> RoleMapExport:
        """The file as it is."""
        try:
            return await self._store.export()
        except ConfigError as error:
            raise self._refusal(error) from error

    def check(
        self, server: ServerView, tally: RoleTally, preview: Preview, refused: Mapping[WriteProblem, int] = _NONE
    ) -> list[Finding]:
        """What is wrong with the map in force on this server; `preview` is what the sync would do by it.

        `refused` is what Discord did not take from the sync, in members.
        """
        blocked, shortened = preview.blocked, preview.shortened
        return findings(self.current.legion, server, tally, blocked=blocked, shortened=shortened, refused=refused)

    async def _proposed(self, change: RoleMapChange) -> RoleMap:
        try:
            return await self._store.proposed(change)
        except ConfigError as error:
            raise self._refusal(error) from error

    async def _changed(self, change: RoleMapChange) -> Changed:
        try:
            return await self._store.change(change)
        except ConfigError as error:
            raise self._refusal(error) from error

    async def _versions(self) -> tuple[Version, ...]:
        try:
            return await self._store.versions()
        except ConfigError as error:
            raise self._refusal(error) from error

    def _text(self, name: str, content: bytes) -> MapText:
        try:
            return MapText(decoded(content), format_of(name))
        except (TextProblem, ValueError) as problem:
            raise self._refusal(ConfigError(f"{name}: {problem}")) from None

    def _refusal(self, error: ConfigError) -> Refused:
        problem = self._without_folder(str(error))
        if len(problem) > _REASON_SHOWN:
            problem = problem[: _REASON_SHOWN - 1] + "…"
        return Refused(Refusal.MAP_REFUSED, problem=problem)

    def _without_folder(self, problem: str) -> str:
        """Only readers of the log need to know in which folder the file is."""
        path = self.current.path
        return problem.replace(str(path), path.name)
