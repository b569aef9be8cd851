"""How a process ended, from supervisord's own log: its XML-RPC forgets it as soon as the next process is spawned.

The lines (supervisor 4.3, process.py; level info or lower is needed):
    2026-01-02 03:04:05,678 INFO spawned: 'bot' with pid 12
    2026-01-02 03:04:05,678 WARN exited: bot (exit status 1; not expected)
    2026-01-02 03:04:05,678 WARN exited: bot (terminated by SIGKILL; not expected)
    2026-01-02 03:04:05,678 INFO stopped: bot (exit status 0)
and of supervisord itself:
    2026-01-02 03:04:05,678 INFO supervisord started with pid 9
    2026-01-02 03:04:05,678 WARN received SIGTERM indicating exit request
    2026-01-02 03:04:05,678 INFO waiting for bot, exporter, relay to die
"""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from probes.relay.incidents.observations import EndingKind, ProcessEnding, by_status

_TAIL = 64 * 1024
_STAMP = len("2026-01-02 03:04:05,678")

_SPAWNED = re.compile(r"\bspawned: '(?P<program>.+)' with pid (?P<pid>\d+)$")
_OVER = re.compile(
    r"\b(?P<verb>exited|stopped): (?P<program>\S+) "
    r"\((?:exit status (?P<status>\d+)|terminated by (?P<signal>[\w ]+?)(?: \(core dumped\))?)"
    r"(?:; (?:not )?expected)?\)$"
)

_BEGAN = re.compile(r"\bsupervisord started with pid (?P<pid>\d+)$")
_ORDERLY = re.compile(r" (?:received SIG\w+ indicating exit request|waiting for .+ to die)$")


def ending_of(log: str, program: str, pid: int) -> ProcessEnding | None:
    """How the latest process `pid` of `program` ended; None if the log does not say."""
    return next((ending for found, ending in _lives(log, program) if found == pid), None)


def latest(log: str, program: str) -> tuple[int, ProcessEnding] | None:
    """The process of `program` that ended last, and how; None if the log does not say.

    The log may already show a successor that did not exist when supervisord was asked.
    """
    return next(((pid, ending) for pid, ending in _lives(log, program) if ending is not None), None)


def supervisord_died(log: str, pid: int) -> bool:
    """Whether the supervisord with this pid has a successor and was not asked to end. False if the log is silent."""
    return supervisord_asked(log, pid) is False


def supervisord_asked(log: str, pid: int) -> bool | None:
    """Whether the supervisord with this pid, which has a successor, was asked to end. None if the log does not say.

    If several had this pid, as in a container, the latest one with a successor is meant.
    """
    succeeded = orderly = False
    for line in reversed(log.splitlines()):
        if began := _BEGAN.search(line):
            if succeeded and int(began["pid"]) == pid:
                return orderly
            succeeded, orderly = True, False
        elif _ORDERLY.search(line):
            orderly = True
    return None


def ended_at(log: str) -> dict[tuple[str, int], float]:
    """When supervisord saw each process (program, pid) end, as Unix time. Its log has local time."""
    found: dict[tuple[str, int], float] = {}
    pids: dict[str, int] = {}
    for line in log.splitlines():
        if spawned := _SPAWNED.search(line):
            pids[spawned["program"]] = int(spawned["pid"])
        elif (over := _OVER.search(line)) and over["program"] in pids and (at := _time_of(line)) is not None:
            found[over["program"], pids[over["program"]]] = at
    return found


def _time_of(line: str) -> float | None:
    try:
        return datetime.strptime(line[:_STAMP], "%Y-%m-%d %H:%M:%S,%f").astimezone().timestamp()
    except (ValueError, OverflowError):
        return None


def _lives(log: str, program: str) -> Iterator[tuple[int, ProcessEnding | None]]:
    """Every process of `program`, the latest first, with its ending; None if it has none yet."""
    ending: ProcessEnding | None = None
    for line in reversed(log.splitlines()):
        if (over := _OVER.search(line)) and over["program"] == program:
            ending = _ending(over)
        elif (spawned := _SPAWNED.search(line)) and spawned["program"] == program:
            yield int(spawned["pid"]), ending
            ending = None


def _ending(over: re.Match[str]) -> ProcessEnding:
    if over["verb"] == "stopped":
        return ProcessEnding(EndingKind.REQUESTED)
    if over["signal"]:
        return ProcessEnding(EndingKind.CRASHED, signal=over["signal"])
    return by_status(int(over["status"]))


def read_tail(log: Path) -> str:
    """The end of the log; "" if there is none, because missing evidence is not an error."""
    try:
        with log.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - _TAIL))
            return file.read().decode("utf-8", "replace")
    except OSError:
        return ""
