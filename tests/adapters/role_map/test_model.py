"""The role map's rules become the legion's; what contradicts itself is a mistake at its place."""

from typing import Any

import pytest
from pydantic import ValidationError

from ignis.adapters.role_map.model import RoleMapModel
from ignis.runtime.config.strict_reader import Misplaced
from tests.support.legion.role_map import content
from tests.support.legion.small_legion import LEGION


def misplaced(**fields: Any) -> tuple[tuple[int | str, ...], str]:
    """Place and text of the mistake that the model finds itself."""
    with pytest.raises(ValidationError) as caught:
        RoleMapModel.model_validate(content() | fields)
    cause = caught.value.errors()[0]["ctx"]["error"]
    assert isinstance(cause, Misplaced)
    return cause.place, str(cause)


def test_every_rule_of_the_file_reaches_the_legion() -> None:
    legion = RoleMapModel.model_validate(content() | {"role_ids": {"Captains": "7"}}).legion()
    assert legion.ranks == LEGION.ranks
    assert legion.role_ranks.ranked == LEGION.role_ranks.ranked
    assert (legion.default_rank, legion.off_ladder, legion.specialities) == (
        LEGION.default_rank, LEGION.off_ladder, LEGION.specialities,
    )  # fmt: skip
    assert (legion.companies, legion.nicknames, legion.role_ids) == (
        LEGION.companies, LEGION.nicknames, {"Captains": 7},
    )  # fmt: skip
    for rank in LEGION.ranks:
        assert legion.ladder.standing(rank, 10) == LEGION.ladder.standing(rank, 10)


def test_what_may_be_left_out_is_empty() -> None:
    least = {key: value for key, value in content().items() if key not in {"role_ids", "role_given_on_promotion"}}
    assert RoleMapModel.model_validate(least).legion().role_ids == {}


@pytest.mark.parametrize(
    ("fields", "place", "problem"),
    [
        ({"default_rank": "Primarch"}, ("default_rank",), "stands on no path"),
        ({"off_ladder_ranks": ["Primarch", "CAPTAIN"]}, ("off_ladder_ranks", 1), "stands on a path as well"),
        ({"off_ladder_ranks": []}, ("role_to_rank_mapping", "Primarch"), "stands for 'Primarch', which is no rank"),
        (
            {"role_to_rank_mapping": {"A": {"Captains": "Captain"}, "B": {"x": "Nothing"}}},
            ("role_to_rank_mapping", "B", "x"),
            "stands for 'Nothing', which is no rank",
        ),
        ({"specialities": ["Scout", "SCOUT"]}, ("specialities", 1), "stands here twice"),
        (
            {"role_given_on_promotion": {"Brother": "Captains"}},
            ("role_given_on_promotion", "Brother"),
            "does not stand for the rank 'Brother'",
        ),
    ],
)
def test_a_contradiction_says_where_it_is(fields: dict[str, Any], place: tuple[int | str, ...], problem: str) -> None:
    found, text = misplaced(**fields)
    assert (found, problem in text) == (place, True), text


@pytest.mark.parametrize("role_id", [0, -1, 1 << 64, "12a", "²", "1" * 21, True, 1.0])
def test_an_id_is_a_whole_number_of_64_bits_or_its_digits(role_id: object) -> None:
    with pytest.raises(ValidationError):
        RoleMapModel.model_validate(content() | {"role_ids": {"Captains": role_id}})


@pytest.mark.parametrize("name", ["", " Captain", "Captain ", "two\nlines", "bell\a", "x" * 101])
def test_a_name_that_discord_would_not_take_is_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        RoleMapModel.model_validate(content() | {"specialities": [name]})
