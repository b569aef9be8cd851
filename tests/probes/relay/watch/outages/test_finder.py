"""Outages from real files of heartbeats: found once, and with who ended in them."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from probes.relay.incidents.incident import IncidentKind
from tests.probes.relay.watch.outages.stack_of_hearts import ALL, StackOfHearts
from tests.probes.stand_ins import new_home


@pytest.fixture
def stack(tmp_path: Path) -> StackOfHearts:
    made = StackOfHearts(new_home(tmp_path / "var"))
    made.start(*ALL)
    made.run(3)
    return made


async def test_the_outage_before_this_run_is_found_until_the_relay_works(stack: StackOfHearts) -> None:
    last = stack.machine.at
    stack.machine.reboot(off_for=60)
    stack.start(*ALL, working=False)
    for _ in range(2):
        found = await stack.outages.since_last_run()
        assert found is not None
        assert (found.kind, found.begin) == (IncidentKind.MACHINE_OFF, datetime.fromtimestamp(last.wall, UTC))
    stack.hearts["relay"].works()
    stack.run(1)
    stack.start("relay", working=False)
    assert await stack.outages.since_last_run() is None


async def test_what_supervisord_was_asked_for_is_none(stack: StackOfHearts) -> None:
    parent = stack.life("relay").parent.partition(":")[0]
    lines = [f"supervisord started with pid {parent}", "received SIGTERM indicating exit request"]
    lines += ["supervisord started with pid 99999"]
    log = "".join(f"2026-01-02 03:04:05,000 INFO {line}\n" for line in lines)
    (stack.home.log / "supervisord.log").write_text(log)
    stack.machine.reboot(off_for=60)
    stack.start(*ALL, working=False)
    assert await stack.outages.since_last_run() is None


async def test_a_standstill_is_found_once_and_before_the_next_heartbeat(stack: StackOfHearts) -> None:
    await stack.outages.look()
    assert stack.outages.take() == []
    stack.machine.turn(45)
    await stack.outages.look()
    (found,) = stack.outages.take()
    assert (found.kind, (found.end - found.begin).total_seconds()) == (IncidentKind.STANDSTILL, 45)
    stack.run(3)
    await stack.outages.look()
    assert stack.outages.take() == []


async def test_a_relay_that_stood_still_alone_finds_nothing(stack: StackOfHearts) -> None:
    stack.run(45, ["bot", "exporter"])
    await stack.outages.look()
    assert stack.outages.take() == []


async def test_it_knows_who_ended_in_it(stack: StackOfHearts) -> None:
    assert not await stack.outages.ended_in_one("bot", os.getpid())
    stack.machine.turn(45)
    assert await stack.outages.ended_in_one("bot", os.getpid())  # asked before anybody has looked
    assert not await stack.outages.ended_in_one("bot", 1)
    assert not await stack.outages.ended_in_one("prometheus", os.getpid())
    stack.run(5)
    assert not await stack.outages.ended_in_one("bot", os.getpid())  # it went on: it died of something else


async def test_a_relay_that_leaves_no_heartbeat_finds_nothing(tmp_path: Path) -> None:
    made = StackOfHearts(new_home(tmp_path / "other"))
    made.start("relay")
    made.hearts["relay"]._life = None
    await made.outages.look()
    assert made.outages.take() == []
    assert await made.outages.since_last_run() is None
