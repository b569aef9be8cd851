"""What the heartbeats of a simulated stack say, whoever died, and whatever the machine and its calendar did."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from itertools import count

import pytest
from hypothesis import given, strategies as st

from ignis.runtime.base.life import LIVES_KEPT, Life
from ignis.runtime.base.machine import UNKNOWN_BOOT
from probes.relay.incidents.incident import IncidentKind
from probes.relay.incidents.outage import EVERYTHING, OUTAGES, Now, Outage, StackEvidence, find, last_alive, works_since
from tests.support.fakes.fake_machine import FakeMachine

ALL = ("bot", "exporter", "relay", "sandbox")
SILENT = StackEvidence(None, {})
KILLED = StackEvidence(asked=False, ended_at={})


class Programs:
    """Programs that beat once a second, on a machine that is turned by hand."""

    def __init__(self, machine: FakeMachine | None = None) -> None:
        self.machine = machine or FakeMachine()
        self.lives: dict[str, tuple[Life, ...]] = {}
        self.alive: set[str] = set()
        self.supervisord = 1
        self._pids = count(100)

    def start(self, *names: str, working: bool = True) -> None:
        for name in names:
            at = self.machine.instant()
            life = Life(next(self._pids), str(self.supervisord), self.machine.boot, at, at, at if working else None)
            self.lives[name] = (*self.lives.get(name, ()), life)[-LIVES_KEPT:]
            self.alive.add(name)

    def run(self, seconds: int) -> None:
        for _ in range(seconds):
            self.machine.turn(1)
            self.beat(self.alive)

    def beat(self, names: Iterable[str]) -> None:
        for name in names:
            self._set(name, self.life(name).beat(self.machine.instant()))

    def kill(self, *names: str) -> None:
        self.alive -= set(names)

    def stop(self, *names: str) -> None:
        for name in names:
            self._set(name, self.life(name)._replace(clean=True))
        self.kill(*names)

    def life(self, name: str) -> Life:
        return self.lives[name][-1]

    def _set(self, name: str, life: Life) -> None:
        self.lives[name] = (*self.lives[name][:-1], life)

    @property
    def now(self) -> Now:
        return Now(self.machine.boot, self.machine.instant())

    def found(self, log: StackEvidence = SILENT) -> Outage | None:
        return find(self.lives, self.now, log)

    def ago(self, moment: datetime) -> float:
        return round(self.machine.at.wall - moment.timestamp(), 3)


def running(seconds: int = 60, names: Iterable[str] = ALL) -> Programs:
    made = Programs()
    made.start(*names)
    made.run(seconds)
    return made


def seen(made: Programs, log: StackEvidence = SILENT) -> tuple[IncidentKind, float, float] | None:
    """The kind of outage, and how long ago it began and ended."""
    found = made.found(log)
    return None if found is None else (found.kind, made.ago(found.begin), made.ago(found.end))


def test_a_killed_supervisord_is_one_outage() -> None:
    made = running()
    made.kill(*ALL)
    made.machine.turn(45)
    made.supervisord = 2
    made.start("sandbox", "bot", "exporter", working=False)
    made.machine.turn(1)
    made.start("relay", working=False)
    assert seen(made, KILLED) == (IncidentKind.OUTAGE, 46, 1)
    assert seen(made) == (IncidentKind.OUTAGE, 46, 1)  # also if no log says how it ended


def test_even_the_shortest_one() -> None:
    made = running()
    made.kill(*ALL)
    made.machine.turn(0.4)
    made.supervisord = 2
    made.start(*ALL, working=False)
    assert seen(made, KILLED) == (IncidentKind.OUTAGE, 0.4, 0)


def test_a_stop_that_was_asked_for_is_none() -> None:
    made = running()
    made.kill(*ALL)  # as if none had been able to say that it ends
    made.machine.turn(45)
    made.supervisord = 2
    made.start(*ALL, working=False)
    assert made.found(StackEvidence(asked=True, ended_at={})) is None
    made = running()
    made.stop(*ALL)
    made.machine.turn(45)
    made.supervisord = 2
    made.start(*ALL, working=False)
    assert made.found() is None


@pytest.mark.parametrize("off_for", [40, 3600])
def test_a_machine_that_was_off(off_for: float) -> None:
    made = running()
    made.kill(*ALL)
    made.machine.reboot(off_for)
    made.supervisord = 1  # in a container it is always the same pid
    made.start(*ALL, working=False)
    assert seen(made) == (IncidentKind.MACHINE_OFF, off_for, 0)


def test_a_reboot_that_was_asked_for_is_none() -> None:
    made = running()
    made.stop(*ALL)
    made.machine.reboot(60)
    made.start(*ALL, working=False)
    assert made.found() is None


def test_a_calendar_that_was_wrong_before_the_boot_gives_no_negative_time() -> None:
    made = running()
    made.kill(*ALL)
    made.machine.reboot(off_for=-86400)
    made.start(*ALL, working=False)
    assert seen(made) == (IncidentKind.MACHINE_OFF, 10, 0)  # at the latest when the machine started


def test_a_platform_without_boot_ids_sees_a_boot_by_its_clock() -> None:
    made = Programs(FakeMachine(UNKNOWN_BOOT))
    made.start(*ALL)
    made.run(60)
    made.kill(*ALL)
    made.machine.reboot(40, UNKNOWN_BOOT)
    made.start(*ALL, working=False)
    assert seen(made) == (IncidentKind.MACHINE_OFF, 40, 0)


def test_all_stand_still_and_go_on() -> None:
    made = running()
    made.machine.turn(45)
    made.beat(ALL)
    assert seen(made) == (IncidentKind.STANDSTILL, 45, 0)
    made.run(3)
    assert seen(made) == (IncidentKind.STANDSTILL, 48, 3)


def test_the_relay_goes_on_first() -> None:
    made = running()
    made.machine.turn(45)
    made.beat(["relay"])
    assert seen(made) == (IncidentKind.STANDSTILL, 45, 0)


def test_who_had_to_end_when_the_time_went_on_belongs_to_it() -> None:
    made = running()
    old = made.life("bot")
    made.machine.turn(45)
    made.beat(["sandbox"])
    made.kill("bot", "relay")
    made.machine.turn(1)
    made.start("bot", "relay", working=False)
    ended = {(name, made.lives[name][0].pid): made.machine.at.wall - 1 for name in ("bot", "relay")}
    log = StackEvidence(asked=None, ended_at=ended)
    assert seen(made, log) == (IncidentKind.STANDSTILL, 46, 1)
    found = made.found(log)
    assert found is not None
    assert found.covers(old, made.now)
    assert not found.covers(made.life("bot"), made.now)
    made.run(3)
    assert not found.covers(made.life("sandbox"), made.now)  # it would have ended by another cause


def test_it_may_take_longer_to_start_again_than_all_stood_still() -> None:
    made = running()
    made.kill(*ALL)
    made.machine.turn(6)
    ended = {(name, made.life(name).pid): made.machine.at.wall for name in ALL}
    made.machine.turn(60)
    made.start(*ALL, working=False)
    assert seen(made, StackEvidence(asked=None, ended_at=ended)) == (IncidentKind.STANDSTILL, 66, 0)


def test_who_died_at_the_begin_is_no_standstill() -> None:
    made = running()
    made.kill(*ALL)
    died = {(name, made.life(name).pid): made.machine.at.wall + 0.5 for name in ALL}
    made.machine.turn(45)  # all held at the restart gate
    made.start(*ALL, working=False)
    assert made.found(StackEvidence(asked=None, ended_at=died)) is None


def test_a_sleep_is_told_apart() -> None:
    made = running()
    made.machine.sleep(3600)
    made.beat(ALL)
    assert seen(made) == (IncidentKind.ASLEEP, 3600, 0)


def test_a_short_standstill_is_none() -> None:
    made = running()
    made.machine.turn(4)
    made.beat(ALL)
    assert made.found() is None


def test_a_relay_that_stood_still_alone_is_none() -> None:
    made = running()
    made.kill("relay")
    made.run(45)
    made.beat(["relay"])
    assert made.found() is None


@pytest.mark.parametrize("dead", [("relay",), ("relay", "exporter"), ("relay", "exporter", "sandbox")])
def test_as_long_as_one_lives_it_is_no_outage(dead: tuple[str, ...]) -> None:
    made = running()
    made.kill(*dead)
    made.run(45)
    made.start(*dead, working=False)
    assert made.found() is None


def test_a_program_that_was_dead_for_long_says_nothing() -> None:
    made = running()
    made.kill("bot")  # its configuration is wrong
    made.run(3600)
    made.stop("sandbox")
    made.run(60)
    made.machine.turn(45)
    made.beat(["relay", "exporter"])
    assert seen(made) == (IncidentKind.STANDSTILL, 45, 0)


def test_the_relay_is_no_witness_against_itself() -> None:
    made = running(names=["relay"])
    made.kill("relay")
    made.machine.turn(45)
    made.start("relay", working=False)
    assert made.found() is None


def test_a_relay_that_died_before_it_could_tell_is_followed_by_one_that_tells() -> None:
    made = running()
    made.kill(*ALL)
    made.machine.turn(45)
    made.supervisord = 2
    made.start(*ALL, working=False)
    made.run(1)
    made.kill("relay")
    made.run(1)
    made.start("relay", working=False)
    assert seen(made, KILLED) == (IncidentKind.OUTAGE, 47, 2)
    made.run(1)
    made.lives["relay"] = (*made.lives["relay"][:-1], made.life("relay")._replace(working=made.machine.at))
    made.kill("relay")
    made.run(1)
    made.start("relay", working=False)
    assert made.found(KILLED) is None  # it was told


@given(st.floats(-86400, 86400), st.integers(6, 100), st.sampled_from([1, 2]))
def test_a_step_of_the_calendar_changes_no_length(step: float, length: int, supervisord: int) -> None:
    made = running()
    made.machine.turn(length / 2)
    made.machine.set_calendar(step)
    made.machine.turn(length / 2)
    if supervisord == 2:
        made.supervisord = supervisord
        made.start(*ALL, working=False)
    else:
        made.beat(ALL)
    found = made.found(KILLED)
    assert found is not None
    assert (found.end - found.begin).total_seconds() == pytest.approx(length)
    assert found.end <= datetime.fromtimestamp(made.machine.at.wall + 0.001, UTC)


def test_without_a_life_of_its_own_the_relay_finds_nothing() -> None:
    empty: Mapping[str, tuple[Life, ...]] = {}
    assert find(empty, Programs().now, SILENT) is None
    assert find({"relay": ()}, Programs().now, SILENT) is None


def test_each_kind_has_a_cause() -> None:
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    assert len({Outage(kind, moment, moment).cause for kind in OUTAGES}) == len(OUTAGES) == 4
    assert EVERYTHING == "everything"


def test_one_program_is_dated_by_its_own_heartbeats() -> None:
    made = running()
    first = made.life("relay").pid
    made.kill("relay", "exporter")
    made.run(3)
    made.start("relay", working=False)
    made.run(2)
    lives, second = made.lives["relay"], made.life("relay").pid
    died = last_alive(lives, first, made.now)
    assert died is not None
    assert made.ago(died) == 5
    assert works_since(lives, second, made.now) is None
    works = works_since(lives, first, made.now)
    assert works is not None
    assert made.ago(works) == 65
    assert (last_alive(lives, 7, made.now), works_since(lives, 7, made.now)) == (None, None)


def test_after_a_standstill_it_works_again_when_it_goes_on() -> None:
    made = running()
    made.machine.turn(45)
    made.beat(["bot"])
    made.run(2)
    works = works_since(made.lives["bot"], made.life("bot").pid, made.now)
    assert works is not None
    assert made.ago(works) == 2
