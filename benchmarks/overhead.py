"""What watching costs (`make bench-overhead`): metrics, traces and logs of the bot, a scrape, and the stack at rest.

- userinfo, sync: the bot with everything on (metrics with exemplars, every trace kept, JSON lines at `info`, scraped)
  against the bot with everything off (nothing recorded, no trace, lines at `error`, not scraped). What counts is
  processor time, all threads together, by the kernel's own clock of that process. The sides take turns, and a third,
  with everything on once more, is compared with the second in the same way: what is found there is noise. /userinfo is
  asked of one bot over its sandbox, in which everything is switched off and on from turn to turn, because two processes
  with the same code differ by some percent for as long as they live. The sync is `role_sync.py`'s burst, which can be
  had once in a process: each turn is a process of its own.
- scrape: 5,000 series over HTTP, and by how much the event loop is late meanwhile.
- idle: the stack as `ignis up` starts it, left alone; the sandbox runs and is not counted.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any, Final

import aiohttp
import psutil

from benchmarks import role_sync
from benchmarks.unwatched import OFF, ON, Switch
from benchmarks.userinfo import Side, bot_with_sandbox, processor_time
from ignis.adapters.database.observer import Unobserved
from ignis.runtime.base.home import Home
from ignis.runtime.config.settings import TelemetrySettings
from ignis.runtime.stack import endpoints
from ignis.runtime.telemetry.exemplars import TracedHistogram
from ignis.runtime.telemetry.logs import set_up
from ignis.runtime.telemetry.metrics import new_registry
from ignis.runtime.telemetry.redact import Redactor
from ignis.runtime.telemetry.tracing_setup import open_tracing

_SIDES: Final = ("off", "on", "on again")
_GOAL_CPU, _GOAL_P99, _GOAL_RSS, _GOAL_IDLE = 0.03, 0.020, 220, 0.01
_SCRAPE_EVERY: Final = 15.0
_MIB: Final = 1024 * 1024
_PROGRAMS: Final = {
    "ignis.bot": "bot",
    "probes.exporter": "exporter",
    "probes.relay": "relay",
    "ignis.sandbox": "sandbox",
}


# userinfo -------------------------------------------------------------------------------------------------------------


async def userinfo(arguments: argparse.Namespace) -> None:
    launcher = str(Path(__file__).with_name("unwatched.py"))
    taken: list[list[float]] = []
    async with bot_with_sandbox("Ignis", [launcher]) as bot:
        await bot.round(400, 1)  # every member many times: pictures, accounts, interpreter, every series
        scraped_at = 0.0
        for number in range(arguments.rounds):
            costs = dict.fromkeys(_SIDES, 0.0)
            for place in range(len(_SIDES)):
                name = _SIDES[(number + place) % len(_SIDES)]
                scraped = name != "off" and time.monotonic() - scraped_at > _SCRAPE_EVERY
                scraped_at = time.monotonic() if scraped else scraped_at
                costs[name] = await _cost(bot, arguments.requests, on=name != "off", scraped=scraped)
            taken.append([costs[name] / arguments.requests for name in _SIDES])
    _report("/userinfo", "an answer", taken)


async def _cost(bot: Side, requests: int, *, on: bool, scraped: bool) -> float:
    """Processor time of the bot for so many answers, ten people asking."""
    os.kill(bot.pid, ON if on else OFF)
    await bot.round(20, 10)  # the switch is thrown, and what it threw out of the processor's caches is back
    before = processor_time(bot.pid)
    if scraped:
        async with bot.http.get(f"{endpoints.read(bot.home)['bot'].url}/metrics") as answer:
            assert len(await answer.read()) > 1000
    await bot.round(requests, 10)
    return processor_time(bot.pid) - before


# sync -----------------------------------------------------------------------------------------------------------------


def sync(arguments: argparse.Namespace) -> None:
    taken: dict[str, list[list[float]]] = {"reconcile": [], "burst": []}
    for number in range(arguments.sync_rounds):
        costs: dict[str, dict[str, float]] = {}
        for place in range(len(_SIDES)):
            name = _SIDES[(number + place) % len(_SIDES)]
            costs[name] = _sync_child(name, arguments.updates)
        for what, rows in taken.items():
            rows.append([costs[name][what] / arguments.updates for name in _SIDES])
    _report("sync, burst", "an update", taken["burst"])
    _report("sync, round", "a member", taken["reconcile"])


def _sync_child(name: str, updates: int) -> dict[str, float]:
    command = [sys.executable, __file__, "--side", name, "--updates", str(updates)]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=300, check=False, env=os.environ | {"PYTHONHASHSEED": "0"}
    )
    if done.returncode:
        sys.exit(f"sync {name} failed:\n{done.stderr}")
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


class QueryTimes(Unobserved):
    """A DatabaseObserver that measures queries as the bot does."""

    def __init__(self, queries: TracedHistogram) -> None:
        self._queries = queries

    def queried(self, query: str, seconds: float, /) -> None:
        self._queries.observe(seconds, query)


async def _sync_side(name: str, updates: int) -> dict[str, float]:
    """As many members as updates."""
    switch, redact = Switch(), Redactor()
    with TemporaryDirectory() as folder, (Path(folder) / "bot.log").open("w", encoding="utf-8") as lines:
        log = set_up("bench", "info", redact, lines)
        with open_tracing("bench", TelemetrySettings(), {}, redact) as traces:
            if name == "off":
                switch.off()
            queries = TracedHistogram(
                "bench_query_seconds", "Queries.", ["query"], buckets=(0.001, 0.01, 0.1, 1.0),
                registry=new_registry("bench"), traces=traces.exemplars,
            )  # fmt: skip
            by = role_sync.Watched(log, traces.tracing, QueryTimes(queries))
            return await role_sync.ignis(updates, updates, audited=True, by=by)


# scrape ---------------------------------------------------------------------------------------------------------------


async def scrape(arguments: argparse.Namespace) -> None:
    child = await asyncio.create_subprocess_exec(
        sys.executable, str(Path(__file__).with_name("scraping.py")), limit=2**24,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert child.stdin is not None
    assert child.stdout is not None
    told = json.loads(await child.stdout.readline())
    taken, size = list[float](), 0
    async with aiohttp.ClientSession() as http:
        for _ in range(arguments.scrapes + 5):
            began = time.perf_counter()
            async with http.get(f"{told['url']}/metrics") as answer:
                size = len(await answer.read())
            taken.append(time.perf_counter() - began)
            await asyncio.sleep(0.05)
    child.stdin.close()
    late = json.loads(await child.stdout.readline())
    await child.wait()
    taken = taken[5:]  # the first ones write the names and labels that the others remember
    p99 = _quantile(taken, 99)
    print(
        f"scrape     {told['series']:,} series, {size / 1024:,.0f} KiB, {len(taken)} times: "
        f"p50 {median(taken) * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms {_mark(p99, _GOAL_P99, 1000, ' ms')}; "
        f"the event loop meanwhile late by {median(late) * 1000:.2f} ms (p50), {_quantile(late, 99) * 1000:.1f} ms "
        f"(p99), {max(late) * 1000:.1f} ms at most"
    )


# idle -----------------------------------------------------------------------------------------------------------------


def idle(arguments: argparse.Namespace) -> None:
    with TemporaryDirectory(prefix="ignis-bench-") as folder:
        home = Home(Path(folder) / "home")
        environ = {key: value for key, value in os.environ.items() if not key.startswith(("DISCORD_", "IGNIS_"))}
        environ |= {"DISCORD_TOKEN": "", "IGNIS_HOME": str(home.root)}
        ignis = str(Path(sys.executable).with_name("ignis"))
        subprocess.run([ignis, "up", "--detach", "--ports", "auto"], env=environ, stdout=subprocess.DEVNULL, check=True)
        try:
            time.sleep(arguments.settle)
            _watch_idle(_programs(home), arguments.idle)
        finally:
            subprocess.run([ignis, "down"], env=environ, stdout=subprocess.DEVNULL, check=True)


def _programs(home: Home) -> dict[str, psutil.Process]:
    supervisord = psutil.Process(int((home.run / "supervisord.pid").read_text(encoding="ascii")))
    found = {"supervisord": supervisord}
    for child in supervisord.children():
        found |= {name: child for module, name in _PROGRAMS.items() if module in child.cmdline()}
    return found


def _watch_idle(programs: Mapping[str, psutil.Process], seconds: float) -> None:
    before, began = {name: processor_time(one.pid) for name, one in programs.items()}, time.monotonic()
    time.sleep(seconds)
    span = time.monotonic() - began
    shares = {name: (processor_time(one.pid) - before[name]) / span for name, one in programs.items()}
    held = {name: one.memory_full_info() for name, one in programs.items()}
    for name in programs:
        counted = "  (not counted)" if name == "sandbox" else ""
        print(
            f"idle       {name:<12} {shares[name]:6.2%} of a core  RSS {held[name].rss / _MIB:5.1f} MiB, "
            f"of which its own {held[name].uss / _MIB:5.1f}{counted}"
        )
    ours = [name for name in programs if name != "sandbox"]
    share, rss = sum(shares[name] for name in ours), sum(held[name].rss for name in ours) / _MIB
    shared = sum(held[name].pss for name in ours) / _MIB
    print(
        f"idle       together     {share:6.2%} of a core {_mark(share, _GOAL_IDLE, 100, ' %')}  RSS {rss:5.1f} MiB "
        f"{_mark(rss, _GOAL_RSS, 1, ' MiB')}; {shared:.1f} MiB where what is shared counts once ({span:.0f} s)"
    )


# the report -----------------------------------------------------------------------------------------------------------


def _report(what: str, each: str, taken: Sequence[Sequence[float]]) -> None:
    """A row of `taken` is one round's seconds, in the order of `_SIDES`."""
    off, on, again = (median(column) for column in zip(*taken, strict=True))
    costs = sorted((one + other) / 2 / none - 1 for none, one, other in taken)
    noise = sorted(other / one - 1 for _, one, other in taken)
    print(
        f"{what:<12} {each}: off {off * 1e6:,.0f} µs, on {on * 1e6:,.0f} µs, on again {again * 1e6:,.0f} µs; "
        f"{len(taken)} rounds: on costs {_spread(costs)} {_mark(median(costs), _GOAL_CPU, 100, ' %')}; "
        f"on against on {_spread(noise)}"
    )


