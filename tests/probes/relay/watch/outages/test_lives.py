"""What the heartbeats of a stack say about its programs."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.probes.relay.watch.outages.stack_of_hearts import ALL, StackOfHearts
from tests.probes.stand_ins import new_home


@pytest.fixture
def stack(tmp_path: Path) -> StackOfHearts:
    made = StackOfHearts(new_home(tmp_path / "var"))
    made.start(*ALL)
    made.run(3)
    return made


def test_a_first_relay_has_no_predecessor_and_the_next_one_has(stack: StackOfHearts) -> None:
    assert not stack.lives.ran_before()
    stack.machine.turn(60)
    stack.start("relay")
    assert stack.lives.ran_before()


def test_every_program_with_a_heartbeat_is_known(stack: StackOfHearts) -> None:
    assert sorted(stack.lives.all()) == sorted(ALL)
    assert stack.lives.of("sandbox") == ()


def test_a_process_was_last_alive_at_its_last_heartbeat(stack: StackOfHearts) -> None:
    pid, last = stack.life("bot").pid, stack.machine.at.wall
    stack.run(5, ["exporter", "relay"])
    assert stack.lives.last_alive("bot", pid) == datetime.fromtimestamp(last, UTC)
    assert stack.lives.last_alive("bot", pid + 1) is None
