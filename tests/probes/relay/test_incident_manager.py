"""Observations become decisions, which are kept, logged, counted and told."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from prometheus_client import CollectorRegistry

from probes.relay.changes import Changes
from probes.relay.incident_manager import RECENT, IncidentManager
from probes.relay.incidents.incident import Acknowledgement, IncidentKind
from probes.relay.incidents.observations import Condition, EndedProcess, EndingKind, ProcessEnding, SeenProgram
from probes.relay.metrics import RelayMetrics
from probes.relay.notices.actions import Acknowledge
from probes.relay.store import Stored
from probes.restarts.control import ProgramRunState
from tests.probes.relay.rig import T0, Told, TurnedClock, readable_log

DIED = EndedProcess("bot", 1, ProcessEnding(EndingKind.CRASHED, 1), T0)
BACK = SeenProgram("bot", ProgramRunState.RUNNING, 2, T0, None, ready=True, at=T0 + timedelta(seconds=9))


@dataclass
class Kept:
    """A keeper of changes that forgets nothing."""

    all: Changes = field(default_factory=Changes)

    def put(self, changes: Changes) -> None:
        self.all = self.all.then(changes)


@dataclass
class Bench:
    manager: IncidentManager
    kept: Kept
    told: Told
    registry: CollectorRegistry
    logged: list[dict[str, Any]]

    def decisions(self, action: str, reason: str) -> float | None:
        return self.registry.get_sample_value("ignis_incident_decisions_total", {"action": action, "reason": reason})


def bench(stored: Stored | None = None) -> Bench:
    kept, told, registry, (log, logged) = Kept(), Told(), CollectorRegistry(), readable_log()
    manager = IncidentManager(
        kept, stored or Stored(), told, clock=TurnedClock(), metrics=RelayMetrics(registry), log=log
    )
    return Bench(manager, kept, told, registry, logged)


async def test_a_decision_is_kept_logged_counted_and_passed_on() -> None:
    made = bench()
    await made.manager.handle([DIED])
    assert (made.kept.all.engine, made.kept.all.notices) == (made.manager.state, made.manager.notices)
    (incident,) = made.kept.all.incidents.values()
    assert (incident.subject, made.manager.recent) == ("process:bot", {1: incident})
    (entry,) = made.told.outbox.entries.values()
    assert (entry.telling.incidents, made.told.times) == ((incident,), 1)
    assert made.decisions("open", "died") == 1
    assert made.registry.get_sample_value("ignis_incidents_open") == 1
    assert made.registry.get_sample_value("ignis_program_deaths_total", {"program": "bot"}) == 1
    (line,) = made.logged
    assert (line["event"], line["cause"]) == ("incident open", "crashed (exit 1) (pid 1)")


async def test_observations_of_one_batch_are_decided_in_order_and_told_once() -> None:
    made = bench()
    await made.manager.handle([DIED, BACK])
    (incident,) = made.kept.all.incidents.values()
    assert not incident.open
    assert [entry["event"] for entry in made.logged] == ["incident open", "incident resolve"]
    assert made.told.times == 1
    (entry,) = made.told.outbox.entries.values()
    assert entry.telling.incidents == (incident,)


async def test_what_changes_no_incident_tells_no_one() -> None:
    made = bench()
    await made.manager.handle([EndedProcess("bot", 1, ProcessEnding(EndingKind.REQUESTED), T0)])
    assert (made.told.times, made.kept.all.incidents) == (0, {})
    assert made.decisions("suppress", "requested_stop") == 1
    assert made.kept.all.engine == made.manager.state  # the end is remembered nevertheless


async def test_the_next_run_continues_where_this_one_ended_and_in_its_message() -> None:
    made = bench()
    await made.manager.handle([DIED])
    before = made.kept.all
    assert before.engine is not None
    assert before.notices is not None
    made = bench(Stored(before.engine, before.notices, (), before.incidents))
    await made.manager.handle([BACK])
    (incident,) = made.kept.all.incidents.values()
    assert (incident.number, incident.open, made.manager.recent) == (1, False, {1: incident})
    (entry,) = made.told.outbox.entries.values()
    assert (entry.number, entry.final) == (1, True)


async def test_only_the_latest_of_what_is_over_is_remembered() -> None:
    made = bench()
    for number in range(RECENT + 5):
        red = Condition(IncidentKind.CHECK, f"check {number}", wrong=True, since=T0, at=T0, text="red")
        await made.manager.handle([red, replace(red, wrong=False)])
    assert list(made.manager.recent) == list(range(6, RECENT + 6))


async def test_an_action_of_an_operator_is_taken_and_its_messages_are_returned() -> None:
    made = bench()
    await made.manager.handle([DIED])
    (told,) = await made.manager.act(Acknowledge(1, "Ana", T0))
    assert made.kept.all.notices == made.manager.notices
    assert told.notice.number == 1
    assert told.incidents[0].acknowledged == Acknowledgement("Ana", T0)
    assert made.kept.all.incidents[1].acknowledged == Acknowledgement("Ana", T0)
