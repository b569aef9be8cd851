"""What is not stored yet: the newest of everything, and not more than is of use."""

from probes.relay.changes import Changes
from probes.relay.incidents.incident import Resolution
from probes.relay.incidents.state import EngineState
from probes.relay.notices.state import NoticeState
from probes.relay.outbox.outbox import EntryState
from probes.relay.outbox.road_memory import RoadMemory
from tests.probes.relay.rig import T0, entry_of, incident


def test_the_newer_one_counts_and_what_it_lacks_stays() -> None:
    older = Changes(engine=EngineState(next_number=2), incidents={1: incident(1), 2: incident(2)})
    newer = Changes(notices=NoticeState(next_number=9), incidents={2: incident(2).death(T0)})
    both = older.then(newer)
    assert both == Changes(EngineState(next_number=2), NoticeState(next_number=9), {
        1: incident(1), 2: incident(2).death(T0),
    })  # fmt: skip
    assert not both.empty
    assert older.then(Changes()) == older
    roads = Changes(roads={"ntfy": RoadMemory(newest=1), "email": RoadMemory()})
    assert roads.then(Changes(roads={"ntfy": RoadMemory(newest=2)})).roads == {
        "ntfy": RoadMemory(newest=2), "email": RoadMemory(),
    }  # fmt: skip


def test_the_oldest_of_what_is_over_is_left_out_but_nothing_that_is_open_or_waits() -> None:
    over = {number: incident(number).resolved(T0, Resolution.BACK) for number in range(1, 2100)}
    waiting = entry_of(over[1])
    told = {number: entry_of(one, state=EntryState.SENT) for number, one in over.items()}
    pruned = Changes(incidents={**over, 3: incident(3)}, entries={**told, 1: waiting}).pruned()
    assert list(pruned.incidents) == [3, *range(1100, 2100)]
    assert list(pruned.entries) == [1, *range(1100, 2100)]
    assert pruned.told == len(pruned.entries)
