"""All that is kept about members, as the services see it."""

from dataclasses import dataclass

from ignis.adapters.database.database import Database
from ignis.adapters.stores.history import SqliteHistory
from ignis.adapters.stores.leaderboard import SqliteLeaderboard
from ignis.adapters.stores.members import SqliteMembers
from ignis.adapters.stores.orders import SqliteOrders
from ignis.adapters.stores.privacy import SqlitePrivacy
from ignis.adapters.stores.promotions import SqlitePromotions
from ignis.adapters.stores.sync import SqliteSync
from ignis.services.ports import (
    HistoryStore,
    LeaderboardStore,
    MemberStore,
    OrderStore,
    PrivacyStore,
    PromotionStore,
    SyncStore,
)


@dataclass(frozen=True)
class Stores:
    members: MemberStore
    promotions: PromotionStore
    history: HistoryStore
    leaderboard: LeaderboardStore
    privacy: PrivacyStore
    sync: SyncStore
    orders: OrderStore


def on_disk(database: Database) -> Stores:
    return Stores(
        SqliteMembers(database),
        SqlitePromotions(database),
        SqliteHistory(database),
        SqliteLeaderboard(database),
        SqlitePrivacy(database),
        SqliteSync(database),
        SqliteOrders(database),
    )
