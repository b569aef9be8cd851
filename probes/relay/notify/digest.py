"""How the digest of an outage of Discord looks. Pure."""

from collections.abc import Sequence
from typing import Any, Final

from probes.relay.incidents.incident import Incident
from probes.relay.message_limits import DESCRIPTION, FIELD_VALUE, TITLE, cut, length
from probes.relay.notices.notice import Telling
from probes.relay.notify.message.looks import INFO, icon
from probes.relay.notify.message.several import counted
from probes.relay.notify.message.style import MessageStyle
from probes.relay.notify.message.times import exactly, span
from probes.relay.notify.words import Plural
from probes.relay.outbox.digest import Digest

_LIST: Final = 850  # units; the line about the rest comes below it
_NAME: Final = 120
_DEFAULT_STYLE: Final = MessageStyle()


def digest_payload(digest: Digest, style: MessageStyle = _DEFAULT_STYLE) -> dict[str, Any]:
    """The message. It fits Discord's limits and pings no one."""
    words = style.words
    lines = [words.digest_span.format(begin=exactly(digest.since), end=exactly(digest.until))]
    if digest.expired:
        lines.append(words.expired.of(len(digest.expired)))
    parts = (
        (words.digest_over, digest.over),
        (words.digest_ended, digest.ended),
        (words.digest_open, digest.still_open),
    )
    embed = {
        "title": cut(f"📬 {words.digest_title}", TITLE),
        "description": cut("\n".join(lines), DESCRIPTION),
        "color": INFO.colour,
        "fields": [_field(name, tellings, style) for name, tellings in parts if tellings],
        "timestamp": digest.until.isoformat(),
    }
    return {"content": "", "embeds": [embed], "allowed_mentions": {"parse": []}}


def _field(name: Plural, tellings: Sequence[Telling], style: MessageStyle) -> dict[str, Any]:
    incidents = [one for telling in tellings for one in telling.incidents]
    return {"name": name.of(len(incidents)), "value": cut("\n".join(_lines(incidents, style)), FIELD_VALUE)}


def _lines(incidents: Sequence[Incident], style: MessageStyle) -> list[str]:
    """As many as fit, then how many more of which kind."""
    lines: list[str] = []
    room = _LIST
    for incident in incidents:
        line = _line(incident, style)
        room -= length(line) + 1
        if room < 0:
            rest = incidents[len(lines) :]
            return [*lines, style.words.further.format(count=len(rest), kinds=counted(rest, style.words))]
        lines.append(line)
    return lines


def _line(incident: Incident, style: MessageStyle) -> str:
    """As it was called while it was open, when it began, and how long it lasted."""
    name = style.clean(incident.name, _NAME)
    lasted = "" if incident.duration is None else f", {span(incident.duration)}"
    title = style.words.titles[incident.kind].format(name=name)
    number = style.words.numbered.format(number=incident.number)
    return f"{icon(incident)} {title} ({exactly(incident.opened_at)}{lasted}, {number})"
