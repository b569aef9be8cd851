"""The recorder between a real file and stand-ins for what it looks at, on a clock that the test turns."""

import json
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from prometheus_client import CollectorRegistry

from ignis.runtime.base.home import Home
from ignis.runtime.stack import endpoints
from probes.database import StoreError
from probes.exporter.history.metrics import HistoryMetrics
from probes.exporter.history.recorder import Recorder
from probes.exporter.history.window import Window
from probes.exporter.status.holds import Holds
from probes.exporter.status.program_metrics import ProgramsUp
from probes.exporter.status.stack_snapshot import StackObserver
from probes.outcome import CheckReason, CheckResult, CheckStatus
from probes.relay.incidents.incident import Incident, IncidentKind, Resolution
from probes.relay.server import as_json
from probes.restarts import memory
from probes.restarts.control import ProgramRunState
from probes.restarts.policy import RestartPolicy, StartHistory, StartPlan, StartReason
from tests.probes.exporter.history.rig import ArchiveRig, archive
from tests.probes.relay.rig import incident
from tests.probes.stand_ins import FakeBot, FakeControl, fake_bot, new_home, program

CLOSED = {"name": "roblox", "state": "closed", "since": "2026-01-01T00:00:00Z"}
OPEN = CLOSED | {"state": "open", "last_error": "503"}


def state(*circuits: dict[str, str]) -> tuple[int, object]:
    return 200, {"gateway": {"status": "ready"}, "circuits": circuits}


@dataclass
class Post:
    """A recorder at its post."""

    home: Home
    rig: ArchiveRig
    recorder: Recorder
    control: FakeControl
    bot: FakeBot
    relay: FakeBot
    registry: CollectorRegistry
    written: list[str] = field(default_factory=list[str])

    async def looks(self, times: int = 1, *, every: float = 5) -> None:
        for _ in range(times):
            self.rig.clock.go_on(every)
            await self.recorder.look()

    async def told(self, subject: str | None = None) -> Any:
        wanted = None if subject is None else frozenset({subject})
        answer = json.loads(await self.rig.archive.answer(Window.DAY, self.recorder.subjects(), wanted))
        return answer if subject is None else answer["subjects"].get(subject)

    async def transitions(self, subject: str) -> list[tuple[str, str, str]]:
        """Oldest first."""
        found = [one for one in (await self.told())["transitions"] if one["subject"] == subject]
        return [(one["status"], one["reason"], one["detail"]) for one in reversed(found)]


@asynccontextmanager
async def post(folder: Path) -> AsyncGenerator[Post]:
    home, registry, control = new_home(folder / "var"), CollectorRegistry(), FakeControl(())
    async with (
        archive(home.history_db) as rig,
        fake_bot() as bot,
        fake_bot() as relay,
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as http,
    ):
        endpoints.publish(home, "bot", bot.url, pid=5)
        endpoints.publish(home, "relay", relay.url, pid=6)
        bot.answers["/state"], relay.answers["/incidents"] = state(CLOSED), (200, {"open": [], "recent": []})
        observer = StackObserver(
            home, control, Holds(home.restarts, RestartPolicy()), http, clock=rig.clock, timeout_s=2
        )
        registry.register(ProgramsUp(observer))
        recorder = Recorder(
            rig.archive, observer, ["bot_liveness", "database"], clock=rig.clock,
            metrics=HistoryMetrics(registry, rig.archive), log=rig.archive._log, write_every=30,
        )  # fmt: skip
        await recorder.begin()
        yield Post(home, rig, recorder, control, bot, relay, registry)


async def test_a_check_counts_from_its_first_result_and_the_whole_with_it(tmp_path: Path) -> None:
    async with post(tmp_path) as at:
        await at.looks()
        assert (await at.told("ignis"))["uptime"] is None
        at.recorder.on_result("bot_liveness", CheckResult(CheckStatus.OK, latency_s=0.25))
        at.recorder.on_result("database", CheckResult(CheckStatus.FAILING, CheckReason.LOCKED, "someone writes"))
        await at.looks(4)
        at.recorder.on_result("database", CheckResult(CheckStatus.OK))
        await at.looks(12)
        assert (await at.told("check:database"))["seconds"] == {"ok": 60, "degraded": 0, "failing": 20}
        assert (await at.told("check:bot_liveness"))["latency_avg_s"][-1] == 0.25
        whole = await at.told("ignis")
        assert (whole["seconds"]["failing"], whole["uptime"], whole["status"][-1]) == (20, 0.75, "failing")
        assert await at.transitions("ignis") == [
            ("ok", "none", ""),
            ("failing", "database", "someone writes"),
            ("ok", "none", ""),
        ]


