"""The bot's own client in simcord's in-process Discord: cards over a store in memory, all else over a real database."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import repeat
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import structlog
from prometheus_client import CollectorRegistry

from ignis.adapters.database.database import Database, open_database
from ignis.adapters.pictures import DayDrawing, LadderDrawing
from ignis.adapters.role_map.owner import RoleMapFile
from ignis.bot.catalogue import Operations, Tools, catalogue
from ignis.bot.gateway.client import CommandSet, IgnisClient
from ignis.bot.manual_sync.commands import syncing
from ignis.bot.members.cards import Cards, Painter
from ignis.bot.replies.access import Access
from ignis.bot.replies.buttons import dynamic_item
from ignis.bot.replies.command_guard import CommandGuard
from ignis.bot.replies.reply import Replies, ReplyOutcome
from ignis.bot.rest.command_sync import CommandSync
from ignis.bot.role_map.dry_run import DryRun
from ignis.bot.role_sync.wiring import role_sync
from ignis.bot.services import Services, services_on
from ignis.bot.texts import CommandTranslator, load_texts
from ignis.domain.members.member import Member
from ignis.domain.rules.legion import Legion
from ignis.repair.repairs import Repairs
from ignis.repair.restore_database import RestoreDatabase
from ignis.runtime.base.clock import SystemClock
from ignis.runtime.config.settings import CircuitSettings, SyncSettings
from ignis.runtime.resilience.circuit import CircuitConfig
from ignis.runtime.resilience.circuits import Circuits
from ignis.runtime.telemetry.tracing import Tracing
from ignis.services.health import HealthOverview
from ignis.services.ports import MemberStore, ProfileSources
from ignis.services.profile import Profiles
from tests.support.fakes.fake_members import FakeMembers
from tests.support.fakes.fake_recovery import NAMES, FakeRecovery
from tests.support.fakes.fake_stack_client import FakeNeighbours
from tests.support.legion.role_map import opened, written
from tests.support.legion.small_legion import LEGION

INCIDENT = "IG-TEST01"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class FixedClock:
    """A Clock that stands still until it is told to go on."""

    def __init__(self, now: datetime = NOON) -> None:
        self.time = now

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return self.time.timestamp()


class NoPictures:
    """A Painter that never has one."""

    async def png(self, _: LadderDrawing) -> bytes | None:
        return None


class DayPainterOnTrial:
    """Paints what it is told to, and takes as many seconds as it is told to."""

    def __init__(self) -> None:
        self.picture: bytes | None = None
        self.drawn: list[DayDrawing] = []
        self.takes = 0.0

    async def png(self, drawing: DayDrawing) -> bytes | None:
        self.drawn.append(drawing)
        await asyncio.sleep(self.takes)
        return self.picture


class Bench:
    """The bot under test and everything it said: what it logged, and how its interactions ended."""

    def __init__(
        self,
        services: Services,
        maps: RoleMapFile,
        database: Database,
        *,
        legion: Legion = LEGION,
        painter: Painter | None = None,
        sources: Callable[[], ProfileSources | None] = lambda: None,
    ) -> None:
        self._text = io.StringIO()
        self.outcomes: list[tuple[str, ReplyOutcome]] = []
        self.log: structlog.stdlib.BoundLogger = structlog.wrap_logger(
            structlog.PrintLogger(self._text),
            processors=[
                structlog.processors.add_log_level,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(),
            ],
        )
        self.texts = load_texts()
        self.replies = Replies(
            self.texts, self.log, self._observe, lambda: INCIDENT, direct_within=0.2, give_up_after=5
        )
        self.clock = FixedClock()
        access = Access(staff_roles=["Legion Officer"], command_channels=["servitor-terminal"], legion=lambda: legion)
        self.client = IgnisClient(self.log)
        self.circuits = Circuits(
            CircuitConfig(CircuitSettings(), SystemClock(), lambda: 0.5, self.log), CollectorRegistry(), {}
        )
        self.rest = self.circuits.circuit("discord_rest")
        self.sync = CommandSync(self.client.tree, self.log, lambda: repeat(0.01), self.clock.monotonic, rest=self.rest)
        cards = Cards(
            services.profiles, lambda: legion, painter or NoPictures(), sources, self.texts, extras_within=0.05
        )
        self.roles = role_sync(
            client=self.client,
            role_map=maps,
            database=database,
            accounts=lambda: None,
            circuit=self.rest,
            settings=SyncSettings(quiet=0.2, writes_per_second=40),
            clock=SystemClock(),
            registry=CollectorRegistry(),
            tracing=Tracing.off(),
            log=self.log,
        )
        dry_run = DryRun(self.roles.desk.sync, self.clock, self.roles.desk.contested)
        self.syncing = syncing(
            roles=self.roles,
            maps=maps,
            dry_run=dry_run,
            database=database,
            accounts=lambda: None,
            access=access,
            texts=self.texts,
            clock=self.clock,
            log=self.log,
            delays=lambda: repeat(0.01),
        )
        self.day_painter = DayPainterOnTrial()
        tools = Tools(
            access, self.replies, self.texts, lambda: legion, maps, dry_run, self.clock, self.log, self.day_painter
        )
        fakes = {name: FakeRecovery(name) for name in NAMES}
        self.recovery = fakes["resync-commands"]
        self.neighbours = FakeNeighbours()
        repairs = Repairs(
            (*fakes.values(), RestoreDatabase(self.recovery.restore)), self.clock, self.log, lambda _: None
        )
        health = HealthOverview(self.neighbours, lambda: self.neighbours.circuits)
        self.catalogue = catalogue(cards, services, tools, Operations(repairs, health, self.syncing))
        self.client.equip(
            CommandSet(
                desk=CommandGuard(access, self.replies),
                translator=CommandTranslator(self.texts),
                commands=self.catalogue.commands,
                buttons=[dynamic_item(self.catalogue.buttons, self.replies)],
            )
        )
        self.client.on_arrival(self.sync.ensure)

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._text.getvalue().splitlines()]

    def _observe(self, command: str, outcome: ReplyOutcome, _seconds: float) -> None:
        self.outcomes.append((command, outcome))


@pytest.fixture
def store() -> MemberStore:
    """What cards read. Override it in a module to start with other members."""
    return FakeMembers(Member(1, 0, "Aspirant", "recruits"))


@pytest_asyncio.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with open_database(tmp_path / "ignis.db", busy_timeout=1, observe=lambda *_: None) as opened:
        yield opened


@pytest.fixture
def legion() -> Legion:
    """Override it to play by other rules."""
    return LEGION


@pytest.fixture
def services(store: MemberStore, database: Database, legion: Legion) -> Services:
    return replace(services_on(database, lambda: legion), profiles=Profiles(store, lambda: legion))


@pytest.fixture
def maps(tmp_path: Path) -> RoleMapFile:
    """The same rules in a file."""
    return opened(written(tmp_path), FixedClock())


@pytest.fixture
def bench(services: Services, legion: Legion, maps: RoleMapFile, database: Database) -> Bench:
    return Bench(services, maps, database, legion=legion)


@pytest.fixture
def simcord_bot(bench: Bench) -> IgnisClient:
    return bench.client
