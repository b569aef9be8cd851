from typing import Any

import pytest
from hypothesis import example, given, strategies as st

from ignis.sandbox.rules.command_options import valid_name
from ignis.sandbox.rules.commands import bulk_error, create_error, edit_error, size
from ignis.sandbox.rules.errors import RuleError

NOTHING: frozenset[tuple[int, str]] = frozenset()


def chat(name: str = "userinfo", **more: Any) -> dict[str, Any]:
    return {"name": name, "description": "d", **more}


def opt(name: str = "member", kind: int = 3, **more: Any) -> dict[str, Any]:
    return {"name": name, "description": "d", "type": kind, **more}


def fails(command: dict[str, Any]) -> str | None:
    """The first code of the refusal, None when it passes."""
    error = bulk_error([command], NOTHING, 0)
    return None if error is None else first_code(error)


def first_code(error: RuleError) -> str:
    place: Any = error.errors
    while place is not None and "_errors" not in place:
        place = next(iter(place.values()))
    return str(place["_errors"][0]["code"]) if place else str(error.code)


@pytest.mark.parametrize(
    "name", ["userinfo", "user-info", "user_info", "l'or", "patente", "posição", "ユーザー", "สวัสดี", "नमस्ते", "9"]
)
def test_names_that_discord_takes(name: str) -> None:
    assert valid_name(name)
    assert fails(chat(name)) is None


@pytest.mark.parametrize("name", ["UserInfo", "User Info!", "user info", "a.b", "rank/add", "🔥", "Ümlaut", "a\nb"])
def test_names_that_discord_refuses(name: str) -> None:
    assert fails(chat(name)) == "APPLICATION_COMMAND_INVALID_NAME"


@given(st.integers(0, 40))
@example(32)
@example(33)
def test_a_name_of_one_to_thirty_two(length: int) -> None:
    assert (fails(chat("n" * length)) is None) == (1 <= length <= 32)
    assert (fails({"name": "N " + "n" * length, "type": 2}) is None) == (length <= 30)


@given(st.integers(0, 120))
@example(100)
@example(101)
def test_a_description_of_one_to_a_hundred(length: int) -> None:
    assert (fails(chat(description="d" * length)) is None) == (1 <= length <= 100)
    assert (fails(chat(options=[opt(description="d" * length)])) is None) == (1 <= length <= 100)


@pytest.mark.parametrize("kind", [2, 3])
def test_a_context_menu_is_named_freely_and_has_no_description(kind: int) -> None:
    assert fails({"name": "User Info!", "type": kind}) is None
    assert fails({"name": "User Info!", "type": kind, "description": ""}) is None
    told = fails({"name": "User Info!", "type": kind, "description": "d"})
    assert told == "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_CANNOT_BE_SET"


@given(st.integers(0, 30))
@example(25)
@example(26)
def test_twenty_five_options_and_choices(number: int) -> None:
    options = [opt(f"o{n}") for n in range(number)]
    choices = [{"name": f"c{n}", "value": f"v{n}"} for n in range(number)]
    assert (fails(chat(options=options)) is None) == (number <= 25)
    assert (fails(chat(options=[opt(choices=choices)])) is None) == (number <= 25)


def test_required_options_come_first() -> None:
    optional, needed = opt("a"), opt("b", required=True)
    assert fails(chat(options=[needed, optional])) is None
    error = bulk_error([chat(options=[optional, needed])], NOTHING, 0)
    assert error is not None
    assert error.errors is not None
    (told,) = error.errors["0"]["options"]["1"]["_errors"]
    assert told["code"] == "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"


def test_groups_hold_subcommands_which_hold_options() -> None:
    sub = opt("add", 1, options=[opt("role", 8)])
    group = opt("role", 2, options=[sub])
    assert fails(chat("config", options=[group, opt("show", 1)])) is None
    assert fails(chat("config", options=[opt("show", 1, options=[sub])])) is not None
    assert fails(chat("config", options=[opt("outer", 2, options=[group])])) is not None
    assert fails(chat("config", options=[sub, opt("text")])) == "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"


def test_option_names_are_unique() -> None:
    assert fails(chat(options=[opt("a"), opt("a")])) == "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS"


def test_autocomplete_and_choices_exclude_each_other() -> None:
    told = fails(chat(options=[opt(autocomplete=True, choices=[{"name": "n", "value": "v"}])]))
    assert told == "APPLICATION_COMMAND_AUTOCOMPLETE_WITH_CHOICES"


