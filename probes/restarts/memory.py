"""`var/restarts/<program>.json`: what the restart gate remembers, across kill -9 of everything and reboots.

    {"boot_id": "...", "history": {...}, "hold": null | {"start_at": s, "reason": "backoff|budget", "history": {...}}}

Times are seconds since the machine started. `hold` is a start that is decided and waited for; its `history` is what
will be true once it has happened, so that whoever takes it up after a kill waits to the same moment and counts it once.
"""

import functools
import json
import time
from pathlib import Path
from typing import Any, NamedTuple

from ignis.runtime.base.files import write_atomic
from probes.restarts.policy import RestartPolicy, StartHistory, StartPlan, StartReason, after_reboot, tokens_left

_LONGEST = 1e10  # seconds, 300 years: what is longer was never written by the gate, and is more than a date can be


class RestartMemory(NamedTuple):
    """`hold` is a decided start that has not happened yet."""

    history: StartHistory
    hold: StartPlan | None = None


class GateHold(NamedTuple):
    """A program waits at the gate until `until` (seconds since the epoch); `reason` is `backoff` or `budget`."""

    until: float
    reason: str


def now() -> float:
    """Seconds since the machine started, sleep included: no step of the calendar's clock moves it."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


@functools.cache
def boot_id() -> str:
    """Differs after every reboot, when `now()` begins at 0 again."""
    return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()


def load(file: Path, *, boot: str, at: float) -> RestartMemory | None:
    """None for a missing or damaged file: a lost memory must never keep a program down.

    A hold from before a reboot is forgotten, and with it the start that never happened.
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
    """What is known of every program that was ever started. Raises OSError where `folder` cannot be listed."""
    return {file.stem: load(file, boot=boot, at=at) for file in sorted(folder.iterdir()) if _is_memory(file)}


def seconds_left(folder: Path) -> dict[str, float]:
    """How long every program that was ever started is still held; 0 where it is not, nothing where nobody can know."""
    try:
        at = now()
        known = remembered(folder, boot=boot_id(), at=at)
    except (OSError, AttributeError):  # AttributeError: no such clock on this machine, where another keeper remembers
        return {}
    return {
        program: max(0.0, one.hold.start_at - at) if one is not None and one.hold is not None else 0.0
        for program, one in known.items()
    }


def budgets_left(folder: Path, policy: RestartPolicy) -> dict[str, int]:
    """How many starts after crashes every program has left at once; nothing where nobody can know."""
    try:
        at = now()
        known = remembered(folder, boot=boot_id(), at=at)
    except (OSError, AttributeError):  # as above
        return {}
    return {program: tokens_left(policy, one.history, at) for program, one in known.items() if one is not None}


def holds(folder: Path) -> dict[str, GateHold]:
    """The holds that are in force, by program, for people to see. `folder` is `Home.restarts`."""
    try:
        at, wall = now(), time.time()
        known = remembered(folder, boot=boot_id(), at=at)
    except (OSError, AttributeError):  # as above
        return {}
    return {
        program: GateHold(wall + one.hold.start_at - at, one.hold.reason)
        for program, one in known.items()
        if one is not None and one.hold is not None and one.hold.start_at > at
    }


def _is_memory(file: Path) -> bool:
    return file.suffix == ".json" and not file.name.startswith(".")


def _history(content: dict[str, Any]) -> StartHistory:
    """Raises TypeError or ValueError for what is none."""
    history = StartHistory(**content)
    return StartHistory(
        _finite(history.last_start), int(history.streak), _finite(history.tokens), _finite(history.tokens_at)
    )


def _finite(value: Any) -> float:
    if not -_LONGEST < value < _LONGEST:
        raise ValueError("no moment that a program lives to see")
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
