"""Which process of a program is alive, and which ends were handled already."""

from datetime import datetime, timedelta

from probes.relay.incidents.tracking import MissingProcess, TrackedProgram
from tests.probes.relay.rig import T0


def at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


def test_a_missing_process_is_not_missed_twice() -> None:
    tracked = TrackedProgram(missing=(MissingProcess(1, None, T0),)).gone(at(1))
    assert tracked.missing == (MissingProcess(1, None, T0),)
    assert tracked.knows(1)
    assert not tracked.knows_nothing()


def test_a_process_is_gone_once_another_pid_or_a_later_start_is_seen() -> None:
    tracked = TrackedProgram().alive(7, at(0), at(1))
    assert not tracked.vanished(7, at(0))
    assert not tracked.vanished(7, at(2))  # supervisor rounds start times to whole seconds
    assert not tracked.vanished(7, None)
    assert tracked.vanished(8, at(0))
    assert tracked.vanished(7, at(3))
    assert tracked.vanished(None, None)
    assert not TrackedProgram().vanished(7, at(0))


def test_a_process_that_is_seen_again_is_not_missing() -> None:
    tracked = TrackedProgram().alive(7, at(0), at(1)).alive(8, at(5), at(5))
    assert [one.pid for one in tracked.missing] == [7]
    assert tracked.alive(7, at(0), at(6)).missing == (MissingProcess(8, at(5), at(6)),)


def test_an_ended_process_is_past_and_a_later_one_of_its_pid_is_not() -> None:
    tracked = TrackedProgram().alive(7, at(0), at(1)).ended(7, at(9))
    assert (tracked.pid, tracked.missing) == (None, ())
    assert tracked.is_past(7, None)
    assert tracked.is_past(7, at(1))
    assert not tracked.is_past(7, at(3))
    assert not tracked.is_past(8, None)


def test_a_missing_process_that_is_given_up_is_past_and_the_live_one_stays() -> None:
    tracked = TrackedProgram().alive(7, at(0), at(1)).alive(8, at(5), at(5))
    given_up = tracked.given_up(tracked.missing[0])
    assert (given_up.pid, given_up.missing) == (8, ())
    assert given_up.is_past(7, at(0))


def test_only_the_latest_ends_are_kept() -> None:
    tracked = TrackedProgram()
    for pid in range(1, 31):
        tracked = tracked.alive(pid, None, at(pid)).ended(pid, at(pid))
    assert [one.pid for one in tracked.past] == list(range(15, 31))
