"""Who Discord members are on Roblox, for many at once."""

from collections.abc import Collection, Mapping
from typing import Protocol

from ignis.services.ports.account_answers import AccountAnswer, RememberedAnswer
from ignis.services.ports.account_questions import AccountUrgency, Freshness
from ignis.services.ports.profile_sources import ProfileSources
from ignis.services.ports.unavailable import UnansweredQuestion


class Accounts(ProfileSources, Protocol):
    """Roblox accounts of many members at once. Survives a restart.

    Example:
        answer = await accounts.ask(member.id, AccountUrgency.CHANGED)
    """

    async def remembered(self, user_ids: Collection[int]) -> Mapping[int, RememberedAnswer]:
        """What is known of these members, fresh or not, in one query and without any request.

        Members of whom nothing is known are left out. Raises StorageError.
        """
        ...

    def unanswered(self, user_id: int) -> UnansweredQuestion | None:
        """The last question about the member's account, if it had no answer; since the bot's start."""
        ...

    async def ask(self, user_id: int, urgency: AccountUrgency, freshness: Freshness = Freshness.USUAL) -> AccountAnswer:
        """What is known if it is fresh; else asks, within the day's quota, and waits for the answer (seconds).

        Falls back to what is remembered, marked as unconfirmed. Never raises.
        """
        ...

    async def outdated(self, user_ids: Collection[int], freshness: Freshness) -> Collection[int]:
        """Those of these members of whom something is known, but nothing so recent. One query, no request.

        Raises StorageError.
        """
        ...

    def requests_left(self, urgency: AccountUrgency) -> int:
        """How many of the day's requests are left to questions of this urgency."""
        ...
