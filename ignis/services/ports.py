"""What the use cases need from the outside, as they see it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any, Protocol

from ignis.domain.health.overview import Diagnosis, IncidentView, ProgramView
from ignis.domain.health.uptime import StackHistory
from ignis.domain.members.change import Change, LedgerEntry
from ignis.domain.members.member import Grant, Member
from ignis.domain.role_sync.plan import StoredOutline
from ignis.domain.role_sync.sync_run import RunState, Shown, SyncRun


class StorageReason(StrEnum):
    """Why the store could not; readers are told by it."""

    LOCKED = "locked"
    FULL = "full"
    READ_ONLY = "read_only"
    MISSING = "missing"
    REPLACED = "replaced"
    CORRUPT = "corrupt"
    IO_ERROR = "io_error"
    OTHER = "other"


class StorageError(Exception):
    """The store could not do what it was asked. Its text is one line; nothing was changed."""

    def __init__(self, message: str, reason: StorageReason = StorageReason.OTHER) -> None:
        super().__init__(message)
        self.reason = reason


Decide = Callable[[Member | None], Change]
"""What to do about a member as stored (None: nobody). Pure; may raise Refused."""


class MemberStore(Protocol):
    """Every method raises StorageError when the store cannot answer."""

    async def find(self, user_id: int) -> Member | None:
        """What is stored of a member; None for nobody. One SELECT; reading writes nothing."""
        ...

    async def is_empty(self) -> bool:
        """No member is stored at all."""
        ...

    async def record(self, grants: Sequence[Grant]) -> None:
        """Writes the grants to ledger and audit and adds them to their members' points: all of them, or none.

        A member who is not stored yet begins with the grant's rank and path. A total below zero or beyond what
        the store can count is refused.
        """
        ...

    async def change(self, user_id: int, decide: Decide) -> Change:
        """Loads, decides and applies in one transaction, so that nobody changes the member in between.

        Points go to the ledger, all entries to the audit. What `decide` raises is raised, and nothing is changed.
        """
        ...


Adopt = Callable[[int, Member | None], Change | None]
"""What to do about a member as stored now; None: nothing. Pure."""


class SyncStore(Protocol):
    """Many members at once. Every method raises StorageError."""

    async def outlines(self, user_ids: Collection[int]) -> Mapping[int, StoredOutline]:
        """What is stored of these members, in short, and the name of their accounts, in one SELECT."""
        ...

    async def stored(self, user_ids: Collection[int]) -> Mapping[int, Member]:
        """What is stored of these members, in one SELECT; whoever is not stored is not in it."""
        ...

    async def adopt(self, user_ids: Collection[int], decide: Adopt, at: datetime) -> Sequence[Change]:
        """Loads, decides and applies in one transaction: all of it, or nothing. The changes that were made.

        Of a member only rank, path, `role_rank` and `declined` are written; the entries go to the audit, and a change
        without any is stored all the same.
        """
        ...


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member who has the points that were asked for. Both times are there for every member."""

    member: Member
    reached_at: datetime  # since then the total has not been below
    ranked_at: datetime  # the last change of rank, or when the member was first stored


class PromotionStore(Protocol):
    async def candidates(self, asked: Callable[[str], int | None]) -> Sequence[Candidate]:
        """Members with at least the points `asked` of their rank; it gives None for ranks that ask for nothing.

        Raises StorageError.
        """
        ...


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """`id` rises with time; it is what a page begins before."""

    id: int
    entry: LedgerEntry


class HistoryStore(Protocol):
    async def lines(self, user_id: int, before: int | None, count: int) -> Sequence[HistoryLine]:
        """What happened to a member, newest first, at most `count`; older than the line `before` if given.

        Raises StorageError.
        """
        ...

    async def last_rank_change(self, user_id: int) -> LedgerEntry | None:
        """What gave the member the rank; None when it was never another. Raises StorageError."""
        ...


class LeaderboardStore(Protocol):
    async def scored(self) -> Sequence[Member]:
        """Every member with points, the most first, equals by id. Raises StorageError."""
        ...


@dataclass(frozen=True, slots=True)
class DeletedRecords:
    """How many lines are gone. `traces`: lines about others that no longer say who acted or was mentioned."""

    members: int
    ledger: int
    audit: int
    traces: int
    accounts: int = 0

    @property
    def anything(self) -> bool:
        return bool(self.members or self.ledger or self.audit or self.traces or self.accounts)


