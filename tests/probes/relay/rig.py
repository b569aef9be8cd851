"""Shared by the relay's tests: a Discord webhook on a real socket, a clock to turn, a log to read."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import structlog
from aiohttp import web
from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from ignis.runtime.base.home import Home
from ignis.runtime.stack.http import serve
from ignis.runtime.telemetry.logs import Logger
from ignis.runtime.telemetry.redact import Redactor
from probes.peers.program_client import ProgramClient
from probes.relay.changes import Changes
from probes.relay.incident_manager import IncidentManager
from probes.relay.incidents.incident import Cause, Incident, IncidentKind
from probes.relay.incidents.state import EngineState
from probes.relay.metrics import RelayMetrics
from probes.relay.notices.notice import Notice, NoticeKind, Telling
from probes.relay.notify.outbox_worker import WebhookState, WebhookStatus
from probes.relay.outbox.outbox import Outbox, OutboxEntry
from probes.relay.storage import Storage, open_storage
from probes.relay.store import RelayStore
from probes.relay.watch.evidence import Evidence
from tests.probes.stand_ins import FakeControl, new_home

T0 = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
TOKEN = "canary-webhook-token"

Reply = Callable[[], Awaitable[web.Response]]


@dataclass
class FakeDiscord:
    """A webhook that keeps messages and edits like Discord's. `next` holds replies that come before that."""

    url: str = ""
    next: list[Reply] = field(default_factory=list[Reply])
    messages: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    requests: list[tuple[str, str, Any]] = field(default_factory=list[tuple[str, str, Any]])
    gone: bool = False
    resets: bool = False
    """Hangs up at the next request without an answer."""
    application_id: str | None = None
    """Which application made the webhook; None: a person did."""

    @property
    def address(self) -> SecretStr:
        return SecretStr(f"{self.url}/api/webhooks/4711/{TOKEN}")

    def titles(self) -> list[str]:
        """Without the icons in front of them."""
        return [str(body["embeds"][0]["title"]).partition(" ")[2] for body in self.messages.values()]

    async def handle(self, request: web.Request) -> web.Response:
        body: Any = await request.json() if request.can_read_body else {}
        self.requests.append((request.method, request.path_qs, body))
        if self.resets and request.transport is not None:
            self.resets = False
            request.transport.abort()
            return web.Response()
        if self.next:
            return await self.next.pop(0)()
        if self.gone:
            return web.json_response({"message": "Unknown Webhook", "code": 10015}, status=404)
        if request.method == "GET":
            return web.json_response({"id": "4711", "type": 1, "application_id": self.application_id})
        if request.method == "POST":
            number = str(9000 + len(self.messages))
        elif (number := request.match_info["message"]) not in self.messages:
            return web.json_response({"message": "Unknown Message", "code": 10008}, status=404)
        self.messages[number] = body
        return web.json_response({"id": number})

    def then(self, status: int, body: object = None, **headers: str) -> None:
        """The next request is answered with this."""

        async def reply() -> web.Response:
            if isinstance(body, str):
                return web.Response(status=status, text=body, headers=headers)
            return web.json_response(body, status=status, headers=headers)

        self.next.append(reply)

    def then_hang(self) -> asyncio.Event:
        """The next request is never answered; the event is set when it arrives."""
        came = asyncio.Event()

        async def reply() -> web.Response:
            came.set()
            await asyncio.Event().wait()
            raise AssertionError

        self.next.append(reply)
        return came


@asynccontextmanager
async def fake_discord(discord: FakeDiscord | None = None) -> AsyncGenerator[FakeDiscord]:
    discord, app = discord or FakeDiscord(), web.Application()
    app.router.add_post("/api/webhooks/{id}/{token}", discord.handle)
    app.router.add_get("/api/webhooks/{id}/{token}", discord.handle)
    app.router.add_patch("/api/webhooks/{id}/{token}/messages/{message}", discord.handle)
    async with serve(app, port=0, what="discord") as url:
        discord.url = url
        yield discord


