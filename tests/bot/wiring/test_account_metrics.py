"""What Prometheus reads of the way to accounts: known labels from zero, and ages only where there is one."""

import math

from prometheus_client import CollectorRegistry

from ignis.adapters.linked_accounts.accounts import MemoryHit
from ignis.adapters.linked_accounts.http_json import RequestOutcome
from ignis.bot.wiring.account_metrics import AccountMetrics, SourceMetrics


def test_requests_are_counted_by_circuit_and_outcome() -> None:
    registry = CollectorRegistry()
    metrics = SourceMetrics(registry)
    metrics.asked("bloxlink", RequestOutcome.ANSWERED, 0.03)
    metrics.asked("bloxlink", RequestOutcome.TIMEOUT, 5.0)
    answered = {"service": "bloxlink", "outcome": "answered"}
    assert registry.get_sample_value("ignis_source_requests_total", answered) == 1
    assert registry.get_sample_value("ignis_source_request_duration_seconds_sum", {"service": "bloxlink"}) == 5.03


def test_the_quota_is_unknown_until_there_is_one() -> None:
    registry = CollectorRegistry()
    SourceMetrics(registry)
    assert math.isnan(registry.get_sample_value("ignis_bloxlink_requests_left") or 0)


def test_lookups_start_at_zero_and_a_miss_has_no_age() -> None:
    registry = CollectorRegistry()
    metrics = AccountMetrics(registry)
    for hit in MemoryHit:
        assert registry.get_sample_value("ignis_account_lookups_total", {"result": hit.value}) == 0
    metrics.looked_up(MemoryHit.FRESH, 60.0)
    metrics.looked_up(MemoryHit.MISS, None)
    assert registry.get_sample_value("ignis_account_lookups_total", {"result": "miss"}) == 1
    assert registry.get_sample_value("ignis_account_age_seconds_count") == 1
    assert registry.get_sample_value("ignis_account_age_seconds_sum") == 60
