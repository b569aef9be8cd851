"""Who Discord members are on Roblox, for many at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Protocol

from ignis.services.ports.profile_sources import Linked, NotLinked, ProfileSources, Unavailable


class AccountUrgency(IntEnum):
    """Who comes first when the day's requests run short: each leaves a reserve to those before it."""

    CHANGED = 0  # a member whose roles or account have just changed
    READER = 1  # a reader is looking at the member's card
    BACKGROUND = 2  # all others, to refresh what is known


@dataclass(frozen=True, slots=True)
class RememberedAnswer:
    """`fresh`: recent enough, no need to ask again. `asked_at`: when the source gave this answer."""

    account: Linked | NotLinked
    asked_at: datetime
    fresh: bool


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

    async def ask(self, user_id: int, urgency: AccountUrgency) -> Linked | NotLinked | Unavailable:
        """What is known if it is fresh; else asks, within the day's quota, and waits for the answer (seconds).

        Falls back to what is remembered, marked as stale. Never raises.
        """
        ...
