"""Who a Discord member is on Roblox, for one card."""

from typing import Protocol

from ignis.services.ports.account_answers import AccountAnswer
from ignis.services.ports.account_questions import Freshness


class ProfileSources(Protocol):
    """Example:
    match await sources.look_up(member.id):
        case Linked(name=name): ...
        case NotLinked() | Closed() | Unavailable(): ...
    """

    async def look_up(
        self, user_id: int, reader: int | None = None, freshness: Freshness = Freshness.USUAL, /
    ) -> AccountAnswer:
        """Never raises, and returns within its own timeout. `reader` is who asks: each person has a rate."""
        ...
