"""What a run of the relay begins with, whatever became of relay.db."""

from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from probes.relay.incidents.state import EngineState
from probes.relay.metrics import RelayMetrics
from probes.relay.outbox.limits import Route, SendLimits, StoredLimits
from probes.relay.outbox.outbox import EntryState
from probes.relay.outbox.road_memory import RoadMemory
from probes.relay.relay_database import Source
from probes.relay.storage import beginning, everything, open_storage
from probes.relay.store import Stored
from tests.probes.relay.rig import T0, TurnedClock, entry_of, incident, readable_log

STORED = Stored(
    EngineState(next_number=5),
    entries=(entry_of(incident(4), state=EntryState.IN_FLIGHT),),
    incidents={4: incident(4)},
    limits=StoredLimits((T0,)),
    roads={"ntfy": RoadMemory(newest=4)},
)


def test_what_was_stored_goes_on() -> None:
    begin = beginning(STORED, Source.OWN, TurnedClock())
    assert (begin.stored, begin.limits) == (STORED, SendLimits((0.0,)))
    assert begin.outbox.entries[4].state is EntryState.PENDING
    all_of_it = everything(begin, TurnedClock())
    assert (all_of_it.engine, all_of_it.incidents, all_of_it.limits, all_of_it.roads) == (
        STORED.engine,
        STORED.incidents,
        STORED.limits,
        STORED.roads,
    )


def test_a_first_start_may_send_at_once_and_a_lost_store_may_not() -> None:
    clock = TurnedClock()
    first = beginning(Stored(limits=StoredLimits()), Source.OWN, clock)
    assert first.limits.free_at(Route.POST) <= 0
    for source in (Source.NEW, Source.NOTHING):
        assert beginning(Stored(limits=StoredLimits()), source, clock).limits.free_at(Route.POST) == 2.0
    assert beginning(replace(STORED, limits=None), Source.OWN, clock).limits.free_at(Route.POST) == 2.0


@pytest.mark.parametrize("ran_before", [False, True])
async def test_numbers_of_a_lost_relay_db_are_not_given_again(tmp_path: Path, *, ran_before: bool) -> None:
    file, (log, logged) = tmp_path / "relay.db", readable_log()
    metrics = RelayMetrics(CollectorRegistry())
    async with open_storage(file, clock=TurnedClock(), metrics=metrics, log=log, spare_root=tmp_path) as storage:
        number = (await storage.begin(ran_before=ran_before)).stored.engine.next_number
        await storage.kept.finish(10)
    assert (number > 1, [line["event"] for line in logged]) == (
        (True, ["relay.db was lost; the history of incidents starts again"]) if ran_before else (False, [])
    )
    async with open_storage(file, clock=TurnedClock(), metrics=metrics, log=log, spare_root=tmp_path) as storage:
        assert (await storage.begin(ran_before=True)).stored.engine.next_number == number  # stored, and no more lost


@pytest.mark.parametrize("source", [Source.NOTHING, Source.NEW])
def test_no_number_of_an_unreadable_store_is_given_again(source: Source) -> None:
    begin = beginning(Stored(), source, TurnedClock())
    assert begin.stored.engine.next_number == begin.stored.notices.next_number == int(T0.timestamp()) // 60


async def test_an_unusable_relay_db_ends_nothing_and_is_said(tmp_path: Path) -> None:
    (tmp_path / "relay.db").mkdir()
    registry, (log, logged) = CollectorRegistry(), readable_log()
    async with open_storage(
        tmp_path / "relay.db", clock=TurnedClock(), metrics=RelayMetrics(registry), log=log, spare_root=tmp_path
    ) as storage:
        await storage.begin()
        assert not storage.kept.usable
    (line,) = logged
    assert line["event"].endswith("nothing of before is known, alerts are sent from memory")
