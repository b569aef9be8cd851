"""Reads the end of the log of a program: its last lines, and why it ended."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

_BLOCK = 64 * 1024
_LINES = 200
_MOST = 3  # last words
_SERIOUS = ("error", "critical")
_REASONS = ("problem", "reason", "error")
_NOTABLE = (*_SERIOUS, "warning")


def size(file: Path) -> int:
    """Bytes written so far. 0 for a log that does not exist yet."""
    try:
        return file.stat().st_size
    except (FileNotFoundError, NotADirectoryError):
        return 0


def last_lines(file: Path, count: int, *, after: int = 0) -> list[str]:
    """The last `count` lines, oldest first, of what was written after byte `after`."""
    try:
        with file.open("rb") as log:
            end = log.seek(0, os.SEEK_END)
            # a log shorter than `after` was rotated: all of it is new
            begin = max(after if after <= end else 0, end - _BLOCK * max(1, count // 100))
            log.seek(begin)
            text = log.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return []
    return [line for line in text.splitlines() if line.strip()][-count:]


def last_words(file: Path, *, after: int = 0, without: str | None = None) -> str | None:
    """Why a program ended, by its log: the last error, or else the last warning, or else the interpreter's last line.

    None if the log holds only ordinary lines. `without` is a logger whose lines are skipped.
    """
    lines = last_lines(file, 50, after=after)
    entries = [entry for line in reversed(lines) if (entry := parse(line))]
    entries = [entry for entry in entries if without is None or entry.get("logger") != without]
    for levels in (_SERIOUS, _NOTABLE):
        for entry in entries:
            if entry.get("level") in levels:
                return sentence(entry)
    return lines[-1].strip() if lines and parse(lines[-1]) is None else None


@dataclass(frozen=True)
class LogWindow:
    """The lines of interest: logged from `begin` to `end` (Unix time), behind byte `after`, and not by `without`."""

    begin: float = float("-inf")
    end: float = float("inf")
    after: int = 0
    without: str | None = None


def words_within(file: Path, window: LogWindow, *, errors_only: bool = False) -> str | None:
    """Why a program ended, by what it logged within `window`: its last errors, the oldest first, one a line.

    Without an error, and unless `errors_only`: its last warnings, or else the interpreter's last line. None if there is
    nothing of that. A line without a time has that of the line before it, and at the end of the log that of the file.
    """
    lines = list(_timed(last_lines(file, _LINES, after=window.after), file))
    found = [line for at, line in lines if at is None or window.begin <= at <= window.end]
    entries = [entry for line in found if (entry := parse(line)) and entry.get("logger", "") != window.without]
    for levels in (_SERIOUS,) if errors_only else (_SERIOUS, _NOTABLE):
        if told := [sentence(entry) for entry in entries if entry.get("level") in levels]:
            return "\n".join(told[-_MOST:])
    plain = [] if errors_only else [line for line in found if parse(line) is None]
    return next((line.strip() for line in reversed(plain) if not line[0].isspace()), None)


def _timed(lines: list[str], file: Path) -> Iterator[tuple[float | None, str]]:
    """Each line with its time. None if no line before it has one."""
    last = max((number for number, line in enumerate(lines) if _time_of(line) is not None), default=-1)
    written = file.stat().st_mtime if lines else None
    at: float | None = None
    for number, line in enumerate(lines):
        at = _time_of(line) or at
        yield (written if number > last else at), line


def _time_of(line: str) -> float | None:
    stamp = (parse(line) or {}).get("timestamp")
    try:
        return datetime.fromisoformat(str(stamp)).timestamp()
    except (ValueError, OverflowError):
        return None


def parse(line: str) -> dict[str, Any] | None:
    """The entry in a line of a log. None if it is not a JSON object, such as a message of the interpreter."""
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) else None


def readable(line: str) -> str:
    """A line of a log for people: time, level, what happened, and why. What is not JSON stays as it is.

    >>> readable('{"event": "ended", "level": "error", "timestamp": "2026-01-02T03:04:05Z", "reason": "no token"}')
    '03:04:05 error ended: no token'
    """
    entry = parse(line)
    if entry is None:
        return line
    words = [str(entry.get("timestamp", ""))[11:19], str(entry.get("level", "")), sentence(entry)]
    return " ".join(word for word in words if word)


def sentence(entry: dict[str, Any]) -> str:
    """What happened and why, followed by the last line of the traceback if there is one."""
    why = [str(entry[key]) for key in _REASONS if entry.get(key)]
    event = ": ".join([str(entry.get("event", "")), *why])
    if trace := str(entry.get("exception", "")).strip():
        return f"{event}: {trace.splitlines()[-1].strip()}"
    return event
