"""One outside service as Ignis asks it: behind its circuit, at its pace, with few retries, and counted."""

import asyncio
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from time import perf_counter
from typing import Final, TypeVar

import aiohttp
import stamina
from stamina.instrumentation import set_on_retry_hooks

from ignis.adapters.linked_accounts.http_json import (
    JsonAnswer,
    JsonRequest,
    RequestOutcome,
    SourceError,
    ask,
    unexpected,
)
from ignis.adapters.linked_accounts.rate_limiter import RateLimiter
from ignis.runtime.resilience.circuit import CallOutcome, CallVerdict, Circuit, Operation
from ignis.runtime.telemetry.tracing import SpanKind, span

T = TypeVar("T")

Observe = Callable[[str, RequestOutcome, float], None]
"""Told a circuit's name, how a request ended and how many seconds it took."""

Gate = Callable[[], Awaitable[None]]
"""Passed before every request; raises SourceError when it must not be sent."""

_FAILURES: Final = frozenset(
    {
        RequestOutcome.RATE_LIMITED,
        RequestOutcome.SERVER_ERROR,
        RequestOutcome.TIMEOUT,
        RequestOutcome.UNREACHABLE,
        RequestOutcome.GARBAGE,
    }
)
_UNSENT: Final = frozenset({RequestOutcome.HELD, RequestOutcome.SPENT, RequestOutcome.NOT_READY})
_PASSING: Final = frozenset({RequestOutcome.SERVER_ERROR, RequestOutcome.UNREACHABLE, RequestOutcome.GARBAGE})


@dataclass(frozen=True)
class Retries:
    """How often one question is put, and for how many seconds in all. Pauses double, and are jittered by as much."""

    attempts: int = 3
    within_s: float = 5.0
    pause_s: float = 0.1


class OutsideService:
    def __init__(
        self, session: aiohttp.ClientSession, circuit: Circuit, observe: Observe, retries: Retries | None = None
    ) -> None:
        self.circuit = circuit
        self._session = session
        self._observe = observe
        self._retries = retries or Retries()

    async def ask(
        self, question: JsonRequest, read: Callable[[JsonAnswer], T], pace: RateLimiter, *, gate: Gate | None = None
    ) -> T:
        """What `read` finds in the answer; where that is not in it, `read` just fails.

        Raises SourceError, and CircuitOpen without having asked.
        """

        async def once() -> T:
            return await self.once(question, read, pace, gate=gate)

        try:
            return await self.circuit.call(lambda: self._persist(once), judge)
        except TimeoutError:
            raise SourceError(
                f"{question.service} could not be reached: no answer in time", RequestOutcome.TIMEOUT
            ) from None

    def probe_with(self, probe: Operation[object]) -> None:
        """`probe` puts a cheap question with `once`: the circuit runs it when nobody else asks."""
        self.circuit.probe_with(probe, judge)

    async def _persist(self, once: Callable[[], Awaitable[T]]) -> T:
        """Inside the circuit's call: it sees one failure, however many tries that took."""
        retries = self._retries
        attempts = stamina.retry_context(
            on=_passing, attempts=retries.attempts, wait_initial=retries.pause_s, wait_jitter=retries.pause_s
        )
        async with asyncio.timeout(retries.within_s):
            async for attempt in attempts:
                with attempt:
                    return await once()
        raise AssertionError("the last attempt returns or raises")

    async def once(
        self, question: JsonRequest, read: Callable[[JsonAnswer], T], pace: RateLimiter, *, gate: Gate | None = None
    ) -> T:
        """`ask` in one try, and past the circuit. Raises SourceError."""
        await pace.turn()
        if gate is not None:
            await gate()
        begun, outcome = perf_counter(), RequestOutcome.TIMEOUT  # cut off by who waits for it
        with span(f"ask {self.circuit.name}", SpanKind.CLIENT) as step:
            try:
                answer = await ask(self._session, question)
                pace.learn(answer.headers)
                result = _found(read, answer)
                outcome = RequestOutcome.NOT_FOUND if answer.status == HTTPStatus.NOT_FOUND else RequestOutcome.ANSWERED
            except SourceError as error:
                outcome = error.outcome
                if outcome is RequestOutcome.RATE_LIMITED:
                    pace.hold(error.wait_s)
                raise
            finally:
                if step is not None:
                    step.set(outcome=outcome.value)
                self._observe(self.circuit.name, outcome, perf_counter() - begun)
        return result


@contextmanager
def quiet_retries() -> Generator[None]:
    """Keeps stamina from logging, and from counting in Prometheus' global registry, what is counted here.

    Its hooks are the process' own: for whoever wires a program.
    """
    set_on_retry_hooks(())
    try:
        yield
    finally:
        set_on_retry_hooks(None)


def judge(error: Exception) -> CallVerdict:
    """What a SourceError says of the service."""
    if not isinstance(error, SourceError):
        return CallVerdict(CallOutcome.NOTHING, type(error).__name__)
    if error.outcome in _UNSENT:
        return CallVerdict(CallOutcome.NOTHING, str(error))
    sign = CallOutcome.FAILURE if error.outcome in _FAILURES else CallOutcome.LIFE
    return CallVerdict(sign, str(error), error.wait_s)


def _found(read: Callable[[JsonAnswer], T], answer: JsonAnswer) -> T:
    try:
        return read(answer)
    except (LookupError, TypeError, ValueError, AttributeError):  # whatever a reader trips over in a strange document
        raise unexpected(answer) from None


def _passing(error: Exception) -> bool:
    """Whether the same question may be answered a moment later."""
    return isinstance(error, SourceError) and error.outcome in _PASSING
