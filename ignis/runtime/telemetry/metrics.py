"""Prometheus metrics: one registry per process, exposed as OpenMetrics text, or in the older format on request."""

import asyncio
import platform
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
from ignis.runtime.base.clock import SystemClock
from ignis.runtime.telemetry.exposition import OPENMETRICS_TYPE, TEXT_TYPE, Exposition, accepts_text
from ignis.runtime.telemetry.loop_lag import LoopLag


def new_registry(program: str, lag: LoopLag | None = None) -> CollectorRegistry:
    """A registry with `ignis_build_info` and the figures of the process. Never the library's global one.

    `lag` is the event loop's, if the process has one. There are no `_created` series: nothing here reads them, and
    Prometheus stores each as one more series.

    Example:
        registry = new_registry("bot", process.lag)
        restarts = Counter("ignis_restarts", "Restarts.", registry=registry)
    """
    disable_created_metrics()  # for the whole process: the library has no other way
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
    """`GET /metrics`. The text is made in a thread, because a thousand series would hold up the event loop."""
    exposition = Exposition(registry, SystemClock())
    one_at_a_time = asyncio.Lock()

    async def metrics(request: web.Request) -> web.Response:
        older = accepts_text(request.headers.get("Accept", ""))
        async with one_at_a_time:
            body = await asyncio.to_thread(exposition.text if older else exposition.openmetrics)
        return web.Response(body=body, headers={"Content-Type": TEXT_TYPE if older else OPENMETRICS_TYPE})

    return metrics
