"""A circuit breaker for coroutines. pybreaker holds the state and counts the failures; all the rest is done here.

pybreaker cannot time a cooldown for coroutines, limit a trial to one call, try a service by itself, ignore late
results or outlive the process (docs/circuits.md lists its traps, tests/runtime/resilience/test_pybreaker.py shows
them). So it is only fed with what each call came to. This is the only module that imports it.

    State      What happens                                    Next state  And
    closed     a call is answered                              closed      the count of failures is 0 again
    closed     a call fails                                    closed      the count of failures grows
    closed     as many fail in a row as the settings say       open        the cooldown begins
    open       a call during the cooldown                      open        it is refused: CircuitOpen
    open       a call, or the circuit's own probe, after it    half-open   this call is on trial, for a limited time
    half-open  any other call                                  half-open   it is refused: CircuitOpen
    half-open  the trial is answered                           closed      the count of failures is 0 again
    half-open  the trial fails, or takes too long              open        the next cooldown is twice as long
    half-open  the trial is cancelled, or its error is ours    half-open   the next call is on trial

An era is the time between two changes of state. A result counts only in the era in which its call was let through.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from contextvars import Context
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from typing import Final, Protocol, TypeVar

import pybreaker

from ignis.runtime.base.clock import WaitableClock
from ignis.runtime.config.settings import CircuitSettings
from ignis.runtime.resilience.backoff import Backoff
from ignis.runtime.telemetry.logs import Logger

T = TypeVar("T")

LONGEST_WAIT: Final = 3600.0
"""Seconds. A Retry-After that asks for more is not believed."""

_MOST_FAILURES: Final = 1000
_NO_JITTER: Final = 0.5  # the roll in the middle


class CircuitState(StrEnum):
    CLOSED = "closed"
    HALF_OPEN = "half_open"
    OPEN = "open"


_STATES: Final = {
    pybreaker.STATE_CLOSED: CircuitState.CLOSED,
    pybreaker.STATE_HALF_OPEN: CircuitState.HALF_OPEN,
    pybreaker.STATE_OPEN: CircuitState.OPEN,
}


class CircuitOpen(Exception):  # noqa: N818  not an error: the circuit works as it should
    """The service was not asked. `until` is when it will be tried again, by the calendar."""

    def __init__(self, name: str, until: datetime) -> None:
        super().__init__(f"{name} is down; it is tried again at {until:%H:%M:%S} UTC")
        self.name = name
        self.until = until


class CallOutcome(StrEnum):
    """What the end of a call says about the service. `NOTHING`: the service did not end it."""

    LIFE = "life"
    FAILURE = "failure"
    NOTHING = "nothing"


@dataclass(frozen=True)
class CallVerdict:
    """`retry_after`: seconds for which the service asks not to be called. `what`: one line, without secrets."""

    outcome: CallOutcome
    what: str = ""
    retry_after: float | None = None


class Judge(Protocol):
    """Knows the errors of one service. See `ConnectionErrors` for an example."""

    def verdict(self, error: Exception) -> CallVerdict:
        """What `error` says about the service. A TimeoutError is always a failure, a cancellation never is."""
        ...


class CircuitProbe(Protocol):
    """A cheap question to the service, which the circuit asks by itself while it is open."""

    async def probe(self) -> object:
        """Returns anything if the service answered, raises if it did not."""
        ...


class CircuitObserver(Protocol):
    def circuit_changed(self, circuit: "Circuit", /) -> None:
        """Called after every change of state. What it raises is logged and changes nothing."""
        ...


Operation = Callable[[], Awaitable[T]]

LIFE: Final = CallVerdict(CallOutcome.LIFE)
NOTHING: Final = CallVerdict(CallOutcome.NOTHING)


class ConnectionErrors:
    """The Judge for operations that raise what the operating system raises. Any other error is our own.

    >>> ConnectionErrors().verdict(ConnectionResetError()).outcome
    <CallOutcome.FAILURE: 'failure'>
    """

    def verdict(self, error: Exception) -> CallVerdict:
        outcome = CallOutcome.FAILURE if isinstance(error, OSError) else CallOutcome.NOTHING
        return CallVerdict(outcome, type(error).__name__)  # not its text: libraries write addresses with keys into it


CONNECTION_ERRORS: Final = ConnectionErrors()


@dataclass(frozen=True)
class KeptCircuit:
    """An open circuit as it outlives the process. Times by the calendar; `cooldown_s` without jitter."""

    since: datetime
    until: datetime
    cooldown_s: float
    failures: int
    last_error: str | None


@dataclass(frozen=True)
class CircuitView:
    """A circuit as others see it. `until` and `cooldown_s` are None while it is closed."""

    name: str
    state: CircuitState
    since: datetime
    until: datetime | None
    failures: int
    cooldown_s: float | None
    last_error: str | None


@dataclass(frozen=True)
class CircuitConfig:
    """What a circuit needs besides its name."""

    policy: CircuitSettings
    clock: WaitableClock
    random: Random
    log: Logger


@dataclass(frozen=True)
class _Permit:
    era: int
    since: float
    trial: bool


class _CallFailed(Exception):  # noqa: N818  feeds a failure to pybreaker; never leaves this module
    pass


class Circuit:
    """Lets calls to one service through, or refuses them. It never blocks, and asks nothing except by `call`.

    Example:
        try:
            name = await circuit.call(lambda: roblox.name(42))
        except CircuitOpen as refused:
            print(f"try again at {refused.until}")
    """

    def __init__(
        self, name: str, config: CircuitConfig, observer: CircuitObserver, kept: KeptCircuit | None = None
    ) -> None:
        """`kept` is the circuit as an earlier process left it."""
        self.name = name
        self._config = config
        self._policy = config.policy
        self._observer = observer
        self._probe: CircuitProbe | None = None
        self._judge: Judge = CONNECTION_ERRORS
        self._prober: asyncio.Task[None] | None = None
        self._trial: _Permit | None = None
        self._era = 0
        self._cooldown = config.policy.cooldown
        self._since = config.clock.now()
        self._last_error: str | None = None
        self._due = config.clock.monotonic()  # when the next trial may begin
        storage = pybreaker.CircuitMemoryStorage(pybreaker.STATE_CLOSED if kept is None else pybreaker.STATE_OPEN)
        self._breaker = pybreaker.CircuitBreaker(
            fail_max=config.policy.failures, state_storage=storage, throw_new_error_on_trip=False, name=name
        )
        if kept is not None:
            self._resume(kept, storage)

    @property
    def state(self) -> CircuitState:
        return _STATES[self._breaker.current_state]

    @property
    def failures(self) -> int:
        """How many calls have failed in a row."""
        return int(self._breaker.fail_counter)

    @property
    def well(self) -> bool:
        """Closed, and the last call that said anything was answered."""
        return self.state is CircuitState.CLOSED and self.failures == 0

    @property
    def wait_s(self) -> float:
        """Seconds until the next call is let through. 0 if a call would be let through now."""
        if self.state is CircuitState.CLOSED:
            return 0.0
        due = self._due if self._trial is None else self._trial.since + self._policy.trial_timeout
        return max(0.0, due - self._config.clock.monotonic())

    def view(self) -> CircuitView:
        closed = self.state is CircuitState.CLOSED
        return CircuitView(
            self.name,
            self.state,
            self._since,
            None if closed else self._until(),
            self.failures,
            None if closed else self._cooldown,
            self._last_error,
        )

    def kept(self) -> KeptCircuit | None:
        """What should outlive the process. None while the circuit is closed."""
        if self.state is CircuitState.CLOSED:
            return None
        return KeptCircuit(self._since, self._until(), self._cooldown, self.failures, self._last_error)

    def probe_with(self, probe: CircuitProbe, judge: Judge) -> None:
        """From now on the circuit asks `probe` by itself after each cooldown, if no call comes first."""
        self._probe, self._judge = probe, judge
        self._schedule()

    def close(self) -> None:
        """Ends the probing for good."""
        self._probe = None
        self._schedule()

    async def call(self, operation: Operation[T], judge: Judge = CONNECTION_ERRORS) -> T:
        """Runs `operation` and returns or raises what it does. Raises CircuitOpen if the service may not be asked.

        On trial it has `trial_timeout` seconds, and raises TimeoutError after them.
        """
        permit = self._admit()
        verdict = NOTHING
        try:
            async with asyncio.timeout(self._policy.trial_timeout if permit.trial else None):
                result = await operation()
            verdict = LIFE
        except TimeoutError:
            verdict = CallVerdict(CallOutcome.FAILURE, "no answer in time")
            raise
        except Exception as error:
            verdict = judge.verdict(error)
            raise
        finally:
            self._record(permit, verdict)
        return result

    def _resume(self, kept: KeptCircuit, storage: pybreaker.CircuitMemoryStorage) -> None:
        """The calendar may have been stepped meanwhile, so no wait is longer than a cooldown."""
        self._since, self._last_error = kept.since, kept.last_error
        self._cooldown = min(max(kept.cooldown_s, self._policy.cooldown), self._policy.max_cooldown)
        left = (kept.until - self._config.clock.now()).total_seconds()
        self._due += min(max(left, 0.0), self._cooldown * (1 + self._policy.jitter))
        for _ in range(min(kept.failures, _MOST_FAILURES)):
            storage.increment_counter()

    def _until(self) -> datetime:
        """When the next trial begins or, while there is one, ends at the latest."""
        return self._config.clock.now() + timedelta(seconds=self.wait_s)

    def _admit(self) -> _Permit:
        now = self._config.clock.monotonic()
        if self.state is CircuitState.CLOSED:
            return _Permit(self._era, now, trial=False)
        if self._trial is not None or now < self._due:
            raise CircuitOpen(self.name, self._until())
        if self.state is CircuitState.OPEN:
            self._breaker.half_open()
            self._begin_era()
        self._trial = _Permit(self._era, now, trial=True)
        return self._trial

    def _record(self, permit: _Permit, verdict: CallVerdict) -> None:
        if permit.era != self._era:
            return
        if permit.trial:
            self._trial = None
        if verdict.outcome is CallOutcome.NOTHING:
            self._try_again(permit)
            return
        before = self.state
        if verdict.outcome is CallOutcome.FAILURE:
            self._last_error = verdict.what
        self._feed(verdict.outcome)
        if self.state is CircuitState.OPEN:
            self._cool_down(permit, again=before is CircuitState.HALF_OPEN, retry_after=verdict.retry_after)
        if self.state is not before:
            self._begin_era()

    def _feed(self, outcome: CallOutcome) -> None:
        def happen() -> None:
            if outcome is CallOutcome.FAILURE:
                raise _CallFailed

        with suppress(_CallFailed):
            self._breaker.call(happen)

    def _cool_down(self, permit: _Permit, *, again: bool, retry_after: float | None) -> None:
        """The time of a trial is part of the cooldown, so a call that comes meanwhile need not wait longer."""
        policy = self._policy
        backoff = Backoff(self._cooldown if again else policy.cooldown, policy.max_cooldown, policy.jitter)
        failures = 2 if again else 1
        self._cooldown = backoff.delay(failures, _NO_JITTER)
        jittered = backoff.delay(failures, self._config.random.random())
        now = self._config.clock.monotonic()
        asked = now + min(retry_after or 0.0, LONGEST_WAIT)
        self._due = max((permit.since if again else now) + jittered, asked)

    def _try_again(self, permit: _Permit) -> None:
        """A trial that said nothing makes room for the next one. The circuit's own probes still wait a cooldown."""
        if not permit.trial:
            return
        if asyncio.current_task() is self._prober:
            self._due = self._config.clock.monotonic() + self._cooldown
        self._schedule()

    def _begin_era(self) -> None:
        """The state has changed."""
        self._era += 1
        if self.state is not CircuitState.HALF_OPEN:
            self._schedule()
        self._since = self._config.clock.now()
        try:
            self._observer.circuit_changed(self)
        except Exception as error:  # an observer must not decide whether a service is asked
            self._config.log.error("a listener of a circuit failed", circuit=self.name, exc_info=error)

    def _schedule(self) -> None:
        """Replaces the planned probe by a new one. None is planned while the circuit is closed."""
        if self._prober is not None and self._prober is not asyncio.current_task():
            self._prober.cancel()
        self._prober = None
        if self._probe is not None and self.state is not CircuitState.CLOSED:
            # a context of its own: the probe is no part of the command whose failure opened the circuit
            trying, name = self._try(self._probe), f"circuit {self.name}"
            self._prober = asyncio.create_task(trying, name=name, context=Context())

    async def _try(self, probe: CircuitProbe) -> None:
        while (left := self._due - self._config.clock.monotonic()) > 0:
            await self._config.clock.sleep(left)
        try:
            await self.call(probe.probe, self._judge)
        except CircuitOpen:
            pass  # another call is on trial; when that ends, the next probe is planned
        except Exception as error:  # noqa: BLE001  the judge has said what it means; the next probe is planned
            self._config.log.debug("a service is still down", circuit=self.name, error=type(error).__name__)
