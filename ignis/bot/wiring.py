"""Builds the bot's object graph and runs it until it is asked to stop."""

import asyncio
import random
import secrets
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Any

import discord
from aiohttp import web
from prometheus_client import CollectorRegistry

from ignis.adapters.members import SqliteMembers
from ignis.adapters.neighbours import LoopbackNeighbours
from ignis.adapters.pictures import Gallery
from ignis.adapters.role_map_audit import SqliteRoleMapAudit
from ignis.adapters.role_map_file import RoleMapFile
from ignis.adapters.service import Retries, quiet_retries
from ignis.adapters.sqlite import open_database
from ignis.adapters.sync import SqliteSync
from ignis.bot import demo
from ignis.bot.access import Access
from ignis.bot.address import pointed_at
from ignis.bot.backing_up import keep_backed_up
from ignis.bot.backoff import delays
from ignis.bot.calm_log import calm_log
from ignis.bot.cards import Cards
from ignis.bot.catalogue import Operations, Tools, catalogue
from ignis.bot.client import Arrival, IgnisClient
from ignis.bot.command_sync import CommandSync
from ignis.bot.discord_rest import discord_rest
from ignis.bot.dry_run import DryRun
from ignis.bot.gateway_watch import GatewayWatch
from ignis.bot.heartbeat import latency
from ignis.bot.lag import LoopLag
from ignis.bot.map_audit import MapAudit
from ignis.bot.metrics import BotMetrics, SourceMetrics
from ignis.bot.people import subject
from ignis.bot.recoveries import Attention, recoveries
from ignis.bot.reply import Replies
from ignis.bot.role_sync.build import role_sync
from ignis.bot.self_checks import SelfChecks
from ignis.bot.server import build_app
from ignis.bot.services import services_on
from ignis.bot.session import Session
from ignis.bot.sources import Parts, Sources
from ignis.bot.syncing import syncing
from ignis.bot.texts import load_texts
from ignis.bot.vitals import Vitals
from ignis.domain.legion import Legion
from ignis.repair.reconnect_gateway import ReconnectGateway
from ignis.repair.repairs import Repairs
from ignis.repair.restore_database import RestoreDatabase
from ignis.repair.resync_commands import ResyncCommands
from ignis.runtime import endpoints, http, outside
from ignis.runtime.circuit import Surroundings
from ignis.runtime.circuits import Circuits, open_circuits
from ignis.runtime.clock import SystemClock
from ignis.runtime.files import write_atomic
from ignis.runtime.metrics import new_registry
from ignis.runtime.process import GIVE_UP, Exit, Process
from ignis.services.health import Health, as_circuits
from ignis.services.ports import MemberStore, StorageError
from ignis.services.sync import Sync


async def main(process: Process) -> None:
    try:
        async with AsyncExitStack() as stack:
            await _run(process, stack)
    except StorageError as error:
        raise Exit(GIVE_UP, str(error)) from error


