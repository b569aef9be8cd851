"""`GET /status.json` as a value: everything as it is right now. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from ignis import __version__
from ignis.runtime.stack.http_shapes import ReportedHold
from probes.exporter.schedule.outage import Outage
from probes.exporter.schedule.registry import CheckStanding, worst
from probes.exporter.status.health import reported
from probes.exporter.status.stack_snapshot import StackSnapshot
from probes.restarts.control import ProgramState

# These differ from run to run although nothing happened. `changed` and `reason` show a real change.
_ALWAYS_DIFFERENT: Final = frozenset({"latency_s", "last_run", "next_run", "detail", "consecutive_failures"})


def status(
    standings: Sequence[CheckStanding], snapshot: StackSnapshot, now: datetime, outage: Outage | None = None
) -> dict[str, Any]:
    """Times are ISO 8601 in UTC, spans are seconds; null means unknown. `outage` is the current or the last one."""
    holds = {hold.program: hold for hold in snapshot.holds}
    programs, circuits, incidents = snapshot.programs, snapshot.circuits, snapshot.incidents
    return {
        "time": now.isoformat(),
        "version": __version__,
        "status": worst(standings),
        "outage": None if outage is None else outage.to_json(),
        "programs": None if programs is None else [_program(one, holds.get(one.name)) for one in programs],
        "checks": [{"name": standing.name, **reported(standing).to_json()} for standing in standings],
        "circuits": None
        if circuits is None
        else [circuit.model_dump(mode="json", exclude={"cooldown_s"}) for circuit in circuits],
        "work": _work(snapshot),
        "incidents": None if incidents is None else incidents.to_json(),
    }


def change_key(shown: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a status that differs only if something happened: two equal keys need not both be sent."""
    checks = [{key: value for key, value in check.items() if key not in _ALWAYS_DIFFERENT} for check in shown["checks"]]
    return {key: value for key, value in shown.items() if key != "time"} | {"checks": checks}


def _program(program: ProgramState, hold: ReportedHold | None) -> dict[str, Any]:
    return {
        "name": program.name,
        "state": program.state,
        "pid": program.pid,
        "since": program.since.isoformat() if program.since else None,
        "hold": None if hold is None else _hold(hold),
    }


def _work(snapshot: StackSnapshot) -> dict[str, Any] | None:
    """What became of role changes, and the list of members; None while the bot does not answer or serves no server."""
    changes, members = snapshot.changes, snapshot.members
    if changes is None or members is None or not members.served:
        return None
    return {**changes.to_json(), "known": members.known, "total": members.total, "whole": members.whole}


def _hold(hold: ReportedHold) -> dict[str, Any]:
    """To the second: it is computed from two clocks, and their difference is never exactly the same twice."""
    rounded = hold.model_copy(update={"until": hold.until.replace(microsecond=0)})
    return rounded.model_dump(mode="json", exclude={"program"})
