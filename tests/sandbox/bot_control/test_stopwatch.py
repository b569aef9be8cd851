"""How long the bot was away."""

from ignis.sandbox.bot_control.stopwatch import Stopwatch


def test_a_bot_that_was_never_away_is_not_timed() -> None:
    assert Stopwatch().look(connected_at=5.0, lost_at=None, now=9.0) is None


def test_it_runs_until_a_connection_that_is_newer_than_the_deed() -> None:
    watch = Stopwatch()
    watch.start("kill", 10.0)
    assert watch.look(connected_at=5.0, lost_at=None, now=10.1) == {"deed": "kill", "seconds": 0.1, "running": True}
    assert watch.look(connected_at=None, lost_at=10.1, now=11.0) == {"deed": "kill", "seconds": 1.0, "running": True}
    over = {"deed": "kill", "seconds": 1.9, "running": False}
    assert watch.look(connected_at=11.9, lost_at=10.1, now=20.0) == over
    assert watch.look(connected_at=11.9, lost_at=10.1, now=30.0) == over


def test_a_kill_from_a_terminal_is_timed_from_the_lost_connection() -> None:
    watch = Stopwatch()
    assert watch.look(connected_at=None, lost_at=10.0, now=10.5) == {"deed": "lost", "seconds": 0.5, "running": True}
    assert watch.look(connected_at=12.0, lost_at=10.0, now=99.0) == {"deed": "lost", "seconds": 2.0, "running": False}


def test_what_was_not_done_is_not_timed_and_an_older_loss_is_not_told_again() -> None:
    watch = Stopwatch()
    watch.start("restart", 10.0)
    watch.forget(10.5)
    assert watch.look(connected_at=5.0, lost_at=4.0, now=11.0) is None
    assert watch.look(connected_at=None, lost_at=12.0, now=13.0) == {"deed": "lost", "seconds": 1.0, "running": True}


def test_the_next_outage_is_timed_anew_even_if_nobody_looked_in_between() -> None:
    watch = Stopwatch()
    watch.start("freeze", 10.0)
    watch.look(connected_at=40.0, lost_at=38.0, now=41.0)
    assert watch.look(connected_at=52.0, lost_at=50.5, now=60.0) == {"deed": "lost", "seconds": 1.5, "running": False}
    watch.start("restart", 70.0)
    assert watch.look(connected_at=52.0, lost_at=50.5, now=70.0) == {"deed": "restart", "seconds": 0.0, "running": True}
