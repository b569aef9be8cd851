"""An officer who does things to members of the small legion, one minute after the other."""

from datetime import UTC, datetime, timedelta

from ignis.domain.members.change import Actor, Change
from ignis.domain.members.member import StudKind
from ignis.domain.members.profile import Subject
from ignis.services.companies import CompanyAssignment
from ignis.services.points import Points
from ignis.services.ports import MemberStore, PromotionStore
from ignis.services.promotions import Promotions
from ignis.services.ranks import Ranks
from ignis.services.studs import Studs
from tests.support.legion.small_legion import LEGION

OFFICER = Actor(900_000_000_000_000_009)
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def minutes(count: int) -> datetime:
    """That many minutes after noon."""
    return NOON + timedelta(minutes=count)


def subject(user_id: int, *roles: str) -> Subject:
    return Subject(user_id, roles, None)


class Staff:
    """The services over one store. Each act is a minute later than the one before; `now` is the last one's time."""

    def __init__(self, members: MemberStore, promotions: PromotionStore, officer: Actor = OFFICER) -> None:
        self.points_service = Points(members, lambda: LEGION)
        self.ranks = Ranks(members, lambda: LEGION)
        self.stud_service = Studs(members, lambda: LEGION)
        self.companies = CompanyAssignment(members, lambda: LEGION)
        self.promotions = Promotions(members, promotions, lambda: LEGION)
        self.officer = officer
        self.now = NOON

    async def points(self, user_id: int, amount: int, reason: str = "patrol") -> Change:
        """Negative amounts are taken away."""
        act = self.points_service.add if amount > 0 else self.points_service.remove
        return await act(self.officer, subject(user_id), abs(amount), reason, at=self._next())

    async def rank(self, user_id: int, rank: str) -> Change:
        return await self.ranks.set(self.officer, subject(user_id), rank, "by decree", at=self._next())

    async def studs(self, user_id: int, kind: StudKind, amount: int) -> Change:
        act = self.stud_service.add if amount > 0 else self.stud_service.remove
        return await act(self.officer, subject(user_id), kind, abs(amount), "long service", at=self._next())

    async def company(self, user_id: int, company: int | None) -> Change:
        return await self.companies.set(self.officer, subject(user_id), company, "transfer", at=self._next())

    async def approve(self, user_id: int, rank: str) -> Change:
        return await self.promotions.approve(self.officer, user_id, rank, permit=lambda _: None, at=self._next())

    async def decline(self, user_id: int, rank: str) -> Change:
        return await self.promotions.decline(self.officer, user_id, rank, at=self._next())

    def _next(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now
