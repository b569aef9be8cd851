"""What the relay serves on 127.0.0.1."""

import asyncio
from typing import Any

from aiohttp import web
from prometheus_client import CollectorRegistry

from ignis.runtime.stack.http_shapes import ReportedCause, ReportedIncident
from ignis.runtime.telemetry.metrics import metrics_handler
from probes.database import StoreError
from probes.relay.incident_manager import IncidentManager
from probes.relay.incidents.incident import Incident
from probes.relay.notify.message import title
from probes.relay.store import RelayStore
from probes.relay.watch.alert_intake import LONGEST_BODY, AlertIntake

_RECENT = 50


def application(
    store: RelayStore, manager: IncidentManager, alerts: AlertIntake, registry: CollectorRegistry
) -> web.Application:
    """The relay's routes: `/incidents`, `/alerts`, `/livez`, `/metrics`."""

    async def get_incidents(_: web.Request) -> web.Response:
        try:
            recent = await asyncio.to_thread(store.recent, _RECENT)
        except StoreError as error:
            return web.json_response({"error": str(error)}, status=503)
        message_states = {incident.number: state for incident, state in recent}
        still_open = sorted(manager.state.open.values(), key=lambda incident: incident.number)
        return web.json_response(
            {
                "open": [as_json(incident, message_states.get(incident.number)) for incident in still_open],
                "recent": [as_json(incident, state) for incident, state in recent],
            }
        )

    async def get_livez(_: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    app = web.Application(client_max_size=LONGEST_BODY)
    app.router.add_post("/alerts", alerts.post)
    app.router.add_post("/api/v2/alerts", alerts.post)  # the path at which Prometheus expects an Alertmanager
    app.router.add_get("/incidents", get_incidents)
    app.router.add_get("/livez", get_livez)
    app.router.add_get("/metrics", metrics_handler(registry))
    return app


def as_json(incident: Incident, message_state: str | None) -> dict[str, Any]:
    """One incident of `GET /incidents`; `message_state` is the state of its message in the outbox."""
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
    ).to_json()
