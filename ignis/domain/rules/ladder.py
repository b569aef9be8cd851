"""The ladder: which rank follows which, for how many points, and who has to agree.

Points are one running total. A rank has a threshold for the next one and a limit at which its bar is full; what goes
beyond the limit is kept. A path ends in a rank that may begin another path (Inductii ends the first and begins the
second); a rank that stands on no path has no next rank and no bar. Points alone take an open step as soon as they are
there, and never one that is handpicked or has a requirement; losing points never costs a rank. Names of ranks are
compared without case.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from ignis.domain.rules.progress import Progress


@dataclass(frozen=True, slots=True)
class LadderStep:
    """From `rank` to `next_rank`: `points` is the total that is asked for, `limit` where the bar of `rank` is full."""

    rank: str
    next_rank: str
    points: int
    limit: int
    requirement: str | None = None
    handpicked: bool = False


@dataclass(frozen=True, slots=True)
class Path:
    """`last_limit` is the bar of the last rank; None when that rank begins another path or has no bar."""

    name: str
    title: str
    steps: tuple[LadderStep, ...]
    last_rank: str
    last_limit: int | None = None


@dataclass(frozen=True, slots=True)
class NextRank:
    """`missing` points are still needed for `rank`; a requirement or an officer may be needed as well."""

    rank: str
    points: int
    missing: int
    requirement: str | None
    handpicked: bool

    @property
    def gated(self) -> bool:
        return self.handpicked or self.requirement is not None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a member stands. `path`, `progress` and `next` are None off the ladder; `next` also on its last rung."""

    rank: str
    path: str | None
    progress: Progress | None
    next: NextRank | None

    @property
    def ready(self) -> bool:
        """Has the points for the next rank and waits for a trial or an officer."""
        return self.next is not None and self.next.missing == 0 and self.next.gated


@dataclass(frozen=True, slots=True)
class _Place:
    rank: str
    path: str
    threshold: int
    limit: int | None
    step: LadderStep | None


class Ladder:
    def __init__(self, paths: Iterable[Path]) -> None:
        """Raises ValueError, one line, for paths that contradict themselves or each other."""
        paths = tuple(paths)
        if flaw := next(_flaws(paths), None):
            raise ValueError(flaw)
        self._rungs = _rungs(paths)

    @property
    def ranks(self) -> tuple[str, ...]:
        """Every rank on a path, in the order of the paths."""
        return tuple(rung.rank for rung in self._rungs.values())

    def threshold(self, rank: str) -> int | None:
        """The total of points that leads to `rank`; None off the ladder."""
        rung = self._rungs.get(rank.casefold())
        return rung.threshold if rung else None

    def after_points(self, rank: str, points: int) -> tuple[str, ...]:
        """The ranks that `points` alone lead to from `rank`, in order: open steps, up to the first that is gated.

        A step is open when it is neither handpicked nor has a requirement. Empty when the rank stays.
        """
        following = self.standing(rank, points).next
        if following is None or following.missing or following.gated:
            return ()
        return (following.rank, *self.after_points(following.rank, points))

    def standing(self, rank: str, points: int) -> Standing:
        rung = self._rungs.get(rank.casefold())
        if rung is None:
            return Standing(rank, path=None, progress=None, next=None)
        progress = Progress(points, rung.limit) if rung.limit is not None else None
        return Standing(rung.rank, rung.path, progress, _next(rung.step, points))


def _next(step: LadderStep | None, points: int) -> NextRank | None:
    if step is None:
        return None
    return NextRank(step.next_rank, step.points, max(0, step.points - points), step.requirement, step.handpicked)


def _rungs(paths: tuple[Path, ...]) -> Mapping[str, _Place]:
    rungs: dict[str, _Place] = {}
    threshold_of: dict[str, int] = {}
    for path in paths:
        for step in path.steps:
            threshold = threshold_of.get(step.rank.casefold(), 0)
            rungs[step.rank.casefold()] = _Place(step.rank, path.name, threshold, step.limit, step)
            threshold_of[step.next_rank.casefold()] = step.points
    for path in paths:
        key = path.last_rank.casefold()
        if key not in rungs:
            rungs[key] = _Place(path.last_rank, path.name, threshold_of.get(key, 0), path.last_limit, None)
    return rungs


def _flaws(paths: tuple[Path, ...]) -> Iterator[str]:
    for path in paths:
        yield from _flaws_within(path)
    starts = Counter(step.rank.casefold() for path in paths for step in path.steps)
    yield from (f"the rank {rank!r} has two next ranks" for rank, count in starts.items() if count > 1)
    ends = Counter(step.next_rank.casefold() for path in paths for step in path.steps)
    yield from (f"two ranks lead to {rank!r}" for rank, count in ends.items() if count > 1)
    yield from _circles(paths)


def _circles(paths: tuple[Path, ...]) -> Iterator[str]:
    """Each rank leads to one and is led to by one at most, so whatever no first rank leads to runs in a circle."""
    leads = {step.rank.casefold(): step.next_rank.casefold() for path in paths for step in path.steps}
    for first in leads.keys() - set(leads.values()):
        rank: str | None = first
        while rank is not None:
            rank = leads.pop(rank, None)
    if leads:
        yield f"the ranks {', '.join(repr(rank) for rank in sorted(leads))} lead in a circle"


def _flaws_within(path: Path) -> Iterator[str]:
    ranks = [step.rank for step in path.steps] + [path.last_rank]
    for step, follower in zip(path.steps, ranks[1:], strict=True):
        if step.next_rank.casefold() != follower.casefold():
            yield f"path {path.name!r}: {step.rank!r} leads to {step.next_rank!r}, but {follower!r} stands next"
        if step.limit < step.points:
            yield f"path {path.name!r}: the limit of {step.rank!r} ({step.limit}) is below what its next rank asks for"
    for before, after in pairwise(path.steps):
        if after.points < before.points:
            yield f"path {path.name!r}: {after.next_rank!r} asks for fewer points than {before.next_rank!r}"
