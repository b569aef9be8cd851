"""What the use cases need from the outside, as they see it: one Protocol a file."""

from ignis.services.ports.account_answers import (
    AccountAnswer,
    Closed,
    KnownAccount,
    Linked,
    NotLinked,
    RememberedAnswer,
    Unnamed,
)
from ignis.services.ports.account_listener import AccountListener
from ignis.services.ports.account_lookups import AccountLookupStore
from ignis.services.ports.account_questions import AccountUrgency, Freshness
from ignis.services.ports.accounts import Accounts
from ignis.services.ports.accounts_source import AccountsSource
from ignis.services.ports.alert_desk import AlertDesk, AlertDeskError, OrderProblem
from ignis.services.ports.circuit_states import CircuitStates
from ignis.services.ports.history import HistoryLine, HistoryStore
from ignis.services.ports.leaderboard import LeaderboardStore
from ignis.services.ports.legion import LegionSource
from ignis.services.ports.members import MemberOrder, MemberStore
from ignis.services.ports.orders import OrderStore, UntoldOrder
from ignis.services.ports.owed_swaps import SwapStore
from ignis.services.ports.pictures import DayPainter, LadderPainter, LadderPicture
from ignis.services.ports.pins import PinKind, PinStore
from ignis.services.ports.privacy import DeletedRecords, ErasureStore, PrivacyStore
from ignis.services.ports.profile_sources import ProfileSources
from ignis.services.ports.promotions import Candidate, PromotionStore
from ignis.services.ports.returns import ReturnStore
from ignis.services.ports.role_map import RoleMapStore
from ignis.services.ports.role_map_audit import RoleMapAudit
from ignis.services.ports.role_map_listener import RoleMapListener
from ignis.services.ports.role_sync import AdoptionOrder, SyncStore
from ignis.services.ports.roster import Roster
from ignis.services.ports.served_guild import ServedGuildStore
from ignis.services.ports.signed_records import SignedRecords
from ignis.services.ports.stack_client import StackClient
from ignis.services.ports.storage import StorageError, StorageReason
from ignis.services.ports.sync_runs import SyncRunStore
from ignis.services.ports.unavailable import UnansweredQuestion, Unavailable, UnavailableReason
from ignis.services.ports.work_source import WorkSource

__all__ = [
    "AccountAnswer",
    "AccountListener",
    "AccountLookupStore",
    "AccountUrgency",
    "Accounts",
    "AccountsSource",
    "AdoptionOrder",
    "AlertDesk",
    "AlertDeskError",
    "Candidate",
    "CircuitStates",
    "Closed",
    "DayPainter",
    "DeletedRecords",
    "ErasureStore",
    "Freshness",
    "HistoryLine",
    "HistoryStore",
    "KnownAccount",
    "LadderPainter",
    "LadderPicture",
    "LeaderboardStore",
    "LegionSource",
    "Linked",
    "MemberOrder",
    "MemberStore",
    "NotLinked",
    "OrderProblem",
    "OrderStore",
    "PinKind",
    "PinStore",
    "PrivacyStore",
    "ProfileSources",
    "PromotionStore",
    "RememberedAnswer",
    "ReturnStore",
    "RoleMapAudit",
    "RoleMapListener",
    "RoleMapStore",
    "Roster",
    "ServedGuildStore",
    "SignedRecords",
    "StackClient",
    "StorageError",
    "StorageReason",
    "SwapStore",
    "SyncRunStore",
    "SyncStore",
    "UnansweredQuestion",
    "Unavailable",
    "UnavailableReason",
    "Unnamed",
    "UntoldOrder",
    "WorkSource",
]
