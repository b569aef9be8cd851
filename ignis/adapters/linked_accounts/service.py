"""One outside service as Ignis asks it: behind a circuit and a rate limiter, with few retries, and counted."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, Protocol, TypeVar

import aiohttp
import stamina
from stamina.instrumentation import set_on_retry_hooks

from ignis.adapters.linked_accounts.daily_quota import QuotaShare
from ignis.adapters.linked_accounts.http_json import (
    JsonAnswer,
    JsonRequest,
    RequestOutcome,
    SourceError,
    send,
    unexpected,
)
from ignis.adapters.linked_accounts.rate_limiter import RateLimiter
from ignis.runtime.base.clock import Clock, SystemClock
from ignis.runtime.resilience.circuit import CallOutcome, CallVerdict, Circuit, CircuitProbe
from ignis.runtime.telemetry.tracing import SpanKind, span

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

_SYSTEM: Final = SystemClock()
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
    """How often one question is tried, and for how many seconds in all. Pauses double, with as much jitter.

    stamina does the waiting, by a clock and dice of its own.
    """

    attempts: int = 3
    within_s: float = 5.0
    pause_s: float = 0.1


class Question(Protocol[T_co]):
    """One request, and how its answer is read. See `_AccountQuestion` of bloxlink.py for one."""

    @property
    def request(self) -> JsonRequest: ...

    def read(self, answer: JsonAnswer) -> T_co:
        """Returns what was asked for. Where the answer does not hold it, it just fails with what Python raises."""
        ...


class RequestObserver(Protocol):
    """Hears of every request that was sent."""

    def asked(self, service: str, outcome: RequestOutcome, seconds: float) -> None:
        """`service` is the name of the circuit, `seconds` how long the request took."""
        ...


class OutsideService:
    """One outside service, as every part of Ignis asks it.

    Example:
        name = await service.ask(NameQuestion(request), limiter)
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        circuit: Circuit,
        observer: RequestObserver,
        retries: Retries | None = None,
        *,
        clock: Clock = _SYSTEM,
    ) -> None:
        self.circuit = circuit
        self._session = session
        self._observer = observer
        self._retries = retries or Retries()
        self._clock = clock

    async def ask(self, question: Question[T], limiter: RateLimiter, share: QuotaShare | None = None) -> T:
        """Returns what the question reads from the answer.

        `share` is taken from a quota before each try. Raises SourceError, and CircuitOpen without having asked.
        """
        try:
            return await self.circuit.call(lambda: self._persist(question, limiter, share), SOURCE_ERRORS)
        except SourceError as error:
            error.circuit = self.circuit.name
            raise
        except TimeoutError:
            late = SourceError(
                f"{question.request.service} could not be reached: no answer in time", RequestOutcome.TIMEOUT
            )
            late.circuit = self.circuit.name
            raise late from None

    def probe_with(self, probe: CircuitProbe) -> None:
        """`probe` asks a cheap question with `once`. The circuit runs it while no other call comes."""
        self.circuit.probe_with(probe, SOURCE_ERRORS)

    async def _persist(self, question: Question[T], limiter: RateLimiter, share: QuotaShare | None) -> T:
        """Inside the call of the circuit, which sees one failure, however many tries it took."""
        retries = self._retries
        attempts = stamina.retry_context(
            on=_may_pass, attempts=retries.attempts, wait_initial=retries.pause_s, wait_jitter=retries.pause_s
        )
        async with asyncio.timeout(retries.within_s):
            async for attempt in attempts:
                with attempt:
                    return await self.once(question, limiter, share)
        raise AssertionError("the last attempt returns or raises")

    async def once(self, question: Question[T], limiter: RateLimiter, share: QuotaShare | None = None) -> T:
        """`ask` in one try, without the circuit. Raises SourceError."""
        await limiter.turn()
        if share is not None:
            await share.take()
        began, outcome = self._clock.monotonic(), RequestOutcome.TIMEOUT  # if it is cut off by who waits for it
        with span(f"ask {self.circuit.name}", SpanKind.CLIENT) as step:
            try:
                answer = await send(self._session, question.request)
                limiter.learn(answer.headers)
                result = _read(question, answer)
                outcome = RequestOutcome.NOT_FOUND if answer.status == HTTPStatus.NOT_FOUND else RequestOutcome.ANSWERED
            except SourceError as error:
                outcome = error.outcome
                if outcome is RequestOutcome.RATE_LIMITED:
                    limiter.hold(error.wait_s)
                raise
            finally:
                if step is not None:
                    step.set(outcome=outcome.value)
                self._observer.asked(self.circuit.name, outcome, self._clock.monotonic() - began)
        return result


@contextmanager
def quiet_retries() -> Generator[None]:
    """Keeps stamina from logging, and from counting in Prometheus' global registry, what is counted here.

    The hooks of stamina belong to the whole process, so the wiring of a program calls this.
    """
    set_on_retry_hooks(())
    try:
        yield
    finally:
        set_on_retry_hooks(None)


class SourceErrors:
    """The Judge: what a SourceError says about the service."""

    def verdict(self, error: Exception) -> CallVerdict:
        if not isinstance(error, SourceError):
            return CallVerdict(CallOutcome.NOTHING, type(error).__name__)
        if error.outcome in _UNSENT:
            return CallVerdict(CallOutcome.NOTHING, str(error))
        outcome = CallOutcome.FAILURE if error.outcome in _FAILURES else CallOutcome.LIFE
        return CallVerdict(outcome, str(error), error.wait_s)


SOURCE_ERRORS: Final = SourceErrors()


def _read(question: Question[T], answer: JsonAnswer) -> T:
    try:
        return question.read(answer)
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError):  # what a strange document raises
        raise unexpected(answer) from None


def _may_pass(error: Exception) -> bool:
    """Whether the same question may be answered a moment later."""
    return isinstance(error, SourceError) and error.outcome in _PASSING
