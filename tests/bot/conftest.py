"""The bot's own client in simcord's in-process Discord. Cards use a store in memory, all else a real database."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
import pytest_asyncio
import structlog
from prometheus_client import CollectorRegistry

from ignis.adapters.database.database import Database, open_database
from ignis.adapters.pictures.day import DayDrawing, day_drawing
from ignis.adapters.role_map.owner import RoleMapFile
from ignis.adapters.stores.orders import SqliteOrders
from ignis.bot.catalogue import Operations, Tools, catalogue
from ignis.bot.gateway.client import CommandSet, IgnisClient
from ignis.bot.member_list.read_back import ReadBack
from ignis.bot.member_list.role_counts import RoleCounts
from ignis.bot.members.cards import Cards, CardSources
from ignis.bot.members.receipts import OrderReceipts
from ignis.bot.names.guild_names import GuildNames, NamesInSettings
from ignis.bot.replies.access import Access
from ignis.bot.replies.buttons import dynamic_item
from ignis.bot.replies.command_guard import CommandGuard
from ignis.bot.replies.error_codes import ErrorCodes
from ignis.bot.replies.reply import Replies, ReplyOutcome
from ignis.bot.rest.command_sync import CommandSync
from ignis.bot.role_map.dry_run import DryRun
from ignis.bot.services import Services
from ignis.bot.texts import CommandTranslator, load_texts
from ignis.bot.wiring.role_sync import build_role_sync
from ignis.bot.wiring.services import services_on
from ignis.bot.wiring.sync_commands import build_sync_commands
from ignis.domain.health.uptime import StackHistory
from ignis.domain.members.member import Member
from ignis.domain.rules.legion import Legion
from ignis.repair.repairs import Repairs
from ignis.repair.restore_database import RestoreDatabase
from ignis.runtime.base.clock import SystemClock
from ignis.runtime.config.settings import CircuitSettings, SyncSettings
from ignis.runtime.resilience.backoff import Backoff
from ignis.runtime.resilience.circuit import CircuitConfig
from ignis.runtime.resilience.circuits import Circuits
from ignis.runtime.telemetry.tracing import Tracing
from ignis.services.health import HealthOverview
from ignis.services.ports import LadderPainter, LadderPicture, MemberStore
from ignis.services.profile import Profiles
from tests.support.fakes.accounts import FixedAccounts
from tests.support.fakes.dice import FixedRoll
from tests.support.fakes.fake_alert_desk import FakeAlertDesk
from tests.support.fakes.fake_members import FakeMembers
from tests.support.fakes.fake_recovery import NAMES, FakeRecovery, RepairLog
from tests.support.fakes.fake_stack_client import FakeStackClient
from tests.support.fakes.memory_pins import MemoryPins
from tests.support.legion.role_map import opened, written
from tests.support.legion.small_legion import LEGION, Rules

ERROR_CODE = "IG-7E5701"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
AT_ONCE = Backoff(first=0.01, longest=0.01, jitter=0)


class FixedClock:
    """A Clock that stands still until a test moves `time`."""

    def __init__(self, now: datetime = NOON) -> None:
        self.time = now

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return self.time.timestamp()

    async def sleep(self, seconds: float) -> None:
        """The time is a test's to move; the wait is real."""
        await asyncio.sleep(seconds)


class SameBits(Random):
    """Dice that always make ERROR_CODE."""

    def getrandbits(self, _: int, /) -> int:
        return int(ERROR_CODE.removeprefix("IG-"), 16)


class NoPictures:
    """A Painter that never has a picture."""

    async def png(self, _: LadderPicture) -> bytes | None:
        return None


