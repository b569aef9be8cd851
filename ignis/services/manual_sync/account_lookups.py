"""Looking up the accounts that a sync of all members knew nothing of, in the background and within the day's requests.

It is slow on purpose: whoever looks at a card or orders a sync meanwhile is answered as ever. It ends when what the
day's requests leave to the background is used up, and can be begun again.
"""

from collections.abc import Collection
from dataclasses import replace
from random import Random
from typing import Final, Protocol

from ignis.domain.refusals import Refusal, Refused
from ignis.domain.role_sync.account_lookup import AccountLookup, LookupOutcome, LookupState
from ignis.domain.role_sync.sync_run import following
from ignis.runtime.base.clock import WaitableClock
from ignis.runtime.resilience.backoff import Backoff
from ignis.services.ports import (
    AccountAnswer,
    AccountLookupStore,
    AccountUrgency,
    Closed,
    Freshness,
    Linked,
    NotLinked,
    Unavailable,
    UnavailableReason,
)
from ignis.services.sync import RankSync

_AT_ONCE: Final = 50
"""Members of whom it is asked at once whether they are known."""
_TRIES: Final = 3
_AFTER_FAILURE: Final = Backoff(first=30.0, longest=600.0)
_NOT_OPEN: Final = 30.0
"""Seconds until it is looked again whether anybody can be asked."""


class LookupTarget(Protocol):
    """The server whose members are looked up, and where the progress is shown."""

    def member_ids(self) -> Collection[int]:
        """The members whose account matters. Read before every step: members come and go."""
        ...

    async def show(self, lookup: AccountLookup) -> None:
        """Shows the progress. A failure to do so is not raised."""
        ...


class AccountLookups:
    """All methods raise StorageError."""

    def __init__(
        self, store: AccountLookupStore, sync: RankSync, clock: WaitableClock, random: Random, *, per_minute: float
    ) -> None:
        """`per_minute`: so many accounts are looked up in a minute."""
        self._store = store
        self._sync = sync
        self._clock = clock
        self._random = random
        self._pause = 60.0 / per_minute

    async def find(self, run_id: int) -> AccountLookup | None:
        return await self._store.find(run_id)

    async def unfinished(self) -> AccountLookup | None:
        """The one that was going on when the bot ended."""
        return await self._store.running()

    def requests_left(self) -> int | None:
        """How many accounts can be looked up today; None if no service is asked for accounts."""
        return self._sync.requests_left()

    async def begin(self, run_id: int, member_ids: Collection[int]) -> AccountLookup:
        """Raises Refused if another one is running, or nobody can be asked today."""
        if not self.requests_left():
            raise Refused(Refusal.NO_LOOKUPS_LEFT)
        lookup = await self._store.begin(run_id, len(await self._sync.unknown(member_ids)))
        if lookup is None:
            raise Refused(Refusal.LOOKUP_RUNS)
        return lookup

    async def stop(self, run_id: int) -> AccountLookup:
        """A question under way is finished. Raises Refused for an unknown one."""
        await self._store.end(run_id, LookupState.STOPPED)
        lookup = await self._store.find(run_id)
        if lookup is None:
            raise Refused(Refusal.NO_SUCH_RUN)
        return lookup

    async def work(self, lookup: AccountLookup, target: LookupTarget) -> AccountLookup:
        """Works until all are looked up, the day's requests are spent, or it is stopped. Returns it as it ended."""
        while due := await self._due(target, lookup.position):
            for user_id in due:
                outcome = await self._look_up(lookup, user_id)
                if outcome is None:
                    return await self._ended(lookup)
                lookup = replace(lookup, position=user_id, tally=lookup.tally.plus(outcome))
                if not await self._store.advance(lookup):
                    return await self._ended(lookup)
                await target.show(lookup)
                await self._clock.sleep(self._pause)
        await self._store.end(lookup.run_id, LookupState.FINISHED)
        return await self._ended(lookup)

    async def _due(self, target: LookupTarget, position: int) -> list[int]:
        """Who comes next of those that are not known yet."""
        while due := following(target.member_ids(), position, _AT_ONCE):
            unknown = set(await self._sync.unknown(due))
            if unknown:
                return [user_id for user_id in due if user_id in unknown]
            if self.requests_left() is None:
                await self._clock.sleep(_NOT_OPEN)
                continue
            position = due[-1]
        return []

    async def _look_up(self, lookup: AccountLookup, user_id: int) -> LookupOutcome | None:
        """None if it is over: the requests are spent, which is stored, or somebody has stopped it."""
        tries = 0
        while await self._runs(lookup):
            answer = await self._sync.ask(user_id, Freshness.USUAL, AccountUrgency.BACKGROUND)
            outcome = _outcome(answer)
            if outcome is not None:
                return outcome
            refused = answer if isinstance(answer, Unavailable) else None
            if refused is not None and refused.why is UnavailableReason.SPENT:
                await self._store.end(lookup.run_id, LookupState.SPENT)
                return None
            if refused is not None and refused.until is None:  # it may be this member's question
                tries += 1
                if tries == _TRIES:
                    return LookupOutcome.FAILED
            await self._clock.sleep(self._wait(refused, tries))
        return None

    async def _runs(self, lookup: AccountLookup) -> bool:
        stored = await self._store.find(lookup.run_id)
        return stored is not None and stored.state is LookupState.RUNNING

    def _wait(self, refused: Unavailable | None, tries: int) -> float:
        """Seconds. A service that says when it will answer fails for all: nobody's try is counted."""
        if refused is None:
            return _NOT_OPEN
        if refused.until is None:
            return _AFTER_FAILURE.delay(tries, self._random.random())
        return max(self._pause, (refused.until - self._clock.now()).total_seconds())

    async def _ended(self, lookup: AccountLookup) -> AccountLookup:
        """As stored, plus what this step did after it had been stopped."""
        stored = await self._store.find(lookup.run_id)
        return replace(stored, tally=lookup.tally) if stored else replace(lookup, state=LookupState.STOPPED)


def _outcome(answer: AccountAnswer | None) -> LookupOutcome | None:
    """None if there is no answer."""
    match answer:
        case Linked():
            return LookupOutcome.LINKED
        case NotLinked():
            return LookupOutcome.NOT_LINKED
        case Closed():
            return LookupOutcome.CLOSED
        case _:
            return None
