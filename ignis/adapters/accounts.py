"""The ProfileSources of production: Bloxlink knows the account, Roblox its name and face, a memory bridges outages.

A reader waits for at most `patience`. An answer that takes longer is still taken in, for the next reader; until then
the remembered one is shown as stale. After a failure nobody is asked for a while, so that an outage costs nobody time.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Protocol

from ignis.adapters.http_json import SourceError
from ignis.runtime.logs import Logger
from ignis.services.ports import Linked, NotLinked, Unavailable

PATIENCE: Final = 0.6
LINKED_FOR: Final = 24 * 3600.0  # Bloxlink gives 2,000 answers a day
NOT_LINKED_FOR: Final = 600.0
QUIET_FOR: Final = 10.0
KEPT: Final = 10_000
_NOBODY: Final = 0  # no member's id

Known = Linked | NotLinked


class LinkService(Protocol):
    """Raises SourceError."""

    async def roblox_id(self, user_id: int) -> int | None: ...


class PersonService(Protocol):
    """Raises SourceError."""

    async def name(self, roblox_id: int) -> str: ...

    async def headshot(self, roblox_id: int) -> str | None: ...


@dataclass(frozen=True)
class _Remembered:
    account: Known
    until: float


class LinkedAccounts:
    def __init__(
        self,
        links: LinkService,
        people: PersonService,
        monotonic: Callable[[], float],
        log: Logger,
        *,
        patience: float = PATIENCE,
    ) -> None:
        self._links = links
        self._people = people
        self._monotonic = monotonic
        self._log = log
        self._patience = patience
        self._memory: OrderedDict[int, _Remembered] = OrderedDict()
        self._asking: dict[int, asyncio.Task[Known | None]] = {}
        self._quiet_until = float("-inf")
        self.hits = 0
        self.lookups = 0

    async def try_out(self) -> bool:
        """Puts an entry in that nobody looks up, reads it back, takes it out: whether it came back unchanged."""
        put = NotLinked()
        self._remember(_NOBODY, put)
        return self._memory.pop(_NOBODY).account is put

    async def look_up(self, user_id: int) -> Linked | NotLinked | Unavailable:
        remembered = self._memory.get(user_id)
        self.lookups += 1
        if remembered is not None and self._monotonic() < remembered.until:
            self.hits += 1
            return self._as_known(remembered.account)
        account = await self._ask_in_time(user_id)
        if account is not None:
            return account
        if remembered is None:
            return Unavailable()
        return _stale(remembered.account)

    def _as_known(self, account: Known) -> Known:
        """What is remembered cannot be confirmed while the service is known to be down."""
        return _stale(account) if self._monotonic() < self._quiet_until else account

    async def aclose(self) -> None:
        """Ends what is still being asked."""
        asking = list(self._asking.values())
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)

    async def _ask_in_time(self, user_id: int) -> Known | None:
        task = self._asking.get(user_id)
        if task is None:
            if self._monotonic() < self._quiet_until:
                return None
            task = self._asking[user_id] = asyncio.create_task(self._ask(user_id), name="account")
        await asyncio.wait({task}, timeout=self._patience)
        return task.result() if task.done() and not task.cancelled() else None

    async def _ask(self, user_id: int) -> Known | None:
        try:
            account = await self._account(user_id)
        except SourceError as error:
            self._quiet_until = self._monotonic() + QUIET_FOR
            self._log.warning("no account", problem=str(error), quiet_s=QUIET_FOR)
            return None
        else:
            self._remember(user_id, account)
            return account
        finally:
            del self._asking[user_id]

    async def _account(self, user_id: int) -> Known:
        roblox_id = await self._links.roblox_id(user_id)
        if roblox_id is None:
            return NotLinked()
        name, headshot = await asyncio.gather(self._people.name(roblox_id), self._headshot(roblox_id))
        return Linked(roblox_id, name, headshot)

    async def _headshot(self, roblox_id: int) -> str | None:
        """A name without a picture is better than none of both."""
        try:
            return await self._people.headshot(roblox_id)
        except SourceError as error:
            self._log.warning("no headshot", problem=str(error))
            return None

    def _remember(self, user_id: int, account: Known) -> None:
        lasting = LINKED_FOR if isinstance(account, Linked) else NOT_LINKED_FOR
        self._memory[user_id] = _Remembered(account, self._monotonic() + lasting)
        self._memory.move_to_end(user_id)
        if len(self._memory) > KEPT:
            self._memory.popitem(last=False)


def _stale(account: Known) -> Known:
    return replace(account, stale=True) if isinstance(account, Linked) else account