def of_size(characters: int) -> dict[str, Any]:
    """A valid command of exactly that many characters, the rest in choice values."""
    options = [opt(f"o{n:02}", choices=[{"name": f"{m:02}", "value": "v" * 98} for m in range(25)]) for n in range(3)]
    command = chat("c", options=options)
    missing = characters - size(command)
    option = opt("x", choices=[])
    missing -= 2  # the option's own name and description
    while missing > 0:
        value = min(missing - 1, 100)
        option["choices"].append({"name": "n", "value": "v" * value})
        missing -= value + 1
    command["options"].append(option)
    return command


@given(st.integers(7950, 8050))
@example(8000)
@example(8001)
def test_eight_thousand_characters(characters: int) -> None:
    command = of_size(characters)
    assert size(command) == characters
    assert fails(command) == (None if characters <= 8000 else "APPLICATION_COMMAND_TOO_LARGE")


def test_only_the_longest_localization_counts() -> None:
    plain = chat("rank", name_localizations={"pt-BR": "patente", "de": "rang"})
    assert size(plain) == len("patente") + 1


@pytest.mark.parametrize(("key", "most"), [("name_localizations", 32), ("description_localizations", 100)])
def test_localizations_have_the_same_limits(key: str, most: int) -> None:
    fits, too_long = {key: {"pt-BR": "x" * most}}, {key: {"pt-BR": "x" * (most + 1)}}
    assert fails(chat() | fits) is None
    assert fails(chat() | too_long) is not None
    assert fails(chat(options=[opt() | too_long])) is not None


@pytest.mark.parametrize(("kind", "most"), [(1, 100), (2, 15), (3, 15)])
def test_how_many_commands_there_may_be(kind: int, most: int) -> None:
    def commands(number: int) -> list[dict[str, Any]]:
        more = {"description": "d"} if kind == 1 else {}
        return [{"name": f"c{n}", "type": kind, **more} for n in range(number)]

    assert bulk_error(commands(most), NOTHING, 0) is None
    refused = bulk_error(commands(most + 1), NOTHING, 0)
    assert refused is not None
    assert (refused.status, refused.code) == (400, 30032)
    existing = frozenset((kind, f"c{n}") for n in range(most))
    assert create_error(commands(1)[0], existing, 0) is None
    one_more = create_error({**commands(1)[0], "name": "new"}, existing, 0)
    assert one_more is not None
    assert one_more.code == 30032


def test_names_are_unique_within_a_type() -> None:
    assert bulk_error([chat("a"), {"name": "a", "type": 2}], NOTHING, 0) is None
    error = bulk_error([chat("a"), chat("a")], NOTHING, 0)
    assert error is not None
    assert first_code(error) == "APPLICATION_COMMANDS_DUPLICATE_NAME"


@given(st.integers(0, 210), st.integers(0, 20), st.integers(0, 20))
@example(200, 0, 1)
@example(199, 1, 0)
def test_two_hundred_creates_a_day(today: int, new: int, known: int) -> None:
    existing = frozenset((1, f"k{n}") for n in range(known))
    body = [chat(f"k{n}") for n in range(known)] + [chat(f"n{n}") for n in range(new)]
    error = bulk_error(body, existing, today)
    assert (error is None) == (new == 0 or today + new <= 200)
    if error is not None:
        assert (error.status, error.code) == (400, 30034)


def test_an_edit_leaves_out_what_it_does_not_change() -> None:
    assert edit_error({"description": "new"}, None) is None
    assert edit_error({"name": "User Info"}, None) is None
    assert edit_error({"name": "User Info", "description": "d"}, None) is not None
    assert edit_error({"description": "d" * 101}, None) is not None
    assert edit_error({"name": "User Info"}, 1) is not None, "the command is known to be a chat command"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda x: (
            st.lists(x, max_size=4)
            | st.dictionaries(st.sampled_from(["name", "type", "options", "choices", "value", "name_localizations"]), x)
        ),
    )
)
def test_whatever_is_sent_gets_an_answer_not_an_exception(anything: Any) -> None:
    bulk_error(anything, NOTHING, 0)
    if isinstance(anything, dict):
        create_error(anything, NOTHING, 0)
        edit_error(anything, None)
