"""The Accounts of production: Bloxlink knows the account, Roblox its name and picture, a memory bridges outages.

A reader waits for at most `patience`. An answer that takes longer is still remembered, for the next reader. Until then
the older one is shown as stale.
"""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Final, Protocol

from ignis.adapters.linked_accounts.http_json import RequestOutcome, SourceError
from ignis.adapters.linked_accounts.reader_rate import ReaderRate
from ignis.adapters.stores.account_memory import AccountMemory, RememberedAccount
from ignis.runtime.base.clock import Clock
from ignis.runtime.resilience.circuit import CircuitOpen
from ignis.runtime.telemetry.logs import Logger
from ignis.runtime.telemetry.tracing import traced
from ignis.services.ports import (
    AccountUrgency,
    Linked,
    NotLinked,
    RememberedAnswer,
    StorageError,
    Unavailable,
    UnavailableReason,
)

_WHY: Final = {
    RequestOutcome.SPENT: UnavailableReason.SPENT,
    RequestOutcome.HELD: UnavailableReason.BUSY,
    RequestOutcome.RATE_LIMITED: UnavailableReason.BUSY,
    RequestOutcome.REFUSED: UnavailableReason.REFUSED,
    RequestOutcome.UNUSABLE: UnavailableReason.UNUSABLE,
    RequestOutcome.NOT_READY: UnavailableReason.NOT_READY,
}

_TEST_ID: Final = 0  # not the id of any member

Answer = Linked | NotLinked | Unavailable


class MemoryHit(StrEnum):
    """What a lookup found in the memory. Becomes the label of a metric."""

    FRESH = "fresh"  # no service had to be asked
    STALE = "stale"  # a service should have confirmed it and did not; it was shown all the same
    MISS = "miss"  # nothing was remembered, or the services gave a new answer


class LookupObserver(Protocol):
    """Hears of every lookup."""

    def looked_up(self, found: MemoryHit, age_s: float | None, /) -> None:
        """`age_s`: seconds since the remembered answer was given by the services. None if none was used."""
        ...


class LinkService(Protocol):
    """Knows which Roblox account belongs to a member. `roblox_id` raises SourceError and CircuitOpen."""

    @property
    def well(self) -> bool: ...

    async def roblox_id(self, user_id: int, urgency: AccountUrgency) -> int | None: ...


class PersonService(Protocol):
    """Knows Roblox accounts. Both methods raise SourceError and CircuitOpen."""

    async def name(self, roblox_id: int) -> str: ...

    async def headshot(self, roblox_id: int) -> str | None:
        """The address of the picture. "" if none may be shown, None if there is none yet."""
        ...


@dataclass(frozen=True)
class AccountLifetimes:
    """For how many seconds an answer is believed, and a reader waits."""

    linked: float = 24 * 3600.0
    not_linked: float = 600.0
    patience: float = 0.6


