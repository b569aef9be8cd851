"""Members who leave, and those who come back: they get the rank that staff gave them, before their new roles decide.

What the rank's roles were when somebody left is kept in `ignis.db`, so that it does not matter whether the bot ran when
they came back. Who was kicked or banned, or had lost the roles before, gets nothing back.
"""

import asyncio
from collections import OrderedDict
from enum import StrEnum
from typing import Final, Protocol

from ignis.bot.role_sync.attribution import BLOXLINK
from ignis.runtime.base.clock import Clock
from ignis.runtime.telemetry.logs import Logger
from ignis.services.ports import ReturnStore, StorageError

_AGAIN_AFTER: Final = 5.0  # seconds
_MACHINES: Final = frozenset({BLOXLINK})
_REMOVED_KEPT: Final = 1000
"""Members who were kicked or banned: the log's entry may come before the news that they left."""


class ReturnListener(Protocol):
    def rank_is_due(self, user_id: int) -> None:
        """The role of the member's rank is to be given again. It must return at once."""
        ...


class ServerMembers(Protocol):
    """A discord.Guild is one."""

    def get_member(self, user_id: int, /) -> object | None: ...


class _What(StrEnum):
    LEFT = "left"
    BACK = "back"


class Returning:
    """Background work. Its other methods return at once.

    Example:
        returning.left(member.id, "Captain")
        returning.joined(member.id)
    """

    def __init__(self, store: ReturnStore, clock: Clock, log: Logger, *, enabled: bool) -> None:
        self._store = store
        self._clock = clock
        self._log = log
        self._enabled = enabled
        self._due: list[tuple[_What, int, str | None]] = []
        self._server: ServerMembers | None = None
        self._changed = asyncio.Event()
        self._removed: OrderedDict[int, None] = OrderedDict()
        self._listener: ReturnListener | None = None

    def tell(self, listener: ReturnListener) -> None:
        self._listener = listener

    def left(self, user_id: int, rank: str | None) -> None:
        """`rank` is what the member's roles stood for."""
        self._note(_What.LEFT, user_id, None if user_id in self._removed else rank)

    def removed(self, user_id: int) -> None:
        """By a kick or a ban, as the audit log says before or after the member has left."""
        self._removed[user_id] = None
        if len(self._removed) > _REMOVED_KEPT:
            self._removed.popitem(last=False)
        self._note(_What.LEFT, user_id, None)

    def joined(self, user_id: int) -> None:
        self._removed.pop(user_id, None)
        self._note(_What.BACK, user_id, None)

    def look(self, server: ServerMembers) -> None:
        """Some members may have come back unseen."""
        self._server = server
        self._changed.set()

    def _note(self, what: _What, user_id: int, rank: str | None) -> None:
        if self._enabled:
            self._due.append((what, user_id, rank))
            self._changed.set()

    async def run(self) -> None:
        """Never returns."""
        self._changed.set()
        while True:
            await self._changed.wait()
            self._changed.clear()
            try:
                await self._work()
            except StorageError as error:
                self._log.warning("who left or came back is not stored yet", problem=str(error))
                self._changed.set()
                await asyncio.sleep(_AGAIN_AFTER)

    async def _work(self) -> None:
        server = self._server
        if server is not None and self._enabled:
            back = [user_id for user_id in await self._store.gone() if server.get_member(user_id) is not None]
            self._due += [(_What.BACK, user_id, None) for user_id in back]
        self._server = None
        while self._due:
            what, user_id, rank = self._due[0]
            if what is _What.LEFT:
                await self._store.left(user_id, rank, self._clock.now())
            else:
                await self._come_back(user_id)
            del self._due[0]

    async def _come_back(self, user_id: int) -> None:
        change = await self._store.came_back(user_id, _MACHINES, self._clock.now())
        if change is None:
            return
        self._log.info("a member came back", member=user_id, rank=change.after.rank)
        if self._listener is not None:
            self._listener.rank_is_due(user_id)
