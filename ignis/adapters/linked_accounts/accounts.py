"""The Accounts of production: Bloxlink knows the account, Roblox its name and picture, a memory bridges outages.

A reader waits for at most `patience`. An answer that takes longer is still remembered, for the next reader. Until then
the older one is shown as unconfirmed, with the service that did not confirm it.
"""

import asyncio
import math
from collections import OrderedDict
from collections.abc import Awaitable, Collection, Mapping
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
    AccountAnswer,
    AccountListener,
    AccountUrgency,
    Closed,
    Freshness,
    KnownAccount,
    Linked,
    NotLinked,
    RememberedAnswer,
    StorageError,
    UnansweredQuestion,
    Unavailable,
    UnavailableReason,
    Unnamed,
)

_WHY: Final = {
    RequestOutcome.SPENT: UnavailableReason.SPENT,
    RequestOutcome.HELD: UnavailableReason.BUSY,
    RequestOutcome.RATE_LIMITED: UnavailableReason.BUSY,
    RequestOutcome.REFUSED: UnavailableReason.REFUSED,
    RequestOutcome.NOT_FOUND: UnavailableReason.UNUSABLE,  # it answered: "no such account" has its own form
    RequestOutcome.UNUSABLE: UnavailableReason.UNUSABLE,
    RequestOutcome.NOT_READY: UnavailableReason.NOT_READY,
}

_UNANSWERED_KEPT: Final = 1000
_TEST_ID: Final = 0  # not the id of any member


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
    def service(self) -> str:
        """The name of the circuit that it asks through."""
        ...

    @property
    def well(self) -> bool: ...

    def left(self, urgency: AccountUrgency) -> int:
        """How many of the day's requests are left to questions of this urgency."""
        ...

    async def roblox_id(self, user_id: int, urgency: AccountUrgency) -> int | None: ...


class PersonService(Protocol):
    """Knows Roblox accounts. Both methods raise SourceError and CircuitOpen."""

    @property
    def service(self) -> str:
        """The name of the circuit that names are asked through."""
        ...

    async def name(self, roblox_id: int) -> str | None:
        """None for an account that was closed, or never was."""
        ...

    async def headshot(self, roblox_id: int) -> str | None:
        """The address of the picture. "" if none may be shown, None if there is none yet."""
        ...


@dataclass(frozen=True)
class AccountLifetimes:
    """Seconds. For how long an answer is believed, and how long a reader waits.

    `changed`, `refreshed` and `ordered` are how old it may be for questions of that Freshness.
    """

    linked: float = 24 * 3600.0
    not_linked: float = 600.0
    patience: float = 0.6
    changed: float = 24 * 3600.0
    refreshed: float = 3600.0
    ordered: float = 60.0

    def of(self, freshness: Freshness, *, named: bool) -> float:
        """`named`: the answer is an account with a name. Others, who have none or a closed one, are asked for sooner.

        >>> AccountLifetimes().of(Freshness.REFRESHED, named=True), AccountLifetimes().of(Freshness.USUAL, named=False)
        (3600.0, 600.0)
        """
        most = {
            Freshness.USUAL: math.inf,
            Freshness.CHANGED: self.changed,
            Freshness.REFRESHED: self.refreshed,
            Freshness.ORDERED: self.ordered,
        }
        return min(most[freshness], self.linked if named else self.not_linked)


