"""`/status.json` as a value, and which of its changes are worth a message."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ignis import __version__
from ignis.runtime.stack.http_shapes import (
    ReportedChanges,
    ReportedCircuit,
    ReportedHold,
    ReportedIncidents,
    ReportedMembers,
)
from probes.exporter.schedule.registry import CheckStanding
from probes.exporter.status.stack_snapshot import StackSnapshot
from probes.exporter.status.status import change_key, status
from probes.outcome import CheckReason, CheckResult, CheckStatus
from tests.probes.stand_ins import program

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
RESULT = CheckResult(CheckStatus.DEGRADED, CheckReason.LOW_SPACE, "900 MiB", 0.25)
DISK = CheckStanding("disk", RESULT, since=NOON, changed=NOON, last_run=NOON, next_run=NOON)


def test_nothing_but_the_checks_is_known_while_nobody_answers() -> None:
    shown = status([DISK], StackSnapshot(NOON), NOON)
    assert (shown["version"], shown["status"], shown["time"]) == (__version__, "degraded", NOON.isoformat())
    assert (shown["programs"], shown["circuits"], shown["incidents"]) == (None, None, None)


def test_a_hold_stands_at_its_program_to_the_second() -> None:
    hold = ReportedHold(program="bot", until=NOON + timedelta(seconds=5, microseconds=700), reason="budget", crashes=3)
    programs = (program("bot", pid=5, since=NOON), program("relay"))
    bot, relay = status([], StackSnapshot(NOON, programs, holds=(hold,)), NOON)["programs"]
    assert bot == {
        "name": "bot",
        "state": "RUNNING",
        "pid": 5,
        "since": "2026-01-01T12:00:00+00:00",
        "hold": {"until": "2026-01-01T12:00:05+00:00", "reason": "budget", "crashes": 3},
    }
    assert (relay["since"], relay["hold"]) == (None, None)


def test_a_circuit_is_shown_without_its_cooldown() -> None:
    circuit = ReportedCircuit(name="roblox", state="open", since=NOON, until=NOON, failures=3, cooldown_s=30)
    (shown,) = status([], StackSnapshot(NOON, circuits=(circuit,)), NOON)["circuits"]
    assert shown == {
        "name": "roblox",
        "state": "open",
        "since": "2026-01-01T12:00:00+00:00",
        "until": "2026-01-01T12:00:00+00:00",
        "failures": 3,
        "last_error": None,
    }


CHANGES = ReportedChanges(seen=5, followed=3, late=1, lost=1, waiting=1, slowest=2.5)


def test_what_became_of_role_changes_is_shown_while_a_server_is_served() -> None:
    members = ReportedMembers(served=True, known=41, total=42, whole=False)
    shown = status([], StackSnapshot(NOON, changes=CHANGES, members=members), NOON)["work"]
    figures = {"seen": 5, "followed": 3, "late": 1, "lost": 1, "waiting": 1, "slowest": 2.5}
    assert shown == figures | {"known": 41, "total": 42, "whole": False}
    nobody = ReportedMembers(served=False, known=0, total=0, whole=False)
    for snapshot in (StackSnapshot(NOON), StackSnapshot(NOON, changes=CHANGES, members=nobody)):
        assert status([], snapshot, NOON)["work"] is None


def test_incidents_are_shown_as_the_relay_reports_them() -> None:
    nothing = ReportedIncidents(open=(), recent=())
    assert status([], StackSnapshot(NOON, incidents=nothing), NOON)["incidents"] == {
        "open": [], "recent": [], "pause": None, "quiet_until": None, "silences": [], "actions": [], "webhook": None,
        "roads": [],
    }  # fmt: skip


LATER = NOON + timedelta(seconds=5)


@pytest.mark.parametrize(
    "again",
    [
        replace(DISK, last_run=LATER),
        replace(DISK, next_run=LATER),
        replace(DISK, consecutive_failures=7),
        replace(DISK, result=replace(RESULT, detail="899 MiB", latency_s=0.5)),
    ],
)
def test_what_differs_at_every_run_is_no_change(again: CheckStanding) -> None:
    before, after = status([DISK], StackSnapshot(NOON), NOON), status([again], StackSnapshot(LATER), LATER)
    assert before != after
    assert change_key(before) == change_key(after)


@pytest.mark.parametrize(
    ("standing", "snapshot"),
    [
        (replace(DISK, changed=LATER), StackSnapshot(NOON)),
        (replace(DISK, result=replace(RESULT, reason=CheckReason.FULL)), StackSnapshot(NOON)),
        (DISK, StackSnapshot(NOON, programs=(program("bot", pid=5),))),
        (DISK, StackSnapshot(NOON, circuits=())),
    ],
)
def test_everything_else_is_a_change(standing: CheckStanding, snapshot: StackSnapshot) -> None:
    before, after = status([DISK], StackSnapshot(NOON), NOON), status([standing], snapshot, NOON)
    assert change_key(before) != change_key(after)
