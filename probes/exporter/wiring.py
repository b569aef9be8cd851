"""Builds the exporter's object graph, and closes it again."""

from contextlib import AsyncExitStack

import aiohttp
from prometheus_client import CollectorRegistry

from ignis.runtime.base.clock import Clock, SystemClock
from ignis.runtime.base.stability import EventLoopHealth
from ignis.runtime.resilience.background import BackgroundWork
from ignis.runtime.resilience.background_metrics import BackgroundMetrics
from ignis.runtime.resilience.background_routes import background_routes
from ignis.runtime.stack import endpoints, upstreams
from ignis.runtime.stack.http import serve
from ignis.runtime.stack.process import Process
from ignis.runtime.stack.upstreams import Upstreams
from ignis.runtime.telemetry.metrics import new_registry
from probes.checks.base import Context
from probes.exporter.history.archive import Archive
from probes.exporter.history.metrics import HistoryMetrics
from probes.exporter.history.recorder import Recorder
from probes.exporter.history.routes import history_routes
from probes.exporter.relay_watch import RelayWatch
from probes.exporter.schedule.catalogue import checks
from probes.exporter.schedule.metrics import CheckMetrics
from probes.exporter.schedule.registry import CheckRegistry
from probes.exporter.schedule.scheduler import Scheduler
from probes.exporter.server import application
from probes.exporter.status.holds import Holds
from probes.exporter.status.live import LiveStatus
from probes.exporter.status.program_metrics import ProgramsUp
from probes.exporter.status.stack_snapshot import StackObserver
from probes.exporter.status.status_routes import status_routes
from probes.exporter.traces import trace_routes
from probes.peers.addresses import Addresses
from probes.peers.hang import limits_by
from probes.peers.program_client import ProgramClient, program_session
from probes.restarts.control import SupervisorControl
from probes.restarts.policy import RestartPolicy

_QUESTION_TIMEOUT = 1.0


class _CurrentUpstreams:
    """Looks at each question: the sandbox may have been restarted at another address."""

    def __init__(self, process: Process) -> None:
        self._process = process

    def current(self) -> Upstreams | None:
        return upstreams.look(self._process)


async def main(process: Process) -> None:
    """Serves and checks until `process.stopping`."""
    settings, home, clock = process.settings, process.home, SystemClock()
    catalogue = checks()
    names = [check.name for check in catalogue]
    registry, prometheus = CheckRegistry(names), new_registry(process.program, process.lag)
    BackgroundMetrics(process.background, prometheus)
    holds = Holds(home.restarts, RestartPolicy(**settings.restarts.model_dump()))
    prometheus.register(holds)
    async with AsyncExitStack() as stack:
        # a new connection each time: one from before a restart of the bot would be reported as the bot's failure
        connector = aiohttp.TCPConnector(force_close=True)
        http = await stack.enter_async_context(aiohttp.ClientSession(connector=connector))
        control = SupervisorControl(home.supervisor_socket, timeout_s=settings.checks.timeout / 2)
        context = Context(
            home=home,
            settings=settings,
            http=http,
            control=control,
            clock=clock,
            upstreams=_CurrentUpstreams(process),
            timeout_s=settings.checks.timeout,
        )
        session = await stack.enter_async_context(program_session(process.program))
        observer = StackObserver(home, control, holds, session, clock=clock, timeout_s=_QUESTION_TIMEOUT)
        prometheus.register(ProgramsUp(observer))
        recorder, archive = await _history(process, observer, names, prometheus, clock)
        stack.push_async_callback(recorder.close)
        scheduler = Scheduler(
            catalogue,
            context,
            settings.checks,
            clock=clock,
            registry=registry,
            metrics=CheckMetrics(prometheus, names),
            log=process.log,
            redact=process.redact,
            listeners=[recorder],
        )
        live = LiveStatus(registry, observer, clock=clock)
        app = application(registry, holds, prometheus, clock)
        app.add_routes(background_routes(process.background))
        app.add_routes(trace_routes(home, http, clock))
        app.add_routes(status_routes(live))
        app.add_routes(history_routes(archive, recorder))
        relay_watch = RelayWatch(
            home,
            control,
            Addresses(dict(settings.ports)),
            ProgramClient(session, _QUESTION_TIMEOUT),
            clock=clock,
            log=process.log,
            every=settings.relay.reconcile_every,
            limits=limits_by(settings.relay, _QUESTION_TIMEOUT),
        )
        app.on_response_prepare.append(relay_watch.on_response)
        app.on_shutdown.append(lambda _: live.close())
        url = await stack.enter_async_context(serve(app, port=settings.ports.exporter, what="exporter"))
        background = process.background
        await stack.enter_async_context(
            endpoints.keep_published(home, {"exporter": url}, process.log, background=background)
        )
        process.health = EventLoopHealth()
        process.log.info("serving", url=url, checks=names)
        for name, part in _background(scheduler, relay_watch, recorder, live).items():
            await stack.enter_async_context(background.running(name, part))
        await process.stopping.wait()


def _background(
    scheduler: Scheduler, relay_watch: RelayWatch, recorder: Recorder, live: LiveStatus
) -> dict[str, BackgroundWork]:
    """What runs for as long as the exporter does, by name."""
    return {"checks": scheduler, "relay watch": relay_watch, "history": recorder, "live status": live}


async def _history(
    process: Process, observer: StackObserver, checks: list[str], prometheus: CollectorRegistry, clock: Clock
) -> tuple[Recorder, Archive]:
    """Raises ConfigError for a history.db that a newer Ignis wrote."""
    settings = process.settings
    archive = Archive(
        process.home.history_db,
        keep_days=settings.history.keep_days,
        busy_timeout_s=settings.database.busy_timeout,
        clock=clock,
        log=process.log,
    )
    metrics = HistoryMetrics(prometheus, archive)
    recorder = Recorder(
        archive,
        observer,
        checks,
        clock=clock,
        metrics=metrics,
        log=process.log,
        write_every=settings.history.write_every,
    )
    await recorder.begin()
    return recorder, archive
