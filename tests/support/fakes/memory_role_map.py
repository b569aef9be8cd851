"""A role map in memory: what services and panels need of one, without a file."""

import json
from pathlib import Path

from ignis.adapters.role_map.reader import completed, parse_role_map
from ignis.domain.refusals import Refusal, Refused
from ignis.domain.role_map.changes import RoleMapChange
from ignis.domain.role_map.document import Document
from ignis.domain.role_map.format import Format
from ignis.domain.role_map.proposal import Proposal
from ignis.domain.role_map.role_map import RoleMap
from ignis.domain.role_map.stored import Changed, RoleMapExport, StoredRoleMap
from ignis.domain.role_map.version import Source, Version
from ignis.runtime.base.clock import Clock
from ignis.runtime.config.settings import ConfigError
from ignis.services.ports import RoleMapListener

_PATH = Path("roles_ranks.json")


class MemoryRoleMap:
    """A RoleMapStore whose file is a text that a test may replace, as an editor would."""

    def __init__(self, text: str, clock: Clock) -> None:
        self.text = text
        self.current = parse_role_map(text, _PATH)
        self.since = clock.now()
        self.problem: str | None = None
        self._clock = clock
        self._versions: list[Version] = []
        self._keep(self.current, text, Proposal(self.current.document, Source.FILE, None, "found"))
        self._listeners: list[RoleMapListener] = []

    def on_change(self, listener: RoleMapListener) -> None:
        self._listeners.append(listener)

    async def proposed(self, change: RoleMapChange) -> RoleMap:
        found = self._take_in()
        return parse_role_map(self._text(change.propose(found), found), _PATH)

    async def change(self, change: RoleMapChange) -> Changed:
        found = self._take_in()
        proposal = change.propose(found)
        text = self._text(proposal, found)
        if text == found.text and proposal.source is Source.IMPORT:
            raise Refused(Refusal.MAP_UNCHANGED)
        after = parse_role_map(text, _PATH)
        version = self._keep(after, text, proposal, found.map)
        before, self.text, self.current = self.current, text, after
        for listener in self._listeners:
            listener.role_map_changed(before, after)
        return Changed(found.map, after, version.number, proposal.undone)

    async def versions(self) -> tuple[Version, ...]:
        return tuple(self._versions)

    async def export(self) -> RoleMapExport:
        return RoleMapExport(_PATH.name, self._take_in().text)

    def _take_in(self) -> StoredRoleMap:
        found = parse_role_map(self.text, _PATH)
        unseen = found.revision != self._versions[-1].after
        if unseen:
            self._keep(found, self.text, Proposal(found.document, Source.FILE, None, "edited by hand"))
        return StoredRoleMap(found, self.text, tuple(self._versions), unseen=unseen)

    def _keep(self, after: RoleMap, text: str, proposal: Proposal, before: RoleMap | None = None) -> Version:
        version = Version(
            number=len(self._versions) + 1,
            at=self._clock.now(),
            source=proposal.source,
            by=proposal.by,
            what=proposal.what,
            before=before.revision if before is not None else None,
            after=after.revision,
            format=Format.JSON,
            text=text,
            restores=proposal.restores,
        )
        self._versions.append(version)
        return version

    @staticmethod
    def _text(proposal: Proposal, found: StoredRoleMap) -> str:
        if isinstance(proposal.content, Document):
            return json.dumps(proposal.content.content, indent=2, ensure_ascii=False) + "\n"
        new = proposal.content
        document = completed(new.text, new.format, found.map.document, "the import")
        if new.format is Format.JSON and json.loads(new.text) == document.content:
            return new.text
        raise ConfigError("the import: a fake takes whole files in JSON alone")
