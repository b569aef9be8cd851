"""A circuit breaker for one outside service, for coroutines. The only module that imports pybreaker.

pybreaker is the state machine, fed for microseconds with what a call came to; everything it cannot do for coroutines
stands here (docs/circuits.md lists its traps, tests/runtime/resilience/test_pybreaker.py shows them):

- closed: every call goes through. As many failures in a row as the settings say open the circuit.
- open: no call goes through until the cooldown is over. Then the circuit tries the service by itself.
- half-open: exactly one call is on trial, for a limited time; all others are refused. Life closes the circuit; a
  failure opens it again, for twice as long.

A result counts only in the era, the time between two changes of state, in which its call was let in.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from contextvars import Context
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, TypeVar

import pybreaker

from ignis.runtime.base.clock import Clock
from ignis.runtime.config.settings import CircuitSettings
from ignis.runtime.telemetry.logs import Logger

T = TypeVar("T")

LONGEST_WAIT: Final = 3600.0
"""Seconds; a Retry-After that asks for more is not believed."""

_MOST_FAILURES: Final = 1000


class CircuitState(StrEnum):
    CLOSED = "closed"
    HALF_OPEN = "half_open"
    OPEN = "open"


_STATES: Final = {
    pybreaker.STATE_CLOSED: CircuitState.CLOSED,
    pybreaker.STATE_HALF_OPEN: CircuitState.HALF_OPEN,
    pybreaker.STATE_OPEN: CircuitState.OPEN,
}


class CircuitOpen(Exception):  # noqa: N818  the circuit works as it should; it says no
    """The service was not asked. `until` is when it will be tried again, by the calendar's clock."""

    def __init__(self, name: str, until: datetime) -> None:
        super().__init__(f"{name} is down; it is tried again at {until:%H:%M:%S} UTC")
        self.name = name
        self.until = until


class CallOutcome(StrEnum):
    """What the end of a call says of the service. `NOTHING`: it was not the service that ended it."""

    LIFE = "life"
    FAILURE = "failure"
    NOTHING = "nothing"


@dataclass(frozen=True)
class CallVerdict:
    """`retry_after`: seconds for which the service wants to be left alone. `what`: one line, without secrets."""

    sign: CallOutcome
    what: str = ""
    retry_after: float | None = None


Judge = Callable[[Exception], CallVerdict]
"""What an error says of the service. A TimeoutError is always a failure, a cancellation always says nothing."""

Operation = Callable[[], Awaitable[T]]

LIFE: Final = CallVerdict(CallOutcome.LIFE)
NOTHING: Final = CallVerdict(CallOutcome.NOTHING)


def connection_errors(error: Exception) -> CallVerdict:
    """The judge for operations that raise what the operating system raises; any other error is our own."""
    sign = CallOutcome.FAILURE if isinstance(error, OSError) else CallOutcome.NOTHING
    return CallVerdict(sign, type(error).__name__)  # not its text: libraries write addresses with keys into that


@dataclass(frozen=True)
class KeptCircuit:
    """An open circuit as it outlives the process. Times by the calendar's clock; `cooldown_s` without jitter."""

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
    """What a circuit needs besides its name. `roll` is uniform in 0..1; `sleep` waits for that many seconds."""

    policy: CircuitSettings
    clock: Clock
    roll: Callable[[], float]
    log: Logger
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


@dataclass(frozen=True)
class _Permit:
    era: int
    since: float
    trial: bool


class _Died(Exception):  # noqa: N818  feeds a failure to pybreaker; never leaves this module
    pass


