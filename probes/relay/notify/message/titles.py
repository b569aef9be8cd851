"""What a message is called. Pure."""

from collections.abc import Sequence
from typing import Final

from probes.relay.incidents.incident import Incident, IncidentKind, Resolution
from probes.relay.message_limits import TITLE, clip
from probes.relay.notices.notice import NoticeKind, Telling
from probes.relay.notify.message.looks import look
from probes.relay.notify.message.style import MessageStyle
from probes.relay.notify.words import ENGLISH, AlertWords

_NAME: Final = 120


def title(incident: Incident, words: AlertWords = ENGLISH) -> str:
    """One incident in a few words, such as `bot crashed`. For people, but not made inert: for the status page."""
    return clip(_sentence(incident, words).format(name=clip(incident.name, _NAME)), TITLE)


def shown_title(incident: Incident, style: MessageStyle) -> str:
    """The same, as Discord shows it."""
    return _sentence(incident, style.words).format(name=style.clean(incident.name, _NAME))


def headline(telling: Telling, style: MessageStyle) -> str:
    """The title of the whole message, with its icon."""
    words, first = style.words, head(telling.incidents)
    if telling.notice.kind is NoticeKind.FLAPPING:
        name = words.named.get(first.kind, "{name}").format(name=style.clean(first.name, _NAME))
        calm = telling.notice.final and telling.notice.continued_in is None
        text = (words.calm if calm else words.flapping).format(name=name)
    else:
        text = shown_title(first, style)
    if first.reopened and first.open and telling.notice.kind is not NoticeKind.FLAPPING:
        text = words.again.format(title=text)
    if more := len(telling.incidents) - 1:
        text = words.and_more.format(title=text, count=more)
    return f"{look(telling).icon} {text}"


def head(incidents: Sequence[Incident]) -> Incident:
    """The one that the message is called after: the first that is still open, else the first."""
    return next((one for one in incidents if one.open), incidents[0])


def _sentence(incident: Incident, words: AlertWords) -> str:
    if incident.resolution is None:
        return words.titles[incident.kind]
    if incident.kind is IncidentKind.ALERT and incident.resolution is Resolution.GONE:
        return words.alert_gone
    return words.resolved.get(incident.resolution) or words.cleared.get(incident.kind, words.fine_again)
