from collections.abc import Sequence

from hypothesis import given, strategies as st

from ignis.bot.role_sync.debounce import Debounce

events = st.lists(st.tuples(st.integers(1, 5), st.integers(0, 3)), max_size=60)


@given(events, st.integers(1, 5))
def test_each_key_is_due_once_after_every_quiet_time_and_never_before(
    steps: Sequence[tuple[int, int]], seconds: int
) -> None:
    """However events are mixed: a key that is due was not restarted for `seconds`, and no due key is left over."""
    debounce, now, restarted = Debounce(seconds), 0, dict[int, int]()
    for key, wait in [*steps, (0, seconds + 1)]:
        now += wait
        for due in debounce.pop_due(now, 100):
            assert now - restarted.pop(due) >= seconds
        assert all(now - at < seconds for at in restarted.values()), "every due key was returned"
        if key:
            debounce.restart(key, now)
            restarted[key] = now
        assert len(debounce) == len(restarted)
    assert not restarted


def test_the_longest_waiting_come_first_and_not_more_than_asked_for() -> None:
    debounce = Debounce(2)
    for key in (1, 2, 3):
        debounce.restart(key, key / 10)
    debounce.restart(1, 1.0)
    assert debounce.next_at == 2.2
    assert debounce.pop_due(5, 2) == [2, 3]
    assert debounce.pop_due(5, 2) == [1]
    assert debounce.next_at is None


def test_a_cancelled_key_is_never_due() -> None:
    debounce = Debounce(2)
    debounce.restart(1, 0)
    debounce.cancel(1)
    debounce.cancel(1)
    assert not debounce.pop_due(9, 9)
