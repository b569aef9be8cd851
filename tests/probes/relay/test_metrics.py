"""The relay's counters are there before anything happens: the first death is to be seen as one."""

from prometheus_client import CollectorRegistry

from probes.relay.metrics import RelayMetrics
from probes.restarts.control import ProgramRunState, ProgramState


def test_what_is_known_beforehand_begins_at_zero() -> None:
    registry = CollectorRegistry()
    metrics = RelayMetrics(registry)
    metrics.expect([ProgramState(name, ProgramRunState.RUNNING, 1, None, None, "") for name in ("bot", "exporter")])
    for name in ("deaths", "kills", "renewals"):
        for program in ("bot", "exporter"):
            assert registry.get_sample_value(f"ignis_program_{name}_total", {"program": program}) == 0
    assert registry.get_sample_value("ignis_reconcile_failures_total", {"source": "bot"}) == 0
    assert registry.get_sample_value("ignis_incident_decisions_total", {"action": "open", "reason": "died"}) == 0
    assert registry.get_sample_value("ignis_alerts_total", {"outcome": "delivered"}) == 0
