"""Reports every request that discord.py makes of Discord's REST API to an observer: sent, answered, limited, held back.

The client uses it, and the client asks Discord for a session before anything else is imported. So import here only what
this needs. What happens before there is an observer is kept, and reported when one is attached.
"""

from collections import deque
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any, Final, Protocol, TypeVar

import aiohttp
from discord.webhook.async_ import AsyncWebhookAdapter, async_context

from ignis.bot.rest.address import api_path
from ignis.bot.rest.routes import method_of, route_of
from ignis.bot.rest.whole_forms import WholeFormSession
from ignis.runtime.base.clock import Clock

C = TypeVar("C")

_KEPT: Final = 100  # of each kind; a start makes a handful, and half a second later there is an observer
_WAIT: ContextVar["_RequestWait | None"] = ContextVar("rest_wait", default=None)


class LimitScope(StrEnum):
    """Whose limit Discord answered 429 for, by its header X-RateLimit-Scope. A metric's label."""

    USER = "user"
    GLOBAL = "global"
    SHARED = "shared"
    NONE = "none"  # no such header: the answer is of something between Discord and the bot


class RestObserver(Protocol[C]):
    """Called in the task that makes the request. It must return at once and raise nothing."""

    def begun(self, method: str, route: str, /) -> C:
        """A request is sent. Returns what `ended` gets as `call`.

        Both arguments are bounded, see `ignis.bot.rest.routes`. discord.py repeats what failed: each try is a request.
        """
        ...

    def ended(self, call: C, status: int | None, seconds: float, /) -> None:
        """`status` is None if there was no answer.

        `seconds` run from sending, connecting included, to the head of the answer.
        """
        ...

    def limited(self, scope: LimitScope, /) -> None:
        """The answer was 429."""
        ...

    def waited(self, seconds: float, /) -> None:
        """For how long discord.py held one request back, all its tries together. Also called with 0.

        It waits for its buckets before it sends, for the lock of the global limit, and between tries. After the last
        request that a bucket allows it waits for the next one, too; discord.py puts that wait behind the answer.
        """
        ...


@dataclass(slots=True)
class _RequestUnderWay:
    method: str
    route: str
    began: float
    observer: RestObserver[Any]
    call: Any


class RequestTracker:
    """Follows the requests of one client by aiohttp's trace.

    Example:
        tracker = RequestTracker(SystemClock())
        client = discord.Client(intents=intents, http_trace=tracker.trace)
        tracker.attach(RestMetrics(registry))
    """

    def __init__(self, clock: Clock) -> None:
        """`trace` belongs into the session that makes the requests."""
        self._clock = clock
        self._early = _EarlyRequests()
        self._observer: RestObserver[Any] = self._early
        self.trace = aiohttp.TraceConfig()
        self.trace.on_request_start.append(self._begun)
        self.trace.on_request_end.append(self._answered)
        self.trace.on_request_exception.append(self._failed)
        self.trace.on_response_chunk_received.append(self._read)

    def attach(self, observer: RestObserver[Any]) -> None:
        """Call it once. Earlier requests are reported at once, as begun and ended, with their own seconds."""
        self._observer = observer
        self._early.report_to(observer)

    @contextmanager
    def measured_wait(self) -> Generator[None]:
        """Reports, by `waited`, the part of this block's time in which no request was under way."""
        wait = _RequestWait(self._clock.monotonic())
        before = _WAIT.get()
        _WAIT.set(wait)
        try:
            yield
        finally:
            _WAIT.set(before)
            self._observer.waited(wait.seconds(self._clock.monotonic()))

    @contextmanager
    def webhooks(self) -> Generator[None]:
        """Measures answers to interactions too, in this task and in those that it starts.

        discord.py does not send them by the client's `request`.
        """
        token = async_context.set(_MeasuredWebhooks(self))
        try:
            yield
        finally:
            async_context.reset(token)

    # aiohttp calls these in the task that makes the request

    async def _begun(
        self, _: aiohttp.ClientSession, about: SimpleNamespace, params: aiohttp.TraceRequestStartParams
    ) -> None:
        path = api_path(params.url)
        if path is None:
            return
        method, route = method_of(params.method), route_of(path)
        call = self._observer.begun(method, route)
        began = self._clock.monotonic()
        about.request = _RequestUnderWay(method, route, began, self._observer, call)
        if (wait := _WAIT.get()) is not None:
            wait.try_began(began)

    async def _answered(
        self, _: aiohttp.ClientSession, about: SimpleNamespace, params: aiohttp.TraceRequestEndParams
    ) -> None:
        self._end(about, params.response.status)
        if params.response.status == HTTPStatus.TOO_MANY_REQUESTS and hasattr(about, "request"):
            self._observer.limited(_scope(params.response.headers.get("X-RateLimit-Scope")))

    async def _failed(
        self, _: aiohttp.ClientSession, about: SimpleNamespace, _params: aiohttp.TraceRequestExceptionParams
    ) -> None:
        self._end(about, None)
        if (wait := _WAIT.get()) is not None:
            wait.try_ended(self._clock.monotonic())

    async def _read(
        self, _: aiohttp.ClientSession, _about: SimpleNamespace, _params: aiohttp.TraceResponseChunkReceivedParams
    ) -> None:
        """The whole answer is there."""
        if (wait := _WAIT.get()) is not None:
            wait.try_ended(self._clock.monotonic())

    def _end(self, about: SimpleNamespace, status: int | None) -> None:
        request: _RequestUnderWay | None = getattr(about, "request", None)
        if request is None:
            return
        seconds = self._clock.monotonic() - request.began
        call = request.call
        if request.observer is not self._observer:  # begun before this observer was attached
            call = self._observer.begun(request.method, request.route)
        self._observer.ended(call, status, seconds)


