"""When a check is due. Pure: times are seconds of a monotonic clock, and arguments.

- A check that is ok runs every `every` seconds, counted from the start of its last run. Missed runs are skipped.
- A changed result is asked again after `confirm_after`, or after `every` if that is sooner.
- While a check is not ok, it is asked again after `confirm_after`, then at twice the distance each time, up to `every`:
  a recovery shows soon, and nothing is asked too often.
- A hurried check is due at once. If it is running, it is due again as soon as that run ends.
"""

from dataclasses import dataclass, replace
from typing import Final

from ignis.runtime.resilience.backoff import Backoff

_MIDDLE_ROLL: Final = 0.5  # the back-off has no jitter, so any roll does


@dataclass(frozen=True)
class CheckTurn:
    """One check's place in the timetable.

    `unsettled` counts the runs since the check was last ok and unchanged, the change itself included.
    """

    every: float
    confirm_after: float
    due: float
    unsettled: int = 0
    hurried: bool = False

    @property
    def distance(self) -> float:
        """Seconds from the start of the last run to the next one."""
        if self.unsettled == 0:
            return self.every
        return Backoff(self.confirm_after, longest=self.every, jitter=0).delay(self.unsettled, _MIDDLE_ROLL)


def next_due(turn: CheckTurn, *, started: float, ended: float, changed: bool, well: bool) -> CheckTurn:
    """The turn after a run that lasted from `started` to `ended`.

    Example:
    >>> turn = CheckTurn(every=300, confirm_after=10, due=0)
    >>> next_due(turn, started=0, ended=1, changed=True, well=False).due
    10.0
    """
    after = replace(turn, unsettled=_unsettled(turn, changed=changed, well=well))
    due = ended if turn.hurried else max(ended, started + after.distance)
    return replace(after, due=due, hurried=False)


def hurry(turn: CheckTurn, now: float, *, running: bool) -> CheckTurn:
    """Something else changed, so the check's last result may be out of date, and so may the run in progress."""
    return replace(turn, hurried=True) if running else replace(turn, due=min(turn.due, now))


def _unsettled(turn: CheckTurn, *, changed: bool, well: bool) -> int:
    if changed:
        return 1
    return 0 if well else turn.unsettled + 1
