"""`GET /metrics` over a real socket."""

from collections.abc import AsyncGenerator

import aiohttp
import pytest_asyncio
from aiohttp import web
from prometheus_client import Histogram
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from ignis import __version__
from ignis.runtime.stack.http import serve
from ignis.runtime.telemetry.loop_lag import LoopLag
from ignis.runtime.telemetry.metrics import metrics_handler, new_registry


@pytest_asyncio.fixture
async def served() -> AsyncGenerator[aiohttp.ClientSession]:
    registry = new_registry("test", LoopLag())
    histogram = Histogram("test_seconds", "Seconds.", buckets=(1.0,), registry=registry)
    histogram.observe(0.5, {"trace_id": "0af7651916cd43dd8448eb211c80319c"})
    app = web.Application()
    app.router.add_get("/metrics", metrics_handler(registry))
    async with serve(app, port=0, what="test") as url, aiohttp.ClientSession(url) as session:
        yield session


async def test_without_a_wish_it_is_openmetrics_with_exemplars(served: aiohttp.ClientSession) -> None:
    async with served.get("/metrics") as answer:
        assert answer.headers["Content-Type"] == "application/openmetrics-text; version=1.0.0; charset=utf-8"
        families = {one.name: one for one in text_string_to_metric_families(await answer.text())}
    assert families["test_seconds"].samples[0].exemplar.labels == {"trace_id": "0af7651916cd43dd8448eb211c80319c"}
    labels = families["ignis_build"].samples[0].labels
    assert (labels["program"], labels["version"]) == ("test", __version__)
    assert families["ignis_event_loop_lag_seconds"].samples[0].value == 0
    assert "process_resident_memory_bytes" in families


async def test_the_older_format_is_there_on_request(served: aiohttp.ClientSession) -> None:
    async with served.get("/metrics", headers={"Accept": "text/plain"}) as answer:
        assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
        body = await answer.text()
    assert 'test_seconds_bucket{le="1.0"} 1.0' in body
    assert "trace_id" not in body


def test_two_registries_share_nothing() -> None:
    first, second = new_registry("first"), new_registry("second")
    Histogram("test_seconds", "Seconds.", registry=first)
    assert second.get_sample_value("test_seconds_count") is None
