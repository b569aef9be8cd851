"""Everything that can happen has its title."""

import pytest

from probes.relay.incidents.incident import IncidentKind, Resolution
from probes.relay.notify.words import WORDS


@pytest.mark.parametrize("language", WORDS)
def test_every_kind_and_every_end_has_its_title(language: str) -> None:
    words = WORDS[language]
    assert words.titles.keys() == words.kinds.keys() == set(IncidentKind)
    assert words.resolved.keys() == set(Resolution) - {Resolution.CLEARED}
