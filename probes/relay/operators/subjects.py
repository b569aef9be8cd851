"""What an incident's subject means to operators: what may be silenced, which program to restart, whose log to show."""

import re
from typing import Final

from probes.relay.incidents.incident import Incident

KINDS: Final = ("process", "check", "circuit", "memory", "alert", "host", "stack")
"""The parts before the colon."""

_SUBJECT: Final = re.compile(rf"(?:{'|'.join(KINDS)}):\S.*")
_PROGRAM_IS_THE_NAME: Final = frozenset({"process", "memory"})
_LOG_OF: Final = {"check": "exporter", "circuit": "bot"}  # who runs it, and so writes about it


def problem(subject: str) -> str | None:
    """Why `subject` cannot be silenced, for people; None if it can.

    >>> problem("check:disk"), problem("check:*")
    (None, None)
    >>> problem("disk")
    "'disk' is no subject: expected one such as check:disk, process:bot or check:*"
    """
    if subject in {"*", "*:*"}:
        return "to silence everything, pause: `ignis pause 10m --why …`"
    if _SUBJECT.fullmatch(subject):
        return None
    kind, colon, _ = subject.partition(":")
    if colon and kind not in KINDS:
        return f"{kind!r} is no kind of subject: there are {', '.join(KINDS)}"
    return f"{subject!r} is no subject: expected one such as check:disk, process:bot or check:*"


def program_of(incident: Incident) -> str | None:
    """The program to restart; None for an incident of something else."""
    kind, _, name = incident.subject.partition(":")
    return name if kind in _PROGRAM_IS_THE_NAME else None


def log_of(incident: Incident) -> str | None:
    """The program whose log tells more."""
    return program_of(incident) or _LOG_OF.get(incident.subject.partition(":")[0])