class DayPainterOnTrial:
    """Paints the given `picture`, within `takes` seconds."""

    def __init__(self) -> None:
        self.picture: bytes | None = None
        self.drawn: list[DayDrawing] = []
        self.takes = 0.0

    async def png(self, history: StackHistory, names: Mapping[str, str]) -> bytes | None:
        drawing = day_drawing(history, names)
        if drawing is None:
            return None
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
        painter: LadderPainter | None = None,
        sources: CardSources | None = None,
    ) -> None:
        self._text = io.StringIO()
        self.maps = maps
        self.database = database
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
        orders = SqliteOrders(database)
        self.receipts = OrderReceipts(orders, self.log)
        self.replies = Replies(
            self.texts,
            self.log,
            self,
            ErrorCodes(SameBits()),
            SystemClock(),
            receipts=self.receipts,
            direct_within=0.2,
            give_up_after=5,
            told_again_after=(0.05, 0.1, 0.2),
        )
        self.clock = FixedClock()
        rules = Rules(legion)
        self.client = IgnisClient(self.log, SystemClock())
        self.pins = MemoryPins()
        settings = NamesInSettings(["Legion Officer"], ["servitor-terminal"])
        self.names = GuildNames(rules, settings, self.pins, self.clock, self.log)
        access = Access(self.names, rules, self.client)
        self.access = access
        self.circuits = Circuits(
            CircuitConfig(CircuitSettings(), SystemClock(), FixedRoll(), self.log), CollectorRegistry(), {}
        )
        self.rest = self.circuits.circuit("discord_rest")
        self.sync = CommandSync(
            self.client.tree, self.rest, self.log, backoff=AT_ONCE, random=Random(1), clock=self.clock
        )
        cards = Cards(
            services.profiles,
            rules,
            painter or NoPictures(),
            sources or FixedAccounts(),
            self.texts,
            names=self.names,
            extras_within=0.05,
        )
        self.accounts = FixedAccounts()
        self.roles = build_role_sync(
            client=self.client,
            role_map=maps,
            database=database,
            accounts=self.accounts,
            circuit=self.rest,
            settings=SyncSettings(quiet=0.2, writes_per_second=40),
            clock=SystemClock(),
            registry=CollectorRegistry(),
            tracing=Tracing.off(),
            log=self.log,
            pins=self.names,
        )
        dry_run = DryRun(self.roles.planner.sync, self.clock, self.roles.planner, self.client.members, self.names)
        self.syncing = build_sync_commands(
            roles=self.roles,
            role_map=maps,
            dry_run=dry_run,
            member_list=self.client.members,
            database=database,
            accounts=self.accounts,
            texts=self.texts,
            clock=self.clock,
            log=self.log,
            lookups_per_minute=60_000,
            backoff=AT_ONCE,
        )
        counts = RoleCounts(self.client, self.rest)
        self.read_back = ReadBack(
            self.client,
            self.rest,
            counts,
            (self.roles.follow_up,),
            clock=self.clock,
            random=Random(1),
            log=self.log,
            every=300,
            grace=0,
        )
        self.day_painter = DayPainterOnTrial()
        tools = Tools(
            access=access,
            members=self.client.members,
            names=self.names,
            replies=self.replies,
            texts=self.texts,
            rules=rules,
            maps=maps,
            dry_run=dry_run,
            ask_above=5,
            clock=self.clock,
            random=Random(11),
            log=self.log,
            day_painter=self.day_painter,
            follower=self.roles.writer,
            receipts=self.receipts,
            orders=orders,
        )
        fakes = {name: FakeRecovery(name) for name in NAMES}
        self.recovery = fakes["resync-commands"]
        self.stack = FakeStackClient()
        self.repairs = Repairs((*fakes.values(), RestoreDatabase(self.recovery)), self.clock, self.log, RepairLog())
        health = HealthOverview(self.stack, self.stack, self.stack)
        self.alerts = FakeAlertDesk()
        self.catalogue = catalogue(cards, services, tools, Operations(self.repairs, health, self.syncing, self.alerts))
        self.client.equip(
            CommandSet(
                gate=CommandGuard(access, self.replies),
                translator=CommandTranslator(self.texts),
                commands=self.catalogue.commands,
                buttons=[dynamic_item(self.catalogue.buttons, self.replies, access)],
            )
        )
        self.client.on_arrival(self.names)
        for happened in ("create", "update", "delete"):
            self.client.listen(f"guild_role_{happened}", self.names.changed)
        self.client.on_arrival(self.sync)

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._text.getvalue().splitlines()]

    def answered(self, command: str, outcome: ReplyOutcome, _seconds: float, /) -> None:
        """Called for every answer, as a ReplyObserver."""
        self.outcomes.append((command, outcome))


@pytest.fixture
def store() -> MemberStore:
    """What cards read. Override it in a module to start with other members."""
    return FakeMembers(Member(1, 0, "Aspirant", "recruits"))


@pytest_asyncio.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with open_database(tmp_path / "ignis.db", busy_timeout=1) as opened:
        yield opened


@pytest.fixture
def legion() -> Legion:
    """Override it for other rules."""
    return LEGION


@pytest.fixture
def services(store: MemberStore, database: Database, legion: Legion) -> Services:
    return replace(services_on(database, Rules(legion)), profiles=Profiles(store, Rules(legion)))


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
