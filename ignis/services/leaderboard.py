"""The members with the most points, of those who are on the server."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ignis.domain.members.member import Member
from ignis.domain.members.profile import company_of
from ignis.domain.paging import paged
from ignis.domain.refusals import Refusal, Refused
from ignis.services.ports import LeaderboardStore, LegionSource, Roster
from ignis.services.use_case import use_case


@dataclass(frozen=True, slots=True)
class LeaderboardPlace:
    """Members with equal points share a place. The places after it are left out: 1, 2, 2, 4."""

    place: int
    user_id: int
    points: int
    rank: str


@dataclass(frozen=True, slots=True)
class LeaderboardPage:
    """`page` counts from 1 and always exists; `pages` is 1 if no member has points."""

    places: tuple[LeaderboardPlace, ...]
    page: int
    pages: int
    members: int


class Leaderboard:
    def __init__(self, store: LeaderboardStore, rules: LegionSource) -> None:
        self._store = store
        self._rules = rules

    @use_case("leaderboard.page")
    async def page(self, company: int | None, page: int, size: int, roster: Roster) -> LeaderboardPage:
        """Members who have left have no place. To a company belong the members whose cards name it.

        A page that does not exist becomes the nearest one that exists. Raises Refused, StorageError.
        """
        legion = self._rules.legion
        if company is not None and company not in legion.companies:
            first, last = legion.companies.first, legion.companies.last
            raise Refused(Refusal.NOT_A_COMPANY, company=company, first=first, last=last)
        scored = await self._store.scored()
        counted = [
            member
            for member in scored
            if (subject := roster.subject(member.user_id)) is not None
            and (company is None or company_of(legion, subject, member) == company)
        ]
        shown = paged(tuple(_places(counted)), page, size)
        return LeaderboardPage(shown.items, shown.number, shown.pages, len(counted))


def _places(members: Sequence[Member]) -> Iterator[LeaderboardPlace]:
    """`members` come in the order of the board."""
    place, points = 0, None
    for number, member in enumerate(members, start=1):
        if member.points != points:
            place, points = number, member.points
        yield LeaderboardPlace(place, member.user_id, member.points, member.rank)
