"""Members by points."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ignis.domain.legion import Legion
from ignis.domain.refusals import Refusal, Refused
from ignis.services.ports import InCompany, LeaderboardStore, Place


@dataclass(frozen=True, slots=True)
class LeaderboardPage:
    """`page` counts from 1 and is always one that exists; `pages` is 1 when nobody has points."""

    places: tuple[Place, ...]
    page: int
    pages: int
    members: int


class Leaderboard:
    def __init__(self, store: LeaderboardStore, legion: Callable[[], Legion]) -> None:
        self._store = store
        self._legion = legion

    async def page(
        self, company: int | None, page: int, size: int, nicknames: Mapping[int, str | None] | None = None
    ) -> LeaderboardPage:
        """`nicknames` of the server's members tell the company of those to whom staff assigned none, as on the card.

        A page that does not exist becomes the nearest one that does. Raises Refused, StorageError.
        """
        chosen = self._company(company, nicknames or {})
        members = await self._store.count(chosen)
        pages = max(1, -(-members // size))
        page = min(max(page, 1), pages)
        places = await self._store.places(chosen, (page - 1) * size, size)
        return LeaderboardPage(tuple(places), page, pages, members)

    def _company(self, number: int | None, nicknames: Mapping[int, str | None]) -> InCompany | None:
        if number is None:
            return None
        companies = self._legion().companies
        if number not in companies:
            raise Refused(Refusal.NOT_A_COMPANY, company=number, first=companies.first, last=companies.last)
        named = [user_id for user_id, nickname in nicknames.items() if companies.of_nickname(nickname) == number]
        return InCompany(number, named)
