"""A member changed or banned: the form of those bodies."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from ignis.sandbox.rules.server.members import (
    ban_form_error,
    bulk_ban_form_error,
    member_form_error,
    own_member_form_error,
    prune_form_error,
)

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@given(st.integers(0, 60 * 24))
def test_a_timeout_ends_within_28_days(hours: int) -> None:
    body = {"communication_disabled_until": (NOW + timedelta(hours=hours)).isoformat()}
    assert (member_form_error(body, NOW) is None) == (hours <= 28 * 24)


def test_null_ends_a_timeout() -> None:
    assert member_form_error({"communication_disabled_until": None}, NOW) is None


@given(st.integers(0, 40))
def test_the_bots_own_nickname(length: int) -> None:
    assert (own_member_form_error({"nick": "n" * length}) is None) == (length <= 32)


@pytest.mark.parametrize(
    ("body", "fine"),
    [
        ({"delete_message_seconds": 604_800}, True),
        ({"delete_message_seconds": 604_801}, False),
        ({"delete_message_days": 7}, True),
        ({"delete_message_days": 8}, False),
    ],
)
def test_a_ban(body: dict[str, int], fine: bool) -> None:  # noqa: FBT001 (a table's column)
    assert (ban_form_error(body) is None) == fine


@given(st.integers(0, 250))
def test_up_to_200_are_banned_at_once(number: int) -> None:
    assert (bulk_ban_form_error({"user_ids": [str(n) for n in range(number)]}) is None) == (1 <= number <= 200)


@given(st.integers(-1, 40))
def test_one_to_thirty_days_are_pruned(days: int) -> None:
    assert (prune_form_error({"days": days}) is None) == (1 <= days <= 30)
