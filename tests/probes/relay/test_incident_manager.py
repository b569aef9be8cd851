"""Observations become stored decisions, on a real database; what cannot be stored now is stored later."""

import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry

from probes.database import open_database
from probes.relay.incident_manager import IncidentManager
from probes.relay.incidents.incident import Acknowledgement
from probes.relay.incidents.observations import EndedProcess, EndingKind, ProcessEnding, SeenProgram
from probes.relay.metrics import RelayMetrics
from probes.relay.notices.actions import Acknowledge
from probes.relay.store import SCHEMA, RelayStore
from probes.restarts.control import ProgramRunState
from tests.probes.relay.rig import T0, TurnedClock, Wakes, readable_log

DIED = EndedProcess("bot", 1, ProcessEnding(EndingKind.CRASHED, 1), T0)
BACK = SeenProgram("bot", ProgramRunState.RUNNING, 2, T0, None, ready=True, at=T0 + timedelta(seconds=9))


@dataclass
class Bench:
    manager: IncidentManager
    store: RelayStore
    notifier: Wakes
    registry: CollectorRegistry
    logged: list[dict[str, Any]]

    def decisions(self, action: str, reason: str) -> float | None:
        return self.registry.get_sample_value("ignis_incident_decisions_total", {"action": action, "reason": reason})


@contextmanager
def bench(folder: Path) -> Generator[Bench]:
    database, _ = open_database(folder / "relay.db", 0.05, SCHEMA)
    store, registry, notifier, (log, logged) = RelayStore(database), CollectorRegistry(), Wakes(), readable_log()
    manager = IncidentManager(
        store,
        store.load(),
        store.load_notices(),
        notifier,
        clock=TurnedClock(),
        metrics=RelayMetrics(registry),
        log=log,
    )
    yield Bench(manager, store, notifier, registry, logged)
    database.close()


async def test_a_decision_is_stored_logged_counted_and_passed_on(tmp_path: Path) -> None:
    with bench(tmp_path) as made:
        await made.manager.handle([DIED])
        ((stored, state),) = made.store.recent(9)
        assert (stored.subject, state, made.notifier.count) == ("process:bot", "pending", 1)
        assert made.store.load() == made.manager.state
        assert made.decisions("open", "died") == 1
        assert made.registry.get_sample_value("ignis_incidents_open") == 1
        assert made.registry.get_sample_value("ignis_program_deaths_total", {"program": "bot"}) == 1
        (line,) = made.logged
        assert (line["event"], line["cause"]) == ("incident open", "crashed (exit 1) (pid 1)")


async def test_observations_of_one_batch_are_decided_in_order_and_stored_once(tmp_path: Path) -> None:
    with bench(tmp_path) as made:
        await made.manager.handle([DIED, BACK])
        ((stored, _),) = made.store.recent(9)
        assert not stored.open
        assert [entry["event"] for entry in made.logged] == ["incident open", "incident resolve"]
        assert made.notifier.count == 1


async def test_what_changes_no_incident_wakes_no_one(tmp_path: Path) -> None:
    with bench(tmp_path) as made:
        await made.manager.handle([EndedProcess("bot", 1, ProcessEnding(EndingKind.REQUESTED), T0)])
        assert (made.notifier.count, made.store.recent(9)) == (0, [])
        assert made.decisions("suppress", "requested_stop") == 1
        assert made.store.load() == made.manager.state  # the end is remembered nevertheless


async def test_a_locked_database_loses_no_decision_and_is_logged_once(tmp_path: Path) -> None:
    with bench(tmp_path) as made:
        with closing(sqlite3.connect(tmp_path / "relay.db")) as other:
            other.execute("BEGIN IMMEDIATE")
            await made.manager.handle([DIED])
            await made.manager.handle([])
            assert len(made.manager.state.open) == 1
            assert made.notifier.count == 0
        assert [entry["event"] for entry in made.logged if "cannot be stored" in entry["event"]] == [
            f"incidents cannot be stored: {tmp_path / 'relay.db'}: database is locked"
        ]
        await made.manager.handle([])
        ((stored, _),) = made.store.recent(9)
        assert (stored.number, made.notifier.count) == (1, 1)


async def test_the_next_run_continues_where_this_one_ended(tmp_path: Path) -> None:
    with bench(tmp_path) as made:
        await made.manager.handle([DIED])
    with bench(tmp_path) as made:
        await made.manager.handle([BACK])
        ((stored, _),) = made.store.recent(9)
        assert (stored.number, stored.open) == (1, False)


async def test_an_incident_goes_on_in_its_message_after_a_restart(tmp_path: Path) -> None:
    with bench(tmp_path) as made:
        await made.manager.handle([DIED])
        message = made.store.due(T0)
        assert message is not None
        made.store.mark_sent(message, "9000")
        notices = made.manager.notices
    with bench(tmp_path) as made:
        assert made.manager.notices == notices
        await made.manager.handle([BACK])
        edit = made.store.due(T0)
        assert edit is not None
        assert (edit.message_id, edit.telling.notice.final) == ("9000", True)
        assert made.manager.notices.notices == {}


async def test_an_action_of_an_operator_is_taken_and_its_messages_are_returned(tmp_path: Path) -> None:
    with bench(tmp_path) as made:
        await made.manager.handle([DIED])
        (told,) = await made.manager.act(Acknowledge(1, "Ana", T0))
        assert made.store.load_notices() == made.manager.notices
        assert told.notice.number == 1
        assert told.incidents[0].acknowledged == Acknowledgement("Ana", T0)
        assert made.store.recent(1)[0][0].acknowledged == Acknowledgement("Ana", T0)
