"""A program with 5,000 series behind the handler of production. `python benchmarks/scraping.py`: see `overhead.py`.

Prints its address; at the end of its input it prints, as JSON, by how many seconds its event loop was late at each of
the ticks that it has every two milliseconds.
"""

import asyncio
import gc
import json
import sys

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from ignis.runtime.stack.http import serve
from ignis.runtime.telemetry.loop_lag import LoopLag
from ignis.runtime.telemetry.metrics import metrics_handler, new_registry

_TICK = 0.002
_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 1.2, 2.0, 3.0, 10.0)


def fill(registry: CollectorRegistry) -> int:
    """As a busy bot's: half histograms, in a quarter of whose buckets stands an exemplar; the number of series."""
    series = 0
    for number in range(8):
        histogram = Histogram(
            f"bench_duration_{number}_seconds", "Of some work.", ["command"], buckets=_BUCKETS, registry=registry
        )
        for command in range(32):
            for seconds in (0.005, 0.02, 0.07, 0.3):
                exemplar = {"trace_id": f"{command:032x}"} if command % 4 == 0 else None
                histogram.labels(f"command {command}").observe(seconds + command * 1e-4, exemplar)
            series += len(_BUCKETS) + 3
        counter = Counter(f"bench_requests_{number}", "Some work.", ["route", "status"], registry=registry)
        for count in range(160):
            counter.labels(f"/route/{count // 4}", str(200 + count % 4)).inc(count)
            series += 1
    gauge = Gauge("bench_level", "Of something.", ["what"], registry=registry)
    for count in range(200):
        gauge.labels(str(count)).set(count / 7)
        series += 1
    return series


async def main() -> None:
    registry, late = new_registry("bench", LoopLag()), list[float]()
    series = fill(registry)
    app = web.Application()
    app.router.add_get("/metrics", metrics_handler(registry))
    async with serve(app, port=0, what="bench") as url:
        gc.freeze()  # as the bot does
        print(json.dumps({"url": url, "series": series}), flush=True)
        ticking = asyncio.create_task(_tick(late))
        await asyncio.to_thread(sys.stdin.read)
        ticking.cancel()
    print(json.dumps(late))


async def _tick(late: list[float]) -> None:
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + _TICK
        await asyncio.sleep(_TICK)
        late.append(max(0.0, loop.time() - due))


if __name__ == "__main__":
    asyncio.run(main())
