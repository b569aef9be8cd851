"""Builds the relay and takes it down again: observe -> decide -> tell -> notify, and store.

    observe  watch/              supervisord's events, the look at everything once a second, memory, alerts
    decide   incidents/          pure; called by the incident manager
    tell     notices/            pure; called by the incident manager
    notify   notify/             from the outbox to Discord
    store    write_behind.py     relay.db, behind all of it: nothing waits for a disk that does not take it

The stages are built from the last to the first, because each one passes its results on to the next.
"""

import asyncio
import contextlib
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import time, timedelta
from random import Random

import aiohttp
from pydantic import SecretStr

from ignis.runtime.base.clock import SystemClock
from ignis.runtime.base.machine import ThisMachine, boot_id, parent_identity
from ignis.runtime.base.stability import EventLoopHealth
from ignis.runtime.config.settings import AlertSettings
from ignis.runtime.resilience.background import BackgroundWork
from ignis.runtime.resilience.background_metrics import BackgroundMetrics
from ignis.runtime.resilience.background_routes import background_routes
from ignis.runtime.resilience.circuit import CircuitConfig
from ignis.runtime.resilience.circuits import open_circuits
from ignis.runtime.stack import endpoints, upstreams
from ignis.runtime.stack.alerts_token import kept_token
from ignis.runtime.stack.control_token import ControlTokenFile
from ignis.runtime.stack.http import serve
from ignis.runtime.stack.process import Exit, Process
from ignis.runtime.stack.republish import republished
from ignis.runtime.telemetry.metrics import new_registry
from ignis.runtime.telemetry.redact import Redactor
from probes.database import StoreError
from probes.peers.addresses import Addresses
from probes.peers.hang import limits_by
from probes.peers.program_client import ProgramClient, program_session
from probes.relay.action_log import ActionLog
from probes.relay.dead_mans_switch.switch import DeadMansSwitch
from probes.relay.incident_manager import IncidentManager
from probes.relay.incidents.memory import MemoryLimits
from probes.relay.incidents.state import EngineState
from probes.relay.metrics import RelayMetrics
from probes.relay.notices.policy import QuietHours, TellingPolicy
from probes.relay.notify import webhook_circuit
from probes.relay.notify.button_right import ButtonRight
from probes.relay.notify.message import Links, MessageStyle
from probes.relay.notify.outbox_worker import OutboxWorker
from probes.relay.notify.webhook_circuit import OwnerWatch, WebhookChannel
from probes.relay.notify.words import WORDS
from probes.relay.operators.desk import OperatorDesk
from probes.relay.operators.restarts import ProgramRestarts
from probes.relay.operators.routes import operator_routes
from probes.relay.outbox.road_memory import RoadMemory
from probes.relay.receivers.build import receivers
from probes.relay.receivers.discord_road import DiscordRoad
from probes.relay.receivers.metrics import ReceiverMetrics
from probes.relay.receivers.road import Road
from probes.relay.receivers.roads import Roads
from probes.relay.server import application
from probes.relay.storage import Beginning, Storage, open_storage
from probes.relay.watch import own_database
from probes.relay.watch.alert_intake import AlertIntake
from probes.relay.watch.bot_application import BotApplication
from probes.relay.watch.companion_addresses import CompanionAddresses
from probes.relay.watch.condition_watch import ConditionWatch
from probes.relay.watch.evidence import Evidence
from probes.relay.watch.hang_killer import HangKiller
from probes.relay.watch.memory_watch import MemoryWatch
from probes.relay.watch.observer import ProgramObserver
from probes.relay.watch.outages.finder import Outages
from probes.relay.watch.outages.lives import Lives
from probes.relay.watch.outages.outage_watch import OutageWatch
from probes.relay.watch.previous_run import PreviousRun, begin_run
from probes.relay.watch.program_observations import ProgramObservations
from probes.relay.watch.program_watch import ProgramWatch
from probes.relay.watch.reconcile import Reconciler
from probes.relay.watch.restart_count import RestartCount
from probes.relay.watch.supervisor.event_intake import EventIntake
from probes.relay.watch.supervisor.fast_reaper import FastReaper, Pidfds
from probes.relay.watch.supervisor.listener import followed
from probes.relay.watch.supervisor.supervisor_watch import SupervisorWatch
from probes.relay.weekly.digest import WeeklyDigest, WeeklyStyle
from probes.relay.weekly.memory import WeeklyMemory
from probes.relay.weekly.plan import WeeklyPlan
from probes.relay.weekly.report import WEEKLY
from probes.relay.weekly.source import ExporterHistory
from probes.resident import SystemMemory
from probes.restarts.control import SupervisorControl

