"""All that is kept about members, as the services see it."""

from dataclasses import dataclass

from ignis.adapters.history import SqliteHistory
from ignis.adapters.leaderboard import SqliteLeaderboard
from ignis.adapters.members import SqliteMembers
from ignis.adapters.privacy import SqlitePrivacy
from ignis.adapters.promotions import SqlitePromotions
from ignis.adapters.sqlite import Database
from ignis.adapters.sync import SqliteSync
from ignis.services.ports import HistoryStore, LeaderboardStore, MemberStore, PrivacyStore, PromotionStore, SyncStore


@dataclass(frozen=True)
class Stores:
    members: MemberStore
    promotions: PromotionStore
    history: HistoryStore
    leaderboard: LeaderboardStore
    privacy: PrivacyStore
    sync: SyncStore


def on_disk(database: Database) -> Stores:
    return Stores(
        SqliteMembers(database),
        SqlitePromotions(database),
        SqliteHistory(database),
        SqliteLeaderboard(database),
        SqlitePrivacy(database),
        SqliteSync(database),
    )
