"""What counts as ok, as a transition, and as the whole."""

from datetime import UTC, datetime

import pytest

from ignis.runtime.stack.http_shapes import ReportedCircuit
from probes.exporter.history.subject_status import SubjectStatus, is_transition, of_circuit, of_program, of_whole
from probes.outcome import CheckStatus
from probes.restarts.control import ProgramRunState
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


def test_a_program_is_ok_while_it_runs_and_is_not_held() -> None:
    running, exited = (
        program("bot", pid=5),
        program("bot", ProgramRunState.EXITED, description="Nov 23 12:00 AM", since=NOON),
    )
    assert of_program(running, None) == SubjectStatus(CheckStatus.OK, "running", "pid 5", "pid 5")
    assert of_program(exited, None) == SubjectStatus(CheckStatus.FAILING, "exited", "Nov 23 12:00 AM")
    assert of_program(running, "budget") == SubjectStatus(CheckStatus.FAILING, "held", "budget")
    assert of_program(program("sandbox", ProgramRunState.STOPPED), None) is None


def test_a_new_pid_is_a_transition_and_a_new_wording_is_none() -> None:
    five, six = of_program(program("bot", pid=5), None), of_program(program("bot", pid=6), None)
    assert five is not None
    assert six is not None
    remembered = SubjectStatus(five.status, five.reason, five.detail)  # as it comes back from the disk
    assert is_transition(None, five)
    assert is_transition(five, six)
    assert not is_transition(five, five)
    assert not is_transition(remembered, six)
    assert not is_transition(SubjectStatus(CheckStatus.OK, detail="3 ms"), SubjectStatus(CheckStatus.OK, detail="4 ms"))
    assert is_transition(SubjectStatus(CheckStatus.FAILING, "timeout"), SubjectStatus(CheckStatus.FAILING, "refused"))


def test_a_circuit_on_trial_is_still_open() -> None:
    states = {
        state: of_circuit(ReportedCircuit(name="roblox", state=state, since=NOON, last_error="503"))
        for state in ("closed", "open", "half_open")
    }
    assert states["closed"] == SubjectStatus(CheckStatus.OK, "closed")
    assert states["open"] == states["half_open"] == SubjectStatus(CheckStatus.DEGRADED, "open", "503")
