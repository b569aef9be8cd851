"""What Prometheus reads of the sync: bounded labels, all of them from zero."""

import math
from random import Random

import pytest
from prometheus_client import CollectorRegistry

from ignis.bot.role_sync.attribution import RoleChangeAuthor
from ignis.bot.role_sync.debounce import Debounce
from ignis.bot.role_sync.follow_up import FollowUp
from ignis.bot.role_sync.metrics import FollowUpCollector, MemberUpdate, SyncMetrics, WriteOutcome
from ignis.bot.role_sync.write_queue import WritePriority, WriteQueue
from ignis.domain.blocked import Blocked
from ignis.runtime.resilience.backoff import Backoff


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


def test_everything_that_can_happen_starts_at_zero(registry: CollectorRegistry) -> None:
    SyncMetrics(registry)
    expected = {
        "ignis_sync_updates_total": ("change", MemberUpdate),
        "ignis_sync_ranks_total": ("cause", RoleChangeAuthor),
        "ignis_sync_writes_total": ("outcome", WriteOutcome),
        "ignis_sync_blocked_total": ("reason", Blocked),
    }
    for name, (label, values) in expected.items():
        assert [registry.get_sample_value(name, {label: each.value}) for each in values] == [0] * len(values)
    assert registry.get_sample_value("ignis_sync_fights_total") == 0


def test_each_event_is_counted_under_its_label(registry: CollectorRegistry) -> None:
    metrics = SyncMetrics(registry)
    metrics.updated(MemberUpdate.JOINED)
    metrics.adopted(RoleChangeAuthor.BLOXLINK, 3)
    metrics.wrote(WriteOutcome.REFUSED)
    metrics.blocked(Blocked.OWNER)
    metrics.conflict()
    metrics.reconciled(0.7)
    counted = {
        "ignis_sync_updates_total": ({"change": "joined"}, 1),
        "ignis_sync_ranks_total": ({"cause": "bloxlink"}, 3),
        "ignis_sync_writes_total": ({"outcome": "refused"}, 1),
        "ignis_sync_blocked_total": ({"reason": Blocked.OWNER.value}, 1),
        "ignis_sync_fights_total": ({}, 1),
        "ignis_sync_reconcile_duration_seconds_sum": ({}, 0.7),
    }
    for name, (labels, value) in counted.items():
        assert registry.get_sample_value(name, labels) == value, name


def test_the_queues_are_counted_at_every_scrape(registry: CollectorRegistry) -> None:
    debounce, queue = Debounce(2), WriteQueue(Backoff(first=5, longest=600), Random(1))
    SyncMetrics(registry).watch(debounce, queue, FollowUp())

    def waiting() -> list[float | None]:
        return [registry.get_sample_value("ignis_sync_queue", {"queue": each}) for each in ("quiet", "write", "retry")]

    assert waiting() == [0, 0, 0]
    debounce.restart(1, now=0)
    for user_id in (2, 3):
        queue.add(user_id, WritePriority.CHANGED)
    queue.failed(4, now=0)
    assert waiting() == [1, 2, 1]


def test_what_became_of_role_changes_is_told(registry: CollectorRegistry) -> None:
    follow_up = FollowUp()
    registry.register(FollowUpCollector(follow_up))

    def told() -> list[float | None]:
        results = ("seen", "followed", "late", "lost")
        return [registry.get_sample_value("ignis_sync_role_changes_total", {"result": each}) for each in results]

    slowest = "ignis_sync_role_changes_slowest_seconds"
    assert told() == [0, 0, 0, 0]
    assert math.isnan(registry.get_sample_value(slowest) or 0)
    follow_up.changed(1, 0)
    follow_up.changed(2, 0)
    follow_up.followed([1], 40)
    follow_up.given_up([2], 41)
    assert (told(), registry.get_sample_value(slowest)) == ([2, 1, 2, 1], 41)