_SUPERVISOR_TIMEOUT = 2.0
_QUESTION_TIMEOUT = 1.0
_LAST_WRITE = 1.0  # seconds
_LAST_REQUEST = 4.0  # seconds for the request in progress when the relay is stopped


async def main(process: Process) -> None:
    """Watches and reports until `process.stopping`. Raises Exit (70) if supervisor is gone.

    Without a usable relay.db it works from memory.
    """
    async with AsyncExitStack() as stack:
        await _Relay(process, stack).run()


class _Relay:
    """The stages of one relay, built on `stack`."""

    def __init__(self, process: Process, stack: AsyncExitStack) -> None:
        self._process = process
        self._stack = stack
        self._clock = SystemClock()
        self._registry = new_registry(process.program, process.lag)
        BackgroundMetrics(process.background, self._registry)
        self._metrics = RelayMetrics(self._registry)
        lives = Lives(process.home, process.heartbeat, ThisMachine())
        self._lives = lives
        self._outages = Outages(process.home, lives, process.heartbeat)
        self._button_right = ButtonRight()
        self._evidence = Evidence(process.home, process.redact, lives, self._outages)

    async def run(self) -> None:
        storage = await self._stack.enter_async_context(
            open_storage(self._process.home.relay_db, clock=self._clock, metrics=self._metrics, log=self._process.log)
        )
        previous = await begin_run(storage.store, self._evidence, self._outages, _supervisor(), self._clock)
        begin = await storage.begin(ran_before=self._lives.ran_before())
        state = previous.state(begin.stored.engine)

        outbox_worker = await self._notifier(storage, begin)
        further, switch = await self._further_roads(outbox_worker, storage, begin), await self._dead_mans_switch()
        roads = Roads(outbox_worker, further, [] if switch is None else [switch])
        roads.resume(begin.outbox.untaken)
        manager = IncidentManager(
            storage.kept,
            replace(begin.stored, engine=state),
            roads,
            clock=self._clock,
            metrics=self._metrics,
            log=self._process.log,
            policy=_policy(self._process.settings.alerts),
        )
        alerts = await self._alert_intake(manager)
        watches = await self._watches(manager, previous, state, switch)
        actions = ActionLog(storage.database)
        desk = self._operators(manager, actions, roads)
        await self._serve(outbox_worker, manager, alerts, desk, actions, roads=roads)
        await manager.handle(await previous.observations(self._evidence, self._clock))
        self._process.health = EventLoopHealth()

        parts: dict[str, BackgroundWork] = {
            **watches,
            "alerts": alerts,
            "notices": manager,
            "operators": desk,
            "outbox": outbox_worker,
            **{f"receiver {road.kind}": road for road in further},
            **({} if switch is None else {"dead man's switch": switch}),
            "relay.db": storage.kept,
            "sign of life": own_database.SignOfLife(storage.store, self._clock),
            "place of relay.db": own_database.PlaceCheck(storage.database, storage.kept),
        }
        if self._process.settings.alerts.weekly_digest:
            parts["weekly digest"] = await self._weekly_digest(outbox_worker)
        await _work(self._process, parts, outbox_worker)
        await storage.kept.finish(_LAST_WRITE)
        with contextlib.suppress(StoreError):  # then the next run takes this one for killed
            await asyncio.to_thread(storage.store.end_run, self._clock.now())

    async def _notifier(self, storage: Storage, begin: Beginning) -> OutboxWorker:
        """The last stage: from the outbox to Discord."""
        process, settings = self._process, self._process.settings
        session = await self._stack.enter_async_context(_webhook_session())
        policy = webhook_circuit.policy(settings.circuits)
        dice = Random()  # noqa: S311  jitter
        config = CircuitConfig(policy, self._clock, dice, process.log)
        file = process.home.circuits_file("relay")
        circuits = await self._stack.enter_async_context(
            open_circuits(file, config, self._registry, process.background)
        )
        circuit, timeout_s = circuits.circuit(webhook_circuit.NAME), settings.relay.webhook_timeout
        channel = WebhookChannel(session, circuit, timeout_s, self._button_right)
        owner_watch = process.background.running("owner of the webhook", OwnerWatch(channel))
        await self._stack.enter_async_context(owner_watch)
        return OutboxWorker(
            storage.kept,
            begin.outbox,
            begin.limits,
            channel,
            _UpstreamWebhook(process),
            clock=self._clock,
            random=dice,
            metrics=self._metrics,
            log=process.log,
            style=_style(settings.alerts, process.redact),
        )

    async def _weekly_digest(self, sender: OutboxWorker) -> WeeklyDigest:
        process, alerts = self._process, self._process.settings.alerts
        session = await self._stack.enter_async_context(program_session(process.program))
        return WeeklyDigest(
            WeeklyPlan(alerts.weekly_day, alerts.weekly_hour, alerts.time_zone),
            WeeklyMemory(process.home.weekly_digest),
            ExporterHistory(session, process.home),
            sender,
            WeeklyStyle(WEEKLY[alerts.language], _style(alerts, process.redact)),
            clock=self._clock,
            log=process.log,
        )

    async def _further_roads(self, outbox_worker: OutboxWorker, storage: Storage, begin: Beginning) -> list[Road]:
        """To the receivers that need no Discord."""
        process, settings = self._process, self._process.settings.alerts
        if not settings.receivers:
            return []
        session = await self._stack.enter_async_context(_webhook_session())
        channel = DiscordRoad(outbox_worker, settings.receivers_after, self._clock)
        metrics, style = ReceiverMetrics(self._registry), _style(settings, process.redact)
        unknown_before = RoadMemory(newest=begin.stored.notices.next_number - 1)
        return [
            Road(
                receiver,
                rule,
                channel,
                style,
                kept=storage.kept,
                memory=begin.stored.roads.get(receiver.kind, unknown_before),
                clock=self._clock,
                dice=Random(),  # noqa: S311  jitter
                metrics=metrics,
                log=process.log,
            )
            for receiver, rule in receivers(settings.receivers, process.secrets, session)
        ]

    async def _dead_mans_switch(self) -> DeadMansSwitch | None:
        """None where nobody outside waits for a sign."""
        process, settings = self._process, self._process.settings
        address = process.secrets.ignis_heartbeat_url
        if address is None:
            return None
        return DeadMansSwitch(
            await self._stack.enter_async_context(_webhook_session()),
            address,
            every=settings.alerts.heartbeat_every,
            within=settings.relay.hang_after,
            clock=self._clock,
            dice=Random(),  # noqa: S311  jitter
            registry=self._registry,
            log=process.log,
        )

    async def _watches(
        self, manager: IncidentManager, previous: PreviousRun, state: EngineState, switch: DeadMansSwitch | None
    ) -> dict[str, BackgroundWork]:
        """The first stage: everything that looks at the stack and reports to the incident manager."""
        process, settings, home = self._process, self._process.settings, self._process.home
        clock, metrics, log = self._clock, self._metrics, self._process.log
        every, look_now = settings.relay.reconcile_every, asyncio.Event()
        control = SupervisorControl(home.supervisor_socket, _SUPERVISOR_TIMEOUT)
        client = ProgramClient(
            await self._stack.enter_async_context(program_session(process.program)), _QUESTION_TIMEOUT
        )

        reaper = FastReaper(control, Pidfds(), look_now)
        self._stack.callback(reaper.close)
        companions = await self._companion_addresses()
        restarts = RestartCount(metrics.restarts, previous.processes(state))
        observations = ProgramObservations(self._evidence, home.restarts, clock, previous.unexplained)
        limits = limits_by(settings.relay, _QUESTION_TIMEOUT)
        hangs = HangKiller(control, limits, look_now=look_now, clock=clock, metrics=metrics, log=log)
        outages = OutageWatch(manager, self._outages, self._evidence, home, clock=clock)
        conditions = ConditionWatch(manager, client, home, outages, clock=clock, every=every)
        supervisor = SupervisorWatch(manager, self._evidence, reaper, clock=clock)
        reconciler = Reconciler(
            ProgramObserver(control, client, home, Addresses(dict(settings.ports))),
            [reaper, restarts, companions, supervisor],
            [
                supervisor,
                outages,
                ProgramWatch(manager, observations, hangs),
                conditions,
                BotApplication(self._button_right),
                *([] if switch is None else [switch]),
            ],
            every=every,
            look_now=look_now,
            metrics=metrics,
            log=log,
            blind_listeners=[supervisor],
        )
        memory = MemoryWatch(
            manager,
            control,
            SystemMemory(),
            MemoryLimits(settings.memory.soft_mb, settings.memory.hard_mb),
            every=settings.memory.every,
            clock=clock,
            metrics=metrics,
            log=log,
        )
        events = EventIntake(manager, self._evidence, look_now, clock=clock, metrics=metrics, log=log)
        return {
            "reconcile": reconciler,
            "conditions": conditions,
            "memory": memory,
            "events": events,
            "events of supervisor": await self._stack.enter_async_context(followed(events, log)),
        }

    async def _alert_intake(self, manager: IncidentManager) -> AlertIntake:
        """What Prometheus sends; the file with the token that it needs is kept true."""
        process = self._process
        token = kept_token(process.home.alerts_token_file)
        process.redact.add(token.token)
        await self._stack.enter_async_context(
            republished(token, process.log, background=process.background, name="token for alerts")
        )
        return AlertIntake(manager, token, process.redact, clock=self._clock, metrics=self._metrics, log=process.log)

    async def _companion_addresses(self) -> CompanionAddresses:
        process = self._process
        companions = CompanionAddresses(process.home, dict(process.settings.ports))
        await self._stack.enter_async_context(
            republished(companions, process.log, every=1, background=process.background, name="addresses of companions")
        )
        return companions

    def _operators(self, manager: IncidentManager, actions: ActionLog, roads: Roads) -> OperatorDesk:
        """What people order, through the command line and the bot."""
        process, home = self._process, self._process.home
        control = SupervisorControl(home.supervisor_socket, _SUPERVISOR_TIMEOUT)
        restarts = ProgramRestarts(home, control, process.log)
        self._stack.push_async_callback(restarts.close)
        return OperatorDesk(
            manager,
            actions,
            restarts,
            home.log,
            process.redact,
            clock=self._clock,
            log=process.log,
            roads=roads,
            quiet_hours=_policy(process.settings.alerts).quiet_hours,
        )

    async def _serve(
        self,
        outbox_worker: OutboxWorker,
        manager: IncidentManager,
        alerts: AlertIntake,
        desk: OperatorDesk,
        actions: ActionLog,
        *,
        roads: Roads,
    ) -> None:
        """HTTP on 127.0.0.1, and its address for the other programs."""
        process = self._process
        token = ControlTokenFile(process.home.control_token_file)
        token.create()
        app = application(outbox_worker, manager, alerts, self._registry, desk=desk, actions=actions, roads=roads)
        app.add_routes(operator_routes(desk, actions, token))
        app.add_routes(background_routes(process.background))
        url = await self._stack.enter_async_context(serve(app, port=process.settings.ports.relay, what="relay"))
        await self._stack.enter_async_context(
            endpoints.keep_published(process.home, {"relay": url}, process.log, background=process.background)
        )
        process.log.info("serving", url=url)


