"""`GET /status.json` as a value: everything that is so right now. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from ignis import __version__
from probes.exporter.schedule.registry import CheckStanding, worst
from probes.exporter.status.health import check_json, iso
from probes.exporter.status.stack_snapshot import StackSnapshot
from probes.peers.schemas import ReportedCircuit
from probes.restarts.control import ProgramState
from probes.restarts.holds import GateHold

# What differs from run to run although nothing happened; `changed` and `reason` tell what is news.
_RESTLESS: Final = frozenset({"latency_s", "last_run", "next_run", "detail", "consecutive_failures"})


def status(standings: Sequence[CheckStanding], survey: StackSnapshot, now: datetime) -> dict[str, Any]:
    """Times are ISO 8601 in UTC, spans are seconds; null where it is not known."""
    holds = {hold.program: hold for hold in survey.holds}
    incidents = survey.incidents
    return {
        "time": now.isoformat(),
        "version": __version__,
        "status": worst(standings),
        "programs": None
        if survey.programs is None
        else [_program(one, holds.get(one.name)) for one in survey.programs],
        "checks": [{"name": standing.name, **check_json(standing)} for standing in standings],
        "circuits": None if survey.circuits is None else [_circuit(one) for one in survey.circuits],
        "incidents": None if incidents is None else {key: incidents[key] for key in ("open", "recent")},
    }


def news(shown: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a status whose change is worth telling at once."""
    checks = [{key: value for key, value in check.items() if key not in _RESTLESS} for check in shown["checks"]]
    return {key: value for key, value in shown.items() if key != "time"} | {"checks": checks}


def _program(program: ProgramState, hold: GateHold | None) -> dict[str, Any]:
    return {
        "name": program.name,
        "state": program.state,
        "pid": program.pid,
        "since": iso(program.since),
        # to the second: it is counted from two clocks, whose difference is never quite the same
        "hold": {"until": iso(hold.until.replace(microsecond=0)), "reason": hold.reason} if hold else None,
    }


def _circuit(circuit: ReportedCircuit) -> dict[str, Any]:
    return {
        "name": circuit.name,
        "state": circuit.state,
        "since": iso(circuit.since),
        "until": iso(circuit.until),
        "failures": circuit.failures,
        "last_error": circuit.last_error,
    }
