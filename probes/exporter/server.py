"""What the exporter serves on 127.0.0.1."""

from collections.abc import Iterable

from aiohttp import web
from prometheus_client import CollectorRegistry

from ignis.runtime.base.clock import Clock
from ignis.runtime.telemetry.metrics import metrics_handler
from probes.exporter import page
from probes.exporter.schedule.registry import CheckRegistry
from probes.exporter.status.health import health
from probes.exporter.status.holds import Holds


def application(
    registry: CheckRegistry,
    holds: Holds,
    metrics: CollectorRegistry,
    clock: Clock,
    more: Iterable[web.RouteDef] = (),
) -> web.Application:
    """`/health` always answers 200: whether the exporter answers and what it found are two different things.

    `more` are the routes that have their own files.
    """

    async def get_health(_: web.Request) -> web.Response:
        return web.json_response(health(registry.standings(), holds.read(), clock.now()))

    async def get_livez(_: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    app = web.Application()
    app.add_routes(page.routes())
    app.router.add_get("/health", get_health)
    app.router.add_get("/livez", get_livez)
    app.router.add_get("/metrics", metrics_handler(metrics))
    app.add_routes(more)
    return app
