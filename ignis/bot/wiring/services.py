"""Puts the use cases over one database."""

from ignis.adapters.database.database import Database
from ignis.adapters.stores.history import SqliteHistory
from ignis.adapters.stores.leaderboard import SqliteLeaderboard
from ignis.adapters.stores.members import SqliteMembers
from ignis.adapters.stores.privacy import SqlitePrivacy
from ignis.adapters.stores.promotions import SqlitePromotions
from ignis.bot.services import Services
from ignis.services.companies import CompanyAssignment
from ignis.services.history import MemberHistory
from ignis.services.leaderboard import Leaderboard
from ignis.services.points import Points
from ignis.services.ports import LegionSource, SignedRecords
from ignis.services.privacy import Privacy
from ignis.services.profile import Profiles
from ignis.services.promotions import Promotions
from ignis.services.ranks import Ranks
from ignis.services.studs import Studs


def services_on(database: Database, rules: LegionSource, *signed: SignedRecords) -> Services:
    """`signed`: see `Privacy`."""
    members = SqliteMembers(database)
    return Services(
        profiles=Profiles(members, rules),
        points=Points(members, rules),
        ranks=Ranks(members, rules),
        studs=Studs(members, rules),
        companies=CompanyAssignment(members, rules),
        promotions=Promotions(members, SqlitePromotions(database), rules),
        history=MemberHistory(SqliteHistory(database)),
        leaderboard=Leaderboard(SqliteLeaderboard(database), rules),
        privacy=Privacy(SqlitePrivacy(database), *signed),
    )
