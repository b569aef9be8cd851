from collections.abc import Sequence

from hypothesis import given, strategies as st

from ignis.bot.role_sync.debounce import Debounce

events = st.lists(st.tuples(st.integers(1, 5), st.integers(0, 3)), max_size=60)


@given(events, st.integers(1, 5))
def test_everybody_is_taken_once_for_every_time_they_were_in_peace_and_never_before(
    steps: Sequence[tuple[int, int]], seconds: int
) -> None:
    """However events are mixed: whoever is taken has not been touched for `seconds`, and none is left over."""
    quiet, now, last = Debounce(seconds), 0, dict[int, int]()
    for key, wait in [*steps, (0, seconds + 1)]:
        now += wait
        for taken in quiet.take(now, 100):
            assert now - last.pop(taken) >= seconds
        assert all(now - at < seconds for at in last.values()), "who was due has been taken"
        if key:
            quiet.touch(key, now)
            last[key] = now
        assert len(quiet) == len(last)
    assert not last


def test_the_longest_waiting_come_first_and_not_more_than_asked_for() -> None:
    quiet = Debounce(2)
    for key in (1, 2, 3):
        quiet.touch(key, key / 10)
    quiet.touch(1, 1.0)
    assert quiet.next_at == 2.2
    assert quiet.take(5, 2) == [2, 3]
    assert quiet.take(5, 2) == [1]
    assert quiet.next_at is None


def test_who_has_left_is_not_waited_for() -> None:
    quiet = Debounce(2)
    quiet.touch(1, 0)
    quiet.forget(1)
    quiet.forget(1)
    assert not quiet.take(9, 9)
