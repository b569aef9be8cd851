"""The role map on disk: read, replaced whole, and its versions kept. Blocks; `RoleMapFile` calls it from threads.

One lock holds for every process that changes the map through here. An editor knows nothing of it: so the file is read
again right before it is replaced, and a change is made anew when it was edited in between.
"""

import contextlib
import stat
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from ignis.adapters.role_map.reader import RoleMap, parse_role_map, read_text, revision_of
from ignis.adapters.role_map.text import format_of
from ignis.adapters.role_map.versions import Source, Version, Versions
from ignis.runtime.base.clock import Clock
from ignis.runtime.base.files import replacement, sweep
from ignis.runtime.config.settings import ConfigError
from ignis.services.ports import StorageError

_LOCK_TIMEOUT = 10.0
_TRIES = 10
_FOUND, _BY_HAND = "found at the first start", "edited by hand"


@dataclass(frozen=True)
class StoredRoleMap:
    """What the file holds now. `unseen`: nobody had seen that content yet; it has become a version of its own.

    `unkept` is why it could not become one; it is in force all the same.
    """

    map: RoleMap
    text: str
    versions: tuple[Version, ...]
    unseen: bool
    unkept: str | None = None


@dataclass(frozen=True)
class Proposal:
    """What shall stand in the file, and what its version says of it: see `Version`."""

    text: str
    source: Source
    by: int | None
    what: str
    restores: int | None = None


@dataclass(frozen=True)
class Changed:
    """`undone` is the version that an undo took back."""

    before: RoleMap
    after: RoleMap
    version: int
    undone: Version | None = None


class _EditedMeanwhileError(Exception):
    """Somebody replaced the file between reading and writing it; never leaves this module."""


class RoleMapStore:
    """Every method raises StorageError when lock or versions cannot be used."""

    def __init__(self, path: Path, folder: Path, clock: Clock) -> None:
        """`path` is the role map's file; versions and lock are kept in `folder`."""
        self._path = path
        self._folder = folder
        self._versions = Versions(folder)
        self._clock = clock

    def signature(self) -> str:
        """Something that differs whenever the file does, at the cost of reading it. Never raises."""
        try:
            return revision_of(read_text(self._path))
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

    def unsign(self, user_id: int) -> None:
        """Takes `user_id` off the versions that they made."""
        with self._locked():
            self._versions.unsign(user_id)

    def change(self, propose: Callable[[StoredRoleMap], Proposal]) -> Changed:
        """Replaces the file by what `propose` makes of its content, which is read anew for every try.

        Raises ConfigError when what stands there is refused, or would be after, and StorageError when it cannot be
        written; nothing is changed then. What `propose` raises is raised.
        """
        with self._locked():
            for _ in range(_TRIES):
                found = self._take_in()
                proposal = propose(found)
                after = parse_role_map(proposal.text, self._path)
                with contextlib.suppress(_EditedMeanwhileError):
                    return self._replace(found, after, proposal)
            raise StorageError(f"{self._path}: is edited over and over by somebody else; try again later")

    def _take_in(self) -> StoredRoleMap:
        text = read_text(self._path)
        found = parse_role_map(text, self._path)
        self._versions.settle(found.revision)
        known = self._versions.all()
        newest = known[-1] if known else None
        if newest is not None and newest.after == found.revision:
            return StoredRoleMap(found, text, known, unseen=False)
        by_hand = Proposal(text, Source.FILE, None, _BY_HAND if newest else _FOUND)
        version = self._version(by_hand, newest.after if newest else None, found.revision)
        try:
            self._versions.begin(version)
            self._versions.complete(version.number)
        except OSError as error:
            return StoredRoleMap(found, text, known, unseen=True, unkept=_unwritable(error, self._folder))
        return StoredRoleMap(found, text, (*known, version), unseen=True)

    def _version(self, proposal: Proposal, before: str | None, after: str) -> Version:
        return Version(
            number=self._versions.next_number(),
            at=self._clock.now(),
            source=proposal.source,
            by=proposal.by,
            what=proposal.what,
            before=before,
            after=after,
            format=format_of(self._path),
            text=proposal.text,
            restores=proposal.restores,
        )

    def _replace(self, found: StoredRoleMap, after: RoleMap, proposal: Proposal) -> Changed:
        version = self._version(proposal, found.map.revision, after.revision)
        real = self._path.resolve()  # the file that a link leads to, not the link
        sweep(real)
        self._versions.begin(version)
        try:
            mode = stat.S_IMODE(real.stat().st_mode)  # the rights that its owner gave it
            with replacement(real, proposal.text, mode=mode):
                self._still(found.map.revision)
        finally:
            self._versions.settle(self.signature())
        return Changed(found.map, after, version.number)

    def _still(self, revision: str) -> None:
        if self.signature() != revision:
            raise _EditedMeanwhileError

    @contextlib.contextmanager
    def _locked(self) -> Generator[None]:
        try:
            with FileLock(self._folder / "lock", timeout=_LOCK_TIMEOUT):
                yield
        except Timeout:
            raise StorageError(f"{self._path}: another program is changing it; try again later") from None
        except OSError as error:
            raise StorageError(_unwritable(error, self._path)) from None


def _unwritable(error: OSError, path: Path) -> str:
    return f"{error.filename or path}: cannot be written: {error.strerror or error}"
