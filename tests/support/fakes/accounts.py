"""Roblox accounts as a test would have them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ignis.services.ports import (
    AccountAnswer,
    Accounts,
    AccountUrgency,
    Freshness,
    KnownAccount,
    Linked,
    NotLinked,
    RememberedAnswer,
    UnansweredQuestion,
    Unavailable,
)

ASKED_AT = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class FakeAccounts:
    """An Accounts that remembers `names` by user id, and notes whom it was asked about.

    It gives the `answers` one after the other, the last one again and again, and remembers accounts of them; of others
    it answers that they are not linked, and remembers nothing.
    """

    names: dict[int, str] = field(default_factory=dict)
    asked: list[tuple[int, AccountUrgency]] = field(default_factory=list)
    freshness: list[Freshness] = field(default_factory=list)
    old: set[int] = field(default_factory=set)
    left: int = 800
    answers: dict[int, list[AccountAnswer]] = field(default_factory=dict)
    known: dict[int, KnownAccount] = field(default_factory=dict)
    failed: dict[int, UnansweredQuestion] = field(default_factory=dict)

    async def remembered(self, user_ids: Collection[int]) -> Mapping[int, RememberedAnswer]:
        known = {one: account for one, account in self.known.items() if one in user_ids}
        known |= {user_id: Linked(user_id, self.names[user_id], None) for user_id in user_ids if user_id in self.names}
        return {user_id: RememberedAnswer(account, ASKED_AT, fresh=True) for user_id, account in known.items()}

    async def ask(self, user_id: int, urgency: AccountUrgency, freshness: Freshness = Freshness.USUAL) -> AccountAnswer:
        self.asked.append((user_id, urgency))
        self.freshness.append(freshness)
        answers = self.answers.get(user_id)
        if answers is None:
            return NotLinked()
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Unavailable):
            self.failed[user_id] = UnansweredQuestion(answer, ASKED_AT)
        else:
            self.failed.pop(user_id, None)
            self.known[user_id] = answer
        return answer

    def unanswered(self, user_id: int) -> UnansweredQuestion | None:
        return self.failed.get(user_id)

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
