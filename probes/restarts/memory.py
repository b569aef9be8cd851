"""`var/restarts/<program>.json`: what the restart gate remembers, across kill -9 of everything and reboots.

    {"boot_id": "...", "history": {...}, "hold": null | {"start_at": s, "reason": "backoff|budget", "history": {...}}}

Times are seconds since the machine started. `hold` is a start that is decided but has not happened; its `history` is
what will be true after it. So a gate that continues after a kill waits until the same moment and counts the start once.
"""

import functools
import json
import time
from pathlib import Path
from typing import Any, NamedTuple

from ignis.runtime.base.files import write_atomic
from probes.restarts.policy import StartHistory, StartPlan, StartReason, after_reboot

_LONGEST = 1e10  # seconds, 300 years: the gate never writes more, and a date cannot hold more


class RestartMemory(NamedTuple):
    """`hold` is a decided start that has not happened yet."""

    history: StartHistory
    hold: StartPlan | None = None


def now() -> float:
    """Seconds since the machine started, sleep included: steps of the calendar's clock do not move it."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


@functools.cache
def boot_id() -> str:
    """Changes with every reboot, when `now()` starts at 0 again."""
    return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()


def load(file: Path, *, boot: str, at: float) -> RestartMemory | None:
    """None if the file is missing or damaged: a lost memory must never stop a program from starting.

    A hold from before a reboot is forgotten, and so is the start that never happened.
    """
    content = _content(file)
    try:
        history = _history(content["history"])
        if content["boot_id"] != boot:
            return RestartMemory(after_reboot(history, at))
        return RestartMemory(history, _plan(content.get("hold")))
    except (KeyError, TypeError, ValueError):
        return None


def save(file: Path, history: StartHistory, *, boot: str, hold: StartPlan | None = None) -> None:
    held = {"start_at": hold.start_at, "reason": hold.reason, "history": hold.history._asdict()} if hold else None
    content = {"boot_id": boot, "history": history._asdict(), "hold": held}
    write_atomic(file, json.dumps(content) + "\n")


def remembered(folder: Path, *, boot: str, at: float) -> dict[str, RestartMemory | None]:
    """What is known of every program that was ever started. Raises OSError if `folder` cannot be listed."""
    return {file.stem: load(file, boot=boot, at=at) for file in sorted(folder.iterdir()) if _is_memory(file)}


def _is_memory(file: Path) -> bool:
    return file.suffix == ".json" and not file.name.startswith(".")


def _history(content: dict[str, Any]) -> StartHistory:
    """Raises TypeError or ValueError if it is not a history."""
    history = StartHistory(**content)
    return StartHistory(
        _finite(history.last_start), int(history.streak), _finite(history.tokens), _finite(history.tokens_at)
    )


def _finite(value: Any) -> float:
    if not -_LONGEST < value < _LONGEST:
        raise ValueError("not a time that a program can reach")
    return float(value)


def _plan(content: dict[str, Any] | None) -> StartPlan | None:
    if content is None:
        return None
    return StartPlan(_finite(content["start_at"]), StartReason(content["reason"]), _history(content["history"]))


def _content(file: Path) -> dict[str, Any]:
    try:
        content = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}
