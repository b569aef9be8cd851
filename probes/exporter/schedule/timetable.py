"""When a check is due. Pure: times are seconds of a monotonic clock, and arguments.

- A check that is well runs every `every` seconds, counted from the start of its last run; runs that were missed are not
  made up for.
- A changed result is asked again after `confirm_after`, or `every` if that is sooner.
- While a check is not well it is asked again after `confirm_after`, then at twice the distance each time, up to
  `every`: so that a recovery shows soon, and nothing is hammered.
- A check that is hurried is due at once, or as soon as the run ends that was under way.
"""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class CheckTurn:
    """One check's place in the timetable. `distance` is what was last waited between runs, 0 before the first."""

    every: float
    confirm_after: float
    due: float
    distance: float = 0.0
    hurried: bool = False


def next_due(turn: CheckTurn, *, started: float, ended: float, changed: bool, well: bool) -> CheckTurn:
    """The turn after a run that lasted from `started` to `ended`."""
    distance = min(turn.every, _distance(turn, changed=changed, well=well))
    due = ended if turn.hurried else max(ended, started + distance)
    return replace(turn, due=due, distance=distance, hurried=False)


def hurry(turn: CheckTurn, now: float, *, running: bool) -> CheckTurn:
    """Something else changed: what this check last found may be true no longer, and so may what it is finding now."""
    return replace(turn, hurried=True) if running else replace(turn, due=min(turn.due, now))


def _distance(turn: CheckTurn, *, changed: bool, well: bool) -> float:
    if changed:
        return turn.confirm_after
    if well:
        return turn.every
    return turn.distance * 2 or turn.confirm_after
