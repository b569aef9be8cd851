"""Supervisor's events become incidents, and ask for a look at everything."""

import asyncio
from pathlib import Path

from probes.relay.watch.supervisor.event_intake import EventIntake
from probes.relay.watch.supervisor.events import header
from tests.probes.relay.rig import RelayBench, relay_bench
from tests.support.waiting import eventually


def intake_of(bench: RelayBench) -> EventIntake:
    return EventIntake(
        bench.manager, bench.evidence, bench.look_now, clock=bench.clock, metrics=bench.metrics, log=bench.log
    )


def event(intake: EventIntake, serial: int, name: str, payload: str) -> None:
    head = header(f"poolserial:{serial} eventname:PROCESS_STATE_{name} len:{len(payload)}\n".encode())
    intake.receive(head, payload)


async def test_events_become_incidents_and_gaps_are_counted(tmp_path: Path) -> None:
    async with relay_bench(tmp_path) as bench:
        bench.supervisor_logs("spawned: 'bot' with pid 10", "exited: bot (exit status 3; not expected)")
        intake = intake_of(bench)
        running = asyncio.create_task(intake.run())
        try:
            event(intake, 1, "EXITED", "processname:bot groupname:bot from_state:RUNNING expected:0 pid:10")
            event(intake, 1, "EXITED", "processname:bot groupname:bot from_state:RUNNING expected:0 pid:10")
            event(intake, 4, "STOPPING", "processname:exporter groupname:exporter from_state:RUNNING pid:12")
            event(intake, 5, "EXITED", "processname:exporter groupname:exporter from_state:RUNNING expected:1 pid:13")
            event(intake, 6, "EXITED", "processname:sandbox groupname:sandbox from_state:RUNNING expected:0 pid:14")
            event(intake, 7, "RUNNING", "processname:bot groupname:bot from_state:STARTING pid:15")
            await eventually(lambda: len(bench.incidents()) == 2, "both crashes")
        finally:
            running.cancel()
        assert [one.causes[0].text for one in reversed(bench.incidents())] == [
            "crashed (exit 3) (pid 10)",
            "died, exit status unknown (pid 14)",
        ]
        assert bench.sample("ignis_supervisor_events_lost_total") == 2


async def test_a_gap_asks_for_a_look_at_once_and_an_event_after_it_was_handled(tmp_path: Path) -> None:
    async with relay_bench(tmp_path) as bench:
        intake = intake_of(bench)
        event(intake, 1, "RUNNING", "processname:bot groupname:bot from_state:STARTING pid:10")
        assert not bench.look_now.is_set()
        event(intake, 3, "RUNNING", "processname:bot groupname:bot from_state:STARTING pid:10")
        assert bench.look_now.is_set()
        bench.look_now.clear()
        running = asyncio.create_task(intake.run())
        await asyncio.wait_for(bench.look_now.wait(), 20)
        running.cancel()
        assert bench.incidents() == []
