"""What counts as well, as news, and as the whole."""

from datetime import UTC, datetime

import pytest

from probes.exporter.history import incident
from probes.exporter.history.finding import SubjectStatus, is_news, of_circuit, of_program, of_whole
from probes.exporter.history.watch import milliseconds
from probes.outcome import CheckStatus
from probes.peers.schemas import ReportedCircuit
from probes.relay.incidents.incident import Resolution
from probes.relay.server import as_json
from probes.restarts.control import ProgramRunState
from tests.probes.relay.rig import T0, incident as relays_incident
from tests.probes.stand_ins import program

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def checks(**statuses: str) -> dict[str, SubjectStatus]:
    return {name: SubjectStatus(CheckStatus(status), detail=f"{name} is {status}") for name, status in statuses.items()}


@pytest.mark.parametrize(
    ("found", "status", "reason"),
    [
        ({}, None, None),
        (checks(database="failing"), None, None),
        (checks(bot_liveness="unknown", database="failing"), "unknown", "bot_liveness"),
        (checks(bot_liveness="ok"), "ok", "none"),
        (checks(bot_liveness="ok", discord_gateway="unknown", database="unknown"), "ok", "none"),
        (checks(bot_liveness="ok", discord_gateway="degraded", database="ok"), "degraded", "discord_gateway"),
        (checks(bot_liveness="ok", discord_gateway="degraded", database="failing"), "failing", "database"),
        (checks(bot_liveness="failing", discord_gateway="unknown", database="failing"), "failing", "bot_liveness"),
        (checks(bot_liveness="ok", bloxlink="failing", disk="degraded"), "ok", "none"),
    ],
)
def test_the_whole_is_as_bad_as_the_worst_of_its_core(
    found: dict[str, SubjectStatus], status: str | None, reason: str | None
) -> None:
    whole = of_whole(found)
    assert (whole and whole.status, whole and whole.reason) == (status, reason)


def test_a_program_is_well_while_it_runs_and_is_not_held() -> None:
    running, exited = (
        program("bot", pid=5),
        program("bot", ProgramRunState.EXITED, description="Nov 23 12:00 AM", since=NOON),
    )
    assert of_program(running, None) == SubjectStatus(CheckStatus.OK, "running", "pid 5", "pid 5")
    assert of_program(exited, None) == SubjectStatus(CheckStatus.FAILING, "exited", "Nov 23 12:00 AM")
    assert of_program(running, "budget") == SubjectStatus(CheckStatus.FAILING, "held", "budget")
    assert of_program(program("sandbox", ProgramRunState.STOPPED), None) is None


def test_a_new_pid_is_news_and_other_words_are_not() -> None:
    five, six = of_program(program("bot", pid=5), None), of_program(program("bot", pid=6), None)
    assert five is not None
    assert six is not None
    remembered = SubjectStatus(five.status, five.reason, five.detail)  # as it comes back from the disk
    assert is_news(None, five)
    assert is_news(five, six)
    assert not is_news(five, five)
    assert not is_news(remembered, six)
    assert not is_news(SubjectStatus(CheckStatus.OK, detail="3 ms"), SubjectStatus(CheckStatus.OK, detail="4 ms"))
    assert is_news(SubjectStatus(CheckStatus.FAILING, "timeout"), SubjectStatus(CheckStatus.FAILING, "refused"))


def test_a_circuit_on_trial_is_still_open() -> None:
    states = {
        state: of_circuit(ReportedCircuit(name="roblox", state=state, since=NOON, last_error="503"))
        for state in ("closed", "open", "half_open")
    }
    assert states["closed"] == SubjectStatus(CheckStatus.OK, "closed")
    assert states["open"] == states["half_open"] == SubjectStatus(CheckStatus.DEGRADED, "open", "503")


def test_the_relays_own_words_are_understood() -> None:
    still_open, over = relays_incident(2), relays_incident(1).resolved(T0, Resolution.BACK)
    body = {"open": [as_json(still_open, None)], "recent": [as_json(still_open, "sent"), as_json(over, "sent")]}
    told = incident.told(body)
    assert told is not None
    by_number = {one.number: one for one in told}
    assert set(by_number) == {1, 2}
    assert by_number[2].resolved_at is None
    assert by_number[1].resolved_at == by_number[1].opened_at == milliseconds(T0)
    assert by_number[1].to_json()["deaths"] == 1
    assert incident.told({"open": [{"id": "x"}], "recent": []}) is None
    assert incident.told({}) is None


def test_only_what_is_new_of_the_incidents_is_news_and_a_forgotten_one_is_over() -> None:
    told = incident.told({"open": [as_json(relays_incident(1), None)], "recent": []})
    assert told is not None
    (one,) = told
    assert incident.news({}, told, 0) == [one]
    assert incident.news({one.key: one}, told, 0) == []
    now = one.opened_at + 5000
    assert incident.news({one.key: one}, [], now) == [one._replace(resolved_at=now)]
    resolved = one._replace(resolved_at=now)
    assert incident.news({one.key: resolved}, [], now) == []
