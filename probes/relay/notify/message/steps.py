"""What Ignis has done about an incident, and what it does next. Pure."""

from typing import Final

from probes.relay.incidents.incident import Incident, IncidentKind
from probes.relay.notify.message.style import MessageStyle
from probes.relay.notify.message.times import clock, when
from probes.relay.notify.words import AlertWords
from probes.relay.notify.words.facts import in_words
from probes.relay.notify.words.topics import OF_PROCESSES

_STEP: Final = 160
_STARTED: Final = "started again"


def next_step(incident: Incident, words: AlertWords) -> str | None:
    """What Ignis does next; None if it is over."""
    if not incident.open:
        return None
    if incident.kind in {IncidentKind.CONFIG, IncidentKind.CANNOT_START}:
        return words.not_tried if incident.kind is IncidentKind.CONFIG else words.given_up
    if incident.until is None:
        return _sooner_or_later(incident, words)
    return _at_time(incident, words).format(at=clock(incident.until), when=when(incident.until))


def _at_time(incident: Incident, words: AlertWords) -> str:
    if incident.kind in OF_PROCESSES:
        return words.next_start
    return words.lapses if incident.kind is IncidentKind.ALERT else words.next_try


def _sooner_or_later(incident: Incident, words: AlertWords) -> str:
    if incident.kind in OF_PROCESSES:
        return words.started_again if _runs_again(incident) else words.starts_at_once
    others = {IncidentKind.CHECK: words.asks_again, IncidentKind.MEMORY: words.restarts_above}
    return others.get(incident.kind, words.watches)


def steps(incident: Incident, style: MessageStyle) -> list[str]:
    """What was tried, oldest first, and the next step."""
    tried = [f"• {style.clean(in_words(one, style.words.facts), _STEP)}" for one in incident.tried]
    following = next_step(incident, style.words)
    return [*tried, *([f"→ {following}"] if following else [])]


def _runs_again(incident: Incident) -> bool:
    """The newest step was a start: whatever ends the process adds a death or a step of its own."""
    return bool(incident.tried) and incident.tried[-1].startswith(_STARTED)
