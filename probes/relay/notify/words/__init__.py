"""What the alerts say, in each language of `alerts.language`. What logs and services said stays in their own words."""

from collections.abc import Mapping
from typing import Final

from probes.relay.notify.words.english import ENGLISH
from probes.relay.notify.words.portuguese import PORTUGUESE
from probes.relay.notify.words.vocabulary import AlertWords, Plural

WORDS: Final[Mapping[str, AlertWords]] = {"en": ENGLISH, "pt-BR": PORTUGUESE}
"""By `alerts.language`."""

__all__ = ["ENGLISH", "PORTUGUESE", "WORDS", "AlertWords", "Plural"]
