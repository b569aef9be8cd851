"""How an incident looks in Discord. Pure: incident -> the webhook's JSON body.

Someone reads it on a phone at night: what happened, since when, what was tried, what is left to do.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from probes.relay.incidents.incident import Incident, IncidentKind, Resolution, Severity
from probes.relay.message_limits import CONTENT, DESCRIPTION, FIELD_NAME, FIELD_VALUE, FOOTER, TITLE, clip, code

RED, AMBER, GREEN = 0xE74C3C, 0xF1C40F, 0x2ECC71

_SPECIAL = re.compile(r"([\\*_~`|<>\[\]])")
_CAUSES = 1500  # the parts below add up to less than the 6000 units of a whole embed
_STEPS = 900
_WORDS = 900

_TITLES = {
    IncidentKind.CRASHED: "{name} crashed",
    IncidentKind.HUNG: "{name} hung",
    IncidentKind.CONFIG: "{name} gave up: its configuration is wrong",
    IncidentKind.CANNOT_START: "{name} cannot be started",
    IncidentKind.OUTGROWN: "{name} used too much memory",
    IncidentKind.CHECK: "check {name} is red",
    IncidentKind.CIRCUIT: "circuit {name} is open",
    IncidentKind.MEMORY: "{name} uses a lot of memory",
    IncidentKind.ALERT: "alert {name} fires",
}
_CLEARED_TITLES = {
    IncidentKind.CHECK: "check {name} is green again",
    IncidentKind.CIRCUIT: "circuit {name} is closed again",
    IncidentKind.MEMORY: "{name} uses less memory again",
    IncidentKind.ALERT: "alert {name} is over",
}
_RESOLVED_TITLES = {
    Resolution.BACK: "{name} is back",
    Resolution.ANSWERS_AGAIN: "{name} answers again",
    Resolution.STOPPED_ON_REQUEST: "{name} was stopped on request",
    Resolution.GONE: "{name} is no longer watched",
}
_ALERT_GONE = "alert {name} is no longer reported"
TO_DO: Final[Mapping[IncidentKind, str]] = {
    IncidentKind.CONFIG: (
        "A restart cannot help, so none is tried. Fix what its last words say, then run `ignis restart {name}`."
    ),
    IncidentKind.MEMORY: (
        "Above `memory.hard_mb` it is restarted. If nothing leaks, raise the limits in config/ignis.yaml and run "
        "`ignis restart relay`."
    ),
    IncidentKind.CANNOT_START: "supervisor has given up. Fix the cause, then run `ignis restart {name}`.",
}
"""What is left for a person to do; the other kinds end by themselves. The status page shows these texts, too."""


def payload(incident: Incident) -> dict[str, Any]:
    """The full message. It fits Discord's limits and pings no one, whatever the incident contains.

    Example:
        >>> moment = datetime.fromisoformat("2026-01-02T03:04:05+00:00")
        >>> payload(Incident(1, "process:bot", "bot", IncidentKind.CRASHED, moment))["embeds"][0]["title"]
        'bot crashed'
    """
    return {"embeds": [_embed(incident)], "allowed_mentions": {"parse": []}}


def plain(incident: Incident) -> dict[str, Any]:
    """One plain line with the essential, for when Discord refuses the full message."""
    text = clip(f"{title(incident)} ({_footer(incident)})", CONTENT)
    return {"content": text, "embeds": [], "allowed_mentions": {"parse": []}}


def title(incident: Incident) -> str:
    return clip(_title(incident).format(name=incident.subject_name), TITLE)


def _title(incident: Incident) -> str:
    if incident.resolution is None:
        return _TITLES[incident.kind]
    if incident.kind is IncidentKind.ALERT and incident.resolution is Resolution.GONE:
        return _ALERT_GONE
    return _RESOLVED_TITLES.get(incident.resolution) or _CLEARED_TITLES.get(incident.kind, "{name} is fine again")


def _embed(incident: Incident) -> dict[str, Any]:
    return {
        "title": title(incident),
        "description": clip(_description(incident), min(DESCRIPTION, _CAUSES)),
        "color": _colour(incident),
        "fields": [
            {"name": clip(name, FIELD_NAME), "value": value, "inline": inline}
            for name, value, inline in _fields(incident)
        ],
        "footer": {"text": clip(_footer(incident), min(FOOTER, TITLE))},
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


def _description(incident: Incident) -> str:
    lines = [_next_start(incident.until)] if incident.until and incident.kind not in _CLEARED_TITLES else []
    lines += [f"{when(cause.at)} {inert(clip(cause.text, _CAUSES))}" for cause in incident.causes]
    if incident.open and (to_do := TO_DO.get(incident.kind)):
        lines.append(f"**{to_do.format(name=incident.subject_name)}**")
    return "\n".join(lines)


def _next_start(moment: datetime) -> str:
    """For example `next start at 12:34 (in 6 minutes)`, in each reader's own time zone."""
    return f"**next start at <t:{int(moment.timestamp())}:t>** ({when(moment)})"


def _fields(incident: Incident) -> list[tuple[str, str, bool]]:
    fields = [("Started", when(incident.opened_at), True)]
    if incident.duration is not None and incident.resolved_at:
        fields.append(("Ended", f"{when(incident.resolved_at)}, after {span(incident.duration)}", True))
    if incident.until and incident.open and incident.kind in _CLEARED_TITLES:
        fields.append(("Next try", when(incident.until), True))
    if incident.deaths:
        fields.append(("Deaths", str(incident.deaths), True))
    if incident.tried:
        fields.append(("What was tried", clip("\n".join(f"• {step}" for step in incident.tried), _STEPS), False))
    if incident.last_words:
        fields.append(("Last words in its log", code(incident.last_words, min(FIELD_VALUE, _WORDS)), False))
    return fields


def _footer(incident: Incident) -> str:
    return f"incident {incident.number} · {incident.subject}"


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
