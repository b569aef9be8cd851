"""Every request that discord.py makes of Discord's REST API, told to an observer: sent, answered, limited, held back.

It is part of the client, which asks Discord for a session before anything else is imported: no import belongs here
that this does not need, and what happens before there is an observer is kept for it.
"""

import time
from collections import deque
from collections.abc import Callable, Coroutine, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any, Final, ParamSpec, Protocol, TypeVar

import aiohttp
from discord.webhook.async_ import AsyncWebhookAdapter, async_context

from ignis.bot.rest.address import api_path
from ignis.bot.rest.routes import method_of, route_of

P = ParamSpec("P")
T = TypeVar("T")
C = TypeVar("C")

_KEPT: Final = 100  # of each kind; a start makes a handful, and half a second later there is an observer
_WAIT: ContextVar["_Wait | None"] = ContextVar("rest_wait", default=None)


class LimitScope(StrEnum):
    """Whose limit it was that Discord answered 429 for, as its X-RateLimit-Scope says; a metric's label."""

    USER = "user"
    GLOBAL = "global"
    SHARED = "shared"
    NONE = "none"  # it did not say: somebody between Discord and the bot


class RestObserver(Protocol[C]):
    """Called in the task that makes the request; it must return at once and raise nothing."""

    def begun(self, method: str, route: str, /) -> C:
        """A request is sent, again after a pause as well. Returns what `ended` is to be given.

        Both are bounded, see `ignis.bot.rest.routes`. discord.py repeats what failed: each try is a request.
        """
        ...

    def ended(self, call: C, status: int | None, seconds: float, /) -> None:
        """None: there was no answer. `seconds` from sending, connecting included, to the head of the answer."""
        ...

    def limited(self, scope: LimitScope, /) -> None:
        """The answer was 429."""
        ...

    def waited(self, seconds: float, /) -> None:
        """For how long discord.py held back what it was asked for, all tries together; also told when that is 0.

        Its buckets before the request is sent, the lock of the global limit, the pauses between tries, and, for
        whoever took the last of a bucket, the wait for the next, which discord.py puts behind the answer.
        """
        ...


@dataclass(slots=True)
class _Call:
    method: str
    route: str
    began: float
    observer: RestObserver[Any]
    given: Any


class RequestObserver:
    def __init__(self, now: Callable[[], float] = time.perf_counter) -> None:
        """`trace` belongs into the session that the requests are made with."""
        self._now = now
        self._early = _Early()
        self._observer: RestObserver[Any] = self._early
        self.trace = aiohttp.TraceConfig()
        self.trace.on_request_start.append(self._begun)
        self.trace.on_request_end.append(self._answered)
        self.trace.on_request_exception.append(self._failed)
        self.trace.on_response_chunk_received.append(self._read)

    def tell(self, observer: RestObserver[Any]) -> None:
        """To be called once. What came before is told at once: begun and ended in one moment, with its own seconds."""
        self._observer = observer
        self._early.tell(observer)

    def held(self, request: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, Coroutine[Any, Any, T]]:
        """The same, whose time is told by `waited` as far as nothing was under way."""

        async def watched(*args: P.args, **kwargs: P.kwargs) -> T:
            wait = _Wait(self._now())
            before = _WAIT.get()
            _WAIT.set(wait)
            try:
                return await request(*args, **kwargs)
            finally:
                _WAIT.set(before)
                self._observer.waited(wait.seconds(self._now()))

        return watched

    @contextmanager
    def webhooks(self) -> Generator[None]:
        """discord.py makes what answers interactions past the client's `request`: for this task and those it starts."""
        token = async_context.set(_Webhooks(self))
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
        given = self._observer.begun(method, route)
        about.call = _Call(method, route, self._now(), self._observer, given)
        if (wait := _WAIT.get()) is not None:
            wait.sent(about.call.began)

    async def _answered(
        self, _: aiohttp.ClientSession, about: SimpleNamespace, params: aiohttp.TraceRequestEndParams
    ) -> None:
        self._end(about, params.response.status)
        if params.response.status == HTTPStatus.TOO_MANY_REQUESTS and hasattr(about, "call"):
            self._observer.limited(_scope(params.response.headers.get("X-RateLimit-Scope")))

    async def _failed(
        self, _: aiohttp.ClientSession, about: SimpleNamespace, _params: aiohttp.TraceRequestExceptionParams
    ) -> None:
        self._end(about, None)
        if (wait := _WAIT.get()) is not None:
            wait.over(self._now())

    async def _read(
        self, _: aiohttp.ClientSession, _about: SimpleNamespace, _params: aiohttp.TraceResponseChunkReceivedParams
    ) -> None:
        """All of the answer is there."""
        if (wait := _WAIT.get()) is not None:
            wait.over(self._now())

    def _end(self, about: SimpleNamespace, status: int | None) -> None:
        call: _Call | None = getattr(about, "call", None)
        if call is None:
            return
        seconds = self._now() - call.began
        # begun before there was an observer: told as a whole
        given = call.given if call.observer is self._observer else self._observer.begun(call.method, call.route)
        self._observer.ended(given, status, seconds)


class _Wait:
    """What discord.py was asked for once: when it began, and how much of the time since then a try was under way."""

    __slots__ = ("_began", "_since", "_under_way")

    def __init__(self, now: float) -> None:
        self._began = now
        self._under_way = 0.0
        self._since: float | None = None

    def sent(self, now: float) -> None:
        self.over(now)
        self._since = now

    def over(self, now: float) -> None:
        if self._since is not None:
            self._under_way += now - self._since
            self._since = None

    def seconds(self, now: float) -> float:
        """A try that was cut off was under way until then."""
        self.over(now)
        return max(0.0, now - self._began - self._under_way)


class _Webhooks(AsyncWebhookAdapter):
    def __init__(self, watch: RequestObserver) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # discord.py does not annotate it
        self._held = watch.held(super().request)

    async def request(self, *args: Any, **kwargs: Any) -> Any:
        return await self._held(*args, **kwargs)


class _Early:
    """Keeps what is told before anybody listens, and tells it."""

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

    def tell(self, observer: RestObserver[Any]) -> None:
        for call, status, seconds in self._ended:
            observer.ended(observer.begun(*call), status, seconds)
        for scope in self._limited:
            observer.limited(scope)
        for seconds in self._waited:
            observer.waited(seconds)


def _scope(said: str | None) -> LimitScope:
    return LimitScope(said) if said in set(LimitScope) else LimitScope.NONE
