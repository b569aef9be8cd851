from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from ignis.runtime.base.life import LONGEST_BEAT, STILLS_KEPT, Life, Standstill, from_line, read_lives, to_line, to_text
from ignis.runtime.base.machine import Instant

AT = Instant(1_767_323_045.25, 1000.5, 900.75)
LIFE = Life(7, "1:10", "a boot", AT, AT)

instants = st.builds(Instant, *(st.floats(0, 1e10) for _ in range(3)))
lives = st.builds(
    Life,
    st.integers(0, 2**22),
    st.text(),
    st.text(),
    instants,
    instants,
    st.none() | instants,
    st.booleans(),
    st.lists(st.builds(Standstill, instants, instants), max_size=3).map(tuple),
)


def later(seconds: float) -> Instant:
    return Instant(*(each + seconds for each in AT))


@given(st.lists(lives, max_size=5))
def test_what_is_written_is_read(known: list[Life]) -> None:
    assert from_line(to_line([to_text(one) for one in known]) + b"   \n") == tuple(known)


@given(st.binary())
def test_anything_else_is_no_life(content: bytes) -> None:
    assert from_line(content) == ()


@pytest.mark.parametrize("place", [0, 3, 40, -1])
def test_one_wrong_byte_makes_it_worthless(place: int) -> None:
    content = bytearray(to_line([to_text(LIFE)]))
    content[place] ^= 1
    assert from_line(bytes(content)) == ()


def test_a_missing_file_is_no_life(tmp_path: Path) -> None:
    assert read_lives(tmp_path / "bot.beat") == ()


def test_a_gap_between_two_heartbeats_is_a_standstill() -> None:
    assert LIFE.beat(later(LONGEST_BEAT)) == LIFE._replace(last=later(LONGEST_BEAT))
    still = LIFE.beat(later(45))
    assert (still.last, still.stills) == (later(45), (Standstill(AT, later(45)),))


def test_a_step_of_the_calendar_is_none() -> None:
    stepped = later(1)._replace(wall=AT.wall + 3600)
    assert LIFE.beat(stepped).stills == ()
    assert LIFE.beat(later(1)._replace(wall=AT.wall - 3600)).stills == ()


def test_only_the_latest_standstills_are_kept() -> None:
    life = LIFE
    for number in range(1, STILLS_KEPT + 3):
        life = life.beat(later(number * 10))
    assert len(life.stills) == STILLS_KEPT
    assert life.stills[-1].end == life.last