class Circuit:
    """Lets calls to one service through, or not. Nothing here blocks, and nothing is asked but by `call`."""

    def __init__(
        self, name: str, around: CircuitConfig, changed: Callable[["Circuit"], None], kept: KeptCircuit | None = None
    ) -> None:
        """`changed` is told after every change of state; what it raises is logged and changes nothing."""
        self.name = name
        self._around = around
        self._policy = around.policy
        self._changed = changed
        self._probe: Operation[object] | None = None
        self._judge: Judge = connection_errors
        self._prober: asyncio.Task[None] | None = None
        self._trial: _Permit | None = None
        self._era = 0
        self._cooldown = around.policy.cooldown
        self._since = around.clock.now()
        self._last_error: str | None = None
        self._due = around.clock.monotonic()  # when the next trial may begin
        storage = pybreaker.CircuitMemoryStorage(pybreaker.STATE_CLOSED if kept is None else pybreaker.STATE_OPEN)
        self._breaker = pybreaker.CircuitBreaker(
            fail_max=around.policy.failures, state_storage=storage, throw_new_error_on_trip=False, name=name
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
        """Seconds for which nobody is let through; 0 when a call would be."""
        if self.state is CircuitState.CLOSED:
            return 0.0
        due = self._due if self._trial is None else self._trial.since + self._policy.trial_timeout
        return max(0.0, due - self._around.clock.monotonic())

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
        """What should outlive the process; None while the circuit is closed."""
        if self.state is CircuitState.CLOSED:
            return None
        return KeptCircuit(self._since, self._until(), self._cooldown, self.failures, self._last_error)

    def probe_with(self, probe: Operation[object], judge: Judge) -> None:
        """`probe` is a cheap question to the service, asked when the circuit is open and nobody else asks."""
        self._probe, self._judge = probe, judge
        self._schedule()

    def close(self) -> None:
        """Ends the probing, for good."""
        self._probe = None
        self._schedule()

    async def call(self, operation: Operation[T], judge: Judge = connection_errors) -> T:
        """Runs `operation` and returns or raises what it does. Raises CircuitOpen when the service is not asked.

        On trial it has `trial_timeout` seconds, and raises TimeoutError past them.
        """
        ticket = self._admit()
        verdict = NOTHING
        try:
            async with asyncio.timeout(self._policy.trial_timeout if ticket.trial else None):
                result = await operation()
            verdict = LIFE
        except TimeoutError:
            verdict = CallVerdict(CallOutcome.FAILURE, "no answer in time")
            raise
        except Exception as error:
            verdict = judge(error)
            raise
        finally:
            self._settle(ticket, verdict)
        return result

    def _resume(self, kept: KeptCircuit, storage: pybreaker.CircuitMemoryStorage) -> None:
        """The clock may have been stepped meanwhile: nobody waits for longer than a cooldown lasts."""
        self._since, self._last_error = kept.since, kept.last_error
        self._cooldown = min(max(kept.cooldown_s, self._policy.cooldown), self._policy.max_cooldown)
        left = (kept.until - self._around.clock.now()).total_seconds()
        self._due += min(max(left, 0.0), self._cooldown * (1 + self._policy.jitter))
        for _ in range(min(kept.failures, _MOST_FAILURES)):
            storage.increment_counter()

    def _until(self) -> datetime:
        """When the next trial begins or, while there is one, ends at the latest."""
        return self._around.clock.now() + timedelta(seconds=self.wait_s)

    def _admit(self) -> _Permit:
        now = self._around.clock.monotonic()
        if self.state is CircuitState.CLOSED:
            return _Permit(self._era, now, trial=False)
        if self._trial is not None or now < self._due:
            raise CircuitOpen(self.name, self._until())
        if self.state is CircuitState.OPEN:
            self._breaker.half_open()
            self._enter()
        self._trial = _Permit(self._era, now, trial=True)
        return self._trial

    def _settle(self, ticket: _Permit, verdict: CallVerdict) -> None:
        if ticket.era != self._era:
            return
        if ticket.trial:
            self._trial = None
        if verdict.sign is CallOutcome.NOTHING:
            self._try_again(ticket)
            return
        before = self.state
        if verdict.sign is CallOutcome.FAILURE:
            self._last_error = verdict.what
        self._feed(verdict.sign)
        if self.state is CircuitState.OPEN:
            self._cool_down(ticket, again=before is CircuitState.HALF_OPEN, retry_after=verdict.retry_after)
        if self.state is not before:
            self._enter()

    def _feed(self, sign: CallOutcome) -> None:
        def happen() -> None:
            if sign is CallOutcome.FAILURE:
                raise _Died

        with suppress(_Died):
            self._breaker.call(happen)

    def _cool_down(self, ticket: _Permit, *, again: bool, retry_after: float | None) -> None:
        """A trial's own time is part of the cooldown: whoever comes back meanwhile is not made to wait longer."""
        policy = self._policy
        self._cooldown = min(self._cooldown * 2, policy.max_cooldown) if again else policy.cooldown
        jittered = self._cooldown * (1 + policy.jitter * (2 * self._around.roll() - 1))
        now = self._around.clock.monotonic()
        asked = now + min(retry_after or 0.0, LONGEST_WAIT)
        self._due = max((ticket.since if again else now) + jittered, asked)

    def _try_again(self, ticket: _Permit) -> None:
        """A trial that said nothing leaves its place to the next; the circuit's own tries keep their distance."""
        if not ticket.trial:
            return
        if asyncio.current_task() is self._prober:
            self._due = self._around.clock.monotonic() + self._cooldown
        self._schedule()

    def _enter(self) -> None:
        """A new state, and so a new era."""
        self._era += 1
        if self.state is not CircuitState.HALF_OPEN:
            self._schedule()
        self._since = self._around.clock.now()
        try:
            self._changed(self)
        except Exception as error:  # whoever listens must not decide whether a service is asked
            self._around.log.error("a listener of a circuit failed", circuit=self.name, exc_info=error)

    def _schedule(self) -> None:
        """The next try by the circuit itself takes the place of any other; none while it is closed."""
        if self._prober is not None and self._prober is not asyncio.current_task():
            self._prober.cancel()
        self._prober = None
        if self._probe is not None and self.state is not CircuitState.CLOSED:
            # a context of its own: the try is no part of the command whose failure opened the circuit
            trying, name = self._try(self._probe), f"circuit {self.name}"
            self._prober = asyncio.create_task(trying, name=name, context=Context())

    async def _try(self, probe: Operation[object]) -> None:
        while (left := self._due - self._around.clock.monotonic()) > 0:
            await self._around.sleep(left)
        try:
            await self.call(probe, self._judge)
        except CircuitOpen:
            pass  # somebody's call is on trial; when that ends, the next try is planned
        except Exception as error:  # noqa: BLE001  the judge has said what it means; the next try is planned
            self._around.log.debug("a service is still down", circuit=self.name, error=type(error).__name__)
