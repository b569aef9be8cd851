"""`POST /alerts` and `POST /api/v2/alerts`: alerts of Prometheus or Alertmanager on their way to the incident manager.

The content type must be JSON: a page in a browser cannot send that to another site without asking first.
"""

import asyncio
from http import HTTPStatus
from typing import Any

from aiohttp import web

from ignis.runtime.base.clock import Clock
from ignis.runtime.base.ticker import tick
from ignis.runtime.telemetry.logs import Logger
from ignis.runtime.telemetry.redact import Redactor
from probes.relay.incident_manager import IncidentManager
from probes.relay.incidents import alert_board
from probes.relay.incidents.alerts import AlertRefused, ReceivedAlert, alerts_in, parse_alert
from probes.relay.metrics import RelayMetrics

LONGEST_BODY = 1024 * 1024

_LOOK_EVERY = 1.0


class AlertIntake:
    """Keeps the board of firing alerts, and turns its changes into conditions."""

    def __init__(
        self, manager: IncidentManager, redactor: Redactor, *, clock: Clock, metrics: RelayMetrics, log: Logger
    ) -> None:
        self._manager = manager
        self._received = metrics.received
        self._log = log
        self._clock = clock
        self._redactor = redactor
        self._board = alert_board.remembered(manager.state.open.values(), clock.now())
        self._lock = asyncio.Lock()  # what was received first is decided first
        self._complained = ""

    async def run(self) -> None:
        """Notices the alerts that are no longer reported. Never returns."""
        while True:
            await tick(_LOOK_EVERY)
            await self.look()

    async def look(self) -> None:
        async with self._lock:
            self._board, conditions = alert_board.lapsed(self._board, self._clock.now())
            await self._manager.handle(conditions)

    async def post(self, request: web.Request) -> web.Response:
        """200 if all of it was accepted, else 400 with the first reason. The valid alerts in it are accepted anyway."""
        if request.content_type != "application/json":
            return self._refuse("expected Content-Type: application/json", HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        try:
            alerts = alerts_in(await request.read())
        except web.HTTPRequestEntityTooLarge:
            return self._refuse(f"more than {LONGEST_BODY} bytes", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        except AlertRefused as error:
            return self._refuse(str(error))
        problems = await self._take(alerts)
        if problems:
            return self._refuse(problems[0], refused=len(problems))
        return web.json_response({"taken": len(alerts)})

    async def _take(self, alerts: list[Any]) -> list[str]:
        """Accepts every valid alert, and returns what is wrong with the others."""
        conditions = {}  # by name: if one changes twice, its last state counts
        problems: list[str] = []
        async with self._lock:
            now = self._clock.now()
            for number, one in enumerate(alerts):
                try:
                    alert = parse_alert(one, now, self._redactor)
                    self._board, condition = alert_board.received(self._board, alert, now)
                except AlertRefused as error:
                    problems.append(f"alert {number}: {error}")
                    continue
                self._count(alert)
                if condition is not None:
                    conditions[condition.name] = condition
            await self._manager.handle(conditions.values())
        return problems

    def _count(self, alert: ReceivedAlert) -> None:
        self._received.labels("firing" if alert.firing else "resolved").inc()

    def _refuse(self, why: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST, *, refused: int = 1) -> web.Response:
        self._received.labels("refused").inc(refused)
        why = self._redactor(why)
        if why != self._complained:  # the sender repeats it every minute
            self._complained = why
            self._log.warning("alerts refused", why=why, count=refused)
        return web.json_response({"error": why}, status=status)
