"""The heartbeat of a program as values: its lives, and the moments at which each was alive. Pure, but for `read_lives`.

A life is one run of a program. `run/<program>.beat` holds the life of now and a few before it, so that the next program
to look learns when each of them was last alive, also if it was dead itself at that time.

    <crc32 of the rest> [{"pid": 7, ...}, {...}]    one line, the oldest life first
"""

import json
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from ignis.runtime.base.machine import Instant

LIVES_KEPT: Final = 5
STILLS_KEPT: Final = 3
LONGEST_BEAT: Final = 5.0
"""Seconds between two heartbeats above which the program, or the whole machine, stood still in between."""


class Standstill(NamedTuple):
    """The time between two heartbeats of one life that lie further apart than `LONGEST_BEAT`."""

    begin: Instant
    end: Instant


class Life(NamedTuple):
    """One run of a program: process `pid`, started by `parent` in the boot `boot`.

    `began` and `last` are its first and its latest heartbeat. `working` is the first at which it did its work, None
    before that. `clean`: it ended because it was asked to. `stills`: when it stood still, the latest few.
    """

    pid: int
    parent: str
    boot: str
    began: Instant
    last: Instant
    working: Instant | None = None
    clean: bool = False
    stills: tuple[Standstill, ...] = ()

    def beat(self, at: Instant) -> "Life":
        """Alive at `at`. A gap before it is kept as a standstill.

        Example:
            >>> life = Life(7, "1:10", "boot", Instant(100, 10, 10), Instant(100, 10, 10))
            >>> life.beat(Instant(101, 11, 11)).stills
            ()
            >>> len(life.beat(Instant(145, 55, 55)).stills)
            1
        """
        if at.since_boot - self.last.since_boot <= LONGEST_BEAT:
            return self._replace(last=at)
        return self._replace(last=at, stills=(*self.stills, Standstill(self.last, at))[-STILLS_KEPT:])


def to_text(life: Life) -> str:
    """One life as it stands in the file."""
    return json.dumps(life._asdict(), separators=(",", ":"))


def to_line(lives: Sequence[str]) -> bytes:
    """The content of the file, without its padding, from the texts of lives.

    Example:
        >>> from_line(to_line([]))
        ()
    """
    text = f"[{','.join(lives)}]".encode()
    return b"%08x %s" % (zlib.crc32(text), text)


def read_lives(file: Path) -> tuple[Life, ...]:
    """The lives in `file`, the oldest first. None of them if it is missing or damaged: that is no proof of anything."""
    try:
        return from_line(file.read_bytes())
    except OSError:
        return ()


def from_line(content: bytes) -> tuple[Life, ...]:
    """The opposite of `to_line`. Empty for anything else, such as a line that was read while it was written."""
    crc, _, text = content.rstrip(b" \n\0").partition(b" ")
    try:
        if int(crc, 16) != zlib.crc32(text):
            return ()
        return tuple(_life(one) for one in json.loads(text))
    except (ValueError, KeyError, TypeError, RecursionError):
        return ()


def _life(content: dict[str, Any]) -> Life:
    working = content["working"]
    return Life(
        pid=int(content["pid"]),
        parent=str(content["parent"]),
        boot=str(content["boot"]),
        began=_instant(content["began"]),
        last=_instant(content["last"]),
        working=None if working is None else _instant(working),
        clean=bool(content["clean"]),
        stills=tuple(Standstill(_instant(begin), _instant(end)) for begin, end in content["stills"]),
    )


def _instant(content: list[float]) -> Instant:
    wall, since_boot, awake = (float(each) for each in content)
    return Instant(wall, since_boot, awake)
