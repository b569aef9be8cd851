"""Every alert can be said in every language of the setting."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest

from ignis.runtime.config.settings import AlertSettings
from probes.relay.incidents.incident import Cause, Incident, IncidentKind, Resolution
from probes.relay.notify.message import payload, plain
from probes.relay.notify.words import ENGLISH, WORDS, AlertWords
from tests.probes.relay.rig import telling_of

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def test_the_settings_languages_are_those_that_there_are() -> None:
    assert set(get_args(AlertSettings.model_fields["language"].annotation)) == set(WORDS)


def sentences(words: AlertWords) -> Iterator[tuple[str, str]]:
    for field in fields(words):
        value: Any = getattr(words, field.name)
        if isinstance(value, Mapping):
            yield from ((f"{field.name}.{key}", text) for key, text in value.items())
        else:
            yield field.name, value


@pytest.mark.parametrize("language", WORDS)
def test_each_sentence_fills_in_the_same(language: str) -> None:
    theirs, ours = dict(sentences(WORDS[language])), dict(sentences(ENGLISH))
    assert theirs.keys() == ours.keys()
    for key, text in ours.items():
        assert sorted(re.findall(r"{\w+}", theirs[key])) == sorted(re.findall(r"{\w+}", text)), key


@pytest.mark.parametrize("kind", IncidentKind)
def test_an_alert_in_portuguese_has_nothing_of_the_english_one(kind: IncidentKind) -> None:
    words = WORDS["pt-BR"]
    open_one = Incident(
        1, "process:bot", "bot", kind, NOON, deaths=1, causes=(Cause(NOON, "exit 1"),), tried=("restart",),
        last_words="Error", until=NOON,
    )  # fmt: skip
    over = replace(open_one, resolved_at=NOON + timedelta(minutes=1), resolution=Resolution.CLEARED)
    english = {text for _, text in sentences(ENGLISH) if "{" not in text}
    for incident in (open_one, over):
        said = str(payload(telling_of(incident), words)) + str(plain(telling_of(incident), words))
        assert "incidente 1 · process:bot" in said
        assert not [text for text in english if f"'{text}'" in said]
