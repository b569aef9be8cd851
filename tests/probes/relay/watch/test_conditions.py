"""What the exporter and the bot say, as conditions: known to be wrong, known to be right, or not known."""

import json
from datetime import timedelta

import pytest

from probes.peers.schemas import parse_bot_state, parse_health
from probes.relay.incidents.incident import Incident, IncidentKind
from probes.relay.incidents.observations import Condition
from probes.relay.watch.conditions import of_checks, of_circuits
from tests.probes.relay.rig import T0


def ago(seconds: float) -> str:
    return (T0 - timedelta(seconds=seconds)).isoformat()


def still_open(kind: IncidentKind, name: str) -> Incident:
    return Incident(1, f"{kind}:{name}", name, kind, T0)


def checks(status: str, *, name: str = "config", since: float = 20, last_run: float = 5) -> list[Condition]:
    check = {"status": status, "reason": "r", "detail": "line 7", "since": ago(since), "last_run": ago(last_run)}
    found = parse_health(json.dumps({"time": ago(0), "checks": {name: check}}).encode())
    assert found is not None
    return list(
        of_checks(found, (still_open(IncidentKind.CHECK, "dropped"), still_open(IncidentKind.CIRCUIT, "roblox")), T0)
    )


def circuits(state: str, *, gateway: str = "connecting", failures: int = 5) -> list[Condition]:
    one = {"name": "roblox", "state": state, "since": ago(9), "until": ago(-30), "failures": failures, "cooldown_s": 30}
    found = parse_bot_state(
        json.dumps({"gateway": {"status": gateway}, "circuits": [one | {"last_error": "503"}]}).encode()
    )
    assert found is not None
    return list(
        of_circuits(found, (still_open(IncidentKind.CIRCUIT, "dropped"), still_open(IncidentKind.CHECK, "roblox")), T0)
    )


def test_a_confirmed_red_check_is_wrong_since_it_turned_red() -> None:
    (found, _) = checks("failing")
    assert found == Condition(IncidentKind.CHECK, "config", True, T0 - timedelta(seconds=20), T0, "line 7")  # noqa: FBT003


def test_a_confirmed_green_check_is_right() -> None:
    assert [(one.name, one.wrong, one.gone) for one in checks("ok")] == [
        ("config", False, False),
        ("dropped", False, True),
    ]


@pytest.mark.parametrize("status", ["degraded", "unknown", "new"])
def test_amber_and_grey_are_neither(status: str) -> None:
    assert [one.name for one in checks(status)] == ["dropped"]


def test_a_single_run_is_not_believed() -> None:
    assert [one.name for one in checks("failing", since=5, last_run=5)] == ["dropped"]


@pytest.mark.parametrize("name", ["bot_liveness", "process_state", "restart_budget", "circuits", "memory"])
def test_what_other_incidents_report_is_not_reported_twice(name: str) -> None:
    assert [one.name for one in checks("failing", name=name)] == ["dropped"]


def test_an_open_circuit_is_wrong_until_it_is_tried_again() -> None:
    (found,) = circuits("open")
    assert (found.name, found.wrong, found.text) == ("roblox", True, "5 failures in a row, the last: 503")
    assert found.until == T0 + timedelta(seconds=30)


def test_a_circuit_on_trial_is_neither() -> None:
    assert circuits("half_open") == []


def test_a_closed_circuit_is_right_and_a_ready_bot_has_all_it_will_ever_have() -> None:
    assert [(one.name, one.wrong, one.until, one.gone) for one in circuits("closed", gateway="ready")] == [
        ("roblox", False, None, False),
        ("dropped", False, None, True),
    ]
