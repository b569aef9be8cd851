"""Roblox accounts as a test would have them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ignis.services.ports import Accounts, AccountUrgency, Linked, NotLinked, RememberedAnswer, Unavailable

ASKED_AT = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class FakeAccounts:
    """An Accounts that remembers `names` by user id, and notes whom it was asked about."""

    names: dict[int, str] = field(default_factory=dict)
    asked: list[tuple[int, AccountUrgency]] = field(default_factory=list)

    async def remembered(self, user_ids: Collection[int]) -> Mapping[int, RememberedAnswer]:
        known = {user_id: Linked(user_id, self.names[user_id], None) for user_id in user_ids if user_id in self.names}
        return {user_id: RememberedAnswer(account, ASKED_AT, fresh=True) for user_id, account in known.items()}

    async def ask(self, user_id: int, urgency: AccountUrgency) -> Linked | NotLinked | Unavailable:
        self.asked.append((user_id, urgency))
        return NotLinked()

    async def look_up(self, user_id: int, _reader: int | None = None, /) -> Linked | NotLinked | Unavailable:
        return await self.ask(user_id, AccountUrgency.READER)


@dataclass
class FixedAccounts:
    """An AccountsSource that is open with `now`, or not configured. A test may change it at any time."""

    now: Accounts | None = None
