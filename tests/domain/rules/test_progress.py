import pytest
from hypothesis import given, strategies as st

from ignis.domain.rules.progress import WIDTH, Progress, blocks

POINTS = st.integers(-(10**9), 10**9)
LIMITS = st.integers(1, 10**9)


@pytest.mark.parametrize(
    ("points", "limit", "bar"),
    [
        (0, 70, "│░░░░░░░░░░░░│"),
        (-5, 70, "│░░░░░░░░░░░░│"),
        (1, 70, "│█░░░░░░░░░░░│"),
        (35, 70, "│██████░░░░░░│"),
        (42, 70, "│███████░░░░░│"),
        (69, 70, "│███████████░│"),
        (70, 70, "│████████████│"),
        (999, 70, "│████████████│"),
        (0, 0, "│████████████│"),
        (-1, -1, "│████████████│"),
    ],
)
def test_bar(points: int, limit: int, bar: str) -> None:
    assert Progress(points, limit).bar == bar


@given(POINTS, LIMITS)
def test_a_bar_is_full_exactly_at_the_limit_and_never_leaves_its_frame(points: int, limit: int) -> None:
    progress = Progress(points, limit)
    assert (blocks(points, limit) == WIDTH) == progress.reached == (points >= limit)
    assert len(progress.bar) == WIDTH + 2
    assert 0 <= blocks(points, limit) <= WIDTH


@given(POINTS, POINTS, LIMITS)
def test_more_points_never_empty_a_block(one: int, other: int, limit: int) -> None:
    low, high = sorted((one, other))
    assert blocks(low, limit) <= blocks(high, limit)
    assert Progress(low, limit).extra <= Progress(high, limit).extra


@given(st.integers(1, 10**9), LIMITS)
def test_any_point_shows(points: int, limit: int) -> None:
    assert blocks(points, limit) >= 1


def test_extra_is_what_goes_beyond() -> None:
    assert [Progress(points, 20).extra for points in (19, 20, 26)] == [0, 0, 6]
