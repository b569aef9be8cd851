"""Builds the relay's object graph, and takes it down again."""

import asyncio
import contextlib
import os
import random
import sys
from collections.abc import AsyncGenerator, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Any

import aiohttp
import psutil
from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from ignis.runtime.base.clock import Clock, SystemClock
from ignis.runtime.base.environ import environment
from ignis.runtime.base.ticker import tick
from ignis.runtime.resilience.circuit import CircuitConfig
from ignis.runtime.resilience.circuits import Circuits, open_circuits
from ignis.runtime.stack import endpoints, upstreams
from ignis.runtime.stack.http import serve
from ignis.runtime.stack.process import GIVE_UP, Exit, Process
from ignis.runtime.stack.republish import republished
from ignis.runtime.telemetry.metrics import new_registry
from probes.database import Database, StoreError, open_database
from probes.peers.addresses import Addresses
from probes.peers.hang import limits_by
from probes.peers.program_client import ProgramClient, neighbours_session
from probes.relay.incident_manager import IncidentManager
from probes.relay.incidents.memory import MemoryLimits
from probes.relay.incidents.observations import EndedProcess, EndingKind, Fact, ProcessEnding, SeenProgram
from probes.relay.incidents.process_incidents import EngineState, new_supervisor
from probes.relay.metrics import RelayMetrics
from probes.relay.notify import webhook_circuit
from probes.relay.notify.outbox_worker import Address, OutboxWorker
from probes.relay.server import application
from probes.relay.store import SCHEMA, RelayRun, RelayStore
from probes.relay.watch.alert_intake import AlertIntake
from probes.relay.watch.companion_addresses import CompanionAddresses
from probes.relay.watch.condition_watch import ConditionWatch
from probes.relay.watch.events import ProtocolError
from probes.relay.watch.evidence import Evidence
from probes.relay.watch.intake import Intake
from probes.relay.watch.listener import is_piped, listen, pipes
from probes.relay.watch.memory_watch import MemoryWatch
from probes.relay.watch.reaping import FastReaper, opener
from probes.relay.watch.reconcile import Parts, Reconciler
from probes.relay.watch.restart_count import RestartCount, last_processes
from probes.resident import resident
from probes.restarts.control import ProgramRunState, SupervisorControl

_SUPERVISOR_TIMEOUT = 2.0
_QUESTION_TIMEOUT = 1.0
_HEARTBEAT = 10.0
_GUARD = 2.0
_LAST_REQUEST = 4.0  # seconds for the request under way when the relay is stopped


async def main(process: Process) -> None:
    """Watches and reports until `process.stopping`. Raises Exit (70) when supervisor is gone."""
    try:
        await _main(process)
    except StoreError as error:
        raise Exit(GIVE_UP, f"relay.db cannot be used: {error}") from None


async def _main(process: Process) -> None:
    settings, home, clock = process.settings, process.home, SystemClock()
    registry = new_registry(process.program, process.lag)
    metrics = RelayMetrics(registry)
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(_database(process))
        store = RelayStore(database)
        evidence = Evidence(home, process.redact)
        previous = await asyncio.to_thread(store.begin_run, os.getpid(), _supervisor(), clock.now())
        state = await asyncio.to_thread(store.load)
        if previous is None or previous.supervisor != _supervisor():
            state = new_supervisor(state)
        before = await _before(previous, evidence)
        session = await stack.enter_async_context(_session())
        circuits = await stack.enter_async_context(_circuits(process, registry))
        postman = OutboxWorker(
            store,
            session,
            _address(process),
            clock=clock,
            metrics=metrics,
            log=process.log,
            timeout_s=settings.relay.webhook_timeout,
            circuit=circuits.circuit(webhook_circuit.NAME),
        )
        desk = IncidentManager(store, state, metrics, process.log, postman.wake)
        control = SupervisorControl(home.supervisor_socket, _SUPERVISOR_TIMEOUT)
        inquiry = ProgramClient(await stack.enter_async_context(neighbours_session(process.program)), _QUESTION_TIMEOUT)
        parts = Parts(
            home, control, Addresses(dict(settings.ports)), inquiry, evidence, desk, clock, metrics, process.log
        )
        reconciler = Reconciler(
            parts,
            every=settings.relay.reconcile_every,
            limits=limits_by(settings.relay, _QUESTION_TIMEOUT),
            before=before,
        )
        reaper = FastReaper(control, reconciler.wake, open_pidfd=opener())
        stack.callback(reaper.close)
        reconciler.on_programs(reaper.watch)
        reconciler.on_programs(metrics.expect)
        reconciler.on_programs(RestartCount(metrics.restarts, _processes_before(previous, state)).look)
        intake = Intake(parts, reconciler.wake)
        alerts = AlertIntake(desk, metrics, process.log, clock=clock, redact=process.redact)
        app = application(store, desk, alerts, registry)
        url = await stack.enter_async_context(serve(app, port=settings.ports.relay, what="relay"))
        await stack.enter_async_context(endpoints.keep_published(home, {"relay": url}, process.log))
        companions = CompanionAddresses(home, dict(settings.ports))
        reconciler.on_programs(companions.look)
        await stack.enter_async_context(republished(companions, process.log, every=1))
        process.log.info("serving", url=url)
        await desk.handle(await _own_past(previous, before, evidence, clock))
        conditions = ConditionWatch(parts, every=settings.relay.reconcile_every)
        reconciler.on_answers(conditions.hear)
        limits = MemoryLimits(settings.memory.soft_mb, settings.memory.hard_mb)
        memory = MemoryWatch(parts, every=settings.memory.every, limits=limits, held=resident)
        watching = [reconciler.run(), conditions.run(), memory.run(), alerts.run()]
        jobs = [*watching, intake.run(), _listen(process, intake), _beat(store, clock), _guard(database)]
        await _work(process, jobs, postman)
        await asyncio.to_thread(store.end_run, clock.now())


