"""How an incident looks in Discord. Pure: telling -> the webhook's JSON body.

Someone reads it on a phone at night: what happened, since when, what was tried, what is left to do.
"""

import re
from datetime import datetime, timedelta
from typing import Any

from probes.relay.incidents.incident import Incident, IncidentKind, Resolution, Severity
from probes.relay.message_limits import CONTENT, DESCRIPTION, FIELD_NAME, FIELD_VALUE, FOOTER, TITLE, clip, code
from probes.relay.notices.notice import Telling
from probes.relay.notify.words import ENGLISH, AlertWords

RED, AMBER, GREEN = 0xE74C3C, 0xF1C40F, 0x2ECC71

_SPECIAL = re.compile(r"([\\*_~`|<>\[\]])")
_CAUSES = 1500  # the parts below add up to less than the 6000 units of a whole embed
_STEPS = 900
_WORDS = 900


def payload(telling: Telling, words: AlertWords = ENGLISH) -> dict[str, Any]:
    """The full message. It fits Discord's limits and pings no one, whatever the incidents contain.

    Example:
        >>> from probes.relay.notices.notice import Notice, NoticeKind
        >>> moment = datetime.fromisoformat("2026-01-02T03:04:05+00:00")
        >>> crash = Incident(1, "process:bot", "bot", IncidentKind.CRASHED, moment)
        >>> notice = Notice(1, NoticeKind.INCIDENT, (1,), moment)
        >>> payload(Telling(notice, (crash,)))["embeds"][0]["title"]
        'bot crashed'
    """
    return {"embeds": [_embed(telling.incidents[0], words)], "allowed_mentions": {"parse": []}}


def plain(telling: Telling, words: AlertWords = ENGLISH) -> dict[str, Any]:
    """One plain line with the essential, for when Discord refuses the full message."""
    incident = telling.incidents[0]
    text = clip(f"{title(incident, words)} ({_footer(incident, words)})", CONTENT)
    return {"content": text, "embeds": [], "allowed_mentions": {"parse": []}}


def title(incident: Incident, words: AlertWords = ENGLISH) -> str:
    return clip(_title(incident, words).format(name=incident.subject_name), TITLE)


def _title(incident: Incident, words: AlertWords) -> str:
    if incident.resolution is None:
        return words.titles[incident.kind]
    if incident.kind is IncidentKind.ALERT and incident.resolution is Resolution.GONE:
        return words.alert_gone
    return words.resolved.get(incident.resolution) or words.cleared.get(incident.kind, words.fine_again)


def _embed(incident: Incident, words: AlertWords) -> dict[str, Any]:
    return {
        "title": title(incident, words),
        "description": clip(_description(incident, words), min(DESCRIPTION, _CAUSES)),
        "color": _colour(incident),
        "fields": [
            {"name": clip(name, FIELD_NAME), "value": value, "inline": inline}
            for name, value, inline in _fields(incident, words)
        ],
        "footer": {"text": clip(_footer(incident, words), min(FOOTER, TITLE))},
        "timestamp": (incident.resolved_at or incident.opened_at).isoformat(),
    }


def _colour(incident: Incident) -> int:
    """Red: down, or waiting at the restart gate. Amber: there is a new process, or something was done. Green: over.

    An alert is red unless its severity is less than critical.
    """
    if not incident.open:
        return GREEN
    if incident.severity in {Severity.WARNING, Severity.INFO}:
        return AMBER
    if incident.until is not None or incident.kind in {IncidentKind.CONFIG, IncidentKind.CANNOT_START}:
        return RED
    return AMBER if incident.tried else RED


def _description(incident: Incident, words: AlertWords) -> str:
    lines = [_next_start(incident.until, words)] if incident.until and incident.kind not in words.cleared else []
    lines += [f"{when(cause.at)} {inert(clip(cause.text, _CAUSES))}" for cause in incident.causes]
    if incident.open and (to_do := words.to_do.get(incident.kind)):
        lines.append(f"**{to_do.format(name=incident.subject_name)}**")
    return "\n".join(lines)


def _next_start(moment: datetime, words: AlertWords) -> str:
    """For example `next start at 12:34 (in 6 minutes)`, in each reader's own time zone."""
    return words.next_start.format(at=f"<t:{int(moment.timestamp())}:t>", when=when(moment))


def _fields(incident: Incident, words: AlertWords) -> list[tuple[str, str, bool]]:
    fields = [(words.started, when(incident.opened_at), True)]
    if incident.duration is not None and incident.resolved_at:
        ended = words.ended_after.format(when=when(incident.resolved_at), span=span(incident.duration))
        fields.append((words.ended, ended, True))
    if incident.until and incident.open and incident.kind in words.cleared:
        fields.append((words.next_try, when(incident.until), True))
    if incident.deaths:
        fields.append((words.deaths, str(incident.deaths), True))
    if incident.tried:
        fields.append((words.tried, clip("\n".join(f"• {step}" for step in incident.tried), _STEPS), False))
    if incident.last_words:
        fields.append((words.last_words, code(incident.last_words, min(FIELD_VALUE, _WORDS)), False))
    return fields


def _footer(incident: Incident, words: AlertWords) -> str:
    return words.incident.format(number=incident.number, subject=incident.subject)


def inert(text: str) -> str:
    """`text` in one line, with nothing that Discord would read as formatting, a link or a mention."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def when(moment: datetime) -> str:
    """A time that each reader's client shows in its own time zone."""
    return f"<t:{int(moment.timestamp())}:R>"


def span(duration: timedelta) -> str:
    seconds = round(duration.total_seconds())
    hours, minutes = seconds // 3600, seconds // 60 % 60
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {seconds % 60} s" if minutes else f"{seconds} s"
