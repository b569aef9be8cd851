"""Runs the checks, each in a task of its own: one that crashes or hangs neither delays nor stops another."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Protocol

from ignis.runtime.base.clock import Clock, SystemClock
from ignis.runtime.config.settings import CheckSettings
from ignis.runtime.telemetry.logs import Logger
from probes.checks.base import Cadence, Check, Context
from probes.exporter.schedule.metrics import CheckMetrics
from probes.exporter.schedule.registry import CheckRegistry
from probes.exporter.schedule.timetable import CheckTurn, hurry, next_due
from probes.outcome import CheckReason, CheckResult, CheckStatus


class WaitableClock(Clock, Protocol):
    """A clock that one can wait by."""

    async def sleep(self, seconds: float) -> None: ...


class SystemWaitableClock(SystemClock):
    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


@dataclass
class _ScheduledCheck:
    """One check, its turn, and the bell that calls it before its time."""

    check: Check
    turn: CheckTurn
    timeout_s: float
    running: bool = False
    bell: asyncio.Event = field(default_factory=asyncio.Event)


class Scheduler:
    """`redact` takes secrets out of what a check says of others; `told` hears every result."""

    def __init__(
        self,
        checks: tuple[Check, ...],
        context: Context,
        settings: CheckSettings,
        *,
        time: WaitableClock,
        registry: CheckRegistry,
        metrics: CheckMetrics,
        log: Logger,
        redact: Callable[[str], str],
        told: Callable[[str, CheckResult], None] = lambda _name, _result: None,
    ) -> None:
        self._context = context
        self._time = time
        self._registry = registry
        self._metrics = metrics
        self._log = log
        self._redact = redact
        self._told = told
        self._desks = tuple(_desk(check, settings, time.monotonic()) for check in checks)

    async def run(self) -> None:
        """Goes on until it is cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for desk in self._desks:
                tasks.create_task(self._keep_asking(desk), name=f"check {desk.check.name}")

    async def _keep_asking(self, desk: _ScheduledCheck) -> None:
        while True:
            await self._until_due(desk)
            await self._ask(desk)

    async def _until_due(self, desk: _ScheduledCheck) -> None:
        while (wait := desk.turn.due - self._time.monotonic()) > 0:
            desk.bell.clear()
            bell = asyncio.create_task(desk.bell.wait())
            try:
                await _within(bell, self._time.sleep(wait))
            finally:
                bell.cancel()

    async def _ask(self, desk: _ScheduledCheck) -> None:
        """One run; its result is recorded in time.

        Returns once the run has really ended: a check that ignores its cancellation must not run beside itself.
        """
        started = self._time.monotonic()
        desk.running = True
        context = replace(self._context, timeout_s=desk.timeout_s)
        run = asyncio.create_task(desk.check.run(context), name=f"run of {desk.check.name}")
        try:
            await _within(run, self._time.sleep(desk.timeout_s))
            self._record(desk, started, self._outcome(desk, run))
        finally:
            run.cancel()
        await asyncio.wait({run})

    def _outcome(self, desk: _ScheduledCheck, run: asyncio.Task[CheckResult]) -> CheckResult:
        if not run.done():
            return CheckResult(CheckStatus.FAILING, CheckReason.TIMEOUT, f"gave no result within {desk.timeout_s:g} s")
        error = asyncio.CancelledError() if run.cancelled() else run.exception()
        if error is None:
            return run.result()
        self._log.error("check crashed", check=desk.check.name, exc_info=error)
        return CheckResult(
            CheckStatus.UNKNOWN, CheckReason.CRASHED, f"the check crashed ({type(error).__name__}), see the log"
        )

    def _record(self, desk: _ScheduledCheck, started: float, result: CheckResult) -> None:
        name, ended, now = desk.check.name, self._time.monotonic(), self._time.now()
        result = replace(result, detail=self._redact(result.detail))
        changed = self._registry.record(name, result, now)
        self._metrics.record(name, result, ended - started, now)
        self._told(name, result)
        well = result.status is CheckStatus.OK
        desk.turn = next_due(desk.turn, started=started, ended=ended, changed=changed, well=well)
        desk.running = False
        self._announce(desk)
        if changed:
            self._log.info(
                "check changed", check=name, status=result.status, reason=result.reason, detail=result.detail
            )
            if desk.check.every is Cadence.LIVENESS:
                self._hurry_deep()

    def _hurry_deep(self) -> None:
        for desk in self._desks:
            if desk.check.every is Cadence.DEEP:
                desk.turn = hurry(desk.turn, self._time.monotonic(), running=desk.running)
                desk.bell.set()
                self._announce(desk)

    def _announce(self, desk: _ScheduledCheck) -> None:
        wait = max(0.0, desk.turn.due - self._time.monotonic())
        self._registry.plan(desk.check.name, self._time.now() + timedelta(seconds=wait))


def _desk(check: Check, settings: CheckSettings, now: float) -> _ScheduledCheck:
    every = settings.liveness_every if check.every is Cadence.LIVENESS else settings.deep_every
    timeout_s = settings.timeout if check.timeout is None else min(check.timeout, settings.timeout)
    return _ScheduledCheck(check, CheckTurn(every, settings.confirm_after, due=now), timeout_s)


async def _within(task: asyncio.Task[Any], limit: Coroutine[Any, Any, None]) -> None:
    """Returns when `task` ends, or `limit` does; leaves the task as it is."""
    timer = asyncio.create_task(limit)
    try:
        await asyncio.wait({task, timer}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        timer.cancel()
