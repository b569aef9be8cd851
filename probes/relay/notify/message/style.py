"""How messages are made here: in which language, with which links, for which role, without which secrets."""

from dataclasses import dataclass, field

from ignis.runtime.telemetry.redact import Redactor
from probes.relay.message_limits import code, tidy
from probes.relay.notify.message.inert import inert
from probes.relay.notify.message.links import Links
from probes.relay.notify.words import ENGLISH, AlertWords


@dataclass(frozen=True)
class MessageStyle:
    """`role` is the id of the operators' role, which a notice may ask to mention; None: nobody is mentioned."""

    words: AlertWords = ENGLISH
    links: Links = field(default_factory=Links)
    role: int | None = None
    redact: Redactor = field(default_factory=Redactor)

    def clean(self, text: str, limit: int) -> str:
        """Text from outside on one line: literal, without secrets, and never empty."""
        return inert(self.redact(tidy(text)), limit)

    def quoted(self, text: str, limit: int) -> str:
        """Text from outside as a block of code, with its lines; nothing if there is none."""
        shown = self.redact(tidy(text))
        return code(shown, limit) if shown else ""

    def footnote(self, text: str, limit: int) -> str:
        """Text from outside where Discord formats nothing."""
        return self.redact(tidy(" ".join(text.split())))[:limit]
