"""Options of chat commands: names, order, nesting, choices."""

from typing import Any

import pytest

from ignis.sandbox.rules.command_options import choices_problems, choices_size, field_size, options_problems, valid_name

TEXT = {"type": 3, "name": "reason", "description": "What for"}
SUBCOMMAND = {"type": 1, "name": "add", "description": "Adds"}
GROUP = {"type": 2, "name": "role", "description": "Roles", "options": [SUBCOMMAND]}


def codes(options: list[Any], depth: int = 0) -> list[str]:
    return [problem.code for problem in options_problems({"options": options}, (), depth=depth)]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ([TEXT], None),
        ([TEXT | {"name": f"o{n}"} for n in range(25)], None),
        ([TEXT | {"name": f"o{n}"} for n in range(26)], "BASE_TYPE_MAX_LENGTH"),
        ([TEXT | {"type": 12}], "BASE_TYPE_CHOICES"),
        ([TEXT | {"name": "Reason"}], "APPLICATION_COMMAND_INVALID_NAME"),
        ([TEXT, TEXT], "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS"),
        ([TEXT, TEXT | {"name": "b", "required": True}], "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"),
        ([TEXT | {"required": True}, TEXT | {"name": "b"}], None),
        ([SUBCOMMAND, TEXT], "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"),
        ([SUBCOMMAND, GROUP], None),
        ([TEXT | {"choices": [{"name": "a", "value": "a"}], "autocomplete": True}],
         "APPLICATION_COMMAND_AUTOCOMPLETE_WITH_CHOICES"),
    ],
)  # fmt: skip
def test_what_a_command_may_have(options: list[Any], code: str | None) -> None:
    assert codes(options) == ([code] if code else [])


def test_nothing_is_nested_deeper_than_a_subcommand_in_a_group() -> None:
    assert codes([GROUP | {"options": [GROUP]}]) == ["APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"]
    assert "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID" in codes([SUBCOMMAND | {"options": [SUBCOMMAND]}])


@pytest.mark.parametrize("name", ["add", "ação", "ไทย", "हिन्दी", "a-b_c'd", "x" * 32])
def test_a_name_that_discord_takes(name: str) -> None:
    assert valid_name(name)


@pytest.mark.parametrize("name", ["", "Add", "a b", "a.b", "x" * 33, "🔥"])
def test_a_name_that_discord_refuses(name: str) -> None:
    assert not valid_name(name)


@pytest.mark.parametrize(
    ("choices", "code"),
    [
        ([{"name": "a", "value": "a"}] * 25, None),
        ([{"name": "a", "value": "a"}] * 26, "BASE_TYPE_MAX_LENGTH"),
        ([{"name": "x" * 101, "value": "a"}], "BASE_TYPE_BAD_LENGTH"),
        ([{"name": "a", "value": "x" * 101}], "BASE_TYPE_MAX_LENGTH"),
        ([{"name": "a", "value": 5}], None),
        ([{"name": "a", "value": "a", "name_localizations": {"pt-BR": ""}}], "BASE_TYPE_BAD_LENGTH"),
    ],
)
def test_choices(choices: list[Any], code: str | None) -> None:
    assert [problem.code for problem in choices_problems({"choices": choices}, ())] == ([code] if code else [])


def test_the_longest_form_of_a_text_counts() -> None:
    choice = {"name": "ab", "name_localizations": {"pt-BR": "abcd", "de": "a"}, "value": 123}
    assert (field_size(choice, "name"), choices_size({"choices": [choice]})) == (4, 7)
