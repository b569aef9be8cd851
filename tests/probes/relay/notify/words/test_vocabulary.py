"""Every alert can be said in every language of the setting."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any, get_args

import pytest

from ignis.runtime.config.settings import AlertSettings
from probes.relay.notify.words import ENGLISH, WORDS, AlertWords, Plural

_OWN = {"facts"}  # each language has those that it says in its own words


def test_the_settings_languages_are_those_that_there_are() -> None:
    assert set(get_args(AlertSettings.model_fields["language"].annotation)) == set(WORDS)


def sentences(words: AlertWords) -> Iterator[tuple[str, str]]:
    for field in fields(words):
        value: Any = getattr(words, field.name)
        parts = value.items() if isinstance(value, Mapping) else [("", value)]
        for key, text in parts if field.name not in _OWN else ():
            forms = {"one": text.one, "many": text.many} if isinstance(text, Plural) else {"": text}
            yield from ((f"{field.name}.{key}.{form}", said) for form, said in forms.items())


@pytest.mark.parametrize("language", WORDS)
def test_each_sentence_fills_in_the_same(language: str) -> None:
    theirs, ours = dict(sentences(WORDS[language])), dict(sentences(ENGLISH))
    assert theirs.keys() == ours.keys()
    for key, text in ours.items():
        assert sorted(re.findall(r"{\w+}", theirs[key])) == sorted(re.findall(r"{\w+}", text)), key


def test_one_is_not_many() -> None:
    assert [ENGLISH.restarts.of(count) for count in (0, 1, 2)] == ["0 restarts.", "1 restart.", "2 restarts."]