class LinkedAccounts:
    """Looks up the Roblox accounts of members.

    Example:
        answer = await accounts.look_up(user_id)  # within `patience`, from the memory if need be
    """

    def __init__(
        self,
        links: LinkService,
        people: PersonService,
        memory: AccountMemory,
        *,
        clock: Clock,
        log: Logger,
        observer: LookupObserver,
        lifetimes: AccountLifetimes | None = None,
        readers: ReaderRate | None = None,
    ) -> None:
        """With `readers` one person cannot use up the day's requests."""
        self._links = links
        self._people = people
        self._memory = memory
        self._clock = clock
        self._log = log
        self._observer = observer
        self._lifetimes = lifetimes or AccountLifetimes()
        self._readers = readers
        self._questions: dict[tuple[int, AccountUrgency], asyncio.Task[Answer]] = {}
        self.hits = 0
        self.lookups = 0

    async def try_out(self) -> bool:
        """Writes an answer for no member, reads it back and drops it. Returns whether it came back unchanged.

        Raises StorageError.
        """
        written = RememberedAccount(None, None, None, self._clock.now())
        await self._memory.keep(_TEST_ID, written)
        found = await self._memory.find((_TEST_ID,))
        await self._memory.drop(_TEST_ID)
        return found == {_TEST_ID: written}

    @traced("accounts.look_up")
    async def look_up(self, user_id: int, reader: int | None = None) -> Linked | NotLinked | Unavailable:
        self.lookups += 1
        known = await self._recall(user_id)
        if known is not None and known.headshot_url is not None and (account := self._fresh(known)) is not None:
            self.hits += 1
            self._observer.looked_up(MemoryHit.FRESH, self._age(known))
            return account if self._links.well else _stale(account)
        if not self._may_ask(reader, user_id, known):
            return self._best(Unavailable(why=UnavailableReason.TOO_OFTEN), known)
        task = self._ask_once(user_id, known, AccountUrgency.READER)
        await asyncio.wait({task}, timeout=self._lifetimes.patience)
        return self._best(_result(task), known)

    async def ask(self, user_id: int, urgency: AccountUrgency) -> Linked | NotLinked | Unavailable:
        known = await self._recall(user_id)
        if known is not None and (account := self._fresh(known)) is not None:
            self._observer.looked_up(MemoryHit.FRESH, self._age(known))
            return account
        task = self._ask_once(user_id, known, urgency)
        await asyncio.wait({task})
        return self._best(_result(task), known)

    async def remembered(self, user_ids: Collection[int]) -> Mapping[int, RememberedAnswer]:
        found = await self._memory.find(user_ids)
        return {
            user_id: RememberedAnswer(account, known.asked_at, self._fresh(known) is not None)
            for user_id, known in found.items()
            if (account := _account(known)) is not None
        }

    async def aclose(self) -> None:
        """Ends the questions under way."""
        questions = list(self._questions.values())
        for task in questions:
            task.cancel()
        await asyncio.gather(*questions, return_exceptions=True)

    def _may_ask(self, reader: int | None, user_id: int, known: RememberedAccount | None) -> bool:
        """Counts what costs one of the day's requests: no answer that is fresh, no question that is under way."""
        if reader is None or self._readers is None or (user_id, AccountUrgency.READER) in self._questions:
            return True
        return (known is not None and self._is_fresh(known)) or self._readers.may_ask(reader)

    async def _recall(self, user_id: int) -> RememberedAccount | None:
        """A broken memory counts as an empty one: the services can still be asked."""
        try:
            return (await self._memory.find((user_id,))).get(user_id)
        except StorageError as error:
            self._log.warning("accounts are not remembered", problem=str(error))
            return None

    def _fresh(self, known: RememberedAccount | None) -> Linked | NotLinked | None:
        return _account(known) if known is not None and self._is_fresh(known) else None

    def _is_fresh(self, known: RememberedAccount) -> bool:
        """An answer from the future is from before the clock was set back: its age is not known."""
        lasting = self._lifetimes.not_linked if known.roblox_id is None else self._lifetimes.linked
        return timedelta(0) <= self._clock.now() - known.asked_at < timedelta(seconds=lasting)

    def _age(self, known: RememberedAccount) -> float:
        """Seconds."""
        return max(0.0, (self._clock.now() - known.asked_at).total_seconds())

    def _best(self, answer: Answer, known: RememberedAccount | None) -> Answer:
        """The remembered account, if there is no better answer."""
        account = _account(known) if known is not None else None
        best = _stale(account) if isinstance(answer, Unavailable) and account is not None else answer
        if known is not None and (best is not answer or (isinstance(answer, Linked) and answer.stale)):
            self._observer.looked_up(MemoryHit.STALE, self._age(known))
        else:
            self._observer.looked_up(MemoryHit.MISS, None)
        return best

    def _ask_once(self, user_id: int, known: RememberedAccount | None, urgency: AccountUrgency) -> asyncio.Task[Answer]:
        """Many readers with the same urgency share one question."""
        key = (user_id, urgency)
        task = self._questions.get(key)
        if task is None:
            task = self._questions[key] = asyncio.create_task(self._ask(user_id, known, urgency), name="account")
            task.add_done_callback(lambda _: self._questions.pop(key))
        return task

    async def _ask(self, user_id: int, known: RememberedAccount | None, urgency: AccountUrgency) -> Answer:
        try:
            refresh = known is None or not self._is_fresh(known)
            link = await self._link(user_id, known, urgency) if known is None or refresh else known
            return await self._person(user_id, link, refresh=refresh)
        except CircuitOpen as refused:
            return Unavailable(refused.name, UnavailableReason.DOWN, refused.until)
        except SourceError as error:
            self._log.warning("no account", problem=str(error))
            return self._unavailable(error)
        except Exception:  # noqa: BLE001  whatever it is, it concerns this member alone: a sync of others goes on
            self._log.exception("no account", member=user_id)
            return Unavailable(why=UnavailableReason.UNUSABLE)

    async def _link(self, user_id: int, before: RememberedAccount | None, urgency: AccountUrgency) -> RememberedAccount:
        """Remembered before Roblox is asked: the answers of Bloxlink are few a day."""
        roblox_id = await self._links.roblox_id(user_id, urgency)
        known = RememberedAccount(roblox_id, None, None, self._clock.now())
        if before is not None and before.roblox_id == roblox_id:
            known = replace(before, asked_at=known.asked_at)
        await self._keep(user_id, known)
        return known

    async def _person(self, user_id: int, known: RememberedAccount, *, refresh: bool) -> Linked | NotLinked:
        """Asks Roblox for what is not known of the account, or for all of it with `refresh`. Raises as `_name` does."""
        if known.roblox_id is None:
            return NotLinked()
        (name, stale), headshot = await asyncio.gather(
            self._name(known, known.roblox_id, refresh=refresh), self._headshot(known, known.roblox_id, refresh=refresh)
        )
        if (name, headshot) != (known.name, known.headshot_url):
            await self._keep(user_id, replace(known, name=name, headshot_url=headshot))
        return Linked(known.roblox_id, name, headshot or None, stale)

    async def _name(self, known: RememberedAccount, roblox_id: int, *, refresh: bool) -> tuple[str, bool]:
        """The name, and whether it is only the remembered one."""
        if known.name is not None and not refresh:
            return known.name, False
        try:
            return await self._people.name(roblox_id), False
        except (SourceError, CircuitOpen):
            if known.name is None:
                raise
            return known.name, True

    async def _headshot(self, known: RememberedAccount, roblox_id: int, *, refresh: bool) -> str | None:
        """Does not raise: a name without a picture is better than neither."""
        if known.headshot_url is not None and not refresh:
            return known.headshot_url
        try:
            return await self._people.headshot(roblox_id)
        except (SourceError, CircuitOpen) as error:
            self._log.info("no headshot", problem=str(error))
            return known.headshot_url

    async def _keep(self, user_id: int, known: RememberedAccount) -> None:
        try:
            await self._memory.keep(user_id, known)
        except StorageError as error:
            self._log.warning("an account is not remembered", problem=str(error))

    def _unavailable(self, error: SourceError) -> Unavailable:
        until = None if error.wait_s is None else self._clock.now() + timedelta(seconds=error.wait_s)
        return Unavailable(why=_WHY.get(error.outcome, UnavailableReason.DOWN), until=until)


def _account(known: RememberedAccount) -> Linked | NotLinked | None:
    """None if the name of the account is not known yet."""
    if known.roblox_id is None:
        return NotLinked()
    if known.name is None:
        return None
    return Linked(known.roblox_id, known.name, known.headshot_url or None)


def _result(task: "asyncio.Task[Answer]") -> Answer:
    return task.result() if task.done() and not task.cancelled() else Unavailable(why=UnavailableReason.SLOW)


def _stale(account: Linked | NotLinked) -> Linked | NotLinked:
    return replace(account, stale=True) if isinstance(account, Linked) else account
