"""`var/restarts/<program>.json`: what the restart gate remembers, across kill -9 of everything and reboots."""

import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ignis.runtime.files import write_atomic
from probes.restarts.policy import History, after_reboot


@dataclass(frozen=True)
class Hold:
    """The program waits at the gate until `until` (seconds since the epoch)."""

    until: float
    reason: str


def now() -> float:
    """Seconds since the machine started, sleep included: no step of the calendar's clock moves it."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def boot_id() -> str:
    """Differs after every reboot, when `now()` begins at 0 again."""
    return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()


def load(file: Path, *, boot: str, at: float) -> History | None:
    """None for a missing or damaged file: a lost memory must never keep a program down."""
    content = _content(file)
    try:
        history = History(**content["history"])
        same_boot = content["boot_id"] == boot
    except (KeyError, TypeError):
        return None
    return history if same_boot else after_reboot(history, at)


def save(file: Path, history: History, *, boot: str, hold: Hold | None = None) -> None:
    content = {"boot_id": boot, "history": asdict(history), "hold": asdict(hold) if hold else None}
    write_atomic(file, json.dumps(content) + "\n")


def hold(file: Path) -> Hold | None:
    """The hold that stands in the file, for people to see."""
    try:
        return Hold(**_content(file)["hold"])
    except (KeyError, TypeError):
        return None


def _content(file: Path) -> dict[str, Any]:
    try:
        content = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
