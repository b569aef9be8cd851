"""Which language a reader gets, and how a text is put together for them."""

import re

import discord
import pytest

from ignis.bot.texts import LANGUAGES, Texts, load_texts
from ignis.bot.texts.catalogue import language_at, parsed, spoken

TEXTS = load_texts()


@pytest.mark.parametrize(
    ("locale", "language"),
    [("pt-BR", "pt-BR"), ("pt", "pt-BR"), ("pt_PT", "pt-BR"), ("en-US", "en"), ("de", "en"), (None, "en")],
)
def test_who_reads_which_language(locale: object, language: str) -> None:
    assert spoken(locale) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_button_can_hold_the_language(language: str) -> None:
    assert language_at(TEXTS.voice(language).place) == language


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("ladder:\n  off: gone", "xx.yaml: the key False under ladder is no text: quote it or rename it"),
        ("7: seven", "xx.yaml: the key 7 under the top is no text: quote it or rename it"),
        ("card: {points: no}", "xx.yaml: card.points is False, which is no text: quote it"),
        ("card: {points: }", "xx.yaml: card.points is None, which is no text: quote it"),
    ],
)
def test_a_value_that_yaml_does_not_read_as_text_is_refused(text: str, problem: str) -> None:
    with pytest.raises(TypeError, match=f"^{re.escape(problem)}$"):
        parsed(text, "xx.yaml")


def test_quoted_it_is_a_text() -> None:
    assert parsed('ladder:\n  "off": "no"\n  at: {one: a, other: b}', "xx.yaml") == {
        "ladder.off": "no",
        "ladder.at": {"one": "a", "other": "b"},
    }


def test_numbers_and_plurals_follow_the_reader() -> None:
    texts = Texts(
        {
            "en": {"points": {"one": "{count} point", "other": "{count} points"}, "only": "{name}"},
            "pt-BR": {"points": {"one": "{count} ponto", "other": "{count} pontos"}},
        }
    )
    assert texts.say("points", "en-US", count=1) == "1 point"
    assert texts.say("points", "en-US", count=0) == "0 points"
    assert texts.say("points", "en-US", count=1_234_567) == "1,234,567 points"
    assert texts.say("points", discord.Locale.brazil_portuguese, count=0) == "0 ponto"
    assert texts.say("points", discord.Locale.brazil_portuguese, count=1_234_567) == "1.234.567 pontos"
    assert texts.say("only", "pt-BR", name="{evil} {0.__class__}") == "{evil} {0.__class__}"


@pytest.mark.parametrize(
    ("value", "english", "portuguese"),
    [
        (9_998, "99.98", "99,98"),
        (9_990, "99.9", "99,9"),
        (10_000, "100", "100"),
        (5, "0.05", "0,05"),
        (0, "0", "0"),
        (123_456_700, "1,234,567", "1.234.567"),
    ],
)
def test_decimals_follow_the_reader(value: int, english: str, portuguese: str) -> None:
    assert [TEXTS.voice(language).hundredths(value) for language in ("en", "pt-BR")] == [english, portuguese]


def test_a_text_that_a_language_lacks_is_english_with_english_numbers() -> None:
    texts = Texts({"en": {"total": "{count} in all"}, "pt-BR": {}})
    assert texts.say("total", "pt-BR", count=1_000) == "1,000 in all"


@pytest.mark.parametrize(
    ("count", "english", "portuguese"),
    [(0, "same order just now", "acabou de dar"), (1, "1 second ago", "1 segundo"), (2, "2 seconds ago", "2 segundos")],
)
def test_zero_may_have_a_form_of_its_own(count: int, english: str, portuguese: str) -> None:
    assert english in TEXTS.say("refusals.order_repeated", "en", count=count)
    assert portuguese in TEXTS.say("refusals.order_repeated", "pt-BR", count=count)


def test_a_key_that_no_language_has_is_an_error() -> None:
    with pytest.raises(KeyError, match=r"no\.such\.key"):
        Texts({"en": {}, "pt-BR": {}}).say("no.such.key", "pt-BR")


def test_a_placeholder_that_is_not_filled_in_is_an_error() -> None:
    with pytest.raises(KeyError, match="name"):
        Texts({"en": {"hello": "Hello {name}"}, "pt-BR": {}}).say("hello", "en")
