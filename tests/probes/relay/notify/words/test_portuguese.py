"""An alert in Portuguese has nothing of the English one, whatever the incident engine found."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ignis.runtime.resilience.watchdog import Stall
from ignis.runtime.stack.http_shapes import ReportedCircuit
from probes.relay.incidents.engine import decide
from probes.relay.incidents.incident import Cause, Incident, IncidentKind, Resolution
from probes.relay.incidents.observations import (
    EndedProcess,
    EndingKind,
    HungProgram,
    Observation,
    OutgrownProgram,
    ProcessEnding,
    SeenProgram,
    by_status,
)
from probes.relay.incidents.outage import OUTAGES, Outage
from probes.relay.incidents.state import EngineState
from probes.relay.notify.message import MessageStyle, payload, plain
from probes.relay.notify.words import ENGLISH, PORTUGUESE
from probes.relay.notify.words.facts import in_words
from probes.relay.watch.conditions import _why
from probes.restarts.control import ProgramRunState
from tests.probes.relay.notify.words.test_vocabulary import sentences
from tests.probes.relay.rig import telling_of

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("kind", IncidentKind)
def test_an_alert_in_portuguese_has_nothing_of_the_english_one(kind: IncidentKind) -> None:
    style = MessageStyle(PORTUGUESE)
    open_one = Incident(
        1, "process:bot", "bot", kind, NOON, deaths=1, causes=(Cause(NOON, "crashed (exit 1)"),),
        tried=("started again (pid 7)",), last_words="Error", until=NOON,
    )  # fmt: skip
    over = replace(open_one, resolved_at=NOON + timedelta(minutes=1), resolution=Resolution.CLEARED)
    english = {text for _, text in sentences(ENGLISH) if "{" not in text and text != PORTUGUESE.grafana}
    for incident in (open_one, over):
        said = str(payload(telling_of(incident), style)) + str(plain(telling_of(incident), style))
        assert "incidente 1 · process:bot" in said
        assert not [text for text in english if text in said]


def endings() -> list[ProcessEnding]:
    stall = Stall(30, "ignis/bot/replies/reply.py:12 (answer)")
    return [
        by_status(1),
        by_status(70),
        by_status(78),
        by_status(-9),
        ProcessEnding(EndingKind.CRASHED, signal="SIGKILL"),
        ProcessEnding(EndingKind.STALLED, 1, stall=stall),
        ProcessEnding(EndingKind.WITH_SUPERVISOR),
        ProcessEnding(EndingKind.UNKNOWN),
    ]


def observations() -> list[list[Observation]]:
    later = NOON + timedelta(seconds=30)
    seen = SeenProgram("bot", ProgramRunState.RUNNING, 8, NOON, None, ready=False, at=NOON + timedelta(seconds=9))
    held = replace(seen, held_until=later, hold="backoff", crashes=2, at_gate=True)
    fatal = SeenProgram(
        "bot", ProgramRunState.FATAL, None, None, None, ready=False, at=later, description="spawn error"
    )
    ended: list[list[Observation]] = [[EndedProcess("bot", 7, ending, NOON)] for ending in endings()]
    return [
        *ended,
        [HungProgram("bot", 7, 30, NOON), EndedProcess("bot", 7, ProcessEnding(EndingKind.UNKNOWN), NOON), seen],
        [OutgrownProgram("bot", 7, 900, 800, NOON)],
        [EndedProcess("bot", 7, by_status(1), NOON), held],
        [EndedProcess("bot", 7, by_status(1), NOON), replace(held, hold="budget")],
        [EndedProcess("bot", 7, by_status(1), NOON), replace(held, hold="")],
        [fatal],
    ]


@pytest.mark.parametrize("seen", observations())
def test_what_the_engine_says_is_said_in_portuguese(seen: list[Observation]) -> None:
    state = EngineState()
    for one in seen:
        state, _ = decide(state, one)
    (incident,) = state.open.values()
    phrases = [*(one.text for one in incident.causes), *incident.tried]
    assert phrases
    for phrase in phrases:
        assert in_words(phrase, PORTUGUESE.facts) != phrase


@pytest.mark.parametrize(("failures", "error"), [(1, None), (3, None), (1, "503"), (3, "TimeoutError: it failed")])
def test_why_a_circuit_is_open_is_said_in_portuguese(failures: int, error: str | None) -> None:
    phrase = _why(ReportedCircuit(name="roblox", state="open", since=NOON, failures=failures, last_error=error))
    said = in_words(phrase, PORTUGUESE.facts)
    assert "falh" in said
    assert error is None or error in said or "falhou" in said


@pytest.mark.parametrize("kind", OUTAGES)
def test_why_everything_was_down_is_said_in_portuguese(kind: IncidentKind) -> None:
    cause = Outage(kind, NOON, NOON).cause
    assert in_words(cause, PORTUGUESE.facts) != cause


def test_what_others_said_stays_as_it_is() -> None:
    assert in_words("GET /gateway: 503 (pid 7)", PORTUGUESE.facts) == "GET /gateway: 503 (pid 7)"
    assert in_words("started again (pid 7)", PORTUGUESE.facts) == "iniciado de novo (pid 7)"
