"""The last versions of the role map, each a file of its own: who changed what, when, and the whole text.

A change is noted before it is made (`pending.json`) and gets its number after. A crash between the two is found at the
next look: the file then holds either what was noted or what was there before.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from ignis.domain.role_map.format import Format
from ignis.domain.role_map.version import Source, Version
from ignis.runtime.base.files import sweep, sync_folder, write_atomic

KEPT = 50
_PENDING = "pending.json"


class _VersionFile(BaseModel):
    """A `Version` as its file holds it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    at: datetime
    source: Source
    by: int | None
    what: str
    before: str | None
    after: str
    format: Format
    text: str
    restores: int | None = None

    def version(self) -> Version:
        return Version(**dict(self))


class Versions:
    """Every method blocks, and may raise OSError. Callers hold the role map's lock."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def all(self) -> tuple[Version, ...]:
        """From old to new. A file that is damaged is left out."""
        return tuple(version for path in self._files() if (version := _read(path)) is not None)

    def unsign(self, user_id: int) -> None:
        """Removes `user_id` from the versions that they made; what was done stays."""
        for path in self._files():
            version = _read(path)
            if version is not None and version.by == user_id:
                write_atomic(path, _text(replace(version, by=None)))

    def next_number(self) -> int:
        """Never a number that a file has already, damaged or not."""
        return max((int(path.stem) for path in self._files()), default=0) + 1

    def begin(self, version: Version) -> None:
        sweep(self._folder / _PENDING)
        write_atomic(self._folder / _PENDING, _text(version))

    def complete(self, number: int) -> None:
        (self._folder / _PENDING).replace(self._folder / f"{number:06}.json")
        sync_folder(self._folder)
        for path in self._files()[:-KEPT]:
            path.unlink(missing_ok=True)

    def resolve_pending(self, revision: str) -> None:
        """Keeps the version that was begun, or forgets it: `revision` is what the role map's file holds now."""
        path = self._folder / _PENDING
        pending = _read(path)
        if pending is not None and pending.after == revision:
            self.complete(pending.number)
        else:
            path.unlink(missing_ok=True)

    def _files(self) -> list[Path]:
        return sorted(self._numbered(), key=lambda path: int(path.stem))

    def _numbered(self) -> Iterator[Path]:
        return (path for path in self._folder.glob("*.json") if path.stem.isascii() and path.stem.isdigit())


def _text(version: Version) -> str:
    return _VersionFile(**vars(version)).model_dump_json(indent=1) + "\n"


def _read(path: Path) -> Version | None:
    with contextlib.suppress(ValidationError, FileNotFoundError):
        return _VersionFile.model_validate_json(path.read_bytes()).version()
    return None
