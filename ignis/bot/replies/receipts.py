"""Which orders were carried out, and who does not know it yet: what `Replies` has to know to tell them."""

from collections.abc import Collection, Sequence
from typing import Protocol

import discord

from ignis.bot.texts import Voice


class Receipts(Protocol):
    """Nothing here raises: an order that was carried out is told as done, whatever else fails.

    Example:
        if (order := receipts.order_of(interaction.id)) is not None:
            await receipts.settle([order])
    """

    def order_of(self, interaction_id: int, /) -> int | None:
        """The order that was carried out for this interaction; None if none was."""
        ...

    def owed(self, user_id: int, /) -> Sequence[int]:
        """The orders of which this officer does not know that they were carried out. Asked for at every answer."""
        ...

    def owe(self, order_id: int, /) -> None:
        """Its answer did not arrive. The officer is told later."""
        ...

    async def settle(self, order_ids: Collection[int], /) -> None:
        """The officer knows."""
        ...

    async def told(self, order_ids: Collection[int], guild: discord.Guild | None, say: Voice, /) -> str:
        """What these orders did, as lines for the officer."""
        ...


class NoReceipts:
    """Receipts where no order is given."""

    def order_of(self, _: int, /) -> int | None:
        return None

    def owed(self, _: int, /) -> Sequence[int]:
        return ()

    def owe(self, _: int, /) -> None:
        return None

    async def settle(self, _: Collection[int], /) -> None:
        return None

    async def told(self, _: Collection[int], __: discord.Guild | None, ___: Voice, /) -> str:
        return ""