def _policy(alerts: AlertSettings) -> TellingPolicy:
    """When somebody is called, and when nobody is."""
    quiet = None
    if alerts.quiet_from is not None and alerts.quiet_until is not None:
        begin, end = (time.fromisoformat(one) for one in (alerts.quiet_from, alerts.quiet_until))
        quiet = QuietHours(begin, end, alerts.time_zone)
    return TellingPolicy(
        mention=alerts.mention_role is not None,
        escalate_after=timedelta(seconds=alerts.escalate_after) if alerts.escalate_after else None,
        quiet_hours=quiet,
    )


def _style(alerts: AlertSettings, redact: Redactor) -> MessageStyle:
    links = Links.of(alerts.status_page_url, alerts.grafana_url, alerts.docs_url)
    return MessageStyle(WORDS[alerts.language], links, alerts.mention_role, redact)


def _supervisor() -> str:
    """Identifies the supervisord above this process: the same pid in another boot is another one."""
    return f"{parent_identity()}:{boot_id()}"


class _UpstreamWebhook:
    """The alert webhook that is configured, or the sandbox's."""

    def __init__(self, process: Process) -> None:
        self._process = process

    async def current(self) -> SecretStr | None:
        return (await upstreams.resolve(self._process)).alert_webhook


def _webhook_session() -> aiohttp.ClientSession:
    # one connection per message: if a kept connection ended, it would be unknown whether the message arrived
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True), trust_env=False)


async def _work(process: Process, parts: Mapping[str, BackgroundWork], outbox_worker: OutboxWorker) -> None:
    """Runs until the relay is asked to stop, or cannot go on: then the reason is raised.

    A part says so by an Exit. After any other error it is started again.
    """
    broken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    tasks = [asyncio.ensure_future(job) for job in (_until(process.stopping), broken)]
    try:
        async with AsyncExitStack() as stack:
            for name, part in parts.items():
                work = _Part(part, broken)
                await stack.enter_async_context(process.background.running(name, work))
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await outbox_worker.finish(_LAST_REQUEST)


@dataclass(frozen=True)
class _Part:
    """Background work that tells what no start of it can mend."""

    work: BackgroundWork
    broken: asyncio.Future[None]

    async def run(self) -> None:
        try:
            await self.work.run()
        except Exit as reason:
            if not self.broken.done():
                self.broken.set_exception(reason)
            await asyncio.Event().wait()  # until the relay has ended


async def _until(event: asyncio.Event) -> None:
    await event.wait()
