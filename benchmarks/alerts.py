"""How soon a crash is told, and what becomes of a storm, beside Debian's Alertmanager (`make bench-alerts`).

The webhook is as strict as Discord's: 5 requests in any 2 s and 30 in any 60 s, everything above is answered with 429,
and what is longer than Discord takes with 400.

- Crash: supervisord keeps the relay and a few other programs, which are killed (-9) in turn. Measured is the time from
  the kill to the request that tells of it.
- Storm: 1,000 subjects fail at once. Ignis' manager, outbox and sender are given them as the relay's watches do;
  Alertmanager is given them through its API, once with its own grouping (one group) and once with each alert alone.
  `lost` is what is in no message that the webhook took.
"""

import argparse
import asyncio
import json
import logging
import os
import re
import shutil
import subprocess
import sys
from collections import deque
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any, Final

import aiohttp
import psutil
import structlog
from aiohttp import web
from prometheus_client import CollectorRegistry
from pydantic import SecretStr
from rich.console import Console
from rich.table import Table

from ignis.cli.ports import pick
from ignis.runtime.base.clock import SystemClock
from ignis.runtime.base.home import Home
from ignis.runtime.config.settings import CircuitSettings
from ignis.runtime.resilience.circuit import Circuit, CircuitConfig
from ignis.runtime.stack import endpoints
from ignis.runtime.stack.http import serve
from probes.relay.incident_manager import IncidentManager
from probes.relay.incidents.incident import IncidentKind
from probes.relay.incidents.observations import Condition
from probes.relay.message_limits import CONTENT, DESCRIPTION, TITLE, length
from probes.relay.metrics import RelayMetrics
from probes.relay.notify.outbox_worker import OutboxWorker
from probes.relay.notify.webhook_circuit import WebhookChannel
from probes.relay.outbox.limits import LIMITS
from probes.relay.storage import open_storage
from probes.restarts.control import ProcessControlError, SupervisorControl

_PATH: Final = "/api/webhooks/4711/secret"
_ALERTMANAGER: Final = "prometheus-alertmanager"
_QUIET: Final = 8.0  # seconds without a request: the storm is over
_LONGEST: Final = 70.0  # seconds: whoever needs longer has not told it in time
_GOALS: Final = "goals: median 500 ms, p95 2 s; at most 10 messages, 0 lost, 0 requests over the limits"
_DICE: Final = Random()  # noqa: S311  ports, jitter
_BETWEEN_KILLS: Final = 4.5  # seconds: each kill is two requests, and 30 a minute are allowed


@dataclass
class StrictWebhook:
    """Counts as Discord does. `took` are the bodies that it accepted, with the moment; edits are among them."""

    url: str = ""
    took: list[tuple[float, str]] = field(default_factory=list[tuple[float, str]])
    messages: int = 0
    refused: int = 0
    too_long: int = 0
    last: float = 0.0
    _moments: deque[float] = field(default_factory=deque[float])

    async def handle(self, request: web.Request) -> web.Response:
        now, body = monotonic(), await request.text()
        self.last = now
        recent = [[one for one in self._moments if now - one < limit.seconds] for limit in LIMITS]
        full = [limit for limit, found in zip(LIMITS, recent, strict=True) if len(found) >= limit.count]
        if full:
            self.refused += 1
            return web.json_response({"message": "limited", "retry_after": full[-1].seconds}, status=429)
        self._moments.append(now)
        if not _fits(json.loads(body)):
            self.too_long += 1
            return web.json_response({"message": "Invalid Form Body", "code": 50035}, status=400)
        self.took.append((now, body))
        if request.method == "POST":
            self.messages += 1
        return web.json_response({"id": str(9000 + self.messages)})


def _fits(body: dict[str, Any]) -> bool:
    """Whether Discord would take a message so long."""
    parts = [(body.get("content") or "", CONTENT)]
    for embed in body.get("embeds") or []:
        parts += [(embed.get("title") or "", TITLE), (embed.get("description") or "", DESCRIPTION)]
    return all(length(text) <= limit for text, limit in parts)


@asynccontextmanager
async def strict_webhook() -> AsyncGenerator[StrictWebhook]:
    webhook, app = StrictWebhook(), web.Application()
    app.router.add_post(_PATH, webhook.handle)
    app.router.add_patch(_PATH + "/messages/{message}", webhook.handle)
    async with serve(app, port=0, what="webhook") as url:
        webhook.url = url + _PATH
        yield webhook


