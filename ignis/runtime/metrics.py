"""Prometheus metrics: one registry per process, exposed as OpenMetrics text."""

import asyncio
import platform
from collections.abc import Awaitable, Callable

from aiohttp import web
from prometheus_client import CollectorRegistry, Info, PlatformCollector, ProcessCollector
from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST, generate_latest

from ignis import __version__


def new_registry(program: str) -> CollectorRegistry:
    """A registry with `ignis_build_info` and the process' own figures; never the library's global one."""
    registry = CollectorRegistry(auto_describe=True)
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    build = Info("ignis_build", "Version of Ignis and of Python.", registry=registry)
    build.info({"version": __version__, "program": program, "python": platform.python_version()})
    return registry


def metrics_handler(registry: CollectorRegistry) -> Callable[[web.Request], Awaitable[web.Response]]:
    """`GET /metrics`. The text is made in a thread: thousands of series would hold up the event loop."""

    async def metrics(_: web.Request) -> web.Response:
        body = await asyncio.to_thread(generate_latest, registry)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    return metrics
