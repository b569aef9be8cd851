from itertools import islice
from random import Random

from hypothesis import given, strategies as st

from ignis.runtime.resilience.backoff import UNTIL_IT_WORKS, Backoff

CHANCE = st.floats(0, 1, exclude_max=True)


class Always(Random):
    """Dice that fall the same way every time."""

    def __init__(self, value: float) -> None:
        super().__init__()
        self.value = value

    def random(self) -> float:
        return self.value


def test_delays_double_up_to_the_longest() -> None:
    assert list(islice(Backoff(first=1, longest=8).delays(Always(0.5)), 6)) == [1, 2, 4, 8, 8, 8]


@given(CHANCE)
def test_chance_moves_a_delay_by_a_fifth_at_most(chance: float) -> None:
    for delay, middle in zip(UNTIL_IT_WORKS.delays(Always(chance)), [1, 2, 4, 8, 16, 32, 60, 60], strict=False):
        assert 0.8 * middle <= delay <= 1.2 * middle


@given(st.integers(1, 10**6), CHANCE, st.floats(0.001, 1000), st.floats(1, 1000), st.floats(0, 0.99))
def test_a_delay_is_within_its_jitter_of_a_doubling_however_many_failures(
    failures: int, roll: float, first: float, times: float, jitter: float
) -> None:
    backoff = Backoff(first=first, longest=first * times, jitter=jitter)
    assert first * (1 - jitter) * 0.999 <= backoff.delay(failures, roll) <= first * times * (1 + jitter) * 1.001