@dataclass
class Storm:
    """What became of it."""

    name: str
    messages: int
    requests: int
    refused: int
    too_long: int
    lost: int
    seconds: float | None


class _Unobserved:
    def circuit_changed(self, circuit: Circuit, /) -> None:
        pass


class _Address:
    def __init__(self, url: str) -> None:
        self._url = SecretStr(url)

    async def current(self) -> SecretStr:
        return self._url


def _quiet_log() -> Any:
    """Warnings about a thousand incidents would hide the table."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    return structlog.get_logger()


async def ignis_storm(count: int) -> Storm:
    clock, log, metrics = SystemClock(), _quiet_log(), RelayMetrics(CollectorRegistry())
    circuit = Circuit("webhook", CircuitConfig(CircuitSettings(), clock, _DICE, log), _Unobserved())
    with TemporaryDirectory(prefix="ignis-") as folder:
        async with (
            strict_webhook() as webhook,
            open_storage(Path(folder) / "relay.db", clock=clock, metrics=metrics, log=log) as storage,
            aiohttp.ClientSession() as session,
        ):
            begin = await storage.begin()
            channel = WebhookChannel(session, circuit, 10)
            worker = OutboxWorker(
                storage.kept,
                begin.outbox,
                begin.limits,
                channel,
                _Address(webhook.url),
                clock=clock,
                random=_DICE,
                metrics=metrics,
                log=log,
            )
            manager = IncidentManager(storage.kept, begin.stored, worker, clock=clock, metrics=metrics, log=log)
            work = [asyncio.create_task(one.run()) for one in (worker, storage.kept, manager)]
            now, began = clock.now(), monotonic()
            await manager.handle(
                Condition(IncidentKind.CHECK, f"storm {number}", wrong=True, since=now, at=now, text="it fails")
                for number in range(count)
            )
            await _until_quiet(webhook, began)
            told = [number for number in manager.recent if worker.outbox.standing(number) == "sent"]
            for one in work:
                one.cancel()
            await asyncio.gather(*work, return_exceptions=True)
            return _storm("Ignis", webhook, count - len(told), began)


async def _until_quiet(webhook: StrictWebhook, began: float) -> None:
    until = began + _LONGEST
    while (left := min(until, max(webhook.last, began) + _QUIET) - monotonic()) > 0:  # noqa: ASYNC110  of another task
        await asyncio.sleep(left)


def _storm(name: str, webhook: StrictWebhook, lost: int, began: float) -> Storm:
    last = webhook.took[-1][0] - began if webhook.took else None
    requests = len(webhook.took) + webhook.refused + webhook.too_long
    return Storm(name, webhook.messages, requests, webhook.refused, webhook.too_long, lost, last)


@contextmanager
def alertmanager(folder: Path, webhook: str, group_by: str, port: int) -> Generator[str]:
    config = folder / "alertmanager.yml"
    config.write_text(
        f"route: {{receiver: discord, {group_by}group_wait: 1s, group_interval: 5s, repeat_interval: 4h}}\n"
        f"receivers: [{{name: discord, discord_configs: [{{webhook_url: '{webhook}'}}]}}]\n"
    )
    command = [
        _ALERTMANAGER,
        f"--config.file={config}",
        f"--storage.path={folder}/data",
        f"--web.listen-address=127.0.0.1:{port}",
        "--cluster.listen-address=",
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


async def alertmanager_storm(count: int, name: str, group_by: str) -> Storm:
    with TemporaryDirectory(prefix="ignis-") as folder:
        async with strict_webhook() as webhook, aiohttp.ClientSession() as http:
            with alertmanager(Path(folder), webhook.url, group_by, pick(_DICE).prometheus) as url:
                await _up(http, f"{url}/-/ready")
                alerts = [{"labels": {"alertname": f"storm_{number}_"}} for number in range(count)]
                began = monotonic()
                async with http.post(f"{url}/api/v2/alerts", json=alerts) as answer:
                    answer.raise_for_status()
                await _until_quiet(webhook, began)
            named = set(re.findall(r"storm_\d+_", " ".join(body for _, body in webhook.took)))
            return _storm(name, webhook, count - len(named), began)


async def _up(http: aiohttp.ClientSession, url: str) -> None:
    until = monotonic() + 30
    while monotonic() < until:
        try:
            async with http.get(url) as answer:
                if answer.ok:
                    return
        except aiohttp.ClientError:
            pass
        await asyncio.sleep(0.1)
    raise TimeoutError(url)


_SUPERVISOR: Final = """\
[unix_http_server]
file={home}/run/supervisor.sock
[supervisord]
nodaemon=true
logfile={home}/log/supervisord.log
pidfile={home}/run/supervisord.pid
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
[program:victim]
command=/bin/sleep 6000
process_name=victim_%(process_num)d
numprocs={kills}
autorestart=unexpected
exitcodes=0,78
startsecs=0
stdout_logfile=NONE
stderr_logfile=NONE
[eventlistener:relay]
command={python} -m probes.relay
events=PROCESS_STATE
buffer_size=1024
startsecs=0
stderr_logfile={home}/log/relay.log
stdout_logfile=NONE
"""


@contextmanager
def supervisord(folder: Path, webhook: str, kills: int) -> Generator[Home]:
    home, config = Home(folder / "home"), folder / "supervisord.conf"
    home.create()
    config.write_text(_SUPERVISOR.format(home=home.root, python=sys.executable, kills=kills))
    port = pick(_DICE).relay
    environ = os.environ | {
        "IGNIS_HOME": str(home.root),
        "IGNIS_PORTS": f"relay={port}",
        "DISCORD_TOKEN": "none",
        "IGNIS_ALERT_WEBHOOK": webhook,
    }
    process = subprocess.Popen([sys.executable, "-m", "supervisor.supervisord", "-s", "-c", str(config)], env=environ)
    try:
        yield home
    finally:
        process.terminate()
        process.wait(30)


async def crashes(kills: int) -> list[float]:
    """Milliseconds from each kill to the request that tells of it."""
    taken: list[float] = []
    with TemporaryDirectory(prefix="ignis-") as folder:
        async with strict_webhook() as webhook:
            with supervisord(Path(folder), webhook.url, kills) as home:
                victims = await _victims(home, kills)
                await asyncio.sleep(3)  # until the relay has seen them all
                for name, pid in victims.items():
                    killed, before = monotonic(), len(webhook.took)
                    psutil.Process(pid).kill()
                    told = await _told(webhook, before, name)
                    taken.append((told - killed) * 1000)
                    await asyncio.sleep(max(0.0, _BETWEEN_KILLS - (monotonic() - killed)))
    return taken


async def _victims(home: Home, kills: int) -> dict[str, int]:
    until = monotonic() + 60
    while monotonic() < until:
        await asyncio.sleep(0.2)
        try:
            found = await asyncio.to_thread(SupervisorControl(home.supervisor_socket, 5).programs)
        except ProcessControlError:
            continue
        victims = {one.name: one.pid for one in found if one.pid and one.name.startswith("victim")}
        if len(victims) == kills and "relay" in endpoints.read(home):
            return victims
    raise TimeoutError("the relay did not come up")


async def _told(webhook: StrictWebhook, before: int, name: str) -> float:
    until = monotonic() + 60
    while monotonic() < until:
        for moment, body in webhook.took[before:]:
            if re.search(rf"{name}\b", body):
                return moment
        await asyncio.sleep(0.005)
    return float("inf")


def show(storms: list[Storm], taken: list[float], count: int) -> None:
    console = Console()
    table = Table(title=f"{count:,} subjects fail at once")
    for column in (
        "",
        "messages",
        "requests",
        "over the limits (429)",
        "too long (400)",
        "lost",
        "seconds to the last",
    ):
        table.add_column(column, justify="left" if not column else "right")
    for one in storms:
        table.add_row(
            one.name,
            str(one.messages),
            str(one.requests),
            str(one.refused),
            str(one.too_long),
            str(one.lost),
            "none taken" if one.seconds is None else f"{one.seconds:.1f}",
        )
    console.print(table)
    if taken:
        p95 = quantiles(taken, n=20)[-1] if len(taken) > 1 else taken[0]
        console.print(f"crash to message, {len(taken)} kills: median {median(taken):.0f} ms, p95 {p95:.0f} ms")
    console.print(_GOALS)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--subjects", type=int, default=1000)
    given = parser.parse_args()
    taken = await crashes(given.kills) if given.kills else []
    storms = [await ignis_storm(given.subjects)]
    if shutil.which(_ALERTMANAGER) is None:
        print(f"skipped: {_ALERTMANAGER} is not installed (apt-get install {_ALERTMANAGER})")
    else:
        storms += [
            await alertmanager_storm(given.subjects, "Alertmanager, one group", ""),
            await alertmanager_storm(given.subjects, "Alertmanager, each alone", "group_by: ['...'], "),
        ]
    show(storms, taken, given.subjects)


if __name__ == "__main__":
    asyncio.run(main())