async def test_a_restart_between_two_looks_is_a_transition_although_nobody_saw_it_down(tmp_path: Path) -> None:
    async with post(tmp_path) as at:
        for pid in (5, 5, 6):
            at.control.known = (program("bot", pid=pid), program("sandbox", ProgramRunState.STOPPED))
            await at.looks()
        assert await at.transitions("program:bot") == [("ok", "running", "pid 5"), ("ok", "running", "pid 6")]
        assert (await at.told("program:bot"))["seconds"]["ok"] == 10
        assert await at.told("program:sandbox") is None
        assert at.registry.get_sample_value("ignis_program_up", {"program": "bot"}) == 1
        assert at.registry.get_sample_value("ignis_program_up", {"program": "sandbox"}) is None
        at.control.known = (program("bot", ProgramRunState.EXITED, since=at.rig.clock.now()),)
        await at.looks(2)
        assert (await at.told("program:bot"))["seconds"] == {"ok": 15, "degraded": 0, "failing": 5}
        assert at.registry.get_sample_value("ignis_program_up", {"program": "bot"}) == 0


async def test_a_program_that_waits_at_the_gate_does_not_run(tmp_path: Path) -> None:
    async with post(tmp_path) as at:
        at.control.known = (program("bot", pid=5),)
        now = memory.now()
        history = StartHistory(now, streak=3, tokens=0, tokens_at=now)
        memory.save(
            at.home.restart_memory("bot"),
            history,
            boot=memory.boot_id(),
            hold=StartPlan(now + 99, StartReason.BUDGET, history),
        )
        await at.looks(2)
        assert (await at.told("program:bot"))["seconds"]["failing"] == 5
        ((status, reason, detail),) = await at.transitions("program:bot")
        assert (status, reason) == ("failing", "held")
        assert detail.startswith("budget, until ")


async def test_what_nobody_can_tell_is_not_observed_and_no_transition(tmp_path: Path) -> None:
    async with post(tmp_path) as at:
        at.control.known = (program("bot", pid=5),)
        await at.looks(3)
        at.control.known, at.bot.answers["/state"] = None, (503, "starting")
        await at.looks(2)
        assert not [name for name in at.recorder.subjects() if name.startswith(("program", "circuit"))]
        at.control.known, at.bot.answers["/state"] = (program("bot", pid=5),), state(OPEN)
        await at.looks(3)
        assert (await at.told("program:bot"))["seconds"]["ok"] == 15 + 10
        assert (await at.told("circuit:roblox"))["seconds"] == {"ok": 15, "degraded": 10, "failing": 0}
        assert await at.transitions("program:bot") == [("ok", "running", "pid 5")]
        assert await at.transitions("circuit:roblox") == [("ok", "closed", ""), ("degraded", "open", "503")]


async def test_while_the_exporter_was_stopped_nothing_is_taken_for_well(tmp_path: Path) -> None:
    async with post(tmp_path) as at:
        at.control.known = (program("bot", pid=5),)
        await at.looks(3)
        await at.looks(every=3600)
        await at.looks(3)
        assert (await at.told("program:bot"))["seconds"] == {"ok": 25, "degraded": 0, "failing": 0}


async def test_a_new_run_repeats_no_transition_and_no_incident(tmp_path: Path) -> None:
    for run in range(2):
        async with post(tmp_path) as at:
            at.control.known = (program("bot", pid=5),)
            body = as_json(incident(1), None)
            at.relay.answers["/incidents"] = 200, {"open": [body], "recent": [body]}
            at.recorder.on_result("database", CheckResult(CheckStatus.OK))
            await at.looks()
            pending = at.rig.archive.pending
            assert (len(pending.transitions), len(pending.incidents)) == ((3, 1) if run == 0 else (0, 0))
            await at.rig.archive.write()
            assert len(await at.transitions("program:bot")) == 1


