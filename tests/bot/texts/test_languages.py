"""Every language has every text, with the same placeholders, and every refusal has one."""

import string

import pytest

from ignis.bot.texts import LANGUAGES, load_texts
from ignis.bot.texts.catalogue import DEFAULT
from ignis.bot.texts.command_names import COMMANDS
from ignis.domain.refusals import Refusal

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
def test_every_text_is_in_every_language(language: str) -> None:
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_with_a_count_has_a_singular_and_a_plural(language: str) -> None:
    without = {key for key in sentences(language) if "count" in placeholders(forms(key, language).get("", ""))}
    assert without == set(), "give them `one` and `other`, or another name to a number that nothing depends on"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_plural_says_how_many(language: str) -> None:
    silent = {
        key
        for key in sentences(language)
        if "other" in forms(key, language) and "count" not in placeholders(forms(key, language)["other"])
    }
    assert silent == set()


@pytest.mark.parametrize("code", list(Refusal))
def test_every_refusal_has_a_sentence(code: Refusal) -> None:
    assert f"refusals.{code}" in sentences(DEFAULT)


def test_no_sentence_for_a_refusal_that_is_gone() -> None:
    assert {key.removeprefix("refusals.") for key in sentences(DEFAULT) if key.startswith("refusals.")} == set(Refusal)
