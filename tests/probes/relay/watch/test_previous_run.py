"""How the relay's previous run ended, from a real database and supervisord's log."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ignis.runtime.base.heartbeat import Heartbeat
from ignis.runtime.base.home import Home
from ignis.runtime.base.machine import Instant
from ignis.runtime.telemetry.redact import Redactor
from probes.database import open_database
from probes.relay.incidents.incident import IncidentKind
from probes.relay.incidents.observations import Condition, EndedProcess, EndingKind, ProcessEnding, SeenProgram
from probes.relay.incidents.state import EngineState
from probes.relay.incidents.tracking import PastProcess, TrackedProgram
from probes.relay.store import SCHEMA, RelayStore
from probes.relay.watch.evidence import Evidence
from probes.relay.watch.outages.finder import Outages
from probes.relay.watch.outages.lives import Lives
from probes.relay.watch.previous_run import PreviousRun, begin_run
from tests.probes.relay.rig import T0, TurnedClock
from tests.probes.stand_ins import new_home
from tests.support.fakes.fake_machine import FakeMachine

STATE = EngineState({"bot": TrackedProgram(pid=5, past=(PastProcess(4, T0),))})


class Runs:
    """Begins one run of the relay after another over the same files. The pid of each is this process's."""

    def __init__(self, home: Home, store: RelayStore) -> None:
        self.home, self.store, self.clock = home, store, TurnedClock()
        self.machine = FakeMachine()
        self.renew()

    def renew(self) -> None:
        """A relay of its own for the next run."""
        self.heartbeat = Heartbeat(self.home.heartbeat("relay"), self.machine)
        lives = Lives(self.home, self.heartbeat, self.machine)
        self.outages = Outages(self.home, lives, self.heartbeat)
        self.evidence = Evidence(self.home, Redactor(), lives, self.outages)

    async def begin(self, supervisor: str) -> PreviousRun:
        self.clock.turn(60)
        return await begin_run(self.store, self.evidence, self.outages, supervisor, self.clock)

    def supervisord_logs(self, *lines: str) -> None:
        log = "".join(f"2026-01-02 03:04:05,000 {line}\n" for line in lines)
        (self.home.log / "supervisord.log").write_text(log)


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Runs]:
    home = new_home(tmp_path / "var")
    database, _ = open_database(home.relay_db, 1, SCHEMA)
    yield Runs(home, RelayStore(database))
    database.close()


async def test_at_the_first_start_only_the_relay_itself_is_news(runs: Runs) -> None:
    previous = await runs.begin("9:100")
    assert (previous.run, previous.same_supervisor) == (None, False)
    assert previous.unexplained == ProcessEnding(EndingKind.REQUESTED)
    (ourselves,) = await previous.observations(runs.evidence, runs.clock)
    assert isinstance(ourselves, SeenProgram)
    assert (ourselves.program, ourselves.pid, ourselves.ready) == ("relay", os.getpid(), True)
    assert previous.processes(STATE) == {}


async def test_a_clean_stop_excuses_the_relay_and_all_that_went_with_it(runs: Runs) -> None:
    await runs.begin("9:100")
    runs.store.end_run(runs.clock.now())
    previous = await runs.begin("9:100")
    assert previous.unexplained == ProcessEnding(EndingKind.REQUESTED)
    (ended, _) = await previous.observations(runs.evidence, runs.clock)
    assert isinstance(ended, EndedProcess)
    assert ended.ending == ProcessEnding(EndingKind.REQUESTED)


