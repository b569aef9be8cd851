"""The relay's metrics. Labels come from closed lists: the programs of supervisor's configuration, and enums."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from ignis.runtime.telemetry.counters import from_zero
from probes.relay.delivery_result import DeliveryResult
from probes.relay.incidents.decisions import Decision, DecisionAction, reasons_for
from probes.relay.incidents.state import EngineState
from probes.relay.notices.notice import NoticeReason
from probes.restarts.control import ProgramState

RECEIVED = ("firing", "resolved", "refused", "dropped")


class RelayMetrics:
    """Every metric of the relay, on a registry of its own.

    Example:
        metrics = RelayMetrics(CollectorRegistry())
        metrics.kills.labels("bot").inc()
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        self.open = Gauge("ignis_incidents_open", "Incidents that are open.", registry=registry)
        self.decisions = Counter(
            "ignis_incident_decisions", "Decisions of the incident engine.", ["action", "reason"], registry=registry
        )
        self.notices = Counter(
            "ignis_notice_decisions",
            "Decisions what to tell in the alert channel, and what not.",
            ["reason"],
            registry=registry,
        )
        from_zero(self.notices, NoticeReason)
        self.deaths = Counter("ignis_program_deaths", "Deaths that nobody asked for.", ["program"], registry=registry)
        self.kills = Counter("ignis_program_kills", "Hung programs that were killed.", ["program"], registry=registry)
        self.renewals = Counter(
            "ignis_program_renewals", "Programs asked to end for their memory.", ["program"], registry=registry
        )
        self.memory = Gauge(
            "ignis_program_resident_bytes", "What a program holds in RAM.", ["program"], registry=registry
        )
        self.alerts = Counter(
            "ignis_alerts", "Requests to the alert webhook, by what became of them.", ["outcome"], registry=registry
        )
        self.received = Counter(
            "ignis_alerts_received", "Alerts that Prometheus or Alertmanager sent.", ["status"], registry=registry
        )
        from_zero(self.received, RECEIVED)
        self.restarts = Counter(
            "ignis_program_restarts",
            "New processes of a program after an old one, whatever the reason.",
            ["program"],
            registry=registry,
        )
        self.outbox_depth = Gauge("ignis_outbox_depth", "Messages that wait to be sent.", registry=registry)
        self.unstored = Gauge(
            "ignis_alerts_unstored", "Messages whose newest state is not in relay.db.", registry=registry
        )
        self.webhook_up = Gauge("ignis_webhook_up", "0 while there is no alert webhook, else 1.", registry=registry)
        self.webhook_up.set(float("nan"))  # not known yet
        self.events = Counter("ignis_supervisor_events", "Events that supervisor sent.", ["event"], registry=registry)
        self.events_lost = Counter("ignis_supervisor_events_lost", "Events missing in the serial.", registry=registry)
        self.failures = Counter(
            "ignis_reconcile_failures", "Sources that gave no answer to a reconcile.", ["source"], registry=registry
        )
        self.reconcile = Histogram(
            "ignis_reconcile_duration_seconds",
            "One look at supervisor and all programs.",
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
            registry=registry,
        )

        for action in (DecisionAction.OPEN, DecisionAction.REOPEN, DecisionAction.RESOLVE):
            from_zero(self.decisions, [action], reasons_for(action))
        from_zero(self.alerts, DeliveryResult)

    def expect(self, programs: Iterable[ProgramState]) -> None:
        """Called at every look, because only supervisord knows which programs there are."""
        names = [program.name for program in programs]
        for counter in (self.deaths, self.kills, self.renewals, self.failures):
            from_zero(counter, names)

    def decided(self, decision: Decision) -> None:
        self.decisions.labels(decision.action, decision.reason).inc()
        if decision.death:
            self.deaths.labels(decision.subject_name).inc()

    def state(self, state: EngineState) -> None:
        self.open.set(len(state.open))
