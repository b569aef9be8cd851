"""The role map on disk: read, replaced whole, and its versions kept. Blocks; `RoleMapFile` calls it from threads.

Every process that changes the map through here takes one lock. An editor does not take it: so the file is read again
right before it is replaced, and a change is decided again if the file was edited in between.
"""

import contextlib
import stat
from collections.abc import Generator
from pathlib import Path

from ignis.adapters.role_map.proposed_text import proposed_text
from ignis.adapters.role_map.reader import LOST, parse_role_map, read_text, revision_of
from ignis.adapters.role_map.text import format_of
from ignis.adapters.role_map.versions import Versions
from ignis.domain.refusals import Refusal, Refused
from ignis.domain.role_map.changes import RoleMapChange
from ignis.domain.role_map.proposal import Proposal
from ignis.domain.role_map.role_map import RoleMap
from ignis.domain.role_map.stored import Changed, StoredRoleMap
from ignis.domain.role_map.version import Source, Version
from ignis.runtime.base.clock import Clock
from ignis.runtime.base.files import replacement, sweep
from ignis.runtime.config.settings import ConfigError
from ignis.services.ports import StorageError

_LOCK_TIMEOUT = 10.0
_TRIES = 10
_FOUND, _BY_HAND = "found at the first start", "edited by hand"


class _EditedMeanwhileError(Exception):
    """The file was replaced between reading and writing it; never leaves this module."""


class VersionedFile:
    """Every method raises StorageError when lock or versions cannot be used."""

    def __init__(self, path: Path, folder: Path, clock: Clock, missing: str = LOST) -> None:
        """`path` is the role map's file; versions and lock are kept in `folder`. `missing` says what brings it back."""
        self._path = path
        self._missing = missing
        self._folder = folder
        self._versions = Versions(folder)
        self._clock = clock

    def signature(self) -> str:
        """Something that differs whenever the file does, at the cost of reading it. Never raises."""
        try:
            return revision_of(read_text(self._path, self._missing))
        except ConfigError as error:
            return str(error)

    def take_in(self) -> StoredRoleMap:
        """The file as it is; content that is new becomes a version. Raises ConfigError when it is refused."""
        with self._locked():
            return self._take_in()

    def last_good(self) -> RoleMap | None:
        """The newest version that this program can still read."""
        with self._locked():
            for version in reversed(self._versions.all()):
                with contextlib.suppress(ConfigError):
                    return parse_role_map(version.text, self._path.with_suffix(f".{version.format}"))
            return None

    def versions(self) -> tuple[Version, ...]:
        """From old to new."""
        with self._locked():
            return self._versions.all()

    def kept(self, revision: str) -> RoleMap | None:
        """The map of that revision, as far as its version is kept and this program can read it."""
        with self._locked():
            version = next((each for each in reversed(self._versions.all()) if each.after == revision), None)
        if version is None:
            return None
        try:
            return parse_role_map(version.text, self._path.with_suffix(f".{version.format}"))
        except ConfigError:
            return None

    def unsign(self, user_id: int) -> None:
        """Removes `user_id` from the versions that they made."""
        with self._locked():
            self._versions.unsign(user_id)

    def change(self, change: RoleMapChange) -> Changed:
        """Replaces the file by what `change` makes of its content, which is read again for every try.

        Raises ConfigError if the file is refused, or would be after, and StorageError if it cannot be
        written; nothing is changed then. What `change` raises is raised; MAP_UNCHANGED for an import of the same text.
        """
        with self._locked():
            for _ in range(_TRIES):
                found = self._take_in()
                proposal = change.propose(found)
                text = proposed_text(proposal, found)
                if text == found.text and proposal.source is Source.IMPORT:
                    raise Refused(Refusal.MAP_UNCHANGED)
                after = parse_role_map(text, self._path)
                with contextlib.suppress(_EditedMeanwhileError):
                    return self._replace(found, after, text, proposal)
            raise StorageError(f"{self._path}: is edited over and over by somebody else; try again later")

    def _take_in(self) -> StoredRoleMap:
        text = read_text(self._path, self._missing)
        found = parse_role_map(text, self._path)
        self._versions.resolve_pending(found.revision)
        known = self._versions.all()
        newest = known[-1] if known else None
        if newest is not None and newest.after == found.revision:
            return StoredRoleMap(found, text, known, unseen=False)
        by_hand = Proposal(found.document, Source.FILE, None, _BY_HAND if newest else _FOUND)
        version = self._version(by_hand, text, newest.after if newest else None, found.revision)
        try:
            self._versions.begin(version)
            self._versions.complete(version.number)
        except OSError as error:
            return StoredRoleMap(found, text, known, unseen=True, unkept=_unwritable(error, self._folder))
        return StoredRoleMap(found, text, (*known, version), unseen=True)

    def _version(self, proposal: Proposal, text: str, before: str | None, after: str) -> Version:
        return Version(
            number=self._versions.next_number(),
            at=self._clock.now(),
            source=proposal.source,
            by=proposal.by,
            what=proposal.what,
            before=before,
            after=after,
            format=format_of(self._path),
            text=text,
            restores=proposal.restores,
        )

    def _replace(self, found: StoredRoleMap, after: RoleMap, text: str, proposal: Proposal) -> Changed:
        version = self._version(proposal, text, found.map.revision, after.revision)
        real = self._path.resolve()  # the file that a link leads to, not the link
        sweep(real)
        self._versions.begin(version)
        try:
            mode = stat.S_IMODE(real.stat().st_mode)  # the rights that its owner gave it
            with replacement(real, text, mode=mode):
                self._still(found.map.revision)
        finally:
            self._versions.resolve_pending(self.signature())
        return Changed(found.map, after, version.number, proposal.undone)

    def _still(self, revision: str) -> None:
        if self.signature() != revision:
            raise _EditedMeanwhileError

    @contextlib.contextmanager
    def _locked(self) -> Generator[None]:
        from filelock import FileLock, Timeout  # noqa: PLC0415  20 ms of the bot's start, needed by a change alone

        try:
            with FileLock(self._folder / "lock", timeout=_LOCK_TIMEOUT):
                yield
        except Timeout:
            raise StorageError(f"{self._path}: another program is changing it; try again later") from None
        except OSError as error:
            raise StorageError(_unwritable(error, self._path)) from None


def _unwritable(error: OSError, path: Path) -> str:
    return f"{error.filename or path}: cannot be written: {error.strerror or error}"
