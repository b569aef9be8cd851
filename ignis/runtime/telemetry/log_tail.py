"""Reading a program's log back: its last lines, and its last words."""

import json
import os
from pathlib import Path
from typing import Any

_BLOCK = 64 * 1024
_SERIOUS = ("error", "critical")
_REASONS = ("problem", "reason", "error")
_WORTH_SAYING = (*_SERIOUS, "warning")


def size(file: Path) -> int:
    """Bytes written so far; 0 for a log that does not exist yet."""
    try:
        return file.stat().st_size
    except (FileNotFoundError, NotADirectoryError):
        return 0


def last_lines(file: Path, count: int, *, after: int = 0) -> list[str]:
    """The last `count` lines, oldest first, of what was written behind byte `after`."""
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
    """Why a program ended, as far as its log tells: the last error, else the last warning, else what its interpreter
    said last. None where there is nothing but the course of things. `without` is a logger that is not listened to.
    """
    lines = last_lines(file, 50, after=after)
    entries = [entry for line in reversed(lines) if (entry := parse(line))]
    entries = [entry for entry in entries if without is None or entry.get("logger") != without]
    for levels in (_SERIOUS, _WORTH_SAYING):
        for entry in entries:
            if entry.get("level") in levels:
                return sentence(entry)
    return lines[-1].strip() if lines and parse(lines[-1]) is None else None


def parse(line: str) -> dict[str, Any] | None:
    """The entry that a line of a log holds; None for what is no JSON object, such as an interpreter's own message."""
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) else None


def sentence(entry: dict[str, Any]) -> str:
    """What happened and why, with the last line of a traceback behind it."""
    why = [str(entry[key]) for key in _REASONS if entry.get(key)]
    event = ": ".join([str(entry.get("event", "")), *why])
    if trace := str(entry.get("exception", "")).strip():
        return f"{event}: {trace.splitlines()[-1].strip()}"
    return event
