"""What Prometheus reads of the bot itself."""

import math
from datetime import UTC, datetime

import pytest
import structlog
from prometheus_client import CollectorRegistry

from ignis.bot.gateway.client import IgnisClient
from ignis.bot.metrics import BotMetrics
from ignis.bot.replies.reply import ReplyOutcome
from ignis.domain.health.repair_facts import RepairFact, RepairFinding, RepairFindings
from ignis.repair.recovery import Freed
from ignis.repair.repairs import RepairOutcome, RepairRecord
from ignis.runtime.base.clock import SystemClock

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
def metrics(registry: CollectorRegistry) -> BotMetrics:
    return BotMetrics(registry)


def test_commands_and_recoveries_start_at_zero_with_every_outcome(
    registry: CollectorRegistry, metrics: BotMetrics
) -> None:
    metrics.expect(commands=["points add"], recoveries=["clean-up"])
    for outcome in ReplyOutcome:
        labels = {"command": "points add", "outcome": outcome.value}
        assert registry.get_sample_value("ignis_bot_interactions_total", labels) == 0
    for ended in RepairOutcome:
        labels = {"recovery": "clean-up", "outcome": ended.value}
        assert registry.get_sample_value("ignis_recoveries_total", labels) == 0


REMOVED = (RepairFinding.of(RepairFact.REMOVED),)


@pytest.mark.parametrize(
    ("did", "error", "outcome"),
    [((), None, "nothing"), (REMOVED, None, "repaired"), ((), "no disk", "failed")],
)
def test_a_recovery_counts_by_how_it_ended(
    registry: CollectorRegistry, metrics: BotMetrics, did: RepairFindings, error: str | None, outcome: str
) -> None:
    metrics.recovered(RepairRecord("clean-up", "a test", NOON, 2.5, (), did, Freed(5, 1), error))
    labels = {"recovery": "clean-up"}
    assert registry.get_sample_value("ignis_recoveries_total", labels | {"outcome": outcome}) == 1
    assert registry.get_sample_value("ignis_recovery_duration_seconds_sum", labels) == 2.5
    assert registry.get_sample_value("ignis_recovery_freed_bytes_total", labels) == 5


def test_an_unknown_latency_is_not_a_number(registry: CollectorRegistry, metrics: BotMetrics) -> None:
    metrics.watch_gateway(IgnisClient(structlog.stdlib.get_logger("test"), SystemClock()))
    assert math.isnan(registry.get_sample_value("ignis_bot_gateway_latency_seconds") or 0)


def test_traces_that_are_sent_away_count_as_none(registry: CollectorRegistry, metrics: BotMetrics) -> None:
    metrics.watch_traces(None)
    assert registry.get_sample_value("ignis_traces_kept") == 0


def test_queries_and_answers_are_timed_by_name(registry: CollectorRegistry, metrics: BotMetrics) -> None:
    metrics.queried("find_member", 0.002)
    metrics.answered("userinfo", ReplyOutcome.DIRECT, 0.1)
    query, command = {"query": "find_member"}, {"command": "userinfo"}
    assert registry.get_sample_value("ignis_database_query_duration_seconds_sum", query) == 0.002
    assert registry.get_sample_value("ignis_bot_interaction_duration_seconds_sum", command) == 0.1