class PrivacyStore(Protocol):
    """Both methods raise StorageError."""

    async def everything(self, user_id: int) -> dict[str, Any]:
        """All that is stored about a member, as JSON values; ids are text.

        `member` and `account` (None for nobody), `ledger`, `audit`,
        and `done_as_officer`: what they did to others, without whom.
        """
        ...

    async def delete(self, user_id: int, at: datetime) -> DeletedRecords:
        """Forgets the member: what they were and did, their id in what they did to others.

        The audit keeps one line that says when somebody was deleted, and nothing of whom. None if there was nothing.
        """
        ...


class SignedRecords(Protocol):
    """What names its authors, and is kept outside the store."""

    async def unsign(self, user_id: int) -> None:
        """What they did stays, and nobody can tell who it was. Raises StorageError."""
        ...


@dataclass(frozen=True, slots=True)
class Linked:
    """A member's Roblox account. `stale`: from memory, because the source does not answer now."""

    roblox_id: int
    name: str
    headshot_url: str | None
    stale: bool = False


@dataclass(frozen=True, slots=True)
class NotLinked:
    """The source answered: there is no account."""


class UnavailableReason(StrEnum):
    """Why an account could not be asked for. Bounded."""

    DOWN = "down"  # the service does not answer, or its circuit is open
    SLOW = "slow"  # the answer takes longer than the reader waits; it is taken in for the next one
    BUSY = "busy"  # more than it allows a minute, or it has asked to be left alone for a while
    SPENT = "spent"  # the day's requests are used up, or kept for those who need them more
    REFUSED = "refused"  # the service does not accept the key
    NOT_READY = "not_ready"  # the server is not known yet


@dataclass(frozen=True, slots=True)
class Unavailable:
    """Nobody could be asked, and nothing is remembered. `until`: when it will be tried again, where that is known.

    `service` is a circuit's name (docs/circuits.md).
    """

    service: str = "bloxlink"
    why: UnavailableReason = UnavailableReason.DOWN
    until: datetime | None = None


class ProfileSources(Protocol):
    async def look_up(self, user_id: int) -> Linked | NotLinked | Unavailable:
        """Never raises, and returns within its own timeout."""
        ...


class AccountUrgency(IntEnum):
    """Who comes first when the day's requests run short: the later ones leave a reserve to those before them."""

    CHANGED = 0  # a member whose roles or account have just changed
    READER = 1  # somebody is looking at the member's card
    BACKGROUND = 2  # everybody else, to have newer answers


@dataclass(frozen=True, slots=True)
class RememberedAnswer:
    """`fresh`: it need not be asked for again. `asked_at`: when the source said so."""

    account: Linked | NotLinked
    asked_at: datetime
    fresh: bool


class Accounts(ProfileSources, Protocol):
    """Members' Roblox accounts for many at once. Survives a restart."""

    async def remembered(self, user_ids: Collection[int]) -> Mapping[int, RememberedAnswer]:
        """What is known of these members, fresh or not, in one query and without any request.

        Members of whom nothing is known are not in it. Raises StorageError.
        """
        ...

    async def ask(self, user_id: int, urgency: AccountUrgency) -> Linked | NotLinked | Unavailable:
        """What is known if it is fresh; else asks, within the day's budget, and waits for the answer (seconds).

        Falls back to what is remembered, marked as stale. Never raises.
        """
        ...


class StackClient(Protocol):
    """The other programs of the stack. None: it did not answer, or not in time."""

    async def diagnosis(self) -> Diagnosis | None: ...

    async def incidents(self) -> Sequence[IncidentView] | None:
        """Newest first."""
        ...

    async def programs(self) -> Sequence[ProgramView]: ...

    async def history(self) -> StackHistory | None:
        """How Ignis and what it needs were in the last 24 hours and 7 days."""
        ...


class SyncRunStore(Protocol):
    """Syncs of everybody. Every method raises StorageError."""

    async def find(self, run_id: int) -> SyncRun | None: ...

    async def running(self) -> SyncRun | None: ...

    async def begin(self, started_by: int, language: str, total: int, at: datetime) -> SyncRun | None:
        """None while another one runs."""
        ...

    async def advance(self, run: SyncRun) -> bool:
        """Keeps the run's position and tally. False, and nothing is kept, when it does not run any more."""
        ...

    async def end(self, run_id: int, state: RunState, at: datetime) -> bool:
        """False when it did not run any more."""
        ...

    async def show(self, run_id: int, shown: Shown) -> None:
        """Keeps where the run is shown."""
        ...
