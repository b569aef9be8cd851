"""Prometheus metrics: one registry per process, exposed as OpenMetrics text, or in the older format on request."""

import asyncio
import platform
import time
from collections.abc import Awaitable, Callable

from aiohttp import web
from prometheus_client import (
    CollectorRegistry,
    Gauge,
    Info,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
)

from ignis import __version__
from ignis.runtime.telemetry.exposition import OPENMETRICS_TYPE, TEXT_TYPE, Exposition, accepts_text
from ignis.runtime.telemetry.loop_lag import LoopLag

_BREATH_EVERY = 0.001
_BREATH = 0.00005  # long enough for another thread to take the interpreter's lock, which a sleep of 0 is not


def new_registry(program: str, lag: LoopLag | None = None) -> CollectorRegistry:
    """A registry with `ignis_build_info` and the process' own figures; never the library's global one.

    `lag` is the process' own, where it has an event loop.
    """
    disable_created_metrics()  # for the whole process, the library knows no other way; see exposition.py
    registry = CollectorRegistry(auto_describe=True)
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    build = Info("ignis_build", "Version of Ignis and of Python.", registry=registry)
    build.info({"version": __version__, "program": program, "python": platform.python_version()})
    if lag is not None:
        late = Gauge("ignis_event_loop_lag_seconds", "Longest delay of the last five seconds.", registry=registry)
        late.set_function(lambda: lag.worst)
    return registry


def metrics_handler(registry: CollectorRegistry) -> Callable[[web.Request], Awaitable[web.Response]]:
    """`GET /metrics`. The text is made in a thread: thousands of series would hold up the event loop."""
    openmetrics, text = Exposition(registry, _breather()), Exposition(registry, _breather())
    turn = asyncio.Lock()

    async def metrics(request: web.Request) -> web.Response:
        older = accepts_text(request.headers.get("Accept", ""))
        async with turn:
            body = await asyncio.to_thread(text.text if older else openmetrics.openmetrics)
        return web.Response(body=body, headers={"Content-Type": TEXT_TYPE if older else OPENMETRICS_TYPE})

    return metrics


def _breather() -> Callable[[], None]:
    """Lets the event loop have its turn once a millisecond; by itself the interpreter changes threads every five."""
    last = time.monotonic()

    def breathe() -> None:
        nonlocal last
        if time.monotonic() - last > _BREATH_EVERY:
            time.sleep(_BREATH)
            last = time.monotonic()

    return breathe
