"""Members by points, of those who are on the server."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ignis.domain.members.member import Member
from ignis.domain.members.profile import Subject, company_of
from ignis.domain.refusals import Refusal, Refused
from ignis.domain.rules.legion import Legion
from ignis.services.ports import LeaderboardStore
from ignis.services.use_case import use_case

Present = Callable[[int], Subject | None]
"""What Discord knows of a member by the user's id; None for whoever has left."""


@dataclass(frozen=True, slots=True)
class LeaderboardPlace:
    """Members with equal points share a place; the next place is as much lower."""

    place: int
    user_id: int
    points: int
    rank: str


@dataclass(frozen=True, slots=True)
class LeaderboardPage:
    """`page` counts from 1 and is always one that exists; `pages` is 1 when nobody has points."""

    places: tuple[LeaderboardPlace, ...]
    page: int
    pages: int
    members: int


class Leaderboard:
    def __init__(self, store: LeaderboardStore, legion: Callable[[], Legion]) -> None:
        self._store = store
        self._legion = legion

    @use_case("leaderboard.page")
    async def page(self, company: int | None, page: int, size: int, present: Present) -> LeaderboardPage:
        """Whoever has left has no place. A company has the members whose cards name it.

        A page that does not exist becomes the nearest one that does. Raises Refused, StorageError.
        """
        legion = self._legion()
        if company is not None and company not in legion.companies:
            first, last = legion.companies.first, legion.companies.last
            raise Refused(Refusal.NOT_A_COMPANY, company=company, first=first, last=last)
        scored = await self._store.scored()
        counted = [
            member
            for member in scored
            if (subject := present(member.user_id)) is not None
            and (company is None or company_of(legion, subject, member) == company)
        ]
        pages = max(1, -(-len(counted) // size))
        page = min(max(page, 1), pages)
        places = tuple(_places(counted))[(page - 1) * size : page * size]
        return LeaderboardPage(places, page, pages, len(counted))


def _places(members: Sequence[Member]) -> Iterator[LeaderboardPlace]:
    """`members` stand in the order of the board."""
    place, points = 0, None
    for number, member in enumerate(members, start=1):
        if member.points != points:
            place, points = number, member.points
        yield LeaderboardPlace(place, member.user_id, member.points, member.rank)
