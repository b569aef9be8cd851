"""What Prometheus reads of the sync. All labels are bounded; members never become one."""

from collections.abc import Iterator, Sized
from enum import StrEnum

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from ignis.bot.role_sync.attribution import RoleChangeAuthor
from ignis.bot.role_sync.follow_up import FollowUp
from ignis.bot.role_sync.write_queue import WriteQueue
from ignis.domain.blocked import Blocked
from ignis.runtime.telemetry.counters import from_zero

_RECONCILE_BUCKETS = (0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0)


class WriteOutcome(StrEnum):
    """How a request to Discord ended."""

    DONE = "done"
    REFUSED = "refused"  # Discord says no: permissions have changed
    FAILED = "failed"  # Discord did not answer as it should, or its circuit is open
    GONE = "gone"  # the member has left


class MemberUpdate(StrEnum):
    """What Discord reports of a member. An update of both roles and nickname counts as one of roles."""

    ROLES = "roles"
    NICKNAME = "nickname"
    JOINED = "joined"


class SyncMetrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry
        updates = Counter(
            "ignis_sync_updates",
            "Updates of members that the sync looks into; its own nicknames come back unseen.",
            ["change"],
            registry=registry,
        )
        self._updates = {update: updates.labels(update.value) for update in MemberUpdate}  # a burst has thousands
        self._ranks = Counter(
            "ignis_sync_ranks", "Ranks adopted from roles, by who changed the roles.", ["cause"], registry=registry
        )
        self._writes = Counter(
            "ignis_sync_writes", "Requests that change a member on Discord.", ["outcome"], registry=registry
        )
        self._blocked = Counter(
            "ignis_sync_blocked", "Writes that were not tried, by why not.", ["reason"], registry=registry
        )
        from_zero(self._ranks, RoleChangeAuthor)
        from_zero(self._writes, WriteOutcome)
        from_zero(self._blocked, Blocked)
        self._failures = Counter(
            "ignis_sync_members_failed", "Members that could not be synced, while others were.", registry=registry
        )
        self._conflicts = Counter(
            "ignis_sync_fights", "Nicknames and roles given up to who keeps changing them back.", registry=registry
        )
        self._reconciles = Histogram(
            "ignis_sync_reconcile_duration_seconds",
            "Going through every member of the server.",
            buckets=_RECONCILE_BUCKETS,
            registry=registry,
        )

    def updated(self, update: MemberUpdate) -> None:
        self._updates[update].inc()

    def adopted(self, author: RoleChangeAuthor, count: int) -> None:
        self._ranks.labels(author.value).inc(count)

    def wrote(self, outcome: WriteOutcome) -> None:
        self._writes.labels(outcome.value).inc()

    def blocked(self, reason: Blocked) -> None:
        self._blocked.labels(reason.value).inc()

    def failed(self, count: int) -> None:
        self._failures.inc(count)

    def conflict(self) -> None:
        self._conflicts.inc()

    def reconciled(self, seconds: float) -> None:
        self._reconciles.observe(seconds)

    def watch(self, debounce: Sized, queue: WriteQueue, follow_up: FollowUp) -> None:
        """Counts who waits, and what became of changes, at every scrape, in another thread."""
        self._registry.register(FollowUpCollector(follow_up))
        gauge = Gauge("ignis_sync_queue", "Members by what they wait for.", ["queue"], registry=self._registry)
        gauge.labels("quiet").set_function(lambda: len(debounce))
        gauge.labels("write").set_function(lambda: len(queue))
        gauge.labels("retry").set_function(lambda: queue.failing)


class FollowUpCollector(Collector):
    """Makes metrics of plain counts, at the scrape: a burst has thousands of changes."""

    def __init__(self, follow_up: FollowUp) -> None:
        self._follow_up = follow_up

    def collect(self) -> Iterator[Metric]:
        figures = self._follow_up.latest
        changes = CounterMetricFamily(
            "ignis_sync_role_changes",
            "Role changes that the gateway told of, and what became of them; late ones are among the others.",
            labels=["result"],
        )
        for result, count in (
            ("seen", figures.seen),
            ("followed", figures.followed),
            ("late", figures.late),
            ("lost", figures.lost),
        ):
            changes.add_metric([result], count)
        yield changes
        yield GaugeMetricFamily(
            "ignis_sync_role_changes_slowest_seconds",
            "From a role change to the member's rank and nickname, the slowest of the last hour; NaN without any.",
            figures.slowest if figures.slowest is not None else float("nan"),
        )
