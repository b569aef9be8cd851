"""Puts the use cases over one database."""

from collections.abc import Callable

from ignis.adapters.database.database import Database
from ignis.adapters.stores.history import SqliteHistory
from ignis.adapters.stores.leaderboard import SqliteLeaderboard
from ignis.adapters.stores.members import SqliteMembers
from ignis.adapters.stores.privacy import SqlitePrivacy
from ignis.adapters.stores.promotions import SqlitePromotions
from ignis.bot.services import Services
from ignis.domain.rules.legion import Legion
from ignis.services.companies import CompanyAssignment
from ignis.services.history import MemberHistory
from ignis.services.leaderboard import Leaderboard
from ignis.services.points import Points
from ignis.services.ports import SignedRecords
from ignis.services.privacy import Privacy
from ignis.services.profile import Profiles
from ignis.services.promotions import Promotions
from ignis.services.ranks import Ranks
from ignis.services.studs import Studs


def services_on(database: Database, legion: Callable[[], Legion], *signed: SignedRecords) -> Services:
    """`legion` is asked at every call, so that an edited role map is in force at once; `signed`: see `Privacy`."""
    members = SqliteMembers(database)
    return Services(
        profiles=Profiles(members, legion),
        points=Points(members, legion),
        ranks=Ranks(members, legion),
        studs=Studs(members, legion),
        companies=CompanyAssignment(members, legion),
        promotions=Promotions(members, SqlitePromotions(database), legion),
        history=MemberHistory(SqliteHistory(database)),
        leaderboard=Leaderboard(SqliteLeaderboard(database), legion),
        privacy=Privacy(SqlitePrivacy(database), *signed),
    )
