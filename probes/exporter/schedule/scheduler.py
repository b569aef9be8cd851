"""Runs the checks, each in its own task: a check that crashes or hangs neither delays nor stops another."""

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Final, Protocol

from ignis.runtime.base.clock import WaitableClock
from ignis.runtime.config.settings import CheckSettings
from ignis.runtime.stack import endpoints
from ignis.runtime.telemetry.logs import Logger
from ignis.runtime.telemetry.redact import Redactor
from probes.checks.base import Cadence, Check, Context
from probes.exporter.schedule.metrics import CheckMetrics
from probes.exporter.schedule.registry import CheckRegistry
from probes.exporter.schedule.timetable import CheckTurn, hurry, next_due
from probes.outcome import CheckReason, CheckResult, CheckStatus

_SUCCESSOR_EVERY: Final = 0.25  # seconds between looks for the successor of a process that did not answer


@dataclass
class _ScheduledCheck:
    """`due_now` is set when the check must run before its planned time."""

    check: Check
    turn: CheckTurn
    timeout_s: float
    running: bool = False
    due_now: asyncio.Event = field(default_factory=asyncio.Event)


class ResultListener(Protocol):
    """Something that wants every result, such as the history's recorder."""

    def on_result(self, check: str, result: CheckResult) -> None:
        """`check` has run, and its detail holds no secret any more."""
        ...


class Scheduler:
    """`redact` takes secrets out of a check's detail; `listeners` get every result.

    Example:
    >>> scheduler = Scheduler(checks(), context, settings.checks, clock=SystemClock(), ...)
    >>> await scheduler.run()
    """

    def __init__(
        self,
        checks: tuple[Check, ...],
        context: Context,
        settings: CheckSettings,
        *,
        clock: WaitableClock,
        registry: CheckRegistry,
        metrics: CheckMetrics,
        log: Logger,
        redact: Redactor,
        listeners: Sequence[ResultListener] = (),
    ) -> None:
        self._context = context
        self._clock = clock
        self._registry = registry
        self._metrics = metrics
        self._log = log
        self._redact = redact
        self._listeners = tuple(listeners)
        self._scheduled = tuple(_scheduled(check, settings, clock.monotonic()) for check in checks)
        self._silence = asyncio.Event()

    async def run(self) -> None:
        """Goes on until it is cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for scheduled in self._scheduled:
                tasks.create_task(self._keep_running(scheduled), name=f"check {scheduled.check.name}")
            tasks.create_task(self._await_successors(), name="successors of silent processes")

    async def _keep_running(self, scheduled: _ScheduledCheck) -> None:
        while True:
            await self._until_due(scheduled)
            await self._run(scheduled)

    async def _await_successors(self) -> None:
        """What was found of a process that did not answer is not held against the next one, which is asked at once."""
        while True:
            await self._silence.wait()
            while silent := self._registry.silent:
                published = endpoints.read(self._context.home)
                for scheduled in self._scheduled:
                    process = silent.get(scheduled.check.name)
                    successor = published.get(process.program) if process else None
                    if process and successor and successor.pid != process.pid:
                        self._registry.outdate(scheduled.check.name)
                        self._hurry(scheduled)
                await self._clock.sleep(_SUCCESSOR_EVERY)
            self._silence.clear()

    async def _until_due(self, scheduled: _ScheduledCheck) -> None:
        while (wait := scheduled.turn.due - self._clock.monotonic()) > 0:
            scheduled.due_now.clear()
            early = asyncio.create_task(scheduled.due_now.wait())
            try:
                await _within(early, self._clock.sleep(wait))
            finally:
                early.cancel()

    async def _run(self, scheduled: _ScheduledCheck) -> None:
        """One run; its result is recorded after `timeout_s` at the latest.

        Returns only when the run has really ended: a check that ignores its cancellation must not run twice at once.
        """
        started = self._clock.monotonic()
        scheduled.running = True
        context = replace(self._context, timeout_s=scheduled.timeout_s)
        run = asyncio.create_task(scheduled.check.run(context), name=f"run of {scheduled.check.name}")
        try:
            await _within(run, self._clock.sleep(scheduled.timeout_s))
            self._record(scheduled, started, self._result(scheduled, run))
        finally:
            run.cancel()
        await asyncio.wait({run})

    def _result(self, scheduled: _ScheduledCheck, run: asyncio.Task[CheckResult]) -> CheckResult:
        if not run.done():
            return CheckResult(
                CheckStatus.FAILING, CheckReason.TIMEOUT, f"gave no result within {scheduled.timeout_s:g} s"
            )
        error = asyncio.CancelledError() if run.cancelled() else run.exception()
        if error is None:
            return run.result()
        self._log.error("check crashed", check=scheduled.check.name, exc_info=error)
        return CheckResult(
            CheckStatus.UNKNOWN, CheckReason.CRASHED, f"the check crashed ({type(error).__name__}), see the log"
        )

    def _record(self, scheduled: _ScheduledCheck, started: float, result: CheckResult) -> None:
        name, ended, now = scheduled.check.name, self._clock.monotonic(), self._clock.now()
        result = replace(result, detail=self._redact(result.detail))
        changed = self._registry.record(name, result, now)
        if result.silent is not None:
            self._silence.set()
        self._metrics.record(name, result, ended - started, now)
        for listener in self._listeners:
            listener.on_result(name, result)
        well = result.status is CheckStatus.OK
        scheduled.turn = next_due(scheduled.turn, started=started, ended=ended, changed=changed, well=well)
        scheduled.running = False
        self._publish_plan(scheduled)
        if changed:
            self._log.info(
                "check changed", check=name, status=result.status, reason=result.reason, detail=result.detail
            )
            if scheduled.check.every is Cadence.LIVENESS:
                self._hurry_deep()

    def _hurry_deep(self) -> None:
        for scheduled in self._scheduled:
            if scheduled.check.every is Cadence.DEEP:
                self._hurry(scheduled)

    def _hurry(self, scheduled: _ScheduledCheck) -> None:
        scheduled.turn = hurry(scheduled.turn, self._clock.monotonic(), running=scheduled.running)
        scheduled.due_now.set()
        self._publish_plan(scheduled)

    def _publish_plan(self, scheduled: _ScheduledCheck) -> None:
        wait = max(0.0, scheduled.turn.due - self._clock.monotonic())
        self._registry.plan(scheduled.check.name, self._clock.now() + timedelta(seconds=wait))


def _scheduled(check: Check, settings: CheckSettings, now: float) -> _ScheduledCheck:
    every = settings.liveness_every if check.every is Cadence.LIVENESS else settings.deep_every
    timeout_s = settings.timeout if check.timeout is None else min(check.timeout, settings.timeout)
    return _ScheduledCheck(check, CheckTurn(every, settings.confirm_after, due=now), timeout_s)


async def _within(task: asyncio.Task[Any], limit: Coroutine[Any, Any, None]) -> None:
    """Returns when `task` or `limit` ends, and does not cancel the task."""
    timer = asyncio.create_task(limit)
    try:
        await asyncio.wait({task, timer}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        timer.cancel()