@dataclass
class TurnedClock:
    moment: datetime = T0

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return (self.moment - T0).total_seconds()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    def turn(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


def readable_log() -> tuple[Logger, list[dict[str, Any]]]:
    """A logger, and the entries that it was given."""
    entries: list[dict[str, Any]] = []

    def keep(_logger: object, _name: str, entry: structlog.typing.EventDict) -> structlog.typing.EventDict:
        entries.append(dict(entry))
        raise structlog.DropEvent

    logger: Logger = structlog.wrap_logger(None, processors=[keep], wrapper_class=structlog.stdlib.BoundLogger)
    return logger, entries


@dataclass
class Told:
    """A notifier with an outbox that nothing empties. `times` counts how often it was told something."""

    clock: TurnedClock = field(default_factory=TurnedClock)
    outbox: Outbox = field(default_factory=Outbox)
    times: int = 0
    status: WebhookStatus = field(default_factory=lambda: WebhookStatus(WebhookState.UP, T0))

    def tell(self, tellings: Sequence[Telling]) -> None:
        self.times += 1
        self.outbox = self.outbox.put(tellings, self.clock.now())


@dataclass
class RelayBench:
    """What the relay's watches are built from: a real database and real HTTP, a fake keeper of programs."""

    home: Home
    control: FakeControl
    client: ProgramClient
    evidence: Evidence
    manager: IncidentManager
    clock: TurnedClock
    metrics: RelayMetrics
    registry: CollectorRegistry
    log: Logger
    logged: list[dict[str, Any]]
    storage: Storage
    told: Told
    look_now: asyncio.Event

    def incidents(self) -> list[Incident]:
        """All of them, the newest first."""
        return list(self.manager.recent.values())[::-1]

    def supervisor_logs(self, *lines: str) -> None:
        with (self.home.log / "supervisord.log").open("a") as log:
            log.writelines(f"2026-01-02 03:04:05,000 INFO {line}\n" for line in lines)

    def sample(self, name: str, **labels: str) -> float | None:
        return self.registry.get_sample_value(name, labels)


@asynccontextmanager
async def relay_bench(folder: Path, clock: TurnedClock | None = None) -> AsyncGenerator[RelayBench]:
    home, registry, redactor, clock = new_home(folder / "var"), CollectorRegistry(), Redactor(), clock or TurnedClock()
    redactor.add("canary-in-a-log")
    metrics, (log, logged), told = RelayMetrics(registry), readable_log(), Told(clock)
    async with open_storage(home.relay_db, clock=clock, metrics=metrics, log=log, spare_root=folder) as storage:
        begin = await storage.begin()
        manager = IncidentManager(storage.kept, begin.stored, told, clock=clock, metrics=metrics, log=log)
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as session:
            yield RelayBench(
                home=home,
                control=FakeControl(),
                client=ProgramClient(session, 0.2),
                evidence=Evidence(home, redactor),
                manager=manager,
                clock=clock,
                metrics=metrics,
                registry=registry,
                log=log,
                logged=logged,
                storage=storage,
                told=told,
                look_now=asyncio.Event(),
            )
        await storage.kept.finish(10)


def incident(number: int = 1, program: str = "bot") -> Incident:
    return Incident(
        number,
        f"process:{program}",
        program,
        IncidentKind.CRASHED,
        T0,
        pid=1,
        deaths=1,
        causes=(Cause(T0, "killed by SIGKILL"),),
    )


def telling_of(told: Incident) -> Telling:
    """The message of one incident, with the incident's number."""
    final = not told.open
    return Telling(Notice(told.number, NoticeKind.INCIDENT, (told.number,), told.opened_at, final=final), (told,))


def entry_of(about: Incident, **values: Any) -> OutboxEntry:
    """The entry of the outbox for that message."""
    return OutboxEntry(telling_of(about), waiting_since=about.opened_at, **values)


def save(store: RelayStore, *incidents: Incident, state: EngineState | None = None) -> None:
    """Stores `incidents`, each with a message of its own that is due."""
    store.save(
        Changes(
            engine=state or EngineState(),
            incidents={one.number: one for one in incidents},
            entries={one.number: entry_of(one) for one in incidents},
        )
    )