@contextlib.asynccontextmanager
async def _database(process: Process) -> AsyncGenerator[Database]:
    database, aside = await asyncio.to_thread(
        open_database, process.home.relay_db, process.settings.database.busy_timeout, SCHEMA
    )
    if aside is not None:
        process.log.error(
            "relay.db was damaged and is set aside; the history of incidents begins anew", kept=str(aside)
        )
    try:
        yield database
    finally:
        database.close()


def _circuits(process: Process, registry: CollectorRegistry) -> AbstractAsyncContextManager[Circuits]:
    policy = webhook_circuit.policy(process.settings.circuits)
    around = CircuitConfig(policy, SystemClock(), random.SystemRandom(), process.log)
    return open_circuits(process.home.circuits_file("relay"), around, registry)


def _session() -> aiohttp.ClientSession:
    # of the webhook, a connection each: whether a message that met the end of a kept one arrived, nobody could know
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True), trust_env=False)


def _address(process: Process) -> Address:
    async def address() -> SecretStr | None:
        return (await upstreams.resolve(process)).alert_webhook

    return address


def _processes_before(previous: RelayRun | None, state: EngineState) -> dict[str, int]:
    """The pids of before this run of the relay; none of before this supervisor, which began everything anew."""
    if previous is None or previous.supervisor != _supervisor():
        return {}
    return {**last_processes(state), "relay": previous.pid}


async def _before(previous: RelayRun | None, evidence: Evidence) -> ProcessEnding | None:
    """How what ran beside the previous run of the relay ended, where no log tells and it is gone at the first look."""
    if previous is None or previous.clean:
        return ProcessEnding(EndingKind.REQUESTED)  # it was stopped with the relay
    if previous.supervisor == _supervisor() or not await evidence.supervisord_died(previous.supervisor_pid):
        return None
    return ProcessEnding(EndingKind.WITH_SUPERVISOR)


async def _own_past(
    previous: RelayRun | None, before: ProcessEnding | None, evidence: Evidence, clock: Clock
) -> list[Fact]:
    """How the relay's last run ended, and that this one has begun."""
    ourselves = SeenProgram("relay", ProgramRunState.RUNNING, os.getpid(), None, None, ready=True, at=clock.now())
    if previous is None:
        return [ourselves]
    if previous.clean:
        return [EndedProcess("relay", previous.pid, ProcessEnding(EndingKind.REQUESTED), clock.now()), ourselves]
    ending = await evidence.ending("relay", previous.pid) or before or ProcessEnding(EndingKind.UNKNOWN)
    words = await evidence.last_words("relay")
    return [EndedProcess("relay", previous.pid, ending, previous.heartbeat_at, words), ourselves]


async def _work(process: Process, jobs: Sequence[Coroutine[Any, Any, None]], postman: OutboxWorker) -> None:
    """Runs until the relay is asked to stop, or a job ends: none should, so its reason is raised."""
    tasks = [asyncio.create_task(job) for job in (*jobs, postman.run(), _until(process.stopping))]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await postman.land(_LAST_REQUEST)


async def _until(event: asyncio.Event) -> None:
    await event.wait()


async def _listen(process: Process, intake: Intake) -> None:
    """The events of supervisor, or nothing for ever where there is no supervisor."""
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    if not (environment().get("SUPERVISOR_ENABLED") and is_piped(stdin) and is_piped(stdout)):
        process.log.info("not started by supervisor: working without its events, by reconcile alone")
        await asyncio.Event().wait()
    try:
        async with pipes(stdin, stdout) as (reader, writer):
            await listen(reader, writer, intake.receive)
    except ProtocolError as error:
        raise Exit(GIVE_UP, f"supervisor's events cannot be followed: {error}") from None
    raise Exit(GIVE_UP, "supervisor is gone")


async def _beat(store: RelayStore, clock: Clock) -> None:
    """Keeps the time of this run's last sign of life, should it be killed."""
    while True:
        await tick(_HEARTBEAT)
        with contextlib.suppress(StoreError):  # whoever needs the database says so
            await asyncio.to_thread(store.heartbeat, clock.now())


async def _guard(database: Database) -> None:
    """Ends the relay when relay.db is no longer the file that it writes to: nobody would ever read that again."""
    while True:
        await tick(_GUARD)
        if (why := database.misplaced()) is not None:
            raise Exit(
                GIVE_UP, f"{database.path}: {why}; starting anew with what is there, open incidents may be forgotten"
            )


def _supervisor() -> str:
    """Tells one supervisord from the next, which counts pids anew in a container."""
    parent = psutil.Process(os.getppid())
    return f"{parent.pid}:{parent.create_time():.0f}"
