"""Nothing that Ignis says, refuses or is called lacks one of its languages."""

import re
import string
from collections.abc import Iterator
from typing import Any

import discord
import pytest
from discord import app_commands

from ignis.bot.texts import LANGUAGES, CommandTranslator, Texts, load_texts
from ignis.bot.texts.catalogue import COMMANDS, DEFAULT, language_at, parsed, spoken
from ignis.domain.refusals import Refusal
from tests.bot.conftest import Bench

TEXTS = load_texts()
OTHERS = [language for language in LANGUAGES if language != DEFAULT]


def sentences(language: str) -> set[str]:
    return {key for key in TEXTS.keys(language) if not key.startswith(f"{COMMANDS}.")}


def forms(key: str, language: str) -> dict[str, str]:
    entry = TEXTS.entry(key, language)
    assert entry is not None
    return {"": entry} if isinstance(entry, str) else dict(entry)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_stands_in_every_language(language: str) -> None:
    assert sentences(language) == sentences(DEFAULT)


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("key", sorted(sentences(DEFAULT)))
def test_translations_fill_in_the_same(key: str, language: str) -> None:
    ours, theirs = forms(key, DEFAULT), forms(key, language)
    assert ours.keys() == theirs.keys()
    for form, text in ours.items():
        assert placeholders(theirs[form]) == placeholders(text)
        assert all(name.isidentifier() for name in placeholders(text))
        assert theirs[form].strip()


@pytest.mark.parametrize("code", list(Refusal))
def test_every_refusal_has_a_sentence(code: Refusal) -> None:
    assert f"refusals.{code}" in sentences(DEFAULT)


def test_no_sentence_for_a_refusal_that_is_gone() -> None:
    assert {key.removeprefix("refusals.") for key in sentences(DEFAULT) if key.startswith("refusals.")} == set(Refusal)


async def test_every_command_option_and_choice_is_named_in_every_language(bench: Bench) -> None:
    missing: list[str] = []
    for payload in await payloads(bench):
        for path, part in parts(payload):
            needed = ["name_localizations"] + ["description_localizations"] * ("description" in part)
            missing += [f"{path} {key}" for key in needed for lang in OTHERS if lang not in part.get(key, {})]
    assert missing == []


async def test_no_translation_for_a_command_that_is_gone(bench: Bench) -> None:
    used: set[str] = set()
    for payload in await payloads(bench):
        for _, part in parts(payload):
            used |= {text for key in ("name", "description") for text in part.get(f"{key}_localizations", {}).values()}
    for language in OTHERS:
        written = {key: TEXTS.entry(key, language) for key in TEXTS.keys(language) if key.startswith(f"{COMMANDS}.")}
        assert {key for key, text in written.items() if text not in used} == set()


async def payloads(bench: Bench) -> list[dict[str, Any]]:
    tree, translator = bench.client.tree, CommandTranslator(bench.texts)
    return [await command.get_translated_payload(tree, translator) for command in tree.get_commands()] + [
        await menu.get_translated_payload(tree, translator)
        for menu in tree.get_commands(type=discord.AppCommandType.user)
    ]


def parts(payload: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """A command, its options, their choices, and its subcommands likewise."""
    here = f"{path}/{payload['name']}"
    yield here, payload
    for inner in [*(payload.get("options") or []), *(payload.get("choices") or [])]:
        yield from parts(inner, here)


@pytest.mark.parametrize(
    ("locale", "language"),
    [("pt-BR", "pt-BR"), ("pt", "pt-BR"), ("pt_PT", "pt-BR"), ("en-US", "en"), ("de", "en"), (None, "en")],
)
def test_who_reads_which_language(locale: object, language: str) -> None:
    assert spoken(locale) == language


@pytest.mark.parametrize("locale", list(discord.Locale))
async def test_only_portuguese_gets_portuguese_commands(locale: discord.Locale) -> None:
    @app_commands.command(name="userinfo", description="Shows")
    async def command(_: discord.Interaction) -> None: ...

    context: app_commands.TranslationContext[Any, Any] = app_commands.TranslationContext(
        app_commands.TranslationContextLocation.command_name, command
    )
    made = await CommandTranslator(TEXTS).translate(app_commands.locale_str("userinfo"), locale, context)
    assert made == ("ficha" if locale is discord.Locale.brazil_portuguese else None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_button_can_hold_the_language(language: str) -> None:
    assert language_at(TEXTS.voice(language).place) == language


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ladder:\n  off: gone", "xx.yaml: the key False under ladder is no text: quote it or rename it"),
        ("7: seven", "xx.yaml: the key 7 under the top is no text: quote it or rename it"),
        ("card: {points: no}", "xx.yaml: card.points is False, which is no text: quote it"),
        ("card: {points: }", "xx.yaml: card.points is None, which is no text: quote it"),
    ],
)
def test_what_yaml_takes_for_something_else_is_refused(text: str, told: str) -> None:
    with pytest.raises(TypeError, match=f"^{re.escape(told)}$"):
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
