"""What Prometheus reads of the list of members. No member becomes a label."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from ignis.bot.gateway.member_list import MemberList
from ignis.runtime.telemetry.counters import from_zero

_RESULTS = ("same", "different")


class MemberListMetrics(Collector):
    """Reads the list at every scrape, in another thread."""

    def __init__(self, members: MemberList, registry: CollectorRegistry) -> None:
        self._members = members
        self._read_back = Counter(
            "ignis_members_read_back",
            "Members read back by REST, by whether they were as the list had them.",
            ["result"],
            registry=registry,
        )
        from_zero(self._read_back, _RESULTS)
        registry.register(self)

    def read_back(self, members: int, different: int) -> None:
        """Satisfies ReadBackObserver."""
        self._read_back.labels("same").inc(members - different)
        self._read_back.labels("different").inc(different)

    def collect(self) -> Iterator[Metric]:
        count = self._members.count
        nobody = float("nan")
        yield GaugeMetricFamily(
            "ignis_members_known",
            "Members of the served server that the bot knows; NaN without a server.",
            count.known if count is not None else nobody,
        )
        yield GaugeMetricFamily(
            "ignis_members_counted",
            "Members of the served server by Discord's count; NaN without a server.",
            count.total if count is not None else nobody,
        )
        yield GaugeMetricFamily(
            "ignis_member_list_whole", "1 while nobody is missing in the list of members.", int(self._members.whole)
        )
