"""What an incident is called, in the reader's language."""

from typing import Final

from ignis.bot.replies.markup import short
from ignis.bot.texts import Voice
from ignis.runtime.stack.http_shapes import ReportedIncident

_SHOWN: Final = 120  # characters


def incident_words(incident: ReportedIncident, say: Voice) -> str:
    """Its title while it is open, not made inert. The relay's own words for a kind that only a newer relay knows."""
    standing = f"open_{incident.kind}"
    key = f"incidents.{standing}"
    if not say.knows(key):
        return short(incident.title, _SHOWN)
    _, _, name = incident.subject.partition(":")
    known = incident.kind == "check" and say.knows(f"checks.{name}")
    return short(say(key, name=say(f"checks.{name}") if known else name), _SHOWN)
