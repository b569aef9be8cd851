"""The ladder: which rank follows which, for how many points, and who has to agree.

Points are one running total. A rank has a threshold for the next one and a limit at which its bar is full; points
beyond the limit are kept. A path ends in a rank that may begin another path (Inductii ends the first and begins the
second). A rank on no path has no next rank and no bar.

An open step is taken as soon as the points are there. A step that is handpicked or has a requirement is gated: points
alone never take it. Losing points never costs a rank. Names of ranks are compared without case.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from ignis.domain.rules.progress import Progress


@dataclass(frozen=True, slots=True)
class LadderStep:
    """From `rank` to `next_rank`: `points` is the total that it needs, at `limit` the bar of `rank` is full."""

    rank: str
    next_rank: str
    points: int
    limit: int
    requirement: str | None = None
    handpicked: bool = False


@dataclass(frozen=True, slots=True)
class Path:
    """`last_limit` is the bar of the last rank; None if that rank begins another path or has no bar."""

    name: str
    title: str
    steps: tuple[LadderStep, ...]
    last_rank: str
    last_limit: int | None = None


@dataclass(frozen=True, slots=True)
class NextRank:
    """`missing` points are still needed for `rank`. A requirement or an officer may be needed, too."""

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
    """Where a member stands. `path`, `progress` and `next` are None off the ladder; `next` also on the last rank."""

    rank: str
    path: str | None
    progress: Progress | None
    next: NextRank | None

    @property
    def ready(self) -> bool:
        """True if the member has the points for the next rank and waits for a trial or an officer."""
        return self.next is not None and self.next.missing == 0 and self.next.gated


@dataclass(frozen=True, slots=True)
class _Place:
    rank: str
    path: str
    threshold: int
    limit: int | None
    step: LadderStep | None


class Ladder:
    """Example:
    standing = ladder.standing("Brother", points=60)
    standing.next.missing  # 10, if the next rank needs 70
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        """Raises ValueError, one line, for paths that contradict themselves or each other."""
        paths = tuple(paths)
        if flaw := next(_flaws(paths), None):
            raise ValueError(flaw)
        self._places = _places(paths)

    @property
    def ranks(self) -> tuple[str, ...]:
        """Every rank on a path, in the order of the paths."""
        return tuple(place.rank for place in self._places.values())

    def threshold(self, rank: str) -> int | None:
        """The total of points that leads to `rank`; None off the ladder."""
        place = self._places.get(rank.casefold())
        return place.threshold if place else None

    def after_points(self, rank: str, points: int) -> tuple[str, ...]:
        """The ranks that `points` alone lead to from `rank`, in order: open steps, up to the first gated one.

        Empty if the rank stays.
        """
        following = self.standing(rank, points).next
        if following is None or following.missing or following.gated:
            return ()
        return (following.rank, *self.after_points(following.rank, points))

    def standing(self, rank: str, points: int) -> Standing:
        place = self._places.get(rank.casefold())
        if place is None:
            return Standing(rank, path=None, progress=None, next=None)
        progress = Progress(points, place.limit) if place.limit is not None else None
        return Standing(place.rank, place.path, progress, _next(place.step, points))


def _next(step: LadderStep | None, points: int) -> NextRank | None:
    if step is None:
        return None
    return NextRank(step.next_rank, step.points, max(0, step.points - points), step.requirement, step.handpicked)


def _places(paths: tuple[Path, ...]) -> Mapping[str, _Place]:
    places: dict[str, _Place] = {}
    threshold_of: dict[str, int] = {}
    for path in paths:
        for step in path.steps:
            threshold = threshold_of.get(step.rank.casefold(), 0)
            places[step.rank.casefold()] = _Place(step.rank, path.name, threshold, step.limit, step)
            threshold_of[step.next_rank.casefold()] = step.points
    for path in paths:
        key = path.last_rank.casefold()
        if key not in places:
            places[key] = _Place(path.last_rank, path.name, threshold_of.get(key, 0), path.last_limit, None)
    return places


def _flaws(paths: tuple[Path, ...]) -> Iterator[str]:
    for path in paths:
        yield from _flaws_within(path)
    starts = Counter(step.rank.casefold() for path in paths for step in path.steps)
    yield from (f"the rank {rank!r} has two next ranks" for rank, count in starts.items() if count > 1)
    ends = Counter(step.next_rank.casefold() for path in paths for step in path.steps)
    yield from (f"two ranks lead to {rank!r}" for rank, count in ends.items() if count > 1)
    yield from _circles(paths)


def _circles(paths: tuple[Path, ...]) -> Iterator[str]:
    """A rank has at most one next and one previous rank: what no first rank leads to is part of a circle."""
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
