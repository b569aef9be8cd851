"""Orders that were carried out and whose officers may not know it: kept on disk, remembered here."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

import discord

from ignis.bot.members.history_panel import event
from ignis.bot.replies.markup import named
from ignis.bot.replies.people import MemberNames
from ignis.bot.texts import Voice
from ignis.domain.members.change import LedgerEntry
from ignis.runtime.telemetry.logs import Logger
from ignis.services.ports import OrderStore, StorageError

_LINES: Final = 8
_REASON_SHOWN: Final = 60


class OrderReceipts:
    """The Receipts of production, and an Arrival: with the first session it learns what an earlier run left untold.

    Example:
        change = await points.add(order.actor, ...)
        receipts.committed(interaction.id, order.id, officer.id)
    """

    def __init__(self, store: OrderStore, log: Logger) -> None:
        self._store = store
        self._log = log
        self._orders: dict[int, int] = {}
        self._officers: dict[int, int] = {}
        self._owed: dict[int, dict[int, None]] = {}
        self._arrived = False

    def committed(self, interaction_id: int, order_id: int, officer_id: int) -> None:
        """Call it as soon as the change is stored, before anything else can fail."""
        self._orders[interaction_id] = order_id
        self._officers[order_id] = officer_id

    async def arrive(self, _: discord.Guild) -> None:
        if self._arrived:
            return
        try:
            untold = await self._store.untold()
        except StorageError as error:
            self._log.warning("cannot read which orders are untold", problem=str(error))
            return
        self._arrived = True
        for order in untold:
            if order.id not in self._officers:  # else it is being answered right now
                self._officers[order.id] = order.actor_id
                self.owe(order.id)

    def order_of(self, interaction_id: int, /) -> int | None:
        return self._orders.get(interaction_id)

    def owed(self, user_id: int, /) -> Sequence[int]:
        return tuple(self._owed.get(user_id, ()))

    def owe(self, order_id: int, /) -> None:
        self._owed.setdefault(self._officers[order_id], {})[order_id] = None

    async def settle(self, order_ids: Collection[int], /) -> None:
        self._forget(order_ids)
        try:
            await self._store.tell(order_ids)
        except StorageError as error:  # after a restart the officer is told once more
            self._log.warning("cannot note that orders were told", problem=str(error))

    async def told(self, order_ids: Collection[int], guild: discord.Guild | None, say: Voice, /) -> str:
        try:
            entries = await self._store.done(order_ids)
        except StorageError as error:
            self._log.warning("cannot read what orders did", problem=str(error))
            return say("orders.plain", count=len(order_ids))
        return "\n".join(_lines(entries, MemberNames(guild, say), say)) or say("orders.plain", count=len(order_ids))

    def _forget(self, order_ids: Collection[int]) -> None:
        for order_id in order_ids:
            owed = self._owed.get(self._officers.pop(order_id, 0), {})
            owed.pop(order_id, None)
        self._owed = {officer: orders for officer, orders in self._owed.items() if orders}
        self._orders = {each: order for each, order in self._orders.items() if order not in order_ids}


def _lines(entries: Sequence[LedgerEntry], names: MemberNames, say: Voice) -> Iterable[str]:
    for entry in entries[:_LINES]:
        what = say("orders.line", name=names.of(entry.user_id), what=event(entry, say))
        yield f"{what} · {named(entry.reason, _REASON_SHOWN)}" if entry.reason else what
    if (more := len(entries) - _LINES) > 0:
        yield say("card.more", count=more)