def _spread(ratios: Sequence[float]) -> str:
    """The median, how far off it may be (95 %: McGill's notch), and where the middle half of the rounds lies."""
    lower, _, upper = quantiles(ratios, n=4)
    unsure = 1.57 * (upper - lower) / len(ratios) ** 0.5
    return f"{median(ratios):+.1%} ± {unsure:.1%} (half of the rounds {lower:+.1%} to {upper:+.1%})"


def _mark(value: float, goal: float, scale: float, unit: str) -> str:
    return f"({'≤' if value <= goal else '>'} {goal * scale:g}{unit})"


def _quantile(values: Sequence[float], percent: int) -> float:
    return quantiles(values, n=100, method="inclusive")[percent - 1]


def main() -> None:
    arguments = _arguments()
    if arguments.side:
        print(json.dumps(asyncio.run(_sync_side(arguments.side, arguments.updates))))
        return
    parts: dict[str, Callable[[argparse.Namespace], Any]] = {
        "userinfo": lambda given: asyncio.run(userinfo(given)),
        "sync": sync,
        "scrape": lambda given: asyncio.run(scrape(given)),
        "idle": idle,
    }
    print(f"load of the machine before: {', '.join(f'{one:.2f}' for one in os.getloadavg())}; {os.cpu_count()} cores")
    for name, part in parts.items():
        if name in arguments.parts:
            part(arguments)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", default=["userinfo", "sync", "scrape", "idle"], help="which (default: all)")
    parser.add_argument("--rounds", type=int, default=60, help="of /userinfo (default 60)")
    parser.add_argument("--requests", type=int, default=100, help="answers a turn (default 100)")
    parser.add_argument("--sync-rounds", type=int, default=8)
    parser.add_argument("--updates", type=int, default=6000)
    parser.add_argument("--scrapes", type=int, default=300)
    parser.add_argument("--settle", type=float, default=30, help="seconds before the idle stack is looked at")
    parser.add_argument("--idle", type=float, default=90, help="seconds for which it is")
    parser.add_argument("--side", choices=_SIDES, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
