"""What an incident is about, as a key of the tables of words. Pure.

A topic is `process:bot`, `kind:crashed`, `check:disk`, `circuit:roblox_cloud`, `memory`, `test`, `alert:IgnisNearBan`;
`process:*`, `check:*`, `circuit:*` and `alert:*` stand for the names that no table knows, such as a rule of your own.
"""

import re
from collections.abc import Container
from typing import Final

from probes.relay.incidents.incident import Incident, IncidentKind
from probes.relay.incidents.outage import OUTAGES

_KEY_REFUSED: Final = re.compile(r"refuses \w+_API_KEY")

OF_PROCESSES: Final = frozenset(
    {
        IncidentKind.CRASHED,
        IncidentKind.HUNG,
        IncidentKind.CONFIG,
        IncidentKind.CANNOT_START,
        IncidentKind.OUTGROWN,
    }
)


def meaning_topic(incident: Incident, known: Container[str]) -> str:
    """What it means for people depends on who is away, not on how it went away.

    Example:
        >>> from datetime import UTC, datetime
        >>> crash = Incident(1, "process:bot", "bot", IncidentKind.CRASHED, datetime(2026, 1, 2, tzinfo=UTC))
        >>> meaning_topic(crash, {"process:bot"}), remedy_topic(crash, {"kind:crashed"})
        ('process:bot', 'kind:crashed')
    """
    return _named("process", incident.subject_name, known) if incident.kind in OF_PROCESSES else _other(incident, known)


def remedy_topic(incident: Incident, known: Container[str]) -> str:
    """What one can do about a process depends on how it went away, not on who it is.

    About a service that refuses the key one can do something else than about one that is down.
    """
    if incident.kind in OF_PROCESSES:
        return f"kind:{incident.kind}"
    topic = _other(incident, known)
    return of_key if _refuses_key(incident) and (of_key := f"{topic}:key") in known else topic


def _other(incident: Incident, known: Container[str]) -> str:
    if incident.kind in OUTAGES or incident.kind is IncidentKind.UNSUPERVISED:
        return f"kind:{incident.kind}"
    if incident.kind in {IncidentKind.MEMORY, IncidentKind.TEST}:
        return incident.kind.value
    # an alert's name is followed by what it is about: `IgnisTargetDown:bot`
    name = incident.subject_name.partition(":")[0] if incident.kind is IncidentKind.ALERT else incident.subject_name
    return _named(incident.kind, name, known)


def _refuses_key(incident: Incident) -> bool:
    """By what the checks of Bloxlink and Roblox say."""
    return bool(incident.causes) and _KEY_REFUSED.search(incident.causes[-1].text) is not None


def _named(room: str, name: str, known: Container[str]) -> str:
    return topic if (topic := f"{room}:{name}") in known else f"{room}:*"
