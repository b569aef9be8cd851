"""Stacks begin and end as asked, also when supervisord itself is killed, and do not get into each other's way."""

import signal
from collections.abc import Iterator

import psutil
import pytest

from tests.support.programs.stack import Stack, stack
from tests.support.waiting import wait_until as eventually

pytestmark = pytest.mark.e2e


@pytest.fixture
def fresh() -> Iterator[Stack]:
    with stack() as made:
        yield made


def gone(processes: list[psutil.Process]) -> bool:
    return all(not process.is_running() or process.status() == psutil.STATUS_ZOMBIE for process in processes)


def test_up_in_the_foreground_stays_until_it_is_told_to_stop(fresh: Stack) -> None:
    up, said = fresh.up_in_the_foreground()
    assert "Ignis is ready." in said
    assert "http://127.0.0.1:" in said
    programs = fresh.supervisord().children(recursive=True)
    assert up.poll() is None
    up.send_signal(signal.SIGINT)
    out, errors = up.communicate(timeout=60)
    assert (up.returncode, errors) == (0, "")
    assert out.endswith("Stopped.\n")
    assert gone(programs)


def test_up_that_is_ended_early_leaves_nothing_behind(fresh: Stack) -> None:
    up = fresh.spawn("up", "--ports", "auto")
    supervisord = eventually(fresh.supervisord_or_none, "supervisord started")
    up.terminate()
    up.communicate(timeout=60)
    eventually(lambda: gone([supervisord]), "supervisord gone")


def test_no_orphan_outlives_supervisord_and_up_says_that_it_died(fresh: Stack) -> None:
    """That the next start works is test_damage's."""
    up, _ = fresh.up_in_the_foreground()
    programs = fresh.supervisord().children(recursive=True)
    assert len(programs) >= 4
    fresh.supervisord().kill()
    _, errors = up.communicate(timeout=60)
    assert up.returncode == 70
    assert errors == "ignis: supervisord died (killed by signal 9), and everything with it; run `ignis up` again\n"
    eventually(lambda: gone(programs), "every program gone with supervisord")
    assert fresh.ignis("status").returncode == 3
    assert "Nothing runs" in fresh.ignis("down").stdout


def test_two_stacks_run_side_by_side_and_down_ends_its_own_also_without_a_pid_file(fresh: Stack) -> None:
    fresh.up()
    with stack() as other:
        # a relative configuration means the caller's folder
        done = other.ignis("up", "--detach", "--ports", "auto", cwd=other.config.parent, IGNIS_CONFIG=other.config.name)
        assert (done.returncode, done.stderr) == (0, "")
        ours, theirs = fresh.status(), other.status()
        assert ours["ready"]
        assert theirs["ready"]
        assert not set(ours["endpoints"].values()) & set(theirs["endpoints"].values())
        supervisord = other.supervisord()
        (other.home.run / "supervisord.pid").unlink()
        assert other.ignis("down").stdout == "Stopped.\n"
        eventually(lambda: gone([supervisord]), "supervisord gone")
        assert fresh.status()["ready"]


def test_a_stack_that_runs_is_told_of_and_not_given_what_it_was_started_without(fresh: Stack) -> None:
    fresh.up()
    again = fresh.ignis("up")
    assert (again.returncode, again.stderr) == (0, "")
    assert f"Ignis already runs in {fresh.home.root}." in again.stdout
    done = fresh.ignis("up", "--with", "prometheus")
    assert done.returncode == 2
    assert "it was started without prometheus: `ignis down`, then `ignis up --with prometheus`" in done.stderr
    assert set(fresh.status()["programs"]) == {"sandbox", "bot", "exporter", "relay"}


def test_a_stopped_stack_answers_so(fresh: Stack) -> None:
    for command in (["status"], ["restart", "bot"]):
        done = fresh.ignis(*command)
        assert done.returncode == 3
        assert str(fresh.home.root) in done.stdout + done.stderr
    status = fresh.status()
    assert (status["ready"], status["programs"], set(status["endpoints"].values())) == (False, {}, {None})
    done = fresh.ignis("down")
    assert (done.returncode, done.stdout) == (0, f"Nothing runs in {fresh.home.root}.\n")
