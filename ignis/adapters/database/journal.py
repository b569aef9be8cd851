"""The journal of `ignis.db`: every write once more, in files of its own, so that the database can be rebuilt.

A write is on the disk here before it is committed there, and only then is it acknowledged. Each line holds one
transaction: a checksum, then its number, its name and its statements as JSON. A crash may leave a line at the end whose
checksum is wrong; that write was never acknowledged.
"""

import base64
import json
import os
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, pairwise
from pathlib import Path
from typing import Any, Final

from ignis.adapters.database.transaction import Statement, Value
from ignis.runtime.base.files import PRIVATE, sync_folder

_NAME: Final = re.compile(r"(\d{12})-v(\d+)\.jsonl")
_LOST: Final = ".lost"


@dataclass(frozen=True)
class JournalEntry:
    """One transaction. Numbers have no gap."""

    number: int
    name: str
    statements: Sequence[Statement]


@dataclass(frozen=True, order=True)
class JournalSegment:
    """A file of entries from number `first` on, written under version `schema` of the schema."""

    first: int
    schema: int
    path: Path


class JournalGap(Exception):  # noqa: N818  a finding, not an error of this program
    """Entries are missing between the one that was asked for and the next one that is there."""


class Journal:
    """Blocks. Every method raises OSError if the disk fails.

    Example:
        journal.begin(number=41, schema=6)
        journal.append(JournalEntry(42, "keep_account", statements))
        list(journal.read(after=41))
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._segment: JournalSegment | None = None
        self._end = 0
        self._before = 0
        self._last: int | None = None
        self.torn = False
        """A segment was deleted or cut while it was in use: its entries are only in the database."""

    @property
    def size(self) -> int:
        """In bytes."""
        return sum(segment.path.stat().st_size for segment in self.segments())

    def segments(self) -> tuple[JournalSegment, ...]:
        found = [(match, path) for path in self._folder.glob("*.jsonl") if (match := _NAME.fullmatch(path.name))]
        return tuple(sorted(JournalSegment(int(match[1]), int(match[2]), path) for match, path in found))

    def begin(self, number: int, schema: int) -> None:
        """The entry after `number` begins a new segment. The file is created when that entry comes."""
        self._segment = JournalSegment(number + 1, schema, self._folder / f"{number + 1:012d}-v{schema}.jsonl")
        self._end = self._before = 0

    def append(self, entry: JournalEntry) -> None:
        """Returns when the entry is on the disk. If it raises, the entry is not there."""
        segment = self._current()
        if self._end and self._cut():
            self.torn = True
            self.begin(entry.number - 1, segment.schema)  # entries after a gap could not be read
            segment = self._current()
        self._folder.mkdir(mode=0o700, exist_ok=True)
        with os.fdopen(os.open(segment.path, os.O_WRONLY | os.O_CREAT, PRIVATE), "wb", buffering=0) as file:
            try:
                self._write(file.fileno(), _line(entry))
            except OSError:
                os.ftruncate(file.fileno(), self._end)
                raise
        if self._before == 0:
            sync_folder(self._folder)
        self._last = entry.number

    def take_back(self, number: int) -> None:
        """Removes the entry, if it is the last one: its transaction was not committed."""
        if self._last != number:
            return
        self._last, self._end = None, self._before
        with os.fdopen(os.open(self._current().path, os.O_WRONLY), "wb", buffering=0) as file:
            os.ftruncate(file.fileno(), self._end)
            os.fsync(file.fileno())

    def read(self, after: int) -> Iterator[tuple[int, JournalEntry]]:
        """The entries after number `after`, each with the version of the schema that it was written under.

        Raises JournalGap if one is missing.
        """
        expected = after + 1
        segments = self.segments()
        needless = sum(newer.first <= expected for newer in segments[1:])  # a start must not read old segments
        for segment in segments[needless:]:
            for entry in _entries(segment.path):
                if entry.number > expected:
                    raise JournalGap(f"the journal lacks writes {expected} to {entry.number - 1}")
                if entry.number == expected:
                    yield segment.schema, entry
                    expected += 1

    def last(self) -> int:
        """The highest number that can be read. 0 for an empty journal."""
        return max((entry.number for segment in self.segments() for entry in _entries(segment.path)), default=0)

    def forget(self, number: int) -> tuple[Path, ...]:
        """The segments that hold nothing after `number`. With a backup from then they are not needed."""
        segments = (*self.segments(), self._current())  # the file of the last one may not exist yet
        return tuple(older.path for older, newer in pairwise(segments) if older != newer and newer.first <= number + 1)

    def set_aside(self) -> tuple[Path, ...]:
        """Renames every segment, so that none is read again. Returns the new paths."""
        return tuple(one.path.rename(_unused(one.path)) for one in self.segments())

    def lost(self) -> Iterator[Path]:
        """The segments that were set aside."""
        return self._folder.glob(f"*{_LOST}")

    def _current(self) -> JournalSegment:
        if self._segment is None:
            raise RuntimeError("begin() comes before append()")
        return self._segment

    def _cut(self) -> bool:
        try:
            return self._current().path.stat().st_size < self._end
        except FileNotFoundError:
            return True

    def _write(self, file: int, line: bytes) -> None:
        os.ftruncate(file, self._end)  # anything after it was never committed
        os.lseek(file, self._end, os.SEEK_SET)
        left = memoryview(line)
        while left:
            left = left[os.write(file, left) :]
        os.fsync(file)
        self._before, self._end = self._end, self._end + len(line)


def _unused(path: Path) -> Path:
    """A free name for `path` to be set aside under: nothing is overwritten."""
    names = (path.with_name(f"{path.stem}.{number}{_LOST}") for number in count(1))
    return next(name for name in names if not name.exists())


def _line(entry: JournalEntry) -> bytes:
    statements = [[one.sql, [_plain(value) for value in one.values]] for one in entry.statements]
    text = json.dumps([entry.number, entry.name, statements]).encode()
    return b"%08x %s\n" % (zlib.crc32(text), text)


def _entries(path: Path) -> Iterator[JournalEntry]:
    """Up to the first line whose checksum is wrong."""
    with path.open("rb") as lines:
        for line in lines:
            checksum, _, text = line.removesuffix(b"\n").partition(b" ")
            if not line.endswith(b"\n") or checksum != b"%08x" % zlib.crc32(text):
                return
            number, name, statements = json.loads(text)
            yield JournalEntry(number, name, [Statement(sql, tuple(map(_value, values))) for sql, values in statements])


def _plain(value: Value) -> Any:
    """JSON has no bytes."""
    return {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def _value(plain: Any) -> Value:
    found: Value = base64.b64decode(plain["base64"]) if isinstance(plain, dict) else plain
    return found
