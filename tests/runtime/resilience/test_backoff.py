from itertools import islice

from hypothesis import given, strategies as st

from ignis.runtime.resilience.backoff import delays

CHANCE = st.floats(0, 1, exclude_max=True)


def test_delays_double_up_to_the_longest() -> None:
    assert list(islice(delays(lambda: 0.5, longest=8), 6)) == [1, 2, 4, 8, 8, 8]


@given(CHANCE)
def test_chance_moves_a_delay_by_a_fifth_at_most(chance: float) -> None:
    for delay, middle in zip(delays(lambda: chance), [1, 2, 4, 8, 16, 32, 60, 60], strict=False):
        assert 0.8 * middle <= delay <= 1.2 * middle
