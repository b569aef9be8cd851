"""`POST /alerts` and `POST /api/v2/alerts`: alerts of Prometheus or Alertmanager on their way to the incident manager.

A request must come with the token of `var/run/alerts.token`: every account of the machine can reach the relay, and an
alert is a message to staff. The content type must be JSON.
"""

import asyncio
from datetime import datetime
from http import HTTPStatus
from typing import Any

from aiohttp import web

from ignis.runtime.base.clock import Clock
from ignis.runtime.base.ticker import tick
from ignis.runtime.stack.alerts_token import REFUSAL, AlertsToken
from ignis.runtime.telemetry.logs import Logger
from ignis.runtime.telemetry.redact import Redactor
from probes.relay.incident_manager import IncidentManager
from probes.relay.incidents import alert_board
from probes.relay.incidents.alert_board import MOST_IN_PLACE
from probes.relay.incidents.alerts import AlertRefused, ReceivedAlert, alerts_in, in_order, parse_alert
from probes.relay.metrics import RelayMetrics

LONGEST_BODY = 1024 * 1024

_LOOK_EVERY = 1.0
_MOST_COMPLAINTS = 50


class AlertIntake:
    """Keeps the board of firing alerts, and turns its changes into conditions."""

    def __init__(
        self,
        manager: IncidentManager,
        token: AlertsToken,
        redactor: Redactor,
        *,
        clock: Clock,
        metrics: RelayMetrics,
        log: Logger,
    ) -> None:
        self._manager = manager
        self._token = token
        self._received = metrics.received
        self._log = log
        self._clock = clock
        self._redactor = redactor
        self._board = alert_board.remembered(manager.state.open.values(), clock.now())
        self._lock = asyncio.Lock()  # what was received first is decided first
        self._complained: set[str] = set()
        self._full: frozenset[str] = frozenset()

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
        """200 if all of it was accepted, else 400 with the first reason. The valid alerts in it are accepted anyway.

        `dropped` in the answer: how many of the accepted there was no room to keep apart. 401 without the token.
        """
        if (refusal := self._token.refusal(request)) is not None:
            self._complain(REFUSAL, 1)
            return refusal
        if request.content_type != "application/json":
            return self._refuse("expected Content-Type: application/json", HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        try:
            alerts = alerts_in(await request.read())
        except web.HTTPRequestEntityTooLarge:
            return self._refuse(f"more than {LONGEST_BODY} bytes", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        except AlertRefused as error:
            return self._refuse(str(error))
        dropped, problems = await self._take(alerts)
        if problems:
            return self._refuse(problems[0], refused=len(problems))
        return web.json_response({"taken": len(alerts), "dropped": dropped})

    async def _take(self, sent: list[Any]) -> tuple[int, list[str]]:
        """Accepts every valid alert. Returns how many could not be kept apart, and what is wrong with the others."""
        async with self._lock:
            now = self._clock.now()
            alerts, problems = self._parsed(sent, now)
            conditions = {}  # by name: if one changes twice, its last state counts
            dropped = 0
            for alert in in_order(alerts):
                self._board, former = alert_board.replaced(self._board, alert, now)
                if former is not None:
                    conditions[former.name] = former
                self._board, condition, lost = alert_board.received(self._board, alert, now)
                dropped += lost
                if condition is not None:
                    conditions[condition.name] = condition
            self._count_dropped(dropped)
            await self._manager.handle(conditions.values())
        return dropped, problems

    def _parsed(self, sent: list[Any], now: datetime) -> tuple[list[ReceivedAlert], list[str]]:
        alerts: list[ReceivedAlert] = []
        problems: list[str] = []
        for number, one in enumerate(sent):
            try:
                alert = parse_alert(one, now, self._redactor)
            except AlertRefused as error:
                problems.append(f"alert {number}: {error}")
                continue
            self._received.labels("firing" if alert.firing else "resolved").inc()
            alerts.append(alert)
        return alerts, problems

    def _count_dropped(self, dropped: int) -> None:
        """Counts each; the log names a place once, and its incident says it as long as it is so."""
        self._received.labels("dropped").inc(dropped)
        for place in sorted(self._board.full - self._full):
            self._log.warning("more alerts fire than are kept apart", subject=f"alert:{place}", kept=MOST_IN_PLACE)
        self._full = self._board.full

    def _refuse(self, why: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST, *, refused: int = 1) -> web.Response:
        why = self._redactor(why)
        self._complain(why, refused)
        return web.json_response({"error": why}, status=status)

    def _complain(self, why: str, refused: int) -> None:
        self._received.labels("refused").inc(refused)
        if why not in self._complained:  # the sender repeats it every minute
            if len(self._complained) >= _MOST_COMPLAINTS:
                self._complained.clear()
            self._complained.add(why)
            self._log.warning("alerts refused", why=why, count=refused)