async def test_a_killed_relay_is_reported_at_its_last_sign_of_life(runs: Runs) -> None:
    await runs.begin("9:100")
    runs.clock.turn(10)
    runs.store.heartbeat(alive_at := runs.clock.now())
    previous = await runs.begin("9:100")
    assert previous.same_supervisor
    assert previous.unexplained is None
    (ended, _) = await previous.observations(runs.evidence, runs.clock)
    assert isinstance(ended, EndedProcess)
    assert (ended.ending, ended.at) == (ProcessEnding(EndingKind.UNKNOWN), alive_at)
    runs.supervisord_logs(
        f"INFO spawned: 'relay' with pid {os.getpid()}", "WARN exited: relay (terminated by SIGKILL; not expected)"
    )
    (ended, _) = await previous.observations(runs.evidence, runs.clock)
    assert isinstance(ended, EndedProcess)
    assert ended.ending == ProcessEnding(EndingKind.CRASHED, signal="SIGKILL")


async def test_under_the_same_supervisor_the_pids_of_before_still_count(runs: Runs) -> None:
    await runs.begin("9:100")
    previous = await runs.begin("9:100")
    assert previous.state(STATE) == STATE
    assert previous.processes(STATE) == {"bot": 5, "relay": os.getpid()}


async def test_a_new_supervisor_forgets_the_pids_of_the_dead(runs: Runs) -> None:
    await runs.begin("9:100")
    previous = await runs.begin("20:300")
    assert previous.state(STATE).programs == {"bot": TrackedProgram(pid=5)}
    assert previous.processes(STATE) == {}
    assert previous.unexplained is None  # its log does not say how the older one ended


async def test_what_died_with_supervisord_is_said_to_have_died_with_it(runs: Runs) -> None:
    await runs.begin("9:100")
    runs.supervisord_logs("INFO supervisord started with pid 9", "INFO supervisord started with pid 20")
    previous = await runs.begin("20:300")
    assert previous.unexplained == ProcessEnding(EndingKind.WITH_SUPERVISOR)
    (ended, _) = await previous.observations(runs.evidence, runs.clock)
    assert isinstance(ended, EndedProcess)
    assert ended.ending == ProcessEnding(EndingKind.WITH_SUPERVISOR)


def beats(runs: Runs, *, working: bool) -> None:
    """A life of the relay and of the bot, one heartbeat long."""
    for heart in (runs.heartbeat, Heartbeat(runs.home.heartbeat("bot"), runs.machine)):
        heart.begin()
        if working:
            heart.works()


async def test_a_killed_relay_is_dated_by_its_last_heartbeat(runs: Runs) -> None:
    runs.machine.at = Instant(runs.clock.now().timestamp(), 1000.0, 1000.0)
    await runs.begin("9:100")
    runs.heartbeat.begin()
    runs.heartbeat.works()
    runs.machine.turn(7)
    runs.heartbeat.beat()
    runs.store.heartbeat(T0)  # what relay.db knows is older
    runs.machine.turn(113)
    runs.renew()
    runs.heartbeat.begin()  # under the same pid, as in a container
    previous = await runs.begin("9:100")
    (ended, _) = await previous.observations(runs.evidence, runs.clock)
    assert isinstance(ended, EndedProcess)
    assert ended.at == T0 + timedelta(seconds=7)


async def test_an_outage_of_everything_comes_first_and_the_relay_belongs_to_it(runs: Runs) -> None:
    runs.machine.at = Instant(runs.clock.now().timestamp(), 1000.0, 1000.0)
    await runs.begin("9:100:first boot")
    beats(runs, working=True)
    last = runs.machine.at.wall
    runs.machine.reboot(off_for=110)
    runs.renew()
    beats(runs, working=False)
    previous = await runs.begin("9:100:second boot")
    assert previous.unexplained == ProcessEnding(EndingKind.IN_OUTAGE)
    runs.clock.turn(60)
    (everything, ended, ourselves) = await previous.observations(runs.evidence, runs.clock)
    assert isinstance(everything, Condition)
    assert (everything.subject, everything.kind) == ("host:everything", IncidentKind.MACHINE_OFF)
    assert everything.since == datetime.fromtimestamp(last, UTC)
    assert isinstance(ended, EndedProcess)
    assert ended.ending == ProcessEnding(EndingKind.IN_OUTAGE)
    assert isinstance(ourselves, SeenProgram)