async def _run(process: Process, stack: AsyncExitStack) -> None:
    """The HTTP server answers before there is a login, so that a bot that cannot log in can be asked why."""
    settings = process.settings
    stack.enter_context(calm_log())
    role_map = RoleMapFile.open(
        process.config_file.parent / settings.bot.role_map, process.home.role_map, SystemClock(), process.log
    )
    registry = new_registry("bot")
    metrics = BotMetrics(registry)
    circuits = await stack.enter_async_context(_circuits(process, registry))
    attention = Attention()
    database = await stack.enter_async_context(
        open_database(
            process.home.ignis_db,
            busy_timeout=settings.database.busy_timeout,
            observe=metrics.queried,
            noticed=attention.database,
            tell=process.log.warning,
        )
    )
    texts = load_texts()
    access = Access(
        staff_roles=settings.bot.staff_roles,
        command_channels=settings.bot.command_channels,
        legion=lambda: role_map.current.legion,
    )
    following = Sync(
        SqliteSync(database), lambda: sources.now, keep_rank_without_role=settings.sync.keep_rank_without_role
    )
    tools = Tools(
        access=access,
        replies=Replies(texts, process.log, metrics.answered, _new_incident),
        texts=texts,
        legion=lambda: role_map.current.legion,
        maps=role_map,
        dry_run=DryRun(
            following,
            SystemClock(),
            lambda user_id: roles.desk.contested(user_id),  # noqa: PLW0108  `roles` is made further down
        ),
        clock=SystemClock(),
        log=process.log,
    )
    services = services_on(database, tools.legion, role_map)
    stack.enter_context(quiet_retries())
    sources = Sources(
        Parts(
            database=database,
            circuits=circuits,
            metrics=SourceMetrics(registry),
            rules=settings.accounts,
            retries=Retries(within_s=settings.accounts.timeout),
            clock=SystemClock(),
            log=process.log,
        )
    )
    gallery = Gallery(stack.enter_context(ThreadPoolExecutor(1)), process.log)
    cards = Cards(services.profiles, tools.legion, gallery, lambda: sources.now, texts)
    client = IgnisClient(tools.replies, texts, access, process.log)
    rest = discord_rest(circuits, client)
    sync = CommandSync(client.tree, process.log, _delays, SystemClock().monotonic, rest=rest)
    roles = role_sync(
        client=client,
        role_map=role_map,
        database=database,
        accounts=lambda: sources.now,
        circuit=rest,
        settings=settings.sync,
        clock=SystemClock(),
        registry=registry,
        log=process.log,
    )
    asked = syncing(
        roles=roles,
        maps=role_map,
        dry_run=tools.dry_run,
        database=database,
        accounts=lambda: sources.now,
        access=access,
        texts=texts,
        clock=SystemClock(),
        log=process.log,
        delays=_delays,
    )
    lag = LoopLag()
    metrics.watch(latency=lambda: latency(client), lag=lambda: lag.worst)
    repairs = Repairs(
        recoveries(process, SystemClock(), database, client, sync), SystemClock(), process.log, metrics.recovered
    )
    attention.hand_to(repairs)
    if database.was_cut_off:
        repairs.trigger(RestoreDatabase.name, "the last run was cut off")
    stack.push_async_callback(repairs.aclose)
    health = Health(LoopbackNeighbours(process.home), lambda: as_circuits(circuits.state()))
    client.add(catalogue(cards, services, tools, Operations(repairs, health, asked)), tools.replies)
    vitals = Vitals(
        client=client,
        sync=sync,
        roles=roles,
        repairs=repairs,
        database=database,
        role_map=role_map,
        lag=lag,
        circuits=circuits,
        sources=sources,
        started_at=SystemClock().now(),
    )
    process.well = vitals.well
    self_checks = SelfChecks(
        guild=lambda: None if client.preparing else client.guild,
        sync=sync,
        cache=lambda: sources.now,
        monotonic=SystemClock().monotonic,
        within_s=settings.checks.timeout / 2,
        on_difference=lambda: repairs.trigger(ResyncCommands.name, "the check `commands` found others on the server"),
    )
    await _serve(
        process,
        stack,
        lambda token: build_app(vitals, self_checks, repairs, metrics=metrics, registry=registry, control_token=token),
    )
    demo_past = _Demo(process, client, SqliteMembers(database), tools.legion)
    audit = MapAudit(role_map, SqliteRoleMapAudit(database), process.log)
    rounds = repairs.rounds(settings.checks.deep_every)
    live = _live(process, client, (demo_past.arrive, roles.arrive, asked.everybody.arrive, sync.ensure), sources)
    gateway = GatewayWatch(
        client,
        process.log,
        no_ack_after=settings.watchdog.no_ack_after,
        reconnect=lambda: repairs.run(ReconnectGateway.name, "it acknowledges no heartbeats"),
    )
    backups = keep_backed_up(
        database,
        SystemClock(),
        process.log,
        every=settings.database.backup_every,
        keep=settings.database.backups_kept,
    )
    role_work = (role_map.watch(), audit.run(), roles.run(), asked.everybody.run())
    await _until(process.stopping, lag.watch(), rounds, backups, gateway.run(), *role_work, live)


async def _serve(process: Process, stack: AsyncExitStack, app: Callable[[str], web.Application]) -> None:
    """`app` is built around the token that a recovery by hand needs."""
    token = secrets.token_urlsafe(32)
    process.redact.add(token)
    url = await stack.enter_async_context(http.serve(app(token), port=process.settings.ports.bot, what="bot"))
    # not before the port is ours: the token belongs to whoever listens there
    write_atomic(process.home.control_token_file, token + "\n")
    await stack.enter_async_context(endpoints.keep_published(process.home, {"bot": url}, process.log))
    process.log.info("listening", url=url)


async def _live(process: Process, client: IgnisClient, arrivals: Sequence[Arrival], sources: Sources) -> None:
    there = await outside.resolve(process)
    client.wanted_guild = there.guild_id
    client.on_discord = not there.sandbox
    for arrival in arrivals:
        client.on_arrival(arrival)
    async with sources.open(there.accounts, lambda: client.served.guild_id):
        with pointed_at(there.api_url, there.gateway_url):
            session = Session(
                client, there, process.log, _delays, not_ready_after=process.settings.watchdog.not_ready_after
            )
            await session.run(startup_timeout=process.settings.bot.startup_timeout)


def _circuits(process: Process, registry: CollectorRegistry) -> AbstractAsyncContextManager[Circuits]:
    around = Surroundings(process.settings.circuits, SystemClock(), random.random, process.log)
    return open_circuits(process.home.circuits_file("bot"), around, registry)


class _Demo:
    """Gives the sandbox's members a past, once."""

    def __init__(self, process: Process, client: IgnisClient, store: MemberStore, legion: Callable[[], Legion]) -> None:
        self._log = process.log
        self._client = client
        self._store = store
        self._legion = legion

    async def arrive(self, guild: discord.Guild) -> None:
        if self._client.on_discord:
            return
        subjects = [subject(member) for member in guild.members if not member.bot]
        actor_id = self._client.application_id or 0
        try:
            seeded = await demo.seed(self._store, self._legion(), subjects, actor_id=actor_id, now=SystemClock().now())
        except StorageError as error:
            self._log.warning("no demo points", problem=str(error))  # cards show zero; nothing else depends on it
            return
        if seeded:
            self._log.info("demo points given", members=seeded)


async def _until(stopping: asyncio.Event, *work: Coroutine[Any, Any, None]) -> None:
    """Runs `work` until one part ends, which is raised from here if it failed, or a stop is asked for."""
    tasks = [asyncio.ensure_future(part) for part in (stopping.wait(), *work)]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


def _delays() -> Iterator[float]:
    return delays(random.random)


def _new_incident() -> str:
    return f"IG-{secrets.token_hex(3).upper()}"
