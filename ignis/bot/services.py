"""The use cases that commands call."""

from dataclasses import dataclass

from ignis.services.companies import CompanyAssignment
from ignis.services.history import MemberHistory
from ignis.services.leaderboard import Leaderboard
from ignis.services.points import Points
from ignis.services.privacy import Privacy
from ignis.services.profile import Profiles
from ignis.services.promotions import Promotions
from ignis.services.ranks import Ranks
from ignis.services.studs import Studs


@dataclass(frozen=True)
class Services:
    profiles: Profiles
    points: Points
    ranks: Ranks
    studs: Studs
    companies: CompanyAssignment
    promotions: Promotions
    history: MemberHistory
    leaderboard: Leaderboard
    privacy: Privacy