class _RequestWait:
    """One request to discord.py: when it began, and for how much of the time since then a try was under way."""

    __slots__ = ("_began", "_try_began", "_under_way")

    def __init__(self, now: float) -> None:
        self._began = now
        self._under_way = 0.0
        self._try_began: float | None = None

    def try_began(self, now: float) -> None:
        self.try_ended(now)
        self._try_began = now

    def try_ended(self, now: float) -> None:
        if self._try_began is not None:
            self._under_way += now - self._try_began
            self._try_began = None

    def seconds(self, now: float) -> float:
        """The time without a try under way. A try that was cut off counts as under way until now."""
        self.try_ended(now)
        return max(0.0, now - self._began - self._under_way)


class _MeasuredWebhooks(AsyncWebhookAdapter):
    def __init__(self, tracker: RequestTracker) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # discord.py does not annotate it
        self._tracker = tracker

    async def request(self, route: Any, session: Any, **options: Any) -> Any:
        with self._tracker.measured_wait():
            return await super().request(route, WholeFormSession(session), **options)  # type: ignore[arg-type]


class _EarlyRequests:
    """The RestObserver before there is another one: keeps what it gets, and reports it later."""

    def __init__(self) -> None:
        self._ended: deque[tuple[tuple[str, str], int | None, float]] = deque(maxlen=_KEPT)
        self._limited: deque[LimitScope] = deque(maxlen=_KEPT)
        self._waited: deque[float] = deque(maxlen=_KEPT)

    def begun(self, method: str, route: str, /) -> tuple[str, str]:
        return method, route

    def ended(self, call: tuple[str, str], status: int | None, seconds: float, /) -> None:
        self._ended.append((call, status, seconds))

    def limited(self, scope: LimitScope, /) -> None:
        self._limited.append(scope)

    def waited(self, seconds: float, /) -> None:
        self._waited.append(seconds)

    def report_to(self, observer: RestObserver[Any]) -> None:
        for call, status, seconds in self._ended:
            observer.ended(observer.begun(*call), status, seconds)
        for scope in self._limited:
            observer.limited(scope)
        for seconds in self._waited:
            observer.waited(seconds)


def _scope(header: str | None) -> LimitScope:
    return LimitScope(header) if header in set(LimitScope) else LimitScope.NONE
