"""What every part of the bot uses: its database, role map, circuits and texts."""

import random
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from prometheus_client import CollectorRegistry

from ignis.adapters.database.database import Database, open_database
from ignis.adapters.role_map.owner import RoleMapFile
from ignis.adapters.role_map.reader import LOST
from ignis.adapters.stores.pins import SqlitePins
from ignis.bot.metrics import BotMetrics
from ignis.bot.names.guild_names import GuildNames, NamesInSettings
from ignis.bot.texts import Texts, load_texts
from ignis.bot.wiring.recoveries import DatabaseTrouble
from ignis.runtime.base.clock import SystemClock, WaitableClock
from ignis.runtime.base.environ import environment
from ignis.runtime.base.errors import ConfigError
from ignis.runtime.base.files import write_atomic
from ignis.runtime.base.home import Home
from ignis.runtime.config.settings import Settings
from ignis.runtime.resilience.background_metrics import BackgroundMetrics
from ignis.runtime.resilience.circuit import CircuitConfig
from ignis.runtime.resilience.circuits import Circuits, open_circuits
from ignis.runtime.stack.process import Process
from ignis.runtime.telemetry.logs import Logger
from ignis.runtime.telemetry.metrics import new_registry
from ignis.runtime.telemetry.tracing_setup import TracingSetup, open_tracing
from ignis.services.ports import StorageReason


@dataclass(frozen=True)
class BotContext:
    """`database_trouble` receives what is wrong with the database, before the recoveries exist and afterwards."""

    process: Process
    clock: WaitableClock
    registry: CollectorRegistry
    metrics: BotMetrics
    traces: TracingSetup
    role_map: RoleMapFile
    circuits: Circuits
    database: Database
    database_trouble: DatabaseTrouble
    texts: Texts
    names: GuildNames

    @property
    def settings(self) -> Settings:
        return self.process.settings

    @property
    def home(self) -> Home:
        return self.process.home

    @property
    def log(self) -> Logger:
        return self.process.log


@asynccontextmanager
async def open_context(process: Process) -> AsyncGenerator[BotContext]:
    """Raises ConfigError for a role map or a database that cannot be read, StorageError for one that is broken."""
    clock, settings = SystemClock(), process.settings
    path, missing = role_map_path(process), role_map_back(process)
    role_map = RoleMapFile.open(path, process.home.role_map, clock, process.log, missing=missing)
    registry, database_trouble = new_registry("bot", process.lag), DatabaseTrouble()
    BackgroundMetrics(process.background, registry)
    circuit_config = CircuitConfig(settings.circuits, clock, random.SystemRandom(), process.log)
    named = NamesInSettings(settings.bot.staff_roles, settings.bot.command_channels)
    async with AsyncExitStack() as stack:
        traces = stack.enter_context(open_tracing("bot", settings.telemetry, environment(), process.redact))
        metrics = _metrics(registry, traces)
        circuits = await stack.enter_async_context(
            open_circuits(process.home.circuits_file("bot"), circuit_config, registry, process.background)
        )
        database = await stack.enter_async_context(
            open_database(
                process.home.ignis_db,
                busy_timeout=settings.database.busy_timeout,
                observer=_DatabaseObserver(metrics, database_trouble, process.log),
            )
        )
        yield BotContext(
            process,
            clock,
            registry,
            metrics,
            traces,
            role_map,
            circuits,
            database,
            database_trouble,
            load_texts(),
            GuildNames(role_map, named, SqlitePins(database), clock, process.log),
        )


def role_map_path(process: Process) -> Path:
    """The role map beside the configuration; in the sandbox a copy of it in the state folder, made at the first start.

    So `/config` in the sandbox never changes the map of production. Raises ConfigError if it cannot be copied.
    """
    shipped = _shipped(process)
    if process.secrets.discord_token is not None:
        return shipped
    own = process.home.root / shipped.name
    try:
        if shipped.is_file() and not own.exists():
            write_atomic(own, shipped.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{shipped}: cannot be copied to {own}: {error}") from None
    return own


def role_map_back(process: Process) -> str:
    """What brings the role map back if its file is lost."""
    if process.secrets.discord_token is not None:
        return LOST
    return f"`ignis restart bot` copies {_shipped(process)} there again"


def _shipped(process: Process) -> Path:
    return process.config_file.parent / process.settings.bot.role_map


@dataclass(frozen=True)
class _DatabaseObserver:
    metrics: BotMetrics
    database_trouble: DatabaseTrouble
    log: Logger

    def queried(self, query: str, seconds: float, /) -> None:
        self.metrics.queried(query, seconds)

    def trouble(self, reason: StorageReason, what: str, /) -> None:
        self.database_trouble.report(reason, what)

    def repaired(self, line: str, /) -> None:
        self.log.warning(line)


def _metrics(registry: CollectorRegistry, traces: TracingSetup) -> BotMetrics:
    metrics = BotMetrics(registry, traces.exemplars)
    metrics.watch_traces(traces.memory)
    return metrics
