import pytest
from hypothesis import given, strategies as st

from ignis.domain.health.uptime import GATEWAY, Cell, StackHistory, Strip, Uptime, cells

SECONDS = st.floats(0, 7 * 86_400)
STEPS = st.lists(st.sampled_from(["ok", "degraded", "failing", "of a newer exporter", None]), max_size=400)


@pytest.mark.parametrize(
    ("up", "down", "hundredths"),
    [
        (86_400, 0, 10_000),
        (86_400, 0.000_001, 9_999),  # an outage is never rounded away
        (86_398, 2, 9_999),
        (9_998, 2, 9_998),  # as a float it is 0.9997999…
        (999, 1, 9_990),
        (2, 1, 6_666),
        (0, 5, 0),
        (0, 0, None),
    ],
)
def test_percent_is_rounded_down(up: float, down: float, hundredths: int | None) -> None:
    assert Uptime(up, down, 1).hundredths == hundredths


@given(SECONDS, SECONDS, st.floats(0, 1))
def test_all_of_it_is_said_exactly_when_there_was_no_outage(up: float, down: float, observed: float) -> None:
    uptime = Uptime(up, down, observed)
    if uptime.hundredths is not None:
        assert (uptime.hundredths == 10_000) == (down == 0)
        assert 0 <= uptime.hundredths <= 10_000


def test_nothing_is_said_of_what_was_hardly_observed() -> None:
    assert Uptime(600, 0, 0.009).hundredths is None
    assert Uptime(900, 0, 0.01).hundredths == 10_000


@pytest.mark.parametrize(("observed", "percent"), [(1, None), (0.95, None), (0.949, 94), (0.01, 1), (0, 0)])
def test_what_was_observed_is_said_where_a_good_part_was_not(observed: float, percent: int | None) -> None:
    assert Uptime(1, 0, observed).observed_percent == percent


def test_the_ping_is_the_last_that_is_known() -> None:
    assert StackHistory(Uptime(1, 0, 1), latency=[0.1, 0.0416, None]).ping == 42
    assert StackHistory(Uptime(1, 0, 1), latency=[None]).ping is None


def test_subjects_have_the_word_that_texts_call_them_by() -> None:
    assert Strip(GATEWAY, Uptime(1, 0, 1), ()).word == "discord"


def test_cells_count_what_was_observed() -> None:
    steps = [None, "ok", "ok", "degraded", "failing", "failing", None, None]
    assert cells(steps, 4) == (Cell(1, 0, 0), Cell(2, 1, 0), Cell(2, 0, 2), Cell(0, 0, 0))


@given(STEPS, st.integers(1, 60))
def test_no_step_is_lost_in_cells(steps: list[str | None], count: int) -> None:
    made = cells(steps, count)
    assert len(made) == count
    failing = sum(cell.failing for cell in made)
    assert failing == steps.count("failing") if len(steps) >= count else failing >= steps.count("failing")
    assert all(0 <= cell.failing + cell.degraded <= cell.observed for cell in made)


def test_a_few_steps_fill_all_cells() -> None:
    assert cells(["ok", "failing"], 4) == (Cell(1, 0, 0), Cell(1, 0, 0), Cell(1, 0, 1), Cell(1, 0, 1))
    assert cells([], 2) == (Cell(0, 0, 0),) * 2
