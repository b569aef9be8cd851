"""Roblox accounts as a test would have them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ignis.services.ports import AccountAnswer, Accounts, AccountUrgency, Freshness, Linked, NotLinked, RememberedAnswer

ASKED_AT = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class FakeAccounts:
    """An Accounts that remembers `names` by user id, and notes whom it was asked about."""

    names: dict[int, str] = field(default_factory=dict)
    asked: list[tuple[int, AccountUrgency]] = field(default_factory=list)
    freshness: list[Freshness] = field(default_factory=list)
    old: set[int] = field(default_factory=set)
    left: int = 800

    async def remembered(self, user_ids: Collection[int]) -> Mapping[int, RememberedAnswer]:
        known = {user_id: Linked(user_id, self.names[user_id], None) for user_id in user_ids if user_id in self.names}
        return {user_id: RememberedAnswer(account, ASKED_AT, fresh=True) for user_id, account in known.items()}

    async def ask(self, user_id: int, urgency: AccountUrgency, freshness: Freshness = Freshness.USUAL) -> AccountAnswer:
        self.asked.append((user_id, urgency))
        self.freshness.append(freshness)
        return NotLinked()

    async def look_up(
        self, user_id: int, _reader: int | None = None, freshness: Freshness = Freshness.USUAL, /
    ) -> AccountAnswer:
        return await self.ask(user_id, AccountUrgency.READER, freshness)

    async def outdated(self, user_ids: Collection[int], freshness: Freshness) -> Collection[int]:
        assert freshness is Freshness.CHANGED
        return self.old.intersection(user_ids)

    def requests_left(self, urgency: AccountUrgency) -> int:
        assert urgency is AccountUrgency.BACKGROUND
        return self.left


@dataclass
class FixedAccounts:
    """An AccountsSource that is open with `now`, or not configured. A test may change it at any time."""

    now: Accounts | None = None
