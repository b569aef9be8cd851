"""`POST /alerts` and `POST /api/v2/alerts`: what Prometheus or Alertmanager sends, on its way to the desk.

Only JSON is taken by its name: a page in somebody's browser cannot send that to another site without having asked.
"""

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from aiohttp import web

from ignis.runtime.base.clock import Clock
from ignis.runtime.base.ticker import tick
from ignis.runtime.telemetry.logs import Logger
from probes.relay.incident_manager import IncidentManager
from probes.relay.incidents import alert_board
from probes.relay.incidents.alerts import AlertRefused, ReceivedAlert, sent, understood
from probes.relay.metrics import RelayMetrics

LONGEST_BODY = 1024 * 1024

_LOOK_EVERY = 1.0


class AlertIntake:
    def __init__(
        self, desk: IncidentManager, metrics: RelayMetrics, log: Logger, *, clock: Clock, redact: Callable[[str], str]
    ) -> None:
        self._desk = desk
        self._received = metrics.received
        self._log = log
        self._clock = clock
        self._redact = redact
        self._board = alert_board.remembered(desk.state.open.values(), clock.now())
        self._lock = asyncio.Lock()  # what was heard first is decided first
        self._complained = ""

    async def run(self) -> None:
        """Notices the alerts that nobody reports any more. Never returns."""
        while True:
            await tick(_LOOK_EVERY)
            await self.look()

    async def look(self) -> None:
        async with self._lock:
            self._board, conditions = alert_board.lapsed(self._board, self._clock.now())
            await self._desk.handle(conditions)

    async def post(self, request: web.Request) -> web.Response:
        """200 when all of it was taken, else 400 with the first reason; what is right in it is taken all the same."""
        if request.content_type != "application/json":
            return self._refuse("expected Content-Type: application/json", HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        try:
            alerts = sent(await request.read())
        except web.HTTPRequestEntityTooLarge:
            return self._refuse(f"more than {LONGEST_BODY} bytes", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        except AlertRefused as error:
            return self._refuse(str(error))
        problems = await self._take(alerts)
        if problems:
            return self._refuse(problems[0], refused=len(problems))
        return web.json_response({"taken": len(alerts)})

    async def _take(self, alerts: list[Any]) -> list[str]:
        """Takes all that can be, and returns what is wrong with the rest."""
        conditions = {}  # by name: of one that is touched twice, how it stands in the end
        problems: list[str] = []
        async with self._lock:
            now = self._clock.now()
            for number, one in enumerate(alerts):
                try:
                    alert = understood(one, now, self._redact)
                    self._board, condition = alert_board.heard(self._board, alert, now)
                except AlertRefused as error:
                    problems.append(f"alert {number}: {error}")
                    continue
                self._count(alert)
                if condition is not None:
                    conditions[condition.name] = condition
            await self._desk.handle(conditions.values())
        return problems

    def _count(self, alert: ReceivedAlert) -> None:
        self._received.labels("firing" if alert.firing else "resolved").inc()

    def _refuse(self, why: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST, *, refused: int = 1) -> web.Response:
        self._received.labels("refused").inc(refused)
        why = self._redact(why)
        if why != self._complained:  # it is repeated every minute
            self._complained = why
            self._log.warning("alerts refused", why=why, count=refused)
        return web.json_response({"error": why}, status=status)