@dataclass
class _Question:
    """A question under way; `waits_for` is the circuit of the service that is being asked."""

    waits_for: str
    task: "asyncio.Task[AccountAnswer] | None" = None

    def answer(self) -> AccountAnswer:
        if self.task is None or not self.task.done() or self.task.cancelled():
            return Unavailable(self.waits_for, UnavailableReason.SLOW)
        return self.task.result()


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
        listener: AccountListener | None = None,
    ) -> None:
        """With `readers` one person cannot use up the day's requests. `listener` hears of accounts that changed."""
        self._links = links
        self._people = people
        self._memory = memory
        self._clock = clock
        self._log = log
        self._observer = observer
        self._lifetimes = lifetimes or AccountLifetimes()
        self._readers = readers
        self._listener = listener
        self._unanswered: OrderedDict[int, UnansweredQuestion] = OrderedDict()
        self._questions: dict[tuple[int, AccountUrgency, bool], _Question] = {}
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
    async def look_up(
        self, user_id: int, reader: int | None = None, freshness: Freshness = Freshness.USUAL, /
    ) -> AccountAnswer:
        self.lookups += 1
        known = await self._recall(user_id)
        if known is not None and known.headshot_url is not None and (found := self._fresh(known, freshness)):
            self.hits += 1
            self._observer.looked_up(MemoryHit.FRESH, self._age(known))
            return found if self._links.well else replace(found, unconfirmed=Unavailable(self._links.service))
        if not self._may_ask(reader, user_id, known, freshness):
            return self._best(Unavailable(self._links.service, UnavailableReason.TOO_OFTEN), known)
        question = self._ask_once(user_id, known, AccountUrgency.READER, freshness)
        if question.task is not None:
            await asyncio.wait({question.task}, timeout=self._lifetimes.patience)
        return self._best(question.answer(), known)

    async def ask(self, user_id: int, urgency: AccountUrgency, freshness: Freshness = Freshness.USUAL) -> AccountAnswer:
        known = await self._recall(user_id)
        if known is not None and (found := self._fresh(known, freshness)):
            self._observer.looked_up(MemoryHit.FRESH, self._age(known))
            return found
        question = self._ask_once(user_id, known, urgency, freshness)
        if question.task is not None:
            await asyncio.wait({question.task})
        return self._best(question.answer(), known)

    async def remembered(self, user_ids: Collection[int]) -> Mapping[int, RememberedAnswer]:
        found = await self._memory.find(user_ids)
        return {
            user_id: RememberedAnswer(
                _account(known), known.asked_at, self._fresh(known, Freshness.USUAL) is not None, known.confirmed
            )
            for user_id, known in found.items()
        }

    def unanswered(self, user_id: int) -> UnansweredQuestion | None:
        return self._unanswered.get(user_id)

    async def outdated(self, user_ids: Collection[int], freshness: Freshness) -> Collection[int]:
        now = self._clock.now()
        nameless, named = (
            now - timedelta(seconds=self._lifetimes.of(freshness, named=named)) for named in (False, True)
        )
        return await self._memory.older(user_ids, nameless, named)

    def requests_left(self, urgency: AccountUrgency) -> int:
        return self._links.left(urgency)

    async def aclose(self) -> None:
        """Ends the questions under way."""
        questions = [question.task for question in self._questions.values() if question.task is not None]
        for task in questions:
            task.cancel()
        await asyncio.gather(*questions, return_exceptions=True)

    def _may_ask(self, reader: int | None, user_id: int, known: RememberedAccount | None, freshness: Freshness) -> bool:
        """Counts what costs one of the day's requests: no answer that is fresh, no question that is under way."""
        if reader is None or self._readers is None or (user_id, AccountUrgency.READER, True) in self._questions:
            return True
        return (known is not None and self._is_fresh(known, freshness)) or self._readers.may_ask(reader)

    async def _recall(self, user_id: int) -> RememberedAccount | None:
        """A broken memory counts as an empty one: the services can still be asked."""
        try:
            return (await self._memory.find((user_id,))).get(user_id)
        except StorageError as error:
            self._log.warning("accounts are not remembered", problem=str(error))
            return None

    def _fresh(self, known: RememberedAccount, freshness: Freshness) -> Linked | NotLinked | Closed | None:
        """None if a service has to be asked: Bloxlink, or Roblox alone for what it has not told or confirmed."""
        account = _account(known)
        if isinstance(account, Unnamed) or not known.confirmed or not self._is_fresh(known, freshness):
            return None
        return account

    def _is_fresh(self, known: RememberedAccount, freshness: Freshness) -> bool:
        """Whether Bloxlink has said so lately.

        An answer from the future is from before the clock was set back: its age is not known.
        """
        named = known.roblox_id is not None and not known.closed
        lasting = timedelta(seconds=self._lifetimes.of(freshness, named=named))
        return timedelta(0) <= self._clock.now() - known.asked_at < lasting

    def _age(self, known: RememberedAccount) -> float:
        """Seconds."""
        return max(0.0, (self._clock.now() - known.asked_at).total_seconds())

    def _best(self, answer: AccountAnswer, known: RememberedAccount | None) -> AccountAnswer:
        """The remembered account, if there is no better answer."""
        account = _account(known) if known is not None else None
        best = answer
        if isinstance(answer, Unavailable) and account is not None and not isinstance(account, Unnamed):
            best = replace(account, unconfirmed=answer)
        if known is not None and not isinstance(best, Unavailable) and best.unconfirmed is not None:
            self._observer.looked_up(MemoryHit.STALE, self._age(known))
        else:
            self._observer.looked_up(MemoryHit.MISS, None)
        return best

    def _ask_once(
        self, user_id: int, known: RememberedAccount | None, urgency: AccountUrgency, freshness: Freshness
    ) -> _Question:
        """Many readers with the same urgency share one question."""
        relink = known is None or not self._is_fresh(known, freshness)
        key = (user_id, urgency, relink)
        question = self._questions.get(key)
        if question is None:
            question = self._questions[key] = _Question(self._links.service)
            asking = self._ask(question, user_id, None if relink else known, known, urgency)
            question.task = asyncio.create_task(self._noted(user_id, asking), name="account")
            question.task.add_done_callback(lambda _: self._questions.pop(key))
        return question

    async def _noted(self, user_id: int, asking: Awaitable[AccountAnswer]) -> AccountAnswer:
        """Keeps in mind what had no answer."""
        answer = await asking
        self._unanswered.pop(user_id, None)
        if isinstance(answer, Unavailable):
            self._unanswered[user_id] = UnansweredQuestion(answer, self._clock.now())
            if len(self._unanswered) > _UNANSWERED_KEPT:
                self._unanswered.popitem(last=False)
        return answer

    async def _ask(
        self,
        question: _Question,
        user_id: int,
        link: RememberedAccount | None,
        before: RememberedAccount | None,
        urgency: AccountUrgency,
    ) -> AccountAnswer:
        """`link` is None if Bloxlink has to be asked; `before` is what is remembered."""
        try:
            refresh = link is None or not link.confirmed
            if link is None:
                link = await self._link(user_id, before, urgency)
            question.waits_for = self._people.service
            return await self._person(user_id, link, refresh=refresh)
        except CircuitOpen as refused:
            return Unavailable(refused.name, UnavailableReason.DOWN, refused.until)
        except SourceError as error:
            self._log.warning("no account", problem=str(error))
            return self._unavailable(error, question.waits_for)
        except Exception:  # noqa: BLE001  whatever it is, it concerns this member alone: a sync of others goes on
            self._log.exception("no account", member=user_id)
            return Unavailable(question.waits_for, UnavailableReason.UNUSABLE)

    async def _link(self, user_id: int, before: RememberedAccount | None, urgency: AccountUrgency) -> RememberedAccount:
        """Remembered before Roblox is asked: the answers of Bloxlink are few a day."""
        roblox_id = await self._links.roblox_id(user_id, urgency)
        known = RememberedAccount(roblox_id, None, None, self._clock.now())
        if before is not None and before.roblox_id == roblox_id:
            known = replace(before, asked_at=known.asked_at, confirmed=roblox_id is None)
        await self._keep(user_id, known, before)
        return known

    async def _person(self, user_id: int, known: RememberedAccount, *, refresh: bool) -> AccountAnswer:
        """Asks Roblox for what is not known of the account, or for all of it with `refresh`. Raises as `_name` does."""
        if known.roblox_id is None:
            return NotLinked()
        (name, unconfirmed), headshot = await asyncio.gather(
            self._name(known, known.roblox_id, refresh=refresh), self._headshot(known, known.roblox_id, refresh=refresh)
        )
        if name is None:
            now = replace(known, name=None, headshot_url="", closed=True, confirmed=True)
            answer: Linked | Closed = Closed(known.roblox_id)
        else:
            now = replace(known, name=name, headshot_url=headshot, closed=False, confirmed=unconfirmed is None)
            answer = Linked(known.roblox_id, name, headshot or None, unconfirmed)
        if now != known:
            await self._keep(user_id, now, known)
        return answer

    async def _name(
        self, known: RememberedAccount, roblox_id: int, *, refresh: bool
    ) -> tuple[str | None, Unavailable | None]:
        """The name, None for a closed account; and why it is only the remembered one, if it is."""
        if known.name is not None and not refresh:
            return known.name, None
        try:
            return await self._people.name(roblox_id), None
        except (SourceError, CircuitOpen) as error:
            if known.name is None:
                raise
            if isinstance(error, CircuitOpen):
                return known.name, Unavailable(error.name, UnavailableReason.DOWN, error.until)
            return known.name, self._unavailable(error, self._people.service)

    async def _headshot(self, known: RememberedAccount, roblox_id: int, *, refresh: bool) -> str | None:
        """Does not raise: a name without a picture is better than neither."""
        if known.headshot_url is not None and not refresh:
            return known.headshot_url
        try:
            return await self._people.headshot(roblox_id)
        except (SourceError, CircuitOpen) as error:
            self._log.info("no headshot", problem=str(error))
            return known.headshot_url

    async def _keep(self, user_id: int, known: RememberedAccount, before: RememberedAccount | None) -> None:
        try:
            await self._memory.keep(user_id, known)
        except StorageError as error:
            self._log.warning("an account is not remembered", problem=str(error))
            return
        if self._listener is not None and known.name != (before.name if before is not None else None):
            self._listener.account_changed(user_id)

    def _unavailable(self, error: SourceError, service: str) -> Unavailable:
        """`service` is the one that was asked; the error knows better."""
        until = None if error.wait_s is None else self._clock.now() + timedelta(seconds=error.wait_s)
        return Unavailable(error.circuit or service, _WHY.get(error.outcome, UnavailableReason.DOWN), until)


def _account(known: RememberedAccount) -> KnownAccount:
    if known.roblox_id is None:
        return NotLinked()
    if known.closed:
        return Closed(known.roblox_id)
    if known.name is None:
        return Unnamed(known.roblox_id)
    return Linked(known.roblox_id, known.name, known.headshot_url or None)
