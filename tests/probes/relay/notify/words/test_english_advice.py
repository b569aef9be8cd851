"""Whatever can be told says what it means for people, and what they can do."""

import re
from datetime import UTC, datetime

import pytest

from ignis.runtime.config.settings import Settings
from ops.labels import CIRCUITS
from probes.exporter.schedule.catalogue import checks
from probes.relay.incidents.incident import Incident, IncidentKind
from probes.relay.notify.words import WORDS
from probes.relay.notify.words.remedies import REMEDIES
from probes.relay.notify.words.topics import meaning_topic
from tests.probes.relay.notify.words.test_remedies import PROGRAMS, rules

NAMED = [
    *(f"process:{one}" for one in PROGRAMS),
    *(f"check:{one.name}" for one in checks()),
    *(f"circuit:{one}" for one in CIRCUITS),
    *(f"alert:{one}" for one in rules()),
]


@pytest.mark.parametrize("language", WORDS)
def test_every_program_check_circuit_and_rule_has_a_meaning_of_its_own(language: str) -> None:
    means = WORDS[language].means
    assert [topic for topic in NAMED if topic not in means] == []
    for kind in IncidentKind:
        strange = Incident(1, "x:y", "nobody knows it", kind, datetime(2026, 1, 2, tzinfo=UTC))
        assert meaning_topic(strange, means) in means


@pytest.mark.parametrize("language", WORDS)
def test_whatever_has_commands_has_its_sentence(language: str) -> None:
    assert WORDS[language].to_do.keys() == REMEDIES.keys()


@pytest.mark.parametrize("language", WORDS)
def test_each_is_a_sentence_that_fits_beside_the_others(language: str) -> None:
    words = WORDS[language]
    for text in (*words.means.values(), *words.to_do.values()):
        assert text.endswith(".")
        assert len(text) <= 260
        assert not re.search(r"[{}<>\n]", text)


@pytest.mark.parametrize("language", WORDS)
def test_every_setting_that_is_named_exists(language: str) -> None:
    words, known = WORDS[language], Settings().model_dump()
    named = re.findall(r"`([a-z]+)\.([a-z_]+)`", " ".join((*words.means.values(), *words.to_do.values())))
    assert named
    for section, key in named:
        assert key in known[section]