def outage(opened: datetime, resolved: datetime | None) -> dict[str, Any]:
    one = Incident(7, "host:everything", "everything", IncidentKind.OUTAGE, opened)
    return as_json(one.resolved(resolved, Resolution.CLEARED) if resolved else one, "sent")


async def test_an_outage_of_everything_counts_as_failing_once(tmp_path: Path) -> None:
    for run in range(2):
        async with post(tmp_path) as at:
            began = at.rig.clock.wall + timedelta(seconds=20)
            at.recorder.on_result("bot_liveness", CheckResult(CheckStatus.OK))
            at.recorder.on_result("database", CheckResult(CheckStatus.OK))
            if run == 0:
                await at.looks(4)
                await at.rig.archive.write()
                continue
            at.rig.clock.go_on(67)
            body = outage(began, None)
            at.relay.answers["/incidents"] = 200, {"open": [body], "recent": [body]}
            await at.looks(2)
            over = outage(began, began + timedelta(seconds=47))
            at.relay.answers["/incidents"] = 200, {"open": [], "recent": [over]}
            await at.looks(6)
            whole = await at.told("ignis")
            assert whole["seconds"]["failing"] == 47
            assert whole["seconds"]["ok"] == 20 + 40 - 5


async def test_incidents_are_copied_until_their_end(tmp_path: Path) -> None:
    async with post(tmp_path) as at:
        body = as_json(incident(1), None)
        at.relay.answers["/incidents"] = 200, {"open": [body], "recent": [body]}
        at.rig.clock.wall = datetime.fromisoformat(body["opened_at"])
        await at.looks()
        await at.rig.archive.write()
        over = as_json(incident(1).resolved(at.rig.clock.now(), Resolution.BACK), "sent")
        at.relay.answers["/incidents"] = 200, {"open": [], "recent": [over]}
        await at.looks(3)
        assert at.relay.asked == 2 * ["/incidents"], "it is asked more rarely than the others"
        ((number, resolved_at),) = [(one["number"], one["resolved_at"]) for one in (await at.told())["incidents"]]
        assert (number, resolved_at) == (1, over["resolved_at"])
        at.relay.answers["/incidents"] = 200, {"open": "garbage", "recent": []}
        await at.looks(3)
        assert len((await at.told())["incidents"]) == 1


async def test_a_file_that_cannot_be_written_is_said_once_counted_and_written_later(tmp_path: Path) -> None:
    async with post(tmp_path) as at:
        at.control.known = (program("bot", pid=5),)
        with closing(sqlite3.connect(at.home.history_db)) as other:
            other.execute("BEGIN IMMEDIATE")
            for _ in range(3):
                await at.looks()
                await at.recorder._write()
            other.rollback()
        assert at.registry.get_sample_value("ignis_history_write_failures_total") == 3
        await at.recorder._write()
        first, *rest = at.rig.lines()
        assert first.startswith("the history cannot be written: ")
        assert "database is locked; kept in memory meanwhile, and tried again" in first
        assert rest == ["the history is written again"]
        assert not at.rig.archive.pending
        assert (await at.told("program:bot"))["seconds"]["ok"] == 10
        size = at.registry.get_sample_value("ignis_history_bytes")
        assert size is not None
        assert size >= at.home.history_db.stat().st_size


async def test_a_disk_that_lets_nothing_be_opened_stops_nobody(tmp_path: Path) -> None:
    async with post(tmp_path) as at:
        at.home.history_db.unlink()
        at.home.history_db.mkdir()
        at.control.known = (program("bot", pid=5),)
        await at.looks(2)
        await at.recorder._write()
        assert at.registry.get_sample_value("ignis_history_write_failures_total") == 1
        with pytest.raises(StoreError):
            await at.told()
        at.home.history_db.rmdir()
        await at.recorder._write()
        assert (await at.told("program:bot"))["seconds"]["ok"] == 5
