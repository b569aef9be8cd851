"""Values of the seeded world, looked up by name; ids as Discord makes them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from ignis.sandbox.world import SEED
from ignis.sandbox.world.spec import created_at, snowflake

MOMENTS = st.datetimes(datetime(2015, 1, 1), datetime(2080, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  hypothesis wants naive bounds


@given(MOMENTS, st.integers(0, 2**22 - 1))
def test_an_id_gives_back_the_moment_it_was_made(moment: datetime, serial: int) -> None:
    assert abs(created_at(snowflake(moment, serial)) - moment) < timedelta(milliseconds=2)


@given(MOMENTS, st.lists(st.integers(0, 2**22 - 1), unique=True, min_size=2, max_size=2))
def test_a_serial_tells_equals_apart(moment: datetime, serials: list[int]) -> None:
    assert snowflake(moment, serials[0]) != snowflake(moment, serials[1])


def test_everything_is_found_by_its_name() -> None:
    assert SEED.role("Captain").name == "Captain"
    assert SEED.channel("legion-alerts").name == "legion-alerts"
    assert SEED.member(SEED.bot.display_name) is SEED.bot


def test_unknown_names_are_a_key_error() -> None:
    for look in (SEED.member, SEED.role, SEED.channel):
        with pytest.raises(KeyError, match="Horus"):
            look("Horus")
