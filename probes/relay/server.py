"""What the relay serves on 127.0.0.1."""

import asyncio
import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any, Protocol

from aiohttp import web
from prometheus_client import CollectorRegistry

from ignis.runtime.stack.http_shapes import (
    ReportedCause,
    ReportedIncident,
    ReportedIncidents,
    ReportedPause,
    ReportedRoad,
    ReportedSilence,
    ReportedWebhook,
)
from ignis.runtime.telemetry.metrics import metrics_handler
from probes.database import StoreError
from probes.relay.action_log import ActionLog, RecordedAction
from probes.relay.incident_manager import IncidentManager
from probes.relay.incidents.incident import Incident
from probes.relay.notices.actions import Pause
from probes.relay.notify.message import title
from probes.relay.notify.outbox_worker import WebhookStatus
from probes.relay.operators.desk import OperatorDesk
from probes.relay.operators.routes import as_reported
from probes.relay.outbox.outbox import Outbox
from probes.relay.receivers.road import RoadStatus
from probes.relay.watch.alert_intake import LONGEST_BODY, AlertIntake

_RECENT = 50
_ACTIONS = 20


class AlertChannel(Protocol):
    """What is told about the way to Discord; in the relay it is the `OutboxWorker`."""

    @property
    def outbox(self) -> Outbox: ...

    @property
    def status(self) -> WebhookStatus: ...


class FurtherRoads(Protocol):
    """What is told about the ways that need no Discord; in the relay it is `Roads`."""

    @property
    def statuses(self) -> Sequence[RoadStatus]: ...


def application(
    channel: AlertChannel,
    manager: IncidentManager,
    alerts: AlertIntake,
    registry: CollectorRegistry,
    *,
    desk: OperatorDesk,
    actions: ActionLog,
    roads: FurtherRoads | None = None,
) -> web.Application:
    """The relay's routes: `/incidents`, `/alerts`, `/livez`, `/metrics`. Those for operators are added to them."""

    async def get_incidents(_: web.Request) -> web.Response:
        done: list[RecordedAction] = []
        with contextlib.suppress(StoreError):  # what is open is told without the record of who did what
            done = await asyncio.to_thread(actions.recent, _ACTIONS)
        recent = newest_first(manager.recent.values())[:_RECENT]
        still_open = sorted(manager.state.open.values(), key=lambda incident: incident.number)
        standing = channel.outbox.standing
        shown = ReportedIncidents(
            open=tuple(_reported(one, standing(one.number)) for one in still_open),
            recent=tuple(_reported(one, standing(one.number)) for one in recent),
            webhook=reported(channel),
            roads=tuple(ReportedRoad(**asdict(one)) for one in (() if roads is None else roads.statuses)),
            pause=_pause(desk.paused),
            quiet_until=desk.quiet_until,
            silences=tuple(
                ReportedSilence(subject=one.subject, until=one.until, by=one.by, at=one.at, why=one.why)
                for one in desk.silences
            ),
            actions=tuple(map(as_reported, done)),
        )
        return web.json_response(shown.to_json())

    async def get_livez(_: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    app = web.Application(client_max_size=LONGEST_BODY)
    app.router.add_post("/alerts", alerts.post)
    app.router.add_post("/api/v2/alerts", alerts.post)  # the path at which Prometheus expects an Alertmanager
    app.router.add_get("/incidents", get_incidents)
    app.router.add_get("/livez", get_livez)
    app.router.add_get("/metrics", metrics_handler(registry))
    return app


def newest_first(incidents: Iterable[Incident]) -> list[Incident]:
    """What is open, then what ended last: an incident that began again is new."""
    return sorted(incidents, key=lambda one: (one.open, one.resolved_at or one.opened_at, one.number), reverse=True)


def reported(channel: AlertChannel) -> ReportedWebhook:
    """The alert channel in `GET /incidents`."""
    status = channel.status
    return ReportedWebhook(
        state=status.state, since=status.since, detail=status.detail, waiting=channel.outbox.depth, stored=status.stored
    )


def as_json(incident: Incident, message_state: str | None) -> dict[str, Any]:
    """One incident of `GET /incidents`; `message_state` is the state of its message in the outbox."""
    return _reported(incident, message_state).to_json()


def _reported(incident: Incident, message_state: str | None) -> ReportedIncident:
    return ReportedIncident(
        id=incident.number,
        subject=incident.subject,
        title=title(incident),
        kind=incident.kind,
        severity=incident.severity,
        open=incident.open,
        opened_at=incident.opened_at,
        resolved_at=incident.resolved_at,
        resolution=incident.resolution,
        duration_s=incident.duration.total_seconds() if incident.duration is not None else None,
        deaths=incident.deaths,
        died=incident.died,
        causes=tuple(ReportedCause(at=cause.at, text=cause.text) for cause in incident.causes),
        tried=incident.tried,
        last_words=incident.last_words,
        until=incident.until,
        message=message_state,
        acknowledged_by=incident.acknowledged.by if incident.acknowledged is not None else None,
        acknowledged_at=incident.acknowledged.at if incident.acknowledged is not None else None,
    )


def _pause(pause: Pause | None) -> ReportedPause | None:
    if pause is None:
        return None
    return ReportedPause(until=pause.until, by=pause.by, at=pause.at, why=pause.why)
