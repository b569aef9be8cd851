"""What the incident engine can decide, and why. The table `RULES` holds every pair that can occur.

The life of an incident, in words:
- OPEN starts it. A subject has at most one open incident, so what happens next to that subject belongs to it.
- REOPEN starts it again, soon after its end, with the same number (`recurrence.py`).
- UPDATE adds news to an open incident: another death, a step that was taken, a new time of the next try.
- RESOLVE ends it. A later problem of the same subject is a new incident with the next number.
- SUPPRESS changes no incident. It counts what was seen and needs no report: an end that was asked for, a repetition,
  news that came too late.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from probes.relay.incidents.incident import Incident


class DecisionAction(StrEnum):
    OPEN = "open"
    REOPEN = "reopen"
    UPDATE = "update"
    RESOLVE = "resolve"
    SUPPRESS = "suppress"


class DecisionReason(StrEnum):
    """Why something was decided. The list is closed, because the reason becomes a metric's label."""

    DIED = "died"
    GAVE_UP = "gave_up"
    HANGS = "hangs"
    STALLED = "stalled"
    OUTGROWN = "outgrown"
    KILLED = "killed"
    CANNOT_START = "cannot_start"
    RESTARTED = "restarted"
    HELD = "held"
    BACK = "back"
    ANSWERS_AGAIN = "answers_again"
    STOPPED_ON_REQUEST = "stopped_on_request"
    REQUESTED_STOP = "requested_stop"
    CLEAN_EXIT = "clean_exit"
    DUPLICATE = "duplicate"
    STALE = "stale"
    PART_OF_OUTAGE = "part_of_outage"
    # of conditions
    WRONG = "wrong"
    CHANGED = "changed"
    CLEARED = "cleared"
    GONE = "gone"
    CALMED = "calmed"
    # of operators
    ACKNOWLEDGED = "acknowledged"


@dataclass(frozen=True)
class ReasonRule:
    """Which actions a reason can lead to, and whether a process died."""

    actions: frozenset[DecisionAction]
    death: bool = False


_OPENS = frozenset({DecisionAction.OPEN, DecisionAction.REOPEN})
_OPENS_OR_UPDATES = _OPENS | {DecisionAction.UPDATE}
_UPDATES = frozenset({DecisionAction.UPDATE})
_RESOLVES = frozenset({DecisionAction.RESOLVE})
_SUPPRESSES = frozenset({DecisionAction.SUPPRESS})

RULES: Final[Mapping[DecisionReason, ReasonRule]] = {
    # a problem of a process: opens an incident, or belongs to the open one
    DecisionReason.DIED: ReasonRule(_OPENS_OR_UPDATES, death=True),
    DecisionReason.STALLED: ReasonRule(_OPENS_OR_UPDATES, death=True),
    DecisionReason.GAVE_UP: ReasonRule(_OPENS_OR_UPDATES, death=True),
    DecisionReason.HANGS: ReasonRule(_OPENS_OR_UPDATES),
    DecisionReason.OUTGROWN: ReasonRule(_OPENS_OR_UPDATES),
    DecisionReason.CANNOT_START: ReasonRule(_OPENS_OR_UPDATES),
    # what happens next to that process
    DecisionReason.KILLED: ReasonRule(_UPDATES, death=True),
    DecisionReason.RESTARTED: ReasonRule(_UPDATES),
    DecisionReason.HELD: ReasonRule(_UPDATES),
    # and how it ends
    DecisionReason.BACK: ReasonRule(_RESOLVES),
    DecisionReason.ANSWERS_AGAIN: ReasonRule(_RESOLVES),
    DecisionReason.STOPPED_ON_REQUEST: ReasonRule(_RESOLVES),
    # what needs no report
    DecisionReason.REQUESTED_STOP: ReasonRule(_SUPPRESSES),
    DecisionReason.CLEAN_EXIT: ReasonRule(_SUPPRESSES),
    DecisionReason.DUPLICATE: ReasonRule(_SUPPRESSES),
    DecisionReason.STALE: ReasonRule(_SUPPRESSES),
    DecisionReason.PART_OF_OUTAGE: ReasonRule(_SUPPRESSES, death=True),
    # a condition: a check, a circuit, memory, an alert
    DecisionReason.WRONG: ReasonRule(_OPENS),
    DecisionReason.CHANGED: ReasonRule(_UPDATES),
    DecisionReason.CLEARED: ReasonRule(_RESOLVES),
    DecisionReason.GONE: ReasonRule(_RESOLVES),
    DecisionReason.CALMED: ReasonRule(_SUPPRESSES),  # a new line, within a minute of the last one: it waits
    # what operators do
    DecisionReason.ACKNOWLEDGED: ReasonRule(_UPDATES),
}


def reasons_for(action: DecisionAction) -> list[DecisionReason]:
    """The reasons that can lead to `action`."""
    return [reason for reason, rule in RULES.items() if action in rule.actions]


@dataclass(frozen=True)
class Decision:
    """One decision about one subject; `incident` is None if it changes none."""

    action: DecisionAction
    reason: DecisionReason
    subject_name: str
    incident: Incident | None = None

    @property
    def death(self) -> bool:
        return RULES[self.reason].death
