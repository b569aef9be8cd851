"""The relay's manager, storage and outbox as a process that can be killed at any moment, without the stack around it.

`python -m tests.support.programs.relay_runs <folder> <webhook>`: each line on stdin begins a run, in a process of its
own that is forked, so that it starts within milliseconds. On stdout it says `run <pid>`, and `kept <version>` when all
that it saw in that version of the world is stored. The world is the file `world.json`: what is wrong, and its version.
"""

import asyncio
import contextlib
import json
import os
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import aiohttp
from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from ignis.runtime.base.clock import SystemClock
from ignis.runtime.config.settings import CircuitSettings
from ignis.runtime.resilience.circuit import Circuit, CircuitConfig
from probes.relay.incident_manager import IncidentManager
from probes.relay.incidents.incident import IncidentKind
from probes.relay.incidents.observations import Condition
from probes.relay.metrics import RelayMetrics
from probes.relay.notices.policy import TellingPolicy
from probes.relay.notify.outbox_worker import OutboxWorker
from probes.relay.notify.webhook_circuit import WebhookChannel
from probes.relay.outbox.limits import RequestLimit
from probes.relay.storage import open_storage
from tests.probes.relay.rig import readable_log
from tests.support.fakes.circuit_observers import Unobserved

ONE_EACH = TellingPolicy(group_within=timedelta(), group_size=1)
"""Each incident has a message of its own."""
UNLIMITED = (RequestLimit(1000, 0.001),)
LOOK_EVERY = 0.005


class _Address:
    def __init__(self, url: str) -> None:
        self._url = SecretStr(url)

    async def current(self) -> SecretStr:
        return self._url


async def relay(folder: Path, webhook: str) -> None:
    """Looks at the world again and again, until it is killed."""
    clock, (log, _), metrics = SystemClock(), readable_log(), RelayMetrics(CollectorRegistry())
    circuit = Circuit("webhook", CircuitConfig(CircuitSettings(), clock, Random(), log), Unobserved())
    async with (
        open_storage(folder / "relay.db", clock=clock, metrics=metrics, log=log, spare_root=folder) as storage,
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as session,
    ):
        begin = await storage.begin()
        worker = OutboxWorker(
            storage.kept,
            begin.outbox,
            replace(begin.limits, allowed=UNLIMITED),
            WebhookChannel(session, circuit, 5),
            _Address(webhook),
            clock=clock,
            random=Random(),
            metrics=metrics,
            log=log,
        )
        manager = IncidentManager(
            storage.kept, begin.stored, worker, clock=clock, metrics=metrics, log=log, policy=ONE_EACH
        )
        async with asyncio.TaskGroup() as tasks:
            for work in (worker, manager, storage.kept):
                tasks.create_task(work.run())
            await look_on(folder / "world.json", manager, storage.kept.settled, clock)


async def look_on(world: Path, manager: IncidentManager, settled: Any, clock: SystemClock) -> None:
    seen = -1
    while True:
        state = json.loads(world.read_bytes())
        if state["version"] != seen:
            now = clock.now()
            await manager.handle(
                Condition(IncidentKind.CHECK, name, wrong=wrong, since=now, at=now, text="it is wrong")
                for name, wrong in state["wrong"].items()
            )
            seen = state["version"]
            if await settled():
                say(f"kept {seen}")
        await asyncio.sleep(LOOK_EVERY)


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def main() -> None:
    folder, webhook = Path(sys.argv[1]), sys.argv[2]
    for _ in sys.stdin.buffer:
        if (pid := os.fork()) == 0:
            os.close(0)
            with contextlib.suppress(KeyboardInterrupt):
                asyncio.run(relay(folder, webhook))
            os._exit(1)  # only a kill ends it
        say(f"run {pid}")
        os.waitpid(pid, 0)
        say("over")


if __name__ == "__main__":
    main()
