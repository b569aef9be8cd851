from typing import Any

import pytest
from hypothesis import given, strategies as st

from ignis.sandbox.rules.embeds import embeds_problems, size
from ignis.sandbox.rules.errors import form_error


def codes(embeds: Any) -> set[tuple[tuple[str | int, ...], str]]:
    return {(problem.path, problem.code) for problem in embeds_problems({"embeds": embeds}, ())}


LIMITS = [
    ("title", 256, lambda text: {"title": text}, ("title",)),
    ("description", 4096, lambda text: {"description": text}, ("description",)),
    ("footer", 2048, lambda text: {"title": "t", "footer": {"text": text}}, ("footer", "text")),
    ("author", 256, lambda text: {"author": {"name": text}}, ("author", "name")),
    ("field name", 256, lambda text: {"fields": [{"name": text, "value": "v"}]}, ("fields", 0, "name")),
    ("field value", 1024, lambda text: {"fields": [{"name": "n", "value": text}]}, ("fields", 0, "value")),
]


@pytest.mark.parametrize(("what", "most", "embed", "path"), LIMITS, ids=lambda value: str(value)[:20])
def test_a_text_of_the_limit_passes_and_one_more_fails(what: str, most: int, embed: Any, path: Any) -> None:
    del what
    assert codes([embed("x" * most)]) == set()
    assert codes([embed("x" * (most + 1))]) == {(("embeds", 0, *path), "BASE_TYPE_MAX_LENGTH")}


@pytest.mark.parametrize(("what", "most", "embed", "path"), LIMITS, ids=lambda value: str(value)[:20])
def test_an_emoji_is_one_character_and_outer_blanks_are_none(what: str, most: int, embed: Any, path: Any) -> None:
    del what, path
    assert codes([embed("  " + "🔥" * most + "\n ")]) == set()


@given(st.integers(0, 40))
def test_ten_embeds_and_twenty_five_fields(number: int) -> None:
    fields = [{"name": "n", "value": "v"}] * number
    assert ((("embeds",), "BASE_TYPE_MAX_LENGTH") in codes([{"title": "t"}] * number)) == (number > 10)
    assert ((("embeds", 0, "fields"), "BASE_TYPE_MAX_LENGTH") in codes([{"title": "t", "fields": fields}])) == (
        number > 25
    )


@given(st.lists(st.integers(1, 2500), min_size=1, max_size=10))
def test_six_thousand_characters_over_all_embeds(lengths: list[int]) -> None:
    embeds = [{"description": "x" * length} for length in lengths]
    over = (("embeds",), "MAX_EMBED_SIZE_EXCEEDED") in codes(embeds)
    assert over == (sum(lengths) > 6000)


def test_every_text_counts_towards_the_six_thousand() -> None:
    embed = {
        "title": "a" * 256,
        "description": "b" * 4096,
        "footer": {"text": "c" * 1000},
        "author": {"name": "d" * 248},
        "fields": [{"name": "e" * 200, "value": "f" * 200}],
    }
    assert size(embed) == 6000
    assert codes([embed]) == set()
    assert codes([embed, {"title": "x"}]) == {(("embeds",), "MAX_EMBED_SIZE_EXCEEDED")}


def test_a_field_needs_a_name_and_a_value_that_is_not_blank() -> None:
    assert codes([{"fields": [{"name": " ", "value": "v"}, {"name": "n"}]}]) == {
        (("embeds", 0, "fields", 0, "name"), "BASE_TYPE_REQUIRED"),
        (("embeds", 0, "fields", 1, "value"), "BASE_TYPE_REQUIRED"),
    }


def test_an_embed_that_shows_nothing_is_refused() -> None:
    assert codes([{"color": 3}]) == {(("embeds", 0, "description"), "BASE_TYPE_REQUIRED")}


@pytest.mark.parametrize("embeds", [None, []])
def test_no_embeds_is_no_problem(embeds: Any) -> None:
    assert codes(embeds) == set()


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda x: (
            st.lists(x, max_size=3)
            | st.dictionaries(st.sampled_from(["title", "fields", "name", "value", "footer", "color"]), x, max_size=4)
        ),
    )
)
def test_whatever_is_sent_gets_an_answer_not_an_exception(anything: Any) -> None:
    list(embeds_problems({"embeds": anything}, ()))


def test_the_error_is_nested_as_discord_nests_it() -> None:
    error = form_error(embeds_problems({"embeds": [{"title": "x" * 257}]}, ("data",)))
    assert error is not None
    assert error.body() == {
        "message": "Invalid Form Body",
        "code": 50035,
        "errors": {
            "data": {
                "embeds": {
                    "0": {
                        "title": {
                            "_errors": [{"code": "BASE_TYPE_MAX_LENGTH", "message": "Must be 256 or fewer in length."}]
                        }
                    }
                }
            }
        },
    }
