"""For how long supervisord has not answered, and when that is worth telling. Pure.

Times in which the relay did not ask, because it stood still itself, do not count: after one the count begins again.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from probes.relay.incidents.incident import IncidentKind
from probes.relay.incidents.observations import Condition
from probes.restarts.control import Trouble

SUPERVISORD: Final = "supervisord"
"""The name of the subject, `stack:supervisord`."""

TOLD_AFTER: Final = 10.0
"""Seconds."""

_LONGEST_PAUSE: Final = 7.0  # seconds between two failures; a question takes 2, the next one follows within one

WHY: Final = {
    Trouble.TIMEOUT: "it does not answer in time",
    Trouble.REFUSED: "it hangs up",
    Trouble.MISSING: "its socket is gone",
    Trouble.BROKEN: "its answers cannot be used",
}
"""A fault is an answer: supervisord understood, and said no."""


@dataclass(frozen=True)
class SupervisorSilence:
    """It has not answered since `since`. `first` and `last` are the steady times of two failed questions."""

    since: datetime
    first: float
    last: float

    @property
    def worth_telling(self) -> bool:
        return self.last - self.first >= TOLD_AFTER


def still_silent(known: SupervisorSilence | None, at: datetime, steady: float) -> SupervisorSilence:
    """The silence with one more question that was not answered.

    Example:
        >>> moment = datetime.fromisoformat("2026-01-02T03:04:05+00:00")
        >>> silence = still_silent(None, moment, 100.0)
        >>> for second in range(5, 15, 5):
        ...     silence = still_silent(silence, moment, 100.0 + second)
        >>> silence.worth_telling, still_silent(silence, moment, 160.0).worth_telling
        (True, False)
    """
    if known is None or steady - known.last > _LONGEST_PAUSE:
        return SupervisorSilence(at, steady, steady)
    return replace(known, last=steady)


def silent(trouble: Trouble, since: datetime, at: datetime) -> Condition:
    """Supervisord does not answer, as an observation."""
    return Condition(IncidentKind.UNSUPERVISED, SUPERVISORD, wrong=True, since=since, at=at, text=WHY[trouble])


def answers(at: datetime) -> Condition:
    """Supervisord answers, as an observation."""
    return Condition(IncidentKind.UNSUPERVISED, SUPERVISORD, wrong=False, since=at, at=at)
